"""What the company owes: suppliers, bills, bill credit notes, bill payments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from integrations.records.base import Column, Promoted, Ref, SourceRecord
from integrations.records.kinds import Kind
from integrations.records.parts import Address, LineItem, Metadata, PartyStatus, PaymentLine, SupplierRef


class BillStatus(StrEnum):
    UNKNOWN = "Unknown"
    DRAFT = "Draft"
    OPEN = "Open"
    PARTIALLY_PAID = "PartiallyPaid"
    PAID = "Paid"
    VOID = "Void"


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplier(SourceRecord):
    """Somebody who sends bills."""

    kind: ClassVar[str] = Kind.SUPPLIERS.value
    label: ClassVar[str | Promise] = Kind.SUPPLIERS.label
    columns: ClassVar[tuple[Column, ...]] = (
        Column("id", _("Supplier ID"), sort="source_id"),
        Column("supplierName", _("Name"), sort="label"),
        Column("contactName", _("Contact")),
        Column("emailAddress", _("E-mail")),
        Column("defaultCurrency", _("Currency"), sort="currency"),
        Column("status", _("Status"), "status", sort="status"),
    )

    supplier_name: str
    status: PartyStatus
    contact_name: str | None = None
    email_address: str | None = None
    phone: str | None = None
    default_currency: str | None = None
    tax_number: str | None = None
    registration_number: str | None = None
    addresses: tuple[Address, ...] = ()

    def promoted(self) -> Promoted:
        return Promoted(label=self.supplier_name, currency=self.default_currency or "", status=self.status.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill(SourceRecord):
    """A supplier's invoice. Amounts are in ``currency``; one unit of it is ``currency_rate`` of the base currency."""

    kind: ClassVar[str] = Kind.BILLS.value
    label: ClassVar[str | Promise] = Kind.BILLS.label
    columns: ClassVar[tuple[Column, ...]] = (
        Column("reference", _("Bill number"), sort="label"),
        Column("supplierRef.supplierName", _("Supplier")),
        Column("issueDate", _("Issued"), "date", sort="date"),
        Column("dueDate", _("Due"), "date"),
        Column("totalAmount", _("Total"), "money", sort="amount"),
        Column("amountDue", _("Amount due"), "money"),
        Column("currency", _("Currency"), sort="currency"),
        Column("status", _("Status"), "status", sort="status"),
    )

    reference: str | None
    supplier_ref: SupplierRef | None
    issue_date: date
    due_date: date | None = None
    currency: str | None = None
    currency_rate: Decimal | None = None
    line_items: tuple[LineItem, ...] = ()
    sub_total: Decimal
    tax_amount: Decimal
    total_amount: Decimal
    amount_due: Decimal
    status: BillStatus
    note: str | None = None

    def promoted(self) -> Promoted:
        return Promoted(
            label=self.reference or self.id,
            date=self.issue_date,
            amount=self.total_amount,
            currency=self.currency or "",
            status=self.status.value,
        )


class BillCreditNoteStatus(StrEnum):
    """How much of a bill credit note is used up; *paid* is all of it."""

    UNKNOWN = "Unknown"
    DRAFT = "Draft"
    SUBMITTED = "Submitted"
    PARTIALLY_PAID = "PartiallyPaid"
    PAID = "Paid"
    VOID = "Void"


@dataclass(frozen=True, slots=True, kw_only=True)
class BillCreditNote(SourceRecord):
    """What a supplier gives back. All amounts are positive; ``remaining_credit`` is what is not yet used."""

    kind: ClassVar[str] = Kind.BILL_CREDIT_NOTES.value
    label: ClassVar[str | Promise] = Kind.BILL_CREDIT_NOTES.label
    columns: ClassVar[tuple[Column, ...]] = (
        Column("billCreditNoteNumber", _("Credit note number"), sort="label"),
        Column("supplierRef.supplierName", _("Supplier")),
        Column("issueDate", _("Issued"), "date", sort="date"),
        Column("totalAmount", _("Total"), "money", sort="amount"),
        Column("remainingCredit", _("Remaining credit"), "money"),
        Column("currency", _("Currency"), sort="currency"),
        Column("status", _("Status"), "status", sort="status"),
    )

    bill_credit_note_number: str | None
    supplier_ref: SupplierRef | None
    issue_date: date
    allocated_on_date: date | None = None
    currency: str | None = None
    currency_rate: Decimal | None = None
    line_items: tuple[LineItem, ...] = ()
    total_discount: Decimal = Decimal(0)
    discount_percentage: Decimal = Decimal(0)
    sub_total: Decimal
    total_tax_amount: Decimal
    total_amount: Decimal
    remaining_credit: Decimal
    status: BillCreditNoteStatus
    note: str | None = None

    def promoted(self) -> Promoted:
        return Promoted(
            label=self.bill_credit_note_number or self.id,
            date=self.issue_date,
            amount=self.total_amount,
            currency=self.currency or "",
            status=self.status.value,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class BillPayment(SourceRecord):
    """Money to a supplier, and what it settles. The amounts of its lines add up to ``total_amount``."""

    kind: ClassVar[str] = Kind.BILL_PAYMENTS.value
    label: ClassVar[str | Promise] = Kind.BILL_PAYMENTS.label
    columns: ClassVar[tuple[Column, ...]] = (
        Column("reference", _("Reference"), sort="label"),
        Column("supplierRef.supplierName", _("Supplier")),
        Column("date", _("Paid on"), "date", sort="date"),
        Column("paymentMethodRef.name", _("Method")),
        Column("totalAmount", _("Total"), "money", sort="amount"),
        Column("currency", _("Currency"), sort="currency"),
    )

    reference: str | None
    supplier_ref: SupplierRef | None
    date: date
    account_ref: Ref | None = None
    payment_method_ref: Ref | None = None
    currency: str | None = None
    currency_rate: Decimal | None = None
    lines: tuple[PaymentLine, ...] = ()
    total_amount: Decimal
    note: str | None = None
    metadata: Metadata | None = None

    def promoted(self) -> Promoted:
        return Promoted(
            label=self.reference or self.id,
            date=self.date,
            amount=self.total_amount,
            currency=self.currency or "",
            status="Void" if self.metadata and self.metadata.is_deleted else "",
        )
