"""Parts that records of several families share: references, addresses, lines, what a payment settles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
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
    """A line of a document or order, in its currency; ``total_amount`` is ``sub_total`` and tax."""

    unit_amount: Decimal
    quantity: Decimal
    description: str | None = None
    sub_total: Decimal | None = None
    tax_amount: Decimal | None = None
    total_amount: Decimal | None = None
    account_ref: Ref | None = None
    item_ref: Ref | None = None
    tax_rate_ref: Ref | None = None
    tracking_category_refs: tuple[Ref, ...] = ()


class LinkType(StrEnum):
    """What a part of a payment settles, or what settles it. Receipts know invoices, payments to suppliers bills."""

    UNKNOWN = "Unknown"
    INVOICE = "Invoice"
    BILL = "Bill"
    CREDIT_NOTE = "CreditNote"
    DISCOUNT = "Discount"
    PAYMENT_ON_ACCOUNT = "PaymentOnAccount"
    OTHER = "Other"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentLink:
    """How a payment changes what is open on a record: a negative ``amount`` makes it less, a positive one more.

    ``amount`` is in the record's currency; one unit of the payment's currency is ``currency_rate`` of it.
    """

    type: LinkType
    id: str | None = None
    amount: Decimal | None = None
    currency_rate: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentLine:
    """What of a payment's money goes to one document; nothing where a credit or a discount alone settles it."""

    amount: Decimal
    links: tuple[PaymentLink, ...] = ()
    allocated_on_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What is known of the record at its source beside its content."""

    is_deleted: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRef:
    """A pointer to a record of another kind: ``data_type`` is the kind's key."""

    id: str
    data_type: str


class EntryStatus(StrEnum):
    """Whether money at the bank was matched with a statement; what was reversed is void."""

    UNKNOWN = "Unknown"
    UNRECONCILED = "Unreconciled"
    RECONCILED = "Reconciled"
    VOID = "Void"


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocatedPayment:
    """The payment of an allocation; ``account_ref`` is the bank account or card that it went through."""

    id: str
    reference: str | None = None
    note: str | None = None
    account_ref: Ref | None = None
    currency: str | None = None
    currency_rate: Decimal | None = None
    paid_on_date: date | None = None
    total_amount: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """How much of a payment belongs to the record, in ``currency``."""

    total_amount: Decimal
    currency: str | None = None
    currency_rate: Decimal | None = None
    allocated_on_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentAllocation:
    payment: AllocatedPayment
    allocation: Allocation
