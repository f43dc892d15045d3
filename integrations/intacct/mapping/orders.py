"""SODOCUMENT and PODOCUMENT become sales orders and purchase orders; their invoices and bills are no orders."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from integrations.intacct.formats import first_number, needed, number, text
from integrations.intacct.mapping import headers
from integrations.intacct.mapping.context import Context
from integrations.intacct.mapping.lines import dimensions, place, reference
from integrations.intacct.replies import Row
from integrations.records.orders import InvoicingStatus, OrderStatus, PurchaseOrder, SalesOrder
from integrations.records.parts import LineItem

_HEADER = (
    "RECORDNO",
    "DOCNO",
    "DOCID",
    "STATE",
    "WHENCREATED",
    "WHENDUE",
    "PONUMBER",
    "NOTE",
    "TOTAL",
    "TRX_TOTAL",
    "CURRENCY",
    "BASECURR",
    "EXCHRATE",
    "CUSTVENDID",
    "CUSTVENDNAME",
    "WHENMODIFIED",
)
SALES_FIELDS = (*_HEADER, "CUSTOMERPONUMBER")
PURCHASE_FIELDS = _HEADER
LINE_FIELDS = (
    "RECORDNO",
    "DOCHDRNO",
    "LINE_NO",
    "ITEMID",
    "ITEMNAME",
    "ITEMDESC",
    "MEMO",
    "UIQTY",
    "QUANTITY",
    "TRX_PRICE",
    "UIPRICE",
    "PRICE",
    "TRX_VALUE",
    "UIVALUE",
    "TOTAL",
    "TAXABSVAL",
    "LOCATIONID",
    "DEPARTMENTID",
    "PROJECTID",
    "PROJECTNAME",
    "CLASSID",
    "CLASSNAME",
)
LINE_PARENT = "DOCHDRNO"
ORDER_CLASS = "Order"
"""DOCPARCLASS of what is an order; a company names its definitions as it likes, but each belongs to a class."""

_STATUSES = {
    "draft": OrderStatus.DRAFT,
    "submitted": OrderStatus.DRAFT,
    "partially approved": OrderStatus.DRAFT,
    "declined": OrderStatus.DRAFT,
    "analyzing": OrderStatus.DRAFT,
    "approved": OrderStatus.OPEN,
    "pending": OrderStatus.OPEN,
    "in progress": OrderStatus.OPEN,
    "exception": OrderStatus.OPEN,
    "partially converted": OrderStatus.OPEN,
    "partially converted by line": OrderStatus.OPEN,
    "converted": OrderStatus.CLOSED,
    "converted by line": OrderStatus.CLOSED,
    "closed": OrderStatus.CLOSED,
}


def sales_order(row: Row, context: Context, items: Sequence[Row]) -> SalesOrder:
    """A sales order in its own currency."""
    total, tax = first_number(row, "TRX_TOTAL", "TOTAL"), _tax_total(items)
    state = row.get("STATE", "").strip().lower()
    return SalesOrder(
        id=needed(row, "RECORDNO"),
        source_modified_date=context.formats.moment(row, "WHENMODIFIED"),
        sales_order_number=text(row, "DOCNO") or text(row, "DOCID"),
        customer_purchase_order_number=text(row, "CUSTOMERPONUMBER") or text(row, "PONUMBER"),
        customer_ref=headers.customer(row, "CUSTVEND"),
        issue_date=headers.day(row, context, "WHENCREATED"),
        due_date=context.optional(context.formats.day, row, "WHENDUE"),
        currency=headers.currency(row, context),
        currency_rate=context.optional(number, row, "EXCHRATE"),
        line_items=_items(items),
        sub_total=total - tax,
        total_tax_amount=tax,
        total_amount=total,
        status=_STATUSES.get(state, OrderStatus.UNKNOWN),
        invoicing_status=_invoicing(state),
        note=text(row, "NOTE"),
    )


def purchase_order(row: Row, context: Context, items: Sequence[Row]) -> PurchaseOrder:
    """A purchase order in its own currency."""
    total, tax = first_number(row, "TRX_TOTAL", "TOTAL"), _tax_total(items)
    return PurchaseOrder(
        id=needed(row, "RECORDNO"),
        source_modified_date=context.formats.moment(row, "WHENMODIFIED"),
        purchase_order_number=text(row, "DOCNO") or text(row, "DOCID"),
        supplier_ref=headers.supplier(row, "CUSTVEND"),
        issue_date=headers.day(row, context, "WHENCREATED"),
        payment_due_date=context.optional(context.formats.day, row, "WHENDUE"),
        currency=headers.currency(row, context),
        currency_rate=context.optional(number, row, "EXCHRATE"),
        line_items=_items(items),
        sub_total=total - tax,
        total_tax_amount=tax,
        total_amount=total,
        status=_STATUSES.get(row.get("STATE", "").strip().lower(), OrderStatus.UNKNOWN),
        note=text(row, "NOTE"),
    )


def _invoicing(state: str) -> InvoicingStatus:
    """How much became an invoice; an order can be closed without one, so that state tells nothing."""
    if state.startswith("partially converted"):
        return InvoicingStatus.PARTIALLY_INVOICED
    if state.startswith("converted"):
        return InvoicingStatus.INVOICED
    known = state in _STATUSES and state != "closed"
    return InvoicingStatus.NOT_INVOICED if known else InvoicingStatus.UNKNOWN


def _items(rows: Sequence[Row]) -> tuple[LineItem, ...]:
    return tuple(map(_item, sorted(rows, key=place)))


def _item(row: Row) -> LineItem:
    """A line with the quantity and the price of the unit in which it was ordered."""
    tax, amount = _tax(row), first_number(row, "TRX_VALUE", "UIVALUE", "TOTAL")
    return LineItem(
        unit_amount=first_number(row, "TRX_PRICE", "UIPRICE", "PRICE"),
        quantity=first_number(row, "UIQTY", "QUANTITY"),
        description=text(row, "MEMO") or text(row, "ITEMDESC"),
        sub_total=amount,
        tax_amount=tax,
        total_amount=amount + tax,
        item_ref=reference(row, "ITEMID", "ITEMNAME"),
        tracking_category_refs=dimensions(row),
    )


def _tax(row: Row) -> Decimal:
    return number(row, "TAXABSVAL") or Decimal(0)


def _tax_total(rows: Sequence[Row]) -> Decimal:
    return sum(map(_tax, rows), Decimal(0))
