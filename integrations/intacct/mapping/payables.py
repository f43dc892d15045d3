"""VENDOR, APBILL, APADJUSTMENT and APPYMT become suppliers, bills, bill credit notes and bill payments."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from integrations.intacct.formats import first_number, needed, number, text
from integrations.intacct.mapping import headers, lines, parties, settlements
from integrations.intacct.mapping.context import Context
from integrations.intacct.replies import Row
from integrations.records import Ref
from integrations.records.payables import (
    Bill,
    BillCreditNote,
    BillCreditNoteStatus,
    BillPayment,
    BillStatus,
    Supplier,
)

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
ADJUSTMENT_FIELDS = (*(name for name in BILL_FIELDS if name != "WHENDUE"), "WHENPAID")
PAYMENT_FIELDS = (
    "RECORDNO",
    "RECORDID",
    "DOCNUMBER",
    "STATE",
    "DISPLAYSTATE",
    "VENDORID",
    "VENDORNAME",
    "FINANCIALENTITY",
    "FINANCIALACCOUNTNAME",
    "PAYMENTMETHOD",
    "DESCRIPTION",
    "WHENCREATED",
    "BASECURR",
    "CURRENCY",
    "EXCHANGE_RATE",
    "TOTALENTERED",
    "TRX_TOTALENTERED",
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
    total = first_number(row, "TRX_TOTALENTERED", "TOTALENTERED")
    due = first_number(row, "TRX_TOTALDUE", "TOTALDUE")
    tax = lines.tax_total(items)
    return Bill(
        id=needed(row, "RECORDNO"),
        source_modified_date=context.formats.moment(row, "WHENMODIFIED"),
        reference=text(row, "RECORDID") or text(row, "DOCNUMBER"),
        supplier_ref=headers.supplier(row),
        issue_date=headers.day(row, context, "WHENCREATED"),
        due_date=context.optional(context.formats.day, row, "WHENDUE"),
        currency=headers.currency(row, context),
        currency_rate=context.optional(number, row, "EXCHANGE_RATE"),
        line_items=lines.items(items),
        sub_total=total - tax,
        tax_amount=tax,
        total_amount=total,
        amount_due=due,
        status=_status(row.get("STATE", ""), total=total, due=due),
        note=text(row, "DESCRIPTION"),
    )


def debit_memo(row: Row, context: Context, items: Sequence[Row]) -> BillCreditNote:
    """An adjustment that takes from what the company owes, in its own currency.

    Intacct holds it as a negative one; all signs are turned round.
    """
    total = -first_number(row, "TRX_TOTALENTERED", "TOTALENTERED")
    left = -first_number(row, "TRX_TOTALDUE", "TOTALDUE")
    tax = lines.tax_total(items, sign=-1)
    status = _status(row.get("STATE", ""), total=total, due=left)
    return BillCreditNote(
        id=needed(row, "RECORDNO"),
        source_modified_date=context.formats.moment(row, "WHENMODIFIED"),
        bill_credit_note_number=text(row, "RECORDID") or text(row, "DOCNUMBER"),
        supplier_ref=headers.supplier(row),
        issue_date=headers.day(row, context, "WHENCREATED"),
        allocated_on_date=context.optional(context.formats.day, row, "WHENPAID"),
        currency=headers.currency(row, context),
        currency_rate=context.optional(number, row, "EXCHANGE_RATE"),
        line_items=lines.items(items, sign=-1),
        sub_total=total - tax,
        total_tax_amount=tax,
        total_amount=total,
        remaining_credit=left,
        status=BillCreditNoteStatus.SUBMITTED if status == BillStatus.OPEN else BillCreditNoteStatus(status.value),
        note=text(row, "DESCRIPTION"),
    )


def payment(row: Row, context: Context, items: Sequence[Row]) -> BillPayment:
    """A payment with what it settles; money that went out is positive."""
    total = first_number(row, "TRX_TOTALENTERED", "TOTALENTERED")
    currency = headers.currency(row, context)
    method, bank = text(row, "PAYMENTMETHOD"), text(row, "FINANCIALENTITY")
    return BillPayment(
        id=needed(row, "RECORDNO"),
        source_modified_date=context.formats.moment(row, "WHENMODIFIED"),
        reference=text(row, "DOCNUMBER") or text(row, "RECORDID"),
        supplier_ref=headers.supplier(row),
        date=headers.day(row, context, "WHENCREATED"),
        account_ref=Ref(id=bank, name=text(row, "FINANCIALACCOUNTNAME") or "") if bank else None,
        payment_method_ref=Ref(id=method, name=method) if method else None,
        currency=currency,
        currency_rate=context.optional(number, row, "EXCHANGE_RATE"),
        lines=settlements.lines(items, settlements.PAID, context, total=total, currency=currency),
        total_amount=total,
        note=text(row, "DESCRIPTION"),
        metadata=settlements.metadata(row),
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
