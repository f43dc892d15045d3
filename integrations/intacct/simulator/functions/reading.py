"""``readByQuery``, ``readMore``, ``read`` and ``readByName``.

Reference: developer.intacct.com, *Generic functions*. Records of readByQuery come in lower-case tags and in no order of
keys; those of read come in the case of the request, with their lines inside. None of the four knows ``showprivate``;
that they see private records at the top level is assumed.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from integrations.intacct.simulator.calls import Answer, Call, Handler, ResultSet
from integrations.intacct.simulator.failures import Error, FunctionFailure, schema_error
from integrations.intacct.simulator.filters import Column, Test, column, columns
from integrations.intacct.simulator.objects.custom import kind_of
from integrations.intacct.simulator.objects.registry import OBJECTS
from integrations.intacct.simulator.objects.schema import WRITERS, ObjectType
from integrations.intacct.simulator.rows import csv_rows, json_rows
from integrations.intacct.simulator.selecting import View, positions
from integrations.intacct.simulator.sql import read_sql, split_rownum
from integrations.intacct.simulator.wire import Element, missing, text_of, unexpected

CHILDREN = ("object", "fields", "query", "pagesize", "returnFormat", "docparid", "keys")
LINES = {
    "ARINVOICE": ("ARINVOICEITEMS", "ARINVOICEITEM"),
    "APBILL": ("APBILLITEMS", "APBILLITEM"),
    "ARADJUSTMENT": ("ARADJUSTMENTITEMS", "ARADJUSTMENTITEM"),
    "APADJUSTMENT": ("APADJUSTMENTITEMS", "APADJUSTMENTITEM"),
    "GLBATCH": ("ENTRIES", "GLENTRY"),
}
MOST_ROWS, MOST_KEYS = 1000, 100


@dataclass(frozen=True)
class Read:
    object_name: str
    names: tuple[str, ...]
    return_format: str
    query: str = ""
    size: int = 100
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Continue:
    result_id: str
    object_name: str


def read(element: Element) -> Read:
    """Check and read any of the three functions that name an object."""
    for child in element:
        if child.tag not in CHILDREN:
            raise unexpected(child, CHILDREN)
    if element.find("object") is None:
        raise missing(element, "object")
    size = text_of(element, "pagesize") or "100"
    if not size.isdigit() or not 1 <= int(size) <= MOST_ROWS:
        raise schema_error(f"Element 'pagesize': '{size}' is not a valid value.", element.sourceline or 1, code=1824)
    fields = [name.strip().upper() for name in text_of(element, "fields").split(",")]
    return Read(
        object_name=text_of(element, "object"),
        names=() if fields in ([""], ["*"]) else tuple(dict.fromkeys(filter(None, fields))),
        return_format=text_of(element, "returnFormat") or "xml",
        query=text_of(element, "query"),
        size=int(size),
        keys=tuple(filter(None, (key.strip() for key in text_of(element, "keys").split(",")))),
    )


def read_more(element: Element) -> Continue:
    for child in element:
        if child.tag not in ("resultId", "object", "view", "reportId"):
            raise unexpected(child, ["resultId", "object"])
    return Continue(text_of(element, "resultId"), text_of(element, "object"))


def chosen_columns(kind: ObjectType, names: Sequence[str]) -> list[Column]:
    """Return the columns asked for, or all that a query may read."""
    if names:
        return columns(kind, names)
    return [found for name in kind.fields if (found := column(kind, name)) is not None]


def nested(tag: str, chosen: Sequence[Column], tail: str = "") -> tuple[str, list[Column]]:
    """Return a template in which dotted names become nested elements, and the columns in its order."""
    tree: dict[str, Any] = {}
    for found in chosen:
        place = tree
        *path, last = found.name.split(".")
        for step in path:
            inner = place.get(step)
            place[step] = place = inner if isinstance(inner, dict) else {}
        if not isinstance(place.get(last), dict):
            place[last] = found
    order: list[Column] = []

    def write(branch: dict[str, Any]) -> str:
        made = []
        for name, inner in branch.items():
            if isinstance(inner, dict):
                made.append(f"<{name}>{write(inner)}</{name}>")
            else:
                order.append(inner)
                made.append(f"<{name}>%s</{name}>")
        return "".join(made)

    return f"<{tag}>{write(tree)}{tail}</{tag}>", order


def write_rows(tag: str, chosen: Sequence[Column], view: View, rows: Sequence[int], lines: Any = None) -> str:
    template, order = nested(tag, chosen, "%s" if lines else "")
    pairs = [(found.get, WRITERS[found.field.letter]) for found in order]
    record = view.table.record
    made = []
    for n in rows:
        row = record(n)
        values = ["" if (value := get(row)) is None else write(value) for get, write in pairs]
        made.append(template % tuple([*values, lines(n)] if lines else values))
    return "".join(made)


def run_query(call: Call, request: Read) -> Answer:
    kind = call.check_object(request.object_name, "READ_BY_QUERY")
    chosen = chosen_columns(kind, request.names)
    view = call.view(kind, shows_private=True)
    tree, most = split_rownum(read_sql(request.query))
    found = positions(view, call.desk.memory, tree, codes=True)
    if most is not None:
        found = found[:most]
    turned = Turned(found, call.books.seed if call.shuffles else 0)
    if not len(found):
        tag = request.object_name.lower()
        return Answer(f'<data listtype="{tag}" count="0" totalcount="0" numremaining="0" resultId=""></data>')
    result_id = f"{b'web36'.hex()}{secrets.token_urlsafe(20)}A5"
    held = ResultSet(
        result_id,
        call.company.company_id,
        request.object_name,
        tuple(item.name for item in chosen),
        turned,
        request.size,
    )
    call.desk.keep(held)
    return _next_page(call, held, request.return_format)


class Turned:
    """Positions in the order in which the database happens to keep them: not that of the keys."""

    def __init__(self, found: Sequence[int], seed: int) -> None:
        self.found, self.start = found, (seed * 7919 + len(found) // 3) % len(found) if found and seed else 0

    def __len__(self) -> int:
        return len(self.found)

    def page(self, begin: int, size: int) -> list[int]:
        count = len(self.found)
        return [self.found[(self.start + step) % count] for step in range(begin, min(begin + size, count))]


def _next_page(call: Call, held: ResultSet, return_format: str = "xml") -> Answer:
    kind = kind_of(call.company, held.object_name) or OBJECTS[held.object_name.upper()]
    chosen = columns(kind, held.names)
    view = call.view(kind, shows_private=True)
    rows = held.positions.page(held.done, held.page_size)
    held.done += len(rows)
    total, tag = len(held.positions), held.object_name.lower()
    if return_format == "json":
        return Answer(document=("application/json", json_rows(chosen, view.table, rows)), rows=len(rows))
    if return_format == "csv":
        return Answer(document=("text/csv", csv_rows(chosen, view.table, rows)), rows=len(rows))
    return Answer(
        f'<data listtype="{tag}" count="{len(rows)}" totalcount="{total}" numremaining="{total - held.done}"'
        f' resultId="{held.result_id}">{write_rows(tag, chosen, view, rows)}</data>',
        rows=len(rows),
    )


def run_more(call: Call, request: Continue) -> Answer:
    ours = call.desk.kept(call.company.company_id)
    held = next((item for item in ours if item.result_id == request.result_id), None)
    if held is None and request.object_name:
        held = next((item for item in ours if item.object_name.upper() == request.object_name.upper()), None)
    if held is None:
        raise FunctionFailure(Error("readMore Failed", f"Result ID {request.result_id} is not valid or has expired"))
    call.check_object(held.object_name, "READ_MORE")
    return _next_page(call, held)


def _read_keys(call: Call, request: Read, operation: str, *, by_name: bool) -> Answer:
    kind = call.check_object(request.object_name, operation)
    if len(request.keys) > MOST_KEYS:
        raise FunctionFailure(Error("Read Failed", f"The maximum number of keys is {MOST_KEYS}"))
    if unknown := [name for name in request.names if column(kind, name) is None]:
        raise FunctionFailure(Error(f"Invalid fields list {','.join(unknown)}", ""))
    chosen = chosen_columns(kind, request.names)
    view = call.view(kind, shows_private=True)
    key = kind.natural_key if by_name else "RECORDNO"
    if request.keys:
        numbers = by_name or all(part.lstrip("-").isdigit() for part in request.keys) or not kind.is_sequential
        test = Test("in", key, request.keys if numbers else tuple(part for part in request.keys if part.isdigit()))
        rows: Sequence[int] = positions(view, call.desk.memory, test) if test.values else ()
    else:
        rows = positions(view, call.desk.memory, None)[:MOST_KEYS]
    if request.return_format == "json":
        return Answer(document=("application/json", json_rows(chosen, view.table, rows)), rows=len(rows))
    lines = _lines(call, kind) if not request.names and kind.name in LINES else None
    body = write_rows(
        request.object_name, chosen, view, rows, lines and (lambda n: lines(view.table.numbers.number(n)))
    )
    return Answer(f'<data listtype="{request.object_name}" count="{len(rows)}">{body}</data>', rows=len(rows))


def _lines(call: Call, kind: ObjectType) -> Any:
    """Return what writes the lines of a record: owned objects come along when all fields are asked for."""
    collection, name = LINES[kind.name]
    line_kind = OBJECTS[name]
    chosen = chosen_columns(line_kind, ())
    view = call.view(line_kind, shows_private=True)

    def write(recordno: int) -> str:
        rows = view.table.children(recordno) if view.table.children else ()
        return f"<{collection}>{write_rows(name, chosen, view, rows)}</{collection}>"

    return write


READ_BY_QUERY = Handler(read, run_query)
READ_MORE = Handler(read_more, run_more)
READ = Handler(read, lambda call, request: _read_keys(call, request, "READ", by_name=False))
READ_BY_NAME = Handler(read, lambda call, request: _read_keys(call, request, "READ_BY_NAME", by_name=True))
