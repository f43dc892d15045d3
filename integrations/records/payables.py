"""What the company owes: suppliers, bills."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from integrations.records.base import Column, Promoted, SourceRecord
from integrations.records.kinds import Kind
from integrations.records.parts import Address, LineItem, PartyStatus, SupplierRef


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
