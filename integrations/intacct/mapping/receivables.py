"""CUSTOMER, ARINVOICE, ARADJUSTMENT, ARPYMT and ARADVANCE become customers, invoices, credit notes and payments."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from integrations.intacct.formats import first_number, needed, number, text
from integrations.intacct.mapping import headers, lines, parties, settlements
from integrations.intacct.mapping.context import Context
from integrations.intacct.replies import Row
from integrations.records import Ref
from integrations.records.parts import LinkType, PaymentLine, PaymentLink
from integrations.records.receivables import (
    CreditNote,
    CreditNoteStatus,
    Customer,
    Invoice,
    InvoiceStatus,
    Payment,
)

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
ADJUSTMENT_FIELDS = tuple(name for name in INVOICE_FIELDS if name != "WHENDUE")
PAYMENT_FIELDS = (
    "RECORDNO",
    "RECORDID",
    "DOCNUMBER",
    "STATE",
    "DISPLAYSTATE",
    "CUSTOMERID",
    "CUSTOMERNAME",
    "FINANCIALENTITY",
    "FINANCIALACCOUNTNAME",
    "PAYMENTMETHOD",
    "DESCRIPTION",
    "RECEIPTDATE",
    "BASECURR",
    "CURRENCY",
    "EXCHANGE_RATE",
    "TOTALENTERED",
    "TRX_TOTALENTERED",
    "WHENMODIFIED",
)
ADVANCE_FIELDS = (
    *(name for name in PAYMENT_FIELDS if name not in ("DISPLAYSTATE", "FINANCIALACCOUNTNAME")),
    "WHENCREATED",
)
NEGATIVE, ADVANCE = "ARINVOICE", "ARADVANCE"
"""The parts of credit notes and payments that come from a second object; their ids begin with its name."""

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


def invoice(row: Row, context: Context, items: Sequence[Row]) -> Invoice:
    """An invoice in its own currency; a negative one is a credit note, and is not asked for here.

    What is owed to the company is positive. ``TRX_`` amounts are in the invoice's currency; a company with one currency
    may leave them empty.
    """
    total = first_number(row, "TRX_TOTALENTERED", "TOTALENTERED")
    due = first_number(row, "TRX_TOTALDUE", "TOTALDUE")
    tax = lines.tax_total(items)
    return Invoice(
        id=needed(row, "RECORDNO"),
        source_modified_date=context.formats.moment(row, "WHENMODIFIED"),
        invoice_number=text(row, "RECORDID") or text(row, "DOCNUMBER"),
        customer_ref=headers.customer(row),
        issue_date=headers.day(row, context, "WHENCREATED"),
        due_date=context.optional(context.formats.day, row, "WHENDUE"),
        paid_on_date=context.optional(context.formats.day, row, "WHENPAID"),
        currency=headers.currency(row, context),
        currency_rate=context.optional(number, row, "EXCHANGE_RATE"),
        line_items=lines.items(items),
        sub_total=total - tax,
        total_tax_amount=tax,
        total_amount=total,
        amount_due=due,
        status=_status(row.get("STATE", ""), total=total, due=due),
        note=text(row, "DESCRIPTION"),
    )


def credit_memo(row: Row, context: Context, items: Sequence[Row]) -> CreditNote:
    """An adjustment that takes from what is owed; Intacct holds it as a negative one."""
    return _credit_note(row, context, items, needed(row, "RECORDNO"))


def negative_invoice(row: Row, context: Context, items: Sequence[Row]) -> CreditNote:
    """An invoice below zero."""
    return _credit_note(row, context, items, f"{NEGATIVE}-{needed(row, 'RECORDNO')}")


def _credit_note(row: Row, context: Context, items: Sequence[Row], key: str) -> CreditNote:
    """A credit note in its own currency, with all signs turned round."""
    total = -first_number(row, "TRX_TOTALENTERED", "TOTALENTERED")
    left = -first_number(row, "TRX_TOTALDUE", "TOTALDUE")
    tax = lines.tax_total(items, sign=-1)
    return CreditNote(
        id=key,
        source_modified_date=context.formats.moment(row, "WHENMODIFIED"),
        credit_note_number=text(row, "RECORDID") or text(row, "DOCNUMBER"),
        customer_ref=headers.customer(row),
        issue_date=headers.day(row, context, "WHENCREATED"),
        allocated_on_date=context.optional(context.formats.day, row, "WHENPAID"),
        currency=headers.currency(row, context),
        currency_rate=context.optional(number, row, "EXCHANGE_RATE"),
        line_items=lines.items(items, sign=-1),
        sub_total=total - tax,
        total_tax_amount=tax,
        total_amount=total,
        remaining_credit=left,
        status=CreditNoteStatus(_status(row.get("STATE", ""), total=total, due=left).value),
        note=text(row, "DESCRIPTION"),
    )


def payment(row: Row, context: Context, items: Sequence[Row]) -> Payment:
    """A payment with what it settles; money that came in is positive."""
    total = first_number(row, "TRX_TOTALENTERED", "TOTALENTERED")
    currency = headers.currency(row, context)
    settled = settlements.lines(items, settlements.RECEIVED, context, total=total, currency=currency)
    return _payment(row, context, needed(row, "RECORDNO"), settled)


def advance(row: Row, context: Context) -> Payment:
    """An advance: money on account, whatever it was later applied to."""
    total, key = first_number(row, "TRX_TOTALENTERED", "TOTALENTERED"), f"{ADVANCE}-{needed(row, 'RECORDNO')}"
    link = PaymentLink(type=LinkType.PAYMENT_ON_ACCOUNT, id=key, amount=-total, currency_rate=Decimal(1))
    return _payment(row, context, key, (PaymentLine(amount=total, links=(link,)),))


def _payment(row: Row, context: Context, key: str, settled: tuple[PaymentLine, ...]) -> Payment:
    method, bank = text(row, "PAYMENTMETHOD"), text(row, "FINANCIALENTITY")
    return Payment(
        id=key,
        source_modified_date=context.formats.moment(row, "WHENMODIFIED"),
        reference=text(row, "DOCNUMBER") or text(row, "RECORDID"),
        customer_ref=headers.customer(row),
        date=headers.day(row, context, "RECEIPTDATE", "WHENCREATED"),
        account_ref=Ref(id=bank, name=text(row, "FINANCIALACCOUNTNAME") or "") if bank else None,
        payment_method_ref=Ref(id=method, name=method) if method else None,
        currency=headers.currency(row, context),
        currency_rate=context.optional(number, row, "EXCHANGE_RATE"),
        lines=settled,
        total_amount=first_number(row, "TRX_TOTALENTERED", "TOTALENTERED"),
        note=text(row, "DESCRIPTION"),
        metadata=settlements.metadata(row),
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
