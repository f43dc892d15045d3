"""Customers and vendors that clients write."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from integrations.intacct.simulator.books.chart import TERMS
from integrations.intacct.simulator.books.names import web_name
from integrations.intacct.simulator.books.records import Party
from integrations.intacct.simulator.failures import business_error
from integrations.intacct.simulator.filters import Changed
from integrations.intacct.simulator.functions.given import Given, known
from integrations.intacct.simulator.functions.writer import CREATED, Writer, plain
from integrations.intacct.simulator.objects.registry import OBJECTS
from integrations.intacct.simulator.objects.schema import ObjectType

SIDES = {"CUSTOMER": ("r", "C"), "VENDOR": ("p", "V")}
PARTIES = {"r": "CUSTOMER", "p": "VENDOR"}
NOBODY = ("", "", "", "", "")
DAYS = dict(TERMS)


def create_party(writer: Writer, kind: ObjectType, given: Given) -> tuple[int, str]:
    """Create a customer or vendor; return its RECORDNO and ID. Without an ID the next number is taken."""
    if not given.text("NAME"):
        raise business_error(kind.name, f"{kind.fields['NAME'].label} is required")
    recordno = writer.next(kind.name)
    party_id = given.text(kind.natural_key) or f"{SIDES[kind.name][1]}-{recordno}"
    if writer.find(kind, kind.natural_key, party_id):
        raise business_error(kind.name, f"Another {kind.name} with the given value(s) {party_id} already exists")
    name, currency = given.text("NAME"), given.text("CURRENCY", writer.books.base_currency)
    owner = writer.owner()
    party = Party(
        n=-recordno, recordno=recordno, party_id=party_id, name=name, web=web_name(name), address=NOBODY,
        currency=currency, term=_term(given, kind), is_active=given.text("STATUS", "active") != "inactive",
        created_at=writer.moment, modified_at=writer.moment, owner=owner, contact_key=recordno, due=lambda n: 0,
    )  # fmt: skip
    empty = {field: None for field in kind.fields if field.startswith("DISPLAYCONTACT.")}
    values = {**empty, "CREDITLIMIT": None, "DISPLAYCONTACT.CONTACTNAME": f"{name}({SIDES[kind.name][1]}{party_id})"}
    values |= known(kind, given.values) | {kind.natural_key: party_id} | writer.stamps(kind, recordno)
    values["TOTALDUE"] = due_of(writer, SIDES[kind.name][0], party_id)
    writer.written.create(
        kind.name, recordno, values, at=writer.moment, base=party, owner=owner.location_id if owner else ""
    )
    writer.note(CREATED, kind, recordno, party_id)
    return recordno, party_id


def _term(given: Given, kind: ObjectType) -> tuple[str, int]:
    name = given.text("TERMNAME")
    if name and name not in DAYS:
        raise business_error(kind.name, f"Invalid Term '{name}' specified")
    return (name, DAYS[name]) if name else ("Net 30", 30)


def party_of(writer: Writer, letter: str, party_id: str, kind: str) -> Party:
    """Find the customer or vendor of a document, as it is now."""
    of = OBJECTS[PARTIES[letter]]
    found = writer.find(of, of.natural_key, party_id)
    if found is None:
        raise business_error(kind, f"Invalid {PARTIES[letter].capitalize()} '{party_id}' specified")
    record = found[1]
    party: Party = plain(record)
    if isinstance(record, Changed) and record.values.get("NAME"):
        return replace(party, name=record.values["NAME"])
    return party


def due_of(writer: Writer, letter: str, party_id: str) -> Any:
    """Return what a party owes with what was written: a function of the party's record."""
    written, name = writer.written, "ARINVOICE" if letter == "r" else "APBILL"

    def due(party: Party) -> int:
        open_now = sum(
            document.total - document.paid
            for document in written.created(name)
            if document.party.party_id == party_id and not document.is_draft
        )
        whole: int = party.total_due + open_now - written.replaced_due(name, party_id)
        return whole

    return due


def touch_due(writer: Writer, letter: str, party: Party) -> None:
    """Let the balance of a party follow what was written."""
    version = writer.written.latest(PARTIES[letter], party.recordno)
    if version is None or "TOTALDUE" not in version.values:
        values = {"TOTALDUE": due_of(writer, letter, party.party_id)}
        writer.written.update(PARTIES[letter], party.recordno, values, at=writer.moment)
