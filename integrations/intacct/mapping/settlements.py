"""ARPYMTDETAIL and APPYMTDETAIL become the lines of a payment: which document it settles, and with what beside money.

A detail names one line of a document and what was put against it: money, an adjustment, a negative line of a document
(*inline credit*), an advance, a discount. Details of one document become one line. That the amount of money does not
contain the others is inferred from their names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from integrations.intacct.formats import number, text
from integrations.intacct.mapping.context import Context
from integrations.intacct.replies import Row
from integrations.records.parts import LinkType, Metadata, PaymentLine, PaymentLink

FIELDS = (
    "RECORDNO",
    "PAYMENTKEY",
    "RECORDKEY",
    "POSADJKEY",
    "INLINEKEY",
    "ADJUSTMENTKEY",
    "POSTEDADVANCEKEY",
    "PAYMENTDATE",
    "CURRENCY",
    "PAYMENTAMOUNT",
    "TRX_PAYMENTAMOUNT",
    "INLINEAMOUNT",
    "TRX_INLINEAMOUNT",
    "DISCOUNTAMOUNT",
    "TRX_DISCOUNTAMOUNT",
    "ADJUSTMENTAMOUNT",
    "TRX_ADJUSTMENTAMOUNT",
    "POSTEDADVANCEAMOUNT",
    "TRX_POSTEDADVANCEAMOUNT",
)
PARENT = "PAYMENTKEY"
UNAPPROVED = ("D", "S", "PA", "U", "Draft", "Submitted", "Partially Approved", "Declined")
"""States of what is no payment, or not yet. Reference: developer.intacct.com, *AP payments*: states by code."""

_VOID = frozenset({"v", "vr", "reversed", "reversal", "voided", "print voided"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What a payment's parts are called on one side of the trade; prefixes are those of the ids of other kinds."""

    document: LinkType
    inline: LinkType
    inline_prefix: str = ""
    advance_prefix: str = ""


RECEIVED = Side(
    document=LinkType.INVOICE,
    inline=LinkType.CREDIT_NOTE,
    inline_prefix="ARINVOICE-",
    advance_prefix="ARADVANCE-",
)
PAID = Side(document=LinkType.BILL, inline=LinkType.BILL)


def metadata(row: Row) -> Metadata | None:
    """Mark what was voided or reversed: Intacct keeps it."""
    states = {row.get(name, "").strip().lower() for name in ("DISPLAYSTATE", "STATE")}
    return Metadata(is_deleted=True) if states & _VOID else None


def lines(
    rows: Sequence[Row], side: Side, context: Context, *, total: Decimal, currency: str | None
) -> tuple[PaymentLine, ...]:
    """The lines of one payment, in the order of their details; money that settles nothing is on account."""
    documents: dict[tuple[str, str], list[Row]] = {}
    for row in sorted(rows, key=_place):
        documents.setdefault((row.get("RECORDKEY", ""), row.get("POSADJKEY", "")), []).append(row)
    made = [line for details in documents.values() if (line := _line(details, side, context, currency)) is not None]
    rest = total - sum((line.amount for line in made), Decimal(0))
    if rest:
        kind = LinkType.PAYMENT_ON_ACCOUNT if rest > 0 else LinkType.UNKNOWN
        made.append(PaymentLine(amount=rest, links=(PaymentLink(type=kind, amount=-rest),)))
    return tuple(made)


def _line(rows: Sequence[Row], side: Side, context: Context, currency: str | None) -> PaymentLine | None:
    money = sum((_amount(row, "PAYMENTAMOUNT") for row in rows), Decimal(0))
    credits = tuple(credit for row in rows for credit in _credits(row, side))
    settled = money + sum((credit.amount or Decimal(0) for credit in credits), Decimal(0))
    if not money and not credits:
        return None
    kind, key = _document(rows[0], side)
    rate = Decimal(1) if text(rows[0], "CURRENCY") in (None, currency) else None
    return PaymentLine(
        amount=money,
        links=(PaymentLink(type=kind, id=key, amount=-settled, currency_rate=rate), *credits),
        allocated_on_date=context.optional(context.formats.day, rows[0], "PAYMENTDATE"),
    )


def _document(row: Row, side: Side) -> tuple[LinkType, str | None]:
    """What is settled: a document, or an adjustment that adds to what is owed, which is in no kind."""
    if key := text(row, "RECORDKEY"):
        return side.document, key
    key = text(row, "POSADJKEY")
    return (LinkType.OTHER if key else LinkType.UNKNOWN), key


def _credits(row: Row, side: Side) -> Iterator[PaymentLink]:
    """What is used up beside money. A negative line of the same document changes nothing about it."""
    inline = text(row, "INLINEKEY")
    if inline and inline != text(row, "RECORDKEY"):
        yield from _credit(side.inline, f"{side.inline_prefix}{inline}", _amount(row, "INLINEAMOUNT"))
    if adjustment := text(row, "ADJUSTMENTKEY"):
        yield from _credit(LinkType.CREDIT_NOTE, adjustment, _amount(row, "ADJUSTMENTAMOUNT"))
    if advance := text(row, "POSTEDADVANCEKEY"):
        key = f"{side.advance_prefix}{advance}"
        yield from _credit(LinkType.PAYMENT_ON_ACCOUNT, key, _amount(row, "POSTEDADVANCEAMOUNT"))
    yield from _credit(LinkType.DISCOUNT, None, _amount(row, "DISCOUNTAMOUNT"))


def _credit(kind: LinkType, key: str | None, amount: Decimal) -> Iterator[PaymentLink]:
    if amount:
        yield PaymentLink(type=kind, id=key, amount=amount)


def _amount(row: Row, name: str) -> Decimal:
    found = number(row, f"TRX_{name}")
    return (number(row, name) if found is None else found) or Decimal(0)


def _place(row: Row) -> int:
    key = row.get("RECORDNO", "")
    return int(key) if key.isdecimal() else 0
