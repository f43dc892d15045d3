"""What is agreed before it is invoiced: sales orders and purchase orders."""

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
from integrations.records.parts import CustomerRef, LineItem, SupplierRef


class OrderStatus(StrEnum):
    UNKNOWN = "Unknown"
    DRAFT = "Draft"
    OPEN = "Open"
    CLOSED = "Closed"
    VOID = "Void"


class InvoicingStatus(StrEnum):
    """How much of an order has become an invoice."""

    UNKNOWN = "Unknown"
    NOT_INVOICED = "NotInvoiced"
    PARTIALLY_INVOICED = "PartiallyInvoiced"
    INVOICED = "Invoiced"


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesOrder(SourceRecord):
    """What a customer ordered. One unit of its ``currency`` is ``currency_rate`` units of the base currency."""

    kind: ClassVar[str] = Kind.SALES_ORDERS.value
    label: ClassVar[str | Promise] = Kind.SALES_ORDERS.label
    columns: ClassVar[tuple[Column, ...]] = (
        Column("salesOrderNumber", _("Order number"), sort="label"),
        Column("customerRef.companyName", _("Customer")),
        Column("issueDate", _("Ordered"), "date", sort="date"),
        Column("totalAmount", _("Total"), "money", sort="amount"),
        Column("currency", _("Currency"), sort="currency"),
        Column("status", _("Status"), "status", sort="status"),
    )

    sales_order_number: str | None
    customer_purchase_order_number: str | None = None
    customer_ref: CustomerRef | None
    issue_date: date
    due_date: date | None = None
    currency: str | None = None
    currency_rate: Decimal | None = None
    line_items: tuple[LineItem, ...] = ()
    sub_total: Decimal
    total_tax_amount: Decimal
    total_amount: Decimal
    status: OrderStatus
    invoicing_status: InvoicingStatus
    note: str | None = None

    def promoted(self) -> Promoted:
        return Promoted(
            label=self.sales_order_number or self.id,
            date=self.issue_date,
            amount=self.total_amount,
            currency=self.currency or "",
            status=self.status.value,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseOrder(SourceRecord):
    """What was ordered from a supplier. One unit of its ``currency`` is ``currency_rate`` of the base currency."""

    kind: ClassVar[str] = Kind.PURCHASE_ORDERS.value
    label: ClassVar[str | Promise] = Kind.PURCHASE_ORDERS.label
    columns: ClassVar[tuple[Column, ...]] = (
        Column("purchaseOrderNumber", _("Order number"), sort="label"),
        Column("supplierRef.supplierName", _("Supplier")),
        Column("issueDate", _("Ordered"), "date", sort="date"),
        Column("totalAmount", _("Total"), "money", sort="amount"),
        Column("currency", _("Currency"), sort="currency"),
        Column("status", _("Status"), "status", sort="status"),
    )

    purchase_order_number: str | None
    supplier_ref: SupplierRef | None
    issue_date: date
    payment_due_date: date | None = None
    currency: str | None = None
    currency_rate: Decimal | None = None
    line_items: tuple[LineItem, ...] = ()
    sub_total: Decimal
    total_tax_amount: Decimal
    total_amount: Decimal
    status: OrderStatus
    note: str | None = None

    def promoted(self) -> Promoted:
        return Promoted(
            label=self.purchase_order_number or self.id,
            date=self.issue_date,
            amount=self.total_amount,
            currency=self.currency or "",
            status=self.status.value,
        )
