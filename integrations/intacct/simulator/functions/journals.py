"""Journal entries that clients write, and those that post what they write."""

from __future__ import annotations

from typing import Any

from integrations.intacct.simulator.books.chart import JOURNALS
from integrations.intacct.simulator.books.records import Batch, Entry
from integrations.intacct.simulator.failures import business_error, missing_location, unbalanced
from integrations.intacct.simulator.filters import as_date, as_number
from integrations.intacct.simulator.functions.given import Given, known
from integrations.intacct.simulator.functions.parties import party_of
from integrations.intacct.simulator.functions.writer import CREATED, DELETED, MODIFIED, Writer, plain
from integrations.intacct.simulator.objects.registry import OBJECTS
from integrations.intacct.simulator.objects.schema import ObjectType, write_number

LINES = ("GLENTRY", "GLDETAIL")
OWN = ("BATCHNO", "BATCH_DATE", "STATE", "MODULE")
LINE_OWN = ("AMOUNT", "TRX_AMOUNT", "TR_TYPE", "LINE_NO", "BATCHNO", "CURRENCY", "BASECURR", "EXCHANGE_RATE")
SYMBOLS = frozenset(symbol for symbol, _ in JOURNALS)


def create_batch(writer: Writer, kind: ObjectType, given: Given) -> int:
    """Create a journal entry whose debits equal its credits; return its RECORDNO."""
    for name in ("JOURNAL", "BATCH_DATE", "BATCH_TITLE"):
        if not given.text(name):
            raise business_error(kind.name, f"{kind.fields[name].label} is required")
    batch = _batch(writer, given)
    write_batch(writer, batch, known(kind, given.values, *OWN), given.lines or (), state=given.text("STATE", "Posted"))
    writer.note(CREATED, kind, batch.recordno, None)
    return batch.recordno


def update_batch(writer: Writer, kind: ObjectType, given: Given) -> int:
    """Change a journal entry; where lines are sent they replace all there were."""
    recordno, old = _found(writer, kind, given.text("RECORDNO"), "update")
    values = known(kind, given.values, *OWN) | writer.changed()
    if given.lines is None:
        writer.written.update(kind.name, recordno, values, at=writer.moment)
    else:
        sent = {"JOURNAL": old.journal, "BATCH_DATE": f"{old.day:%m/%d/%Y}", "BATCH_TITLE": old.title, **given.values}
        batch = _batch(writer, Given("GLBATCH", sent, given.lines))
        _remove_lines(writer, recordno)
        batch.recordno, batch.number, batch.created_at = recordno, old.number, old.created_at
        writer.written.update(kind.name, recordno, values, at=writer.moment, base=batch)
        _write_entries(writer, batch, given.lines, given.text("STATE", "Posted"))
    writer.note(MODIFIED, kind, recordno, None)
    return recordno


def delete_batch(writer: Writer, kind: ObjectType, key: str) -> None:
    recordno, old = _found(writer, kind, key, "delete")
    if old.module != "2.GL":
        raise business_error(
            kind.name, f"Entries of the journal {old.journal} are deleted at their source", verb="delete"
        )
    remove_batch(writer, recordno=recordno)
    writer.note(DELETED, kind, recordno, None)


def _found(writer: Writer, kind: ObjectType, key: str, verb: str) -> tuple[int, Batch]:
    found = writer.find(kind, "RECORDNO", key)
    if found is None:
        raise business_error(kind.name, f"There is no {kind.name} record {key}", verb=verb)
    return found[0], plain(found[1])


def _batch(writer: Writer, given: Given) -> Batch:
    books = writer.books
    if given.text("JOURNAL") not in SYMBOLS:
        raise business_error("GLBATCH", f"Invalid Journal '{given.text('JOURNAL')}' specified")
    batch = books.ledger.blank()
    batch.journal, batch.module, batch.title = given.text("JOURNAL"), "2.GL", given.text("BATCH_TITLE")
    batch.day, batch.reference = as_date(given.text("BATCH_DATE")), given.text("REFERENCENO")
    batch.created_at = batch.modified_at = writer.moment
    batch.owner = writer.owner()
    for line in given.lines or ():
        _add_entry(writer, batch, line)
    if not batch.entries:
        raise business_error("GLBATCH", "At least two line items are required")
    debits = sum(entry.amount for entry in batch.entries if entry.side == 1)
    credits = sum(entry.amount for entry in batch.entries if entry.side == -1)
    if debits != credits:
        raise unbalanced(write_number(debits), write_number(credits))
    return batch


