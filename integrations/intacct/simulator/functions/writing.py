"""``create``, ``update``, ``delete`` and their old forms: written records lie over the computed ones, in memory.

Reference: developer.intacct.com, *Generic functions*: answers hold the key fields only, in lower-case tags; delete
answers nothing; the old functions answer a ``key``. Which boxes writing needs (Add, Edit, Delete) is inferred from
their names.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from integrations.intacct.simulator.calls import Answer, Call, Handler
from integrations.intacct.simulator.failures import business_error
from integrations.intacct.simulator.filters import column
from integrations.intacct.simulator.functions.documents import create_document, delete_document, update_document
from integrations.intacct.simulator.functions.given import Given, known, read_given, read_legacy
from integrations.intacct.simulator.functions.journals import create_batch, delete_batch, update_batch
from integrations.intacct.simulator.functions.parties import create_party
from integrations.intacct.simulator.functions.transactions import (
    SHAPES,
    create_transaction,
    delete_transaction,
    update_transaction,
)
from integrations.intacct.simulator.functions.writer import CREATED, DELETED, MODIFIED, Writer
from integrations.intacct.simulator.objects.schema import ObjectType, escape
from integrations.intacct.simulator.wire import Element, missing, text_of

MOST_RECORDS = 100
NAMED = {"customer": "customerid", "vendor": "vendorid", "department": "departmentid", "location": "locationid",
         "class": "key", "item": "itemid", "project": "key", "employee": "employeeid",
         "contact": "contactname", "glaccount": "glaccountno"}  # fmt: skip
"""The attribute in which an old function names what it deletes. Reference: what the official JavaScript SDK sends."""
Change = Callable[[Writer, ObjectType, Given], int]


@dataclass(frozen=True)
class Write:
    records: tuple[Given, ...]


@dataclass(frozen=True)
class Delete:
    object_name: str
    keys: tuple[str, ...]


def read_write(element: Element) -> Write:
    if not len(element):
        raise missing(element, "an object")
    return Write(tuple(map(read_given, element)))


def read_delete(element: Element) -> Delete:
    if element.find("object") is None or element.find("keys") is None:
        raise missing(element, "object, keys")
    keys = tuple(filter(None, (key.strip() for key in text_of(element, "keys").split(","))))
    return Delete(text_of(element, "object"), keys)


def _create_plain(writer: Writer, kind: ObjectType, given: Given) -> int:
    values, key = known(kind, given.values), kind.natural_key
    required = [
        field.name for field in kind.fields.values() if field.is_required and field.name in (key, "NAME", "TITLE")
    ]
    if absent := [field for field in required if values.get(field) in (None, "")]:
        raise business_error(kind.name, f"{kind.fields[absent[0]].label} is required")
    if key != "RECORDNO" and values.get(key) is not None and writer.find(kind, key, str(values[key])):
        raise business_error(kind.name, f"Another {kind.name} with the given value(s) {values[key]} already exists")
    recordno = writer.next(kind.name)
    if "STATUS" in kind.fields:
        values.setdefault("STATUS", "active")
    writer.written.create(kind.name, recordno, {**values, **writer.stamps(kind, recordno)}, at=writer.moment)
    writer.note(CREATED, kind, recordno, values.get(key))
    return recordno


def _update_plain(writer: Writer, kind: ObjectType, given: Given) -> int:
    key = "RECORDNO" if given.text("RECORDNO") else kind.natural_key
    found = writer.find(kind, key, given.text(key))
    if found is None:
        raise business_error(kind.name, f"There is no {kind.name} record {given.text(key)}", verb="update")
    recordno, record = found
    writer.written.update(kind.name, recordno, known(kind, given.values) | writer.changed(), at=writer.moment)
    writer.note(MODIFIED, kind, recordno, _natural(kind, record))
    return recordno


def _delete_plain(writer: Writer, kind: ObjectType, key: str) -> None:
    found = writer.find(kind, "RECORDNO", key)
    if found is None:
        raise business_error(kind.name, f"There is no {kind.name} record {key}", verb="delete")
    writer.written.delete(kind.name, found[0], at=writer.moment)
    writer.note(DELETED, kind, found[0], _natural(kind, found[1]))


def _natural(kind: ObjectType, record: Any) -> Any:
    named = column(kind, kind.natural_key) if kind.natural_key != "RECORDNO" else None
    return named.get(record) if named else None


def _create_named_party(writer: Writer, kind: ObjectType, given: Given) -> int:
    return create_party(writer, kind, given)[0]


CREATES: dict[str, Change] = {
    **dict.fromkeys(SHAPES, create_transaction),
    "CUSTOMER": _create_named_party,
    "VENDOR": _create_named_party,
    "ARINVOICE": create_document,
    "APBILL": create_document,
    "GLBATCH": create_batch,
}
UPDATES: dict[str, Change] = {
    **dict.fromkeys(SHAPES, update_transaction),
    "ARINVOICE": update_document,
    "APBILL": update_document,
    "GLBATCH": update_batch,
}
DELETES: dict[str, Callable[[Writer, ObjectType, str], None]] = {
    **dict.fromkeys(SHAPES, delete_transaction),
    "ARINVOICE": delete_document,
    "APBILL": delete_document,
    "GLBATCH": delete_batch,
}


def _keys(writer: Writer, kind: ObjectType, recordno: int) -> str:
    tag, table = kind.name.lower(), writer.table(kind)
    own = ""
    if kind.natural_key not in ("RECORDNO", "RECORDID"):
        natural = _natural(kind, table.record(table.numbers.at_or_after(recordno)))
        own = f"<{kind.natural_key}>{escape(str(natural or ''))}</{kind.natural_key}>"
    return f"<{tag}><RECORDNO>{recordno}</RECORDNO>{own}</{tag}>"


def _answer(rows: Sequence[str]) -> Answer:
    return Answer(f'<data listtype="objects" count="{len(rows)}">{"".join(rows)}</data>', written=len(rows))


def _run(operation: str, box: str, changes: dict[str, Change], default: Change) -> Callable[[Call, Write], Answer]:
    def run(call: Call, plan: Write) -> Answer:
        rows, writer = [], Writer(call)
        for given in plan.records:
            kind = call.check_object(given.object_name, operation, (box,))
            with call.written.lock:
                rows.append(_keys(writer, kind, changes.get(kind.name, default)(writer, kind, given)))
        return _answer(rows)

    return run


def run_delete(call: Call, plan: Delete) -> Answer:
    kind = call.check_object(plan.object_name, "DELETE", ("Delete",))
    with call.written.lock:
        for key in plan.keys:
            DELETES.get(kind.name, _delete_plain)(Writer(call), kind, key)
    return Answer("", written=len(plan.keys))


CREATE = Handler(read_write, _run("CREATE", "Add", CREATES, _create_plain))
UPDATE = Handler(read_write, _run("UPDATE", "Edit", UPDATES, _update_plain))
DELETE = Handler(read_delete, run_delete)


def _legacy(object_name: str, operation: str, box: str, change: Change) -> Handler:
    def run(call: Call, given: Given) -> Answer:
        kind = call.check_object(object_name, operation, (box,))
        with call.written.lock:
            recordno = change(Writer(call), kind, given)
        return Answer(f"<key>{recordno}</key>", written=1)

    return Handler(lambda element: read_legacy(element, object_name), run)


def _legacy_delete(object_name: str) -> Handler:
    def run(call: Call, key: str) -> Answer:
        kind = call.check_object(object_name, "DELETE", ("Delete",))
        with call.written.lock:
            DELETES[object_name](Writer(call), kind, key)
        return Answer(f"<key>{escape(key)}</key>", written=1)

    return Handler(lambda element: str(element.get("key", "")), run)


def _legacy_delete_named(object_name: str, attribute: str) -> Handler:
    """Delete what the old functions call by its natural key, in an attribute."""

    def run(call: Call, name: str) -> Answer:
        kind, writer = call.check_object(object_name, "DELETE", ("Delete",)), Writer(call)
        with call.written.lock:
            found = writer.find(kind, kind.natural_key, name)
            _delete_plain(writer, kind, str(found[0]) if found else name)
        return Answer(f"<key>{escape(name)}</key>", written=1)

    return Handler(lambda element: str(element.get(attribute, "")), run)


def _create_transaction(writer: Writer, kind: ObjectType, given: Given) -> int:
    """Translate the header of an old journal entry."""
    values = given.values
    renamed = {"BATCH_DATE": values.get("WHENCREATED", ""), "BATCH_TITLE": values.get("DESCRIPTION", "")}
    return create_batch(writer, kind, Given("GLBATCH", {**values, **renamed}, given.lines))


LEGACY: dict[str, Handler] = {
    "create_invoice": _legacy("ARINVOICE", "CREATE", "Add", create_document),
    "update_invoice": _legacy("ARINVOICE", "UPDATE", "Edit", update_document),
    "delete_invoice": _legacy_delete("ARINVOICE"),
    "create_bill": _legacy("APBILL", "CREATE", "Add", create_document),
    "update_bill": _legacy("APBILL", "UPDATE", "Edit", update_document),
    "delete_bill": _legacy_delete("APBILL"),
    **{f"delete_{name}": _legacy_delete_named(name.upper(), attribute) for name, attribute in NAMED.items()},
    "create_gltransaction": _legacy("GLBATCH", "CREATE", "Add", _create_transaction),
}
