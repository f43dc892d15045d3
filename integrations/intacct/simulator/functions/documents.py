"""Invoices and bills that clients write: header, lines, and the journal entry that posts them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from integrations.intacct.simulator.books.documents import Trade
from integrations.intacct.simulator.books.records import Document, Line
from integrations.intacct.simulator.failures import business_error, missing_location
from integrations.intacct.simulator.filters import as_date, as_number
from integrations.intacct.simulator.functions.given import Given, known
from integrations.intacct.simulator.functions.journals import remove_batch, write_batch
from integrations.intacct.simulator.functions.parties import DAYS, party_of, touch_due
from integrations.intacct.simulator.functions.writer import CREATED, DELETED, MODIFIED, Writer, plain
from integrations.intacct.simulator.objects.registry import OBJECTS
from integrations.intacct.simulator.objects.schema import ObjectType

SIDES = {"ARINVOICE": ("r", "CUSTOMERID"), "APBILL": ("p", "VENDORID")}
OWN = ("CUSTOMERID", "VENDORID", "WHENCREATED", "CURRENCY", "BASECURR", "EXCHANGE_RATE", "STATE")
LINE_OWN = ("AMOUNT", "TRX_AMOUNT", "LINE_NO", "CURRENCY", "BASECURR", "RECORDKEY")


def trade_of(writer: Writer, kind: ObjectType) -> Trade:
    return writer.books.sales if SIDES[kind.name][0] == "r" else writer.books.purchases


def create_document(writer: Writer, kind: ObjectType, given: Given) -> int:
    """Create an invoice or a bill with its lines, post it unless it is a draft, and return its RECORDNO."""
    for name in (SIDES[kind.name][1], "WHENCREATED"):
        if not given.text(name):
            raise business_error(kind.name, f"{kind.fields[name].label} is required")
    if not given.lines:
        raise business_error(kind.name, "At least one line item is required")
    recordno = writer.next(kind.name)
    document = _document(writer, kind, given, recordno)
    _check_number(writer, kind, document)
    values = known(kind, given.values, *OWN) | writer.changed()
    values |= {"CREATEDBYLOGINID": writer.call.login.user_id, "RECORDID": document.number, "WHENDUE": document.due}
    owner = document.owner.location_id if document.owner else ""
    writer.written.create(kind.name, recordno, values, at=writer.moment, base=document, owner=owner)
    _write_lines(writer, kind, document, given)
    _post(writer, kind, document)
    writer.note(CREATED, kind, recordno, None)
    return recordno


def update_document(writer: Writer, kind: ObjectType, given: Given) -> int:
    """Change a header; where lines are sent they replace all there were, and the document is posted anew."""
    key = "RECORDNO" if given.text("RECORDNO") or given.key else kind.natural_key
    recordno, old = _found(writer, kind, key, given.text(key) or given.key, "update")
    if given.lines is not None and old.trx_paid:
        raise business_error(kind.name, "A paid or partially paid transaction cannot be edited", verb="update")
    values = known(kind, given.values, *OWN) | writer.changed()
    if given.lines is None:
        writer.written.update(kind.name, recordno, values, at=writer.moment)
    else:
        _forget(writer, kind, recordno, old)
        sent = {SIDES[kind.name][1]: old.party.party_id, "WHENCREATED": f"{old.day:%m/%d/%Y}",
                "CURRENCY": old.currency, "RECORDID": old.number, **given.values}  # fmt: skip
        document = _document(writer, kind, Given(kind.name, sent, given.lines), recordno, old)
        writer.written.update(kind.name, recordno, values, at=writer.moment, base=document)
        _write_lines(writer, kind, document, given)
        _post(writer, kind, document)
    writer.note(MODIFIED, kind, recordno, None)
    return recordno


def delete_document(writer: Writer, kind: ObjectType, key: str) -> None:
    """Delete a document that nothing was paid of, with its lines and its journal entry."""
    recordno, old = _found(writer, kind, "RECORDNO", key, "delete")
    if old.trx_paid:
        raise business_error(kind.name, "A paid or partially paid transaction cannot be deleted", verb="delete")
    _forget(writer, kind, recordno, old)
    writer.written.delete(kind.name, recordno, at=writer.moment)
    touch_due(writer, SIDES[kind.name][0], old.party)
    writer.note(DELETED, kind, recordno, None)


def _found(writer: Writer, kind: ObjectType, key: str, value: str, verb: str) -> tuple[int, Document]:
    found = writer.find(kind, key, value)
    if found is None:
        raise business_error(kind.name, f"There is no {kind.name} record {value}", verb=verb)
    return found[0], plain(found[1])


def _forget(writer: Writer, kind: ObjectType, recordno: int, old: Document) -> None:
    """Take away the lines and the journal entry of a document."""
    line_kind = OBJECTS[f"{kind.name}ITEM"]
    table = writer.table(line_kind)
    for place in table.children(recordno) if table.children else ():
        number = table.numbers.number(place)
        version = writer.written.latest(line_kind.name, number)
        if version is None or not version.is_deleted:
            writer.written.delete(line_kind.name, number, at=writer.moment)
    version = writer.written.latest(kind.name, recordno)
    if old.n >= 0:
        due = 0 if old.is_draft else old.total - old.paid
        writer.written.replace_due(kind.name, recordno, old.party.party_id, due)
    if version is not None and version.base is not None:
        remove_batch(writer, posted_by=(kind.name, recordno))
    elif not old.is_draft:
        posting = writer.books.ledger.posting_of(trade_of(writer, kind), old.n)
        if posting is not None:
            remove_batch(writer, recordno=writer.books.ledger.numbering.number(posting))


def _document(
    writer: Writer, kind: ObjectType, given: Given, recordno: int, old: Document | None = None
) -> Document:  # fmt: skip
    books, (letter, key) = writer.books, SIDES[kind.name]
    party = party_of(writer, letter, given.text(key), kind.name)
    day = as_date(given.text("WHENCREATED"))
    places = [writer.place(kind.name, line.get("LOCATIONID", "")) for line in given.lines or ()]
    entity = next((place.root for place in places if place and place.root.is_entity), None)
    base = entity.currency if entity else books.base_currency
    currency = given.text("CURRENCY", party.currency)
    rate = as_number(given.text("EXCHANGE_RATE")) if given.text("EXCHANGE_RATE") else books.rate(currency, base, day)
    document = Document(
        n=-recordno, kind="ri" if letter == "r" else "pi", recordno=recordno,
        number=given.text("RECORDID") or f"{'INV-' if letter == 'r' else 'BILL-'}{recordno}", party=party, day=day,
        due=_due(given, kind, day, party.term[1]), created_at=old.created_at if old else writer.moment,
        modified_at=writer.moment, currency=currency, base_currency=base, rate=rate,
        description=given.text("DESCRIPTION"), is_draft=given.text("ACTION").lower() == "draft",
        entity=entity, owner=writer.owner(),
    )  # fmt: skip
    first = writer.next(f"{kind.name}ITEM")
    for position, (line, place) in enumerate(zip(given.lines or (), places, strict=True)):
        _add_line(writer, kind, document, line, place, first + position)
    return document


def _due(given: Given, kind: ObjectType, day: date, days: int) -> date:
    if given.text("WHENDUE"):
        return as_date(given.text("WHENDUE"))
    term = given.text("TERMNAME")
    if term and term not in DAYS:
        raise business_error(kind.name, f"Invalid Term '{term}' specified")
    return day + timedelta(days=DAYS[term] if term else days)


def _add_line(
    writer: Writer, kind: ObjectType, document: Document, given: dict[str, str], place: Any, recordno: int
) -> None:  # fmt: skip
    account = writer.account(kind.name, given)
    if writer.call.company.is_multi_entity and place is None:
        raise missing_location(kind.name, account.number)
    amount = round(as_number(given.get("TRX_AMOUNT") or given.get("AMOUNT", "")) * 100)
    document.lines.append(
        Line(
            document, recordno, len(document.lines) + 1, account, amount, round(amount * document.rate),
            writer.department(kind.name, given.get("DEPARTMENTID", "")), place, given.get("ENTRYDESCRIPTION", ""),
            writer.item(kind.name, given.get("ITEMID", "")),
        )
    )  # fmt: skip
    document.trx_total += amount
    document.total += round(amount * document.rate)


def _write_lines(writer: Writer, kind: ObjectType, document: Document, given: Given) -> None:
    line_kind = OBJECTS[f"{kind.name}ITEM"]
    owner = document.owner.location_id if document.owner else ""
    for line, sent in zip(document.lines, given.lines or (), strict=True):
        values = known(line_kind, sent, *LINE_OWN) | writer.class_values(kind.name, sent.get("CLASSID", ""))
        values |= writer.stamps(line_kind, line.recordno)
        writer.written.create(
            line_kind.name, line.recordno, values, at=writer.moment, base=line, parent=document.recordno, owner=owner
        )


def _post(writer: Writer, kind: ObjectType, document: Document) -> None:
    touch_due(writer, SIDES[kind.name][0], document.party)
    if not document.is_draft:
        batch = writer.books.ledger.blank()
        writer.books.ledger.posting(batch, document, trade_of(writer, kind))
        batch.modified_at = writer.moment
        write_batch(writer, batch, {}, posts=(kind.name, document.recordno))


def _check_number(writer: Writer, kind: ObjectType, document: Document) -> None:
    """Refuse an invoice number that is taken, among those that were written: bills may share theirs."""
    taken = (other.number for other in writer.written.created(kind.name))
    if kind.name == "ARINVOICE" and document.number in taken:
        text = f"Another {kind.name} with the given value(s) {document.number} already exists"
        raise business_error(kind.name, text)
