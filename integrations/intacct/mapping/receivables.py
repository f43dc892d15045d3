"""CUSTOMER and ARINVOICE become customers and invoices."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from integrations.intacct.formats import BadValue, first_number, needed, number, text
from integrations.intacct.mapping import lines, parties
from integrations.intacct.mapping.context import Context
from integrations.intacct.replies import Row
from integrations.records.parts import CustomerRef
from integrations.records.receivables import Customer, Invoice, InvoiceStatus

CUSTOMER_FIELDS = (
    "RECORDNO",
    "CUSTOMERID",
    "NAME",
    "STATUS",
    "CURRENCY",
    "TAXID",
    "RESALENO",
    *parties.CONTACT_FIELDS,
    "WHENMODIFIED",
)
INVOICE_FIELDS = (
    "RECORDNO",
    "RECORDID",
    "STATE",
    "CUSTOMERID",
    "CUSTOMERNAME",
    "DOCNUMBER",
    "DESCRIPTION",
    "WHENCREATED",
    "WHENDUE",
    "WHENPAID",
    "BASECURR",
    "CURRENCY",
    "EXCHANGE_RATE",
    "TOTALENTERED",
    "TOTALDUE",
    "TRX_TOTALENTERED",
    "TRX_TOTALDUE",
    "WHENMODIFIED",
)

_VOID = frozenset({"reversed", "reversal"})
_DRAFT = frozenset({"draft"})


def customer(row: Row, context: Context) -> Customer:
    """A customer; only the display contact is carried over."""
    return Customer(
        id=needed(row, "CUSTOMERID"),
        source_modified_date=context.formats.moment(row, "WHENMODIFIED"),
        customer_name=text(row, "NAME") or needed(row, "CUSTOMERID"),
        status=parties.status(row),
        contact_name=parties.contact_name(row),
        email_address=text(row, "DISPLAYCONTACT.EMAIL1"),
        phone=text(row, "DISPLAYCONTACT.PHONE1"),
        default_currency=text(row, "CURRENCY"),
        tax_number=text(row, "TAXID"),
        registration_number=text(row, "RESALENO"),
        addresses=parties.addresses(row),
    )


def invoice(row: Row, context: Context, items: Sequence[Row]) -> Invoice | None:
    """An invoice in its own currency, or None for a negative one, which is a credit note.

    What is owed to the company is positive. ``TRX_`` amounts are in the invoice's currency; a company with one currency
    may leave them empty.
    """
    total = first_number(row, "TRX_TOTALENTERED", "TOTALENTERED")
    if total < 0:
        return None
    issued = context.formats.day(row, "WHENCREATED")
    if issued is None:
        raise BadValue("WHENCREATED", "")
    due = first_number(row, "TRX_TOTALDUE", "TOTALDUE")
    tax = lines.tax_total(items)
    customer_id = text(row, "CUSTOMERID")
    return Invoice(
        id=needed(row, "RECORDNO"),
        source_modified_date=context.formats.moment(row, "WHENMODIFIED"),
        invoice_number=text(row, "RECORDID") or text(row, "DOCNUMBER"),
        customer_ref=CustomerRef(id=customer_id, company_name=text(row, "CUSTOMERNAME")) if customer_id else None,
        issue_date=issued,
        due_date=context.formats.day(row, "WHENDUE"),
        paid_on_date=context.formats.day(row, "WHENPAID"),
        currency=text(row, "CURRENCY") or text(row, "BASECURR") or context.base_currency or None,
        currency_rate=number(row, "EXCHANGE_RATE"),
        line_items=lines.items(items),
        sub_total=total - tax,
        total_tax_amount=tax,
        total_amount=total,
        amount_due=due,
        status=_status(row.get("STATE", ""), total=total, due=due),
        note=text(row, "DESCRIPTION"),
    )


def _status(state: str, *, total: Decimal, due: Decimal) -> InvoiceStatus:
    """The status by the state, and by what is due where the state says only that it is posted."""
    state = state.strip().lower()
    if state in _VOID:
        return InvoiceStatus.VOID
    if state in _DRAFT:
        return InvoiceStatus.DRAFT
    if state == "paid" or (total and not due):
        return InvoiceStatus.PAID
    if state == "partially paid" or due < total:
        return InvoiceStatus.PARTIALLY_PAID
    return InvoiceStatus.SUBMITTED if state in {"posted", "selected"} else InvoiceStatus.UNKNOWN