def _side(text: str) -> int:
    sides = {"1": 1, "debit": 1, "-1": -1, "credit": -1}
    if text.lower() not in sides:
        raise business_error("GLBATCH", f"Invalid TR_TYPE '{text}' specified")
    return sides[text.lower()]


def _add_entry(writer: Writer, batch: Batch, given: dict[str, str]) -> None:
    account = writer.account("GLBATCH", given)
    place = writer.place("GLBATCH", given.get("LOCATION") or given.get("LOCATIONID", ""))
    if writer.call.company.is_multi_entity and place is None:
        raise missing_location("GLBATCH", account.number)
    base = place.root.currency if place and place.root.is_entity else writer.books.base_currency
    currency = given.get("CURRENCY") or base
    rate = as_number(given["EXCHANGE_RATE"]) if given.get("EXCHANGE_RATE") else writer.books.rate(
        currency, base, batch.day
    )  # fmt: skip
    trx = round(as_number(given.get("TRX_AMOUNT") or given.get("AMOUNT", "")) * 100)
    batch.currency, batch.base_currency, batch.rate = currency, base, rate
    side = _side(given.get("TR_TYPE", ""))
    customer, vendor = given.get("CUSTOMERID", ""), given.get("VENDORID", "")
    batch.entries.append(
        Entry(
            batch, 0, len(batch.entries) + 1, side if trx >= 0 else -side, account, abs(trx), abs(round(trx * rate)),
            writer.department("GLBATCH", given.get("DEPARTMENT") or given.get("DEPARTMENTID", "")), place,
            given.get("DESCRIPTION") or given.get("ENTRYDESCRIPTION", ""),
            party_of(writer, "r", customer, "GLBATCH") if customer else None,
            party_of(writer, "p", vendor, "GLBATCH") if vendor else None,
            writer.item("GLBATCH", given.get("ITEMID", "")),
        )
    )  # fmt: skip


def write_batch(
    writer: Writer, batch: Batch, values: dict[str, Any], lines: Any = (), *, state: str = "Posted",
    posts: tuple[str, int] | None = None,
) -> None:  # fmt: skip
    """Add a journal entry and its lines; ``posts`` names the document that it posts."""
    batch.recordno = batch.number = writer.next("GLBATCH")
    batch.number %= 1_000_000
    who = writer.call.login.user_id
    values = {**values, "STATE": state, "CREATEDBYLOGINID": who, **writer.changed()}
    owner = batch.owner.location_id if batch.owner else ""
    writer.written.create("GLBATCH", batch.recordno, values, at=writer.moment, base=batch, owner=owner)
    _write_entries(writer, batch, lines, state)
    if posts is not None:
        writer.written.postings[posts] = batch.recordno


def _write_entries(writer: Writer, batch: Batch, lines: Any, state: str) -> None:
    first = writer.next("GLENTRY")
    owner = batch.owner.location_id if batch.owner else ""
    for position, entry in enumerate(batch.entries):
        entry.recordno, entry.number = first + position, position + 1
        sent = lines[position] if position < len(lines) else {}
        for name in LINES:
            values = known(OBJECTS[name], sent, *LINE_OWN) | {"MODIFIEDBYLOGINID": writer.call.login.user_id}
            values |= {"STATE": state} if name == "GLENTRY" else {"BATCH_STATE": state[:1], "ENTRY_STATE": state[:1]}
            writer.written.create(
                name, entry.recordno, values, at=writer.moment, base=entry, parent=batch.recordno, owner=owner
            )


def remove_batch(
    writer: Writer, *, recordno: int | None = None, posted_by: tuple[str, int] | None = None
) -> None:  # fmt: skip
    """Take away a journal entry and its lines, by its number or by the document that it posts."""
    if posted_by is not None:
        recordno = writer.written.postings.pop(posted_by, None)
    if recordno is not None:
        _remove_lines(writer, recordno)
        writer.written.delete("GLBATCH", recordno, at=writer.moment)


def _remove_lines(writer: Writer, recordno: int) -> None:
    for name in LINES:
        table = writer.table(OBJECTS[name])
        for place in table.children(recordno) if table.children else ():
            writer.written.delete(name, table.numbers.number(place), at=writer.moment)
