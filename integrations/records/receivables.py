"""What customers owe: customers, invoices, credit notes, payments."""

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
from integrations.records.parts import Address, CustomerRef, LineItem, Metadata, PartyStatus, PaymentLine


class InvoiceStatus(StrEnum):
    UNKNOWN = "Unknown"
    DRAFT = "Draft"
    SUBMITTED = "Submitted"
    PARTIALLY_PAID = "PartiallyPaid"
    PAID = "Paid"
    VOID = "Void"


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer(SourceRecord):
    """Somebody who is invoiced."""

    kind: ClassVar[str] = Kind.CUSTOMERS.value
    label: ClassVar[str | Promise] = Kind.CUSTOMERS.label
    columns: ClassVar[tuple[Column, ...]] = (
        Column("id", _("Customer ID"), sort="source_id"),
        Column("customerName", _("Name"), sort="label"),
        Column("contactName", _("Contact")),
        Column("emailAddress", _("E-mail")),
        Column("defaultCurrency", _("Currency"), sort="currency"),
        Column("status", _("Status"), "status", sort="status"),
    )

    customer_name: str
    status: PartyStatus
    contact_name: str | None = None
    email_address: str | None = None
    phone: str | None = None
    default_currency: str | None = None
    tax_number: str | None = None
    registration_number: str | None = None
    addresses: tuple[Address, ...] = ()

    def promoted(self) -> Promoted:
        return Promoted(label=self.customer_name, currency=self.default_currency or "", status=self.status.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice(SourceRecord):
    """A sales invoice, never negative. One unit of its ``currency`` is ``currency_rate`` units of the base currency."""

    kind: ClassVar[str] = Kind.INVOICES.value
    label: ClassVar[str | Promise] = Kind.INVOICES.label
    columns: ClassVar[tuple[Column, ...]] = (
        Column("invoiceNumber", _("Invoice number"), sort="label"),
        Column("customerRef.companyName", _("Customer")),
        Column("issueDate", _("Issued"), "date", sort="date"),
        Column("dueDate", _("Due"), "date"),
        Column("totalAmount", _("Total"), "money", sort="amount"),
        Column("amountDue", _("Amount due"), "money"),
        Column("currency", _("Currency"), sort="currency"),
        Column("status", _("Status"), "status", sort="status"),
    )

    invoice_number: str | None
    customer_ref: CustomerRef | None
    issue_date: date
    due_date: date | None = None
    paid_on_date: date | None = None
    currency: str | None = None
    currency_rate: Decimal | None = None
    line_items: tuple[LineItem, ...] = ()
    sub_total: Decimal
    total_tax_amount: Decimal
    total_amount: Decimal
    amount_due: Decimal
    status: InvoiceStatus
    note: str | None = None

    def promoted(self) -> Promoted:
        return Promoted(
            label=self.invoice_number or self.id,
            date=self.issue_date,
            amount=self.total_amount,
            currency=self.currency or "",
            status=self.status.value,
        )


class CreditNoteStatus(StrEnum):
    """How much of a credit note is used up; *paid* is all of it."""

    UNKNOWN = "Unknown"
    DRAFT = "Draft"
    SUBMITTED = "Submitted"
    PARTIALLY_PAID = "PartiallyPaid"
    PAID = "Paid"
    VOID = "Void"


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditNote(SourceRecord):
    """What a customer is given back. All amounts are positive; ``remaining_credit`` is what is not yet used."""

    kind: ClassVar[str] = Kind.CREDIT_NOTES.value
    label: ClassVar[str | Promise] = Kind.CREDIT_NOTES.label
    columns: ClassVar[tuple[Column, ...]] = (
        Column("creditNoteNumber", _("Credit note number"), sort="label"),
        Column("customerRef.companyName", _("Customer")),
        Column("issueDate", _("Issued"), "date", sort="date"),
        Column("totalAmount", _("Total"), "money", sort="amount"),
        Column("remainingCredit", _("Remaining credit"), "money"),
        Column("currency", _("Currency"), sort="currency"),
        Column("status", _("Status"), "status", sort="status"),
    )

    credit_note_number: str | None
    customer_ref: CustomerRef | None
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
    status: CreditNoteStatus
    note: str | None = None

    def promoted(self) -> Promoted:
        return Promoted(
            label=self.credit_note_number or self.id,
            date=self.issue_date,
            amount=self.total_amount,
            currency=self.currency or "",
            status=self.status.value,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment(SourceRecord):
    """Money from a customer, and what it settles. The amounts of its lines add up to ``total_amount``."""

    kind: ClassVar[str] = Kind.PAYMENTS.value
    label: ClassVar[str | Promise] = Kind.PAYMENTS.label
    columns: ClassVar[tuple[Column, ...]] = (
        Column("reference", _("Reference"), sort="label"),
        Column("customerRef.companyName", _("Customer")),
        Column("date", _("Received"), "date", sort="date"),
        Column("paymentMethodRef.name", _("Method")),
        Column("totalAmount", _("Total"), "money", sort="amount"),
        Column("currency", _("Currency"), sort="currency"),
    )

    reference: str | None
    customer_ref: CustomerRef | None
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
