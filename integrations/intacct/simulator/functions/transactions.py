"""Adjustments, payments, advances, orders and bank transactions that clients write: a header over the sum of its lines.

They post nothing to the ledger and settle no document: what is shown is what was sent, with the totals, states and
dates that a client leaves to Intacct. Invoices, bills and journal entries, whose postings follow, have modules of their
own. That ``create`` takes each of these objects is assumed; Intacct has older functions for some.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from integrations.intacct.simulator.failures import business_error
from integrations.intacct.simulator.filters import as_date, as_number, column
from integrations.intacct.simulator.functions.given import Given, known
from integrations.intacct.simulator.functions.parties import PARTIES, party_of
from integrations.intacct.simulator.functions.writer import CREATED, DELETED, MODIFIED, Writer
from integrations.intacct.simulator.objects.registry import OBJECTS
from integrations.intacct.simulator.objects.schema import ObjectType

ENTERED = ("TOTALENTERED", "TRX_TOTALENTERED")
ZERO = ("TOTALPAID", "TRX_TOTALPAID", "TOTALSELECTED", "TRX_TOTALSELECTED", "TOTALDUE", "TRX_TOTALDUE")
DAYS = ("WHENCREATED", "RECEIPTDATE", "WHENPAID", "PAYMENTDATE", "BATCHDATE")
HEADER_AMOUNTS = ("TRX_TOTALENTERED", "TOTALENTERED", "TRX_AMOUNT", "AMOUNT")


@dataclass(frozen=True)
class Shape:
    """What a transaction has that its client did not send.

    ``totals`` are its fields that hold the whole amount, in pairs of base and transaction currency; ``amounts`` the
    pair of fields that hold a line's; ``days`` the fields that hold its date.
    """

    defaults: dict[str, Any]
    lines: str = ""
    totals: tuple[tuple[str, str], ...] = (ENTERED,)
    amounts: tuple[str, str] = ("AMOUNT", "TRX_AMOUNT")
    days: tuple[str, ...] = ("WHENCREATED",)
    letter: str = ""
    party: str = ""


DUE, PAID = ("TOTALDUE", "TRX_TOTALDUE"), ("TOTALPAID", "TRX_TOTALPAID")
OPEN, COMPLETE = {"STATE": "Posted", "RAWSTATE": "A"}, {"STATE": "C", "RAWSTATE": "C"}
PAYMENT = ("PAYMENTAMOUNT", "TRX_PAYMENTAMOUNT")
RECEIVED = ("WHENCREATED", "RECEIPTDATE", "WHENPAID")
ORDER = {"STATE": "Pending", "STATUS": "active", "CLOSED": False, "PAYMENTSTATUS": "Open"}
WHOLE = (("TOTAL", "TRX_TOTAL"), ("SUBTOTAL", "TRX_SUBTOTAL"))
SHAPES = {
    "ARADJUSTMENT": Shape(OPEN | {"RECORDTYPE": "ra", "MODULEKEY": "4.AR"}, "ARADJUSTMENTITEM", (ENTERED, DUE),
                          letter="r", party="CUSTOMER"),
    "APADJUSTMENT": Shape(OPEN | {"RECORDTYPE": "pa", "MODULEKEY": "3.AP"}, "APADJUSTMENTITEM", (ENTERED, DUE),
                          letter="p", party="VENDOR"),
    "ARPYMT": Shape(COMPLETE | {"RECORDTYPE": "rp", "DISPLAYSTATE": "Complete", "CLEARED": "F"}, "ARPYMTDETAIL",
                    (ENTERED, PAID), PAYMENT, RECEIVED, "r", "CUSTOMER"),
    "APPYMT": Shape(COMPLETE | {"RECORDTYPE": "pp", "DISPLAYSTATE": "Confirmed", "CLEARED": "F"}, "APPYMTDETAIL",
                    (ENTERED, PAID), PAYMENT, ("WHENCREATED", "WHENPAID", "WHENPOSTED"), "p", "VENDOR"),
    "ARADVANCE": Shape(OPEN | {"RECORDTYPE": "rr", "CLEARED": "F"}, "", (ENTERED, DUE),
                       days=("WHENCREATED", "RECEIPTDATE", "PAYMENTDATE"), letter="r", party="CUSTOMER"),
    "OTHERRECEIPTS": Shape({"RECORDTYPE": "cr", "STATE": "Approved", "RAWSTATE": "A", "CLEARED": "F"},
                           "OTHERRECEIPTSENTRY", days=("WHENCREATED", "WHENPAID")),
    "CCTRANSACTION": Shape(OPEN | {"RECORDTYPE": "ci", "CLEARED": "F"}, "CCTRANSACTIONENTRY", (ENTERED, DUE)),
    "FUNDSTRANSFER": Shape(OPEN | {"RECORDTYPE": "ft", "CLEARED": "F"}, "FUNDSTRANSFERENTRY", (
        ENTERED, ("AMOUNT", "TRX_AMOUNT"), ("FROM_ACCOUNT_AMOUNT", "FROM_ACCOUNT_TRX_AMOUNT"),
    )),
    "DEPOSIT": Shape({"RECORDTYPE": "cd", "STATE": "A", "RAWSTATE": "A"}, days=("WHENCREATED", "BATCHDATE")),
    "SODOCUMENT": Shape(ORDER | {"DOCPARID": "Sales Order", "DOCPARCLASS": "Order"}, "SODOCUMENTENTRY", WHOLE,
                        ("TOTAL", "TRX_VALUE"), letter="r"),
    "PODOCUMENT": Shape(ORDER | {"DOCPARID": "Purchase Order", "DOCPARCLASS": "Order"}, "PODOCUMENTENTRY", WHOLE,
                        ("TOTAL", "TRX_VALUE"), letter="p"),
}  # fmt: skip


@dataclass(frozen=True)
class Money:
    currency: str
    base: str
    rate: float


def create_transaction(writer: Writer, kind: ObjectType, given: Given) -> int:
    """Create a transaction with its lines; return its RECORDNO."""
    shape = SHAPES[kind.name]
    number, day = writer.next(kind.name), _day(writer, given)
    money = _money(writer, given, day)
    owner = writer.owner()
    values: dict[str, Any] = dict.fromkeys(ZERO, 0) | shape.defaults | dict.fromkeys(shape.days, day)
    values |= {"CURRENCY": money.currency, "BASECURR": money.base, "EXCHANGE_RATE": money.rate, "EXCHRATE": money.rate}
    values |= {kind.natural_key: f"{kind.name[:2]}-{number}", "DOCNO": f"{number}"}
    values |= known(kind, given.values) | _partner(writer, kind, given)
    values |= _totals(kind, given, money)
    if given.text("ACTION") == "Draft":
        values |= {"STATE": "Draft", "RAWSTATE": "D"}
    if owner:
        values |= {"MEGAENTITYKEY": owner.recordno, "MEGAENTITYID": owner.location_id, "MEGAENTITYNAME": owner.name}
    values = {name: value for name, value in values.items() if name in kind.fields} | writer.stamps(kind, number)
    place = owner.location_id if owner else ""
    writer.written.create(kind.name, number, values, at=writer.moment, owner=place)
    _write_lines(writer, kind, number, given, money)
    writer.note(CREATED, kind, number, None)
    return number


def update_transaction(writer: Writer, kind: ObjectType, given: Given) -> int:
    """Change a header; where lines are sent they replace all there were, and the totals follow them."""
    key = "RECORDNO" if given.text("RECORDNO") else kind.natural_key
    number, record = _found(writer, kind, key, given.text(key), "update")
    values = known(kind, given.values) | _partner(writer, kind, given)
    if given.lines is not None:
        held = {name: _held(kind, record, name) for name in ("CURRENCY", "BASECURR", "EXCHANGE_RATE", "EXCHRATE")}
        rate = held["EXCHANGE_RATE"] or held["EXCHRATE"] or 1.0
        money = Money(held["CURRENCY"] or "", held["BASECURR"] or "", rate)
        values |= _totals(kind, given, money)
        _remove_lines(writer, kind, number)
    writer.written.update(kind.name, number, values | writer.changed(), at=writer.moment)
    if given.lines is not None:
        _write_lines(writer, kind, number, given, money)
    writer.note(MODIFIED, kind, number, None)
    return number


def delete_transaction(writer: Writer, kind: ObjectType, key: str) -> None:
    """Delete a transaction with its lines."""
    number, _ = _found(writer, kind, "RECORDNO", key, "delete")
    _remove_lines(writer, kind, number)
    writer.written.delete(kind.name, number, at=writer.moment)
    writer.note(DELETED, kind, number, None)


def _found(writer: Writer, kind: ObjectType, key: str, value: str, verb: str) -> tuple[int, Any]:
    found = writer.find(kind, key, value)
    if found is None:
        raise business_error(kind.name, f"There is no {kind.name} record {value}", verb=verb)
    return found


def _held(kind: ObjectType, record: Any, name: str) -> Any:
    found = column(kind, name)
    return found.get(record) if found else None


def _day(writer: Writer, given: Given) -> date:
    sent = next((given.text(name) for name in DAYS if given.text(name)), "")
    return as_date(sent.split(" ")[0]) if sent else writer.call.now.date()


def _money(writer: Writer, given: Given, day: date) -> Money:
    owner = writer.owner()
    base = given.text("BASECURR") or (owner.root.currency if owner else writer.books.base_currency)
    currency = given.text("CURRENCY", base)
    sent = given.text("EXCHANGE_RATE") or given.text("EXCHRATE")
    return Money(currency, base, as_number(sent) if sent else writer.books.rate(currency, base, day))


def _partner(writer: Writer, kind: ObjectType, given: Given) -> dict[str, Any]:
    """Return the ID and the name of the customer or vendor, which must exist."""
    shape = SHAPES[kind.name]
    prefix = shape.party or "CUSTVEND"
    if not shape.letter or not given.text(f"{prefix}ID"):
        return {}
    party = party_of(writer, shape.letter, given.text(f"{prefix}ID"), kind.name)
    named = {f"{prefix}ID": party.party_id, f"{prefix}NAME": party.name}
    return named | ({"ENTITY": f"V{party.party_id}"} if "ENTITY" in kind.fields else {})


def _amount(kind: ObjectType, sent: dict[str, str]) -> int:
    """Return what a line is worth in the transaction currency, in cents."""
    base, trx = SHAPES[kind.name].amounts
    if text := sent.get(trx) or sent.get(base):
        return round(as_number(text) * 100)
    quantity, price = sent.get("UIQTY") or sent.get("QUANTITY"), sent.get("UIPRICE") or sent.get("PRICE")
    return round(as_number(quantity) * as_number(price) * 100) if quantity and price else 0


def _totals(kind: ObjectType, given: Given, money: Money) -> dict[str, Any]:
    """Return the totals of a header: the sum of its lines, or what it says itself where it has none."""
    if given.lines:
        trx = sum(_amount(kind, sent) for sent in given.lines)
        base = sum(round(_amount(kind, sent) * money.rate) for sent in given.lines)
    else:
        text = next((given.text(name) for name in HEADER_AMOUNTS if given.text(name)), "0")
        trx = round(as_number(text) * 100)
        base = round(trx * money.rate)
    pairs = SHAPES[kind.name].totals
    made = {name: value for pair in pairs for name, value in zip(pair, (base, trx), strict=True)}
    return {name: value for name, value in made.items() if name in kind.fields}


def _write_lines(writer: Writer, kind: ObjectType, number: int, given: Given, money: Money) -> None:
    shape = SHAPES[kind.name]
    if not shape.lines or not given.lines:
        return
    line_kind, owner = OBJECTS[shape.lines], writer.owner()
    header = _found(writer, kind, "RECORDNO", str(number), "create")[1]
    for place, sent in enumerate(given.lines):
        recordno, amount = writer.next(line_kind.name), _amount(kind, sent)
        values: dict[str, Any] = {"CURRENCY": money.currency, "BASECURR": money.base, "EXCHANGE_RATE": money.rate}
        values |= {"LINEITEM": "T", "ISTAX": False, "STATUS": "active"} | known(line_kind, sent)
        values |= dict(_parts(writer, kind, line_kind, sent))
        values |= _of_header(kind, shape, header)
        values |= {shape.amounts[0]: round(amount * money.rate), shape.amounts[1]: amount}
        values |= {line_kind.parent_field: number}
        values["LINE_NO"] = place + 1 if _counts(line_kind) else f"{place + 1}"
        values = {name: value for name, value in values.items() if name in line_kind.fields}
        values |= writer.stamps(line_kind, recordno)
        writer.written.create(
            line_kind.name, recordno, values, at=writer.moment, parent=number, owner=owner.location_id if owner else ""
        )


def _counts(kind: ObjectType) -> bool:
    """Tell whether the lines' position is a number; in most objects it is text."""
    return "LINE_NO" in kind.fields and kind.fields["LINE_NO"].letter == "i"


