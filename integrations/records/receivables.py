"""What customers owe: customers, invoices."""

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
from integrations.records.parts import Address, CustomerRef, PartyStatus


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
        Column("id", _("Customer ID")),
        Column("customerName", _("Name")),
        Column("contactName", _("Contact")),
        Column("emailAddress", _("E-mail")),
        Column("defaultCurrency", _("Currency")),
        Column("status", _("Status"), "status"),
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
class InvoiceLineItem:
    """A line of an invoice, in the invoice's currency; ``total_amount`` is ``sub_total`` and tax."""

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
class Invoice(SourceRecord):
    """A sales invoice. Amounts are in ``currency``; one unit of it is ``currency_rate`` units of the base currency."""

    kind: ClassVar[str] = Kind.INVOICES.value
    label: ClassVar[str | Promise] = Kind.INVOICES.label
    columns: ClassVar[tuple[Column, ...]] = (
        Column("invoiceNumber", _("Invoice number")),
        Column("customerRef.companyName", _("Customer")),
        Column("issueDate", _("Issued"), "date"),
        Column("dueDate", _("Due"), "date"),
        Column("totalAmount", _("Total"), "money"),
        Column("amountDue", _("Amount due"), "money"),
        Column("currency", _("Currency")),
        Column("status", _("Status"), "status"),
    )

    invoice_number: str | None
    customer_ref: CustomerRef | None
    issue_date: date
    due_date: date | None = None
    paid_on_date: date | None = None
    currency: str | None = None
    currency_rate: Decimal | None = None
    line_items: tuple[InvoiceLineItem, ...] = ()
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
