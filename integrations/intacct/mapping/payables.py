"""VENDOR and APBILL become suppliers and bills."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from integrations.intacct.formats import BadValue, first_number, needed, number, text
from integrations.intacct.mapping import lines, parties
from integrations.intacct.mapping.context import Context
from integrations.intacct.replies import Row
from integrations.records.parts import SupplierRef
from integrations.records.payables import Bill, BillStatus, Supplier

VENDOR_FIELDS = (
    "RECORDNO",
    "VENDORID",
    "NAME",
    "STATUS",
    "CURRENCY",
    "TAXID",
    *parties.CONTACT_FIELDS,
    "WHENMODIFIED",
)
BILL_FIELDS = (
    "RECORDNO",
    "RECORDID",
    "STATE",
    "VENDORID",
    "VENDORNAME",
    "DOCNUMBER",
    "DESCRIPTION",
    "WHENCREATED",
    "WHENDUE",
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
_DRAFT = frozenset({"draft", "submitted", "partially approved", "declined", "analyzing"})


def supplier(row: Row, context: Context) -> Supplier:
    """A supplier; only the display contact is carried over."""
    return Supplier(
        id=needed(row, "VENDORID"),
        source_modified_date=context.formats.moment(row, "WHENMODIFIED"),
        supplier_name=text(row, "NAME") or needed(row, "VENDORID"),
        status=parties.status(row),
        contact_name=parties.contact_name(row),
        email_address=text(row, "DISPLAYCONTACT.EMAIL1"),
        phone=text(row, "DISPLAYCONTACT.PHONE1"),
        default_currency=text(row, "CURRENCY"),
        tax_number=text(row, "TAXID"),
        addresses=parties.addresses(row),
    )


def bill(row: Row, context: Context, items: Sequence[Row]) -> Bill:
    """A bill in its own currency.

    What the company owes is positive, a bill that takes back is negative. ``TRX_`` amounts are in the bill's currency;
    a company with one currency may leave them empty.
    """
    issued = context.formats.day(row, "WHENCREATED")
    if issued is None:
        raise BadValue("WHENCREATED", "")
    total = first_number(row, "TRX_TOTALENTERED", "TOTALENTERED")
    due = first_number(row, "TRX_TOTALDUE", "TOTALDUE")
    tax = lines.tax_total(items)
    vendor_id = text(row, "VENDORID")
    return Bill(
        id=needed(row, "RECORDNO"),
        source_modified_date=context.formats.moment(row, "WHENMODIFIED"),
        reference=text(row, "RECORDID") or text(row, "DOCNUMBER"),
        supplier_ref=SupplierRef(id=vendor_id, supplier_name=text(row, "VENDORNAME")) if vendor_id else None,
        issue_date=issued,
        due_date=context.formats.day(row, "WHENDUE"),
        currency=text(row, "CURRENCY") or text(row, "BASECURR") or context.base_currency or None,
        currency_rate=number(row, "EXCHANGE_RATE"),
        line_items=lines.items(items),
        sub_total=total - tax,
        tax_amount=tax,
        total_amount=total,
        amount_due=due,
        status=_status(row.get("STATE", ""), total=total, due=due),
        note=text(row, "DESCRIPTION"),
    )


def _status(state: str, *, total: Decimal, due: Decimal) -> BillStatus:
    """The status by the state, and by what is due where the state says only that it is posted."""
    state = state.strip().lower()
    if state in _VOID:
        return BillStatus.VOID
    if state in _DRAFT:
        return BillStatus.DRAFT
    if state == "paid" or (total and not due):
        return BillStatus.PAID
    if state == "partially paid" or abs(due) < abs(total):
        return BillStatus.PARTIALLY_PAID
    return BillStatus.OPEN if state in {"posted", "selected"} else BillStatus.UNKNOWN