def _of_header(kind: ObjectType, shape: Shape, header: Any) -> dict[str, Any]:
    """Return what lines repeat of their header."""
    copied = {"STATE": "RAWSTATE", "RECORDTYPE": "RECORDTYPE", "ENTRY_DATE": "WHENCREATED", "PAYMENTDATE": "WHENPAID",
              "DOCHDRID": "DOCID", "DOCPARID": "DOCPARID", "MODULEKEY": "MODULEKEY"}  # fmt: skip
    if kind.name in ("SODOCUMENT", "PODOCUMENT"):
        party = {f"{PARTIES[shape.letter]}{end}": f"CUSTVEND{end}" for end in ("ID", "NAME")}
        copied = {name: of for name, of in copied.items() if name != "STATE"} | party | {"WHENCREATED": "WHENCREATED"}
    elif shape.party:
        copied |= {f"{shape.party}ID": f"{shape.party}ID", f"{shape.party}NAME": f"{shape.party}NAME"}
    return {name: _held(kind, header, of) for name, of in copied.items()}


def _parts(writer: Writer, kind: ObjectType, line_kind: ObjectType, sent: dict[str, str]) -> Iterator[tuple[str, Any]]:
    """Yield the names and keys of what a line points to; refuse what does not exist."""
    if "ACCOUNTNO" in line_kind.fields:
        account = writer.account(kind.name, sent)
        yield from {"ACCOUNTKEY": account.recordno, "ACCOUNTNO": account.number, "ACCOUNTTITLE": account.title}.items()
    if department := writer.department(kind.name, sent.get("DEPARTMENTID", "")):
        yield from {"DEPARTMENTNAME": department.title, "DEPARTMENTKEY": department.recordno}.items()
    if place := writer.place(kind.name, sent.get("LOCATIONID", "")):
        yield from {"LOCATIONID": place.location_id, "LOCATIONNAME": place.name}.items()
    if item := writer.item(kind.name, sent.get("ITEMID", "")):
        yield from {"ITEMNAME": item.name, "ITEMDIMKEY": item.recordno}.items()
    if sent.get("CLASSID"):
        yield from writer.class_values(kind.name, sent["CLASSID"]).items()


def _remove_lines(writer: Writer, kind: ObjectType, number: int) -> None:
    if not SHAPES[kind.name].lines:
        return
    line_kind = OBJECTS[SHAPES[kind.name].lines]
    table = writer.table(line_kind)
    for place in table.children(number) if table.children else ():
        recordno = table.numbers.number(place)
        version = writer.written.latest(line_kind.name, recordno)
        if version is None or not version.is_deleted:
            writer.written.delete(line_kind.name, recordno, at=writer.moment)
