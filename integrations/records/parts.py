"""Parts that records of several families share: references, addresses, dimensions on lines."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from integrations.records.base import Ref


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
class LineItem:
    """A line of an invoice or bill, in the document's currency; ``total_amount`` is ``sub_total`` and tax."""

    unit_amount: Decimal
    quantity: Decimal
    description: str | None = None
    sub_total: Decimal | None = None
    tax_amount: Decimal | None = None
    total_amount: Decimal | None = None
    account_ref: Ref | None = None
    item_ref: Ref | None = None
    tracking_category_refs: tuple[Ref, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRef:
    """A pointer to a record of another kind: ``data_type`` is the kind's key."""

    id: str
    data_type: str
