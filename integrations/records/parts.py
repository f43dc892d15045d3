"""Parts that records of several families share: references, addresses, dimensions on lines."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PartyStatus(StrEnum):
    """Whether a customer, a supplier, an account or a journal is in use."""

    UNKNOWN = "Unknown"
    ACTIVE = "Active"
    ARCHIVED = "Archived"


class AddressType(StrEnum):
    UNKNOWN = "Unknown"
    BILLING = "Billing"
    DELIVERY = "Delivery"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    type: AddressType
    line1: str | None = None
    line2: str | None = None
    city: str | None = None
    region: str | None = None
    country: str | None = None
    postal_code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRef:
    id: str
    company_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierRef:
    id: str
    supplier_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRef:
    """A pointer to a record of another kind: ``data_type`` is the kind's key."""

    id: str
    data_type: str
