"""``query``: select, filter, orderby, options, pagesize, offset.

Reference: developer.intacct.com, *Queries*: children in any order; a filter has exactly one child; ``and`` and ``or``
have two or more; pagesize 1 to 2000; options are a sequence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from integrations.intacct.simulator.calls import Answer, Call, Handler
from integrations.intacct.simulator.failures import ControlFailure, schema_error
from integrations.intacct.simulator.filters import COMPARISONS, UNARY, Column, Filter, Group, Test, columns, normal
from integrations.intacct.simulator.functions.balances import view_of_balances
from integrations.intacct.simulator.objects.schema import escape
from integrations.intacct.simulator.rows import csv_rows, json_rows, texts, xml_rows
from integrations.intacct.simulator.selecting import Order, View, disturbed_page, ordered, page, positions
from integrations.intacct.simulator.wire import Element, missing, truth, unexpected

CHILDREN = ("object", "select", "docparid", "filter", "orderby", "options", "pagesize", "offset")
AGGREGATES = ("count", "avg", "min", "max", "sum")
OPTIONS = ("caseinsensitive", "showprivate", "returnformat")
MOST_ROWS, MOST_VALUES, DEEPEST = 2000, 1000, 50


@dataclass(frozen=True)
class Query:
    object_name: str
    fields: tuple[str, ...]
    aggregates: tuple[tuple[str, str], ...]
    filter: Filter | None
    orders: tuple[Order, ...]
    folds: bool
    shows_private: bool
    return_format: str
    size: int
    offset: int
    fault: ControlFailure | None = None


def read(element: Element) -> Query:
    """Check a query against the schema and read it."""
    found: dict[str, Element] = {}
    for child in element:
        if child.tag not in CHILDREN or child.tag in found:
            raise unexpected(child, [name for name in CHILDREN if name not in found])
        found[child.tag] = child
    for name in ("object", "select"):
        if name not in found:
            raise missing(element, name)
    fields, aggregates = _select(found["select"])
    loose = _looseness(found.get("filter"))
    options = _options(found.get("options"))
    return Query(
        object_name=(found["object"].text or "").strip(),
        fields=fields,
        aggregates=aggregates,
        filter=_filter(found["filter"]) if "filter" in found else None,
        orders=_orders(found["orderby"]) if "orderby" in found else (),
        folds=truth(options.get("caseinsensitive", "false")),
        shows_private=truth(options.get("showprivate", "false")),
        return_format=options.get("returnformat", "xml") or "xml",
        size=_number(found.get("pagesize"), 100, 1, MOST_ROWS),
        offset=_number(found.get("offset"), 0, 0, None),
        fault=loose,
    )


def _number(element: Element | None, default: int, low: int, high: int | None) -> int:
    if element is None:
        return default
    text = (element.text or "").strip()
    if not text.isdigit() or int(text) < low or (high is not None and int(text) > high):
        raise schema_error(
            f"Element '{element.tag}': '{text}' is not a valid value.", element.sourceline or 1, code=1824
        )
    return int(text)


def _select(element: Element) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    if not len(element):
        raise missing(element, ", ".join(("field", *AGGREGATES)))
    for child in element:
        if child.tag != "field" and child.tag not in AGGREGATES:
            raise unexpected(child, ["field", *AGGREGATES])
    names = tuple(dict.fromkeys((child.text or "").strip().upper() for child in element if child.tag == "field"))
    return names, tuple((child.tag, (child.text or "").strip().upper()) for child in element if child.tag != "field")


def _options(element: Element | None) -> dict[str, str]:
    found: dict[str, str] = {}
    for child in element if element is not None else ():
        if child.tag not in OPTIONS or child.tag in found:
            raise unexpected(child, OPTIONS)
        found[child.tag] = (child.text or "").strip()
    if found.get("returnformat") not in (None, "", "xml", "json", "csv"):
        raise schema_error(
            "Element 'returnformat': The value is not an element of the set {'xml', 'json', 'csv'}.", code=1840
        )
    return found


def _orders(element: Element) -> tuple[Order, ...]:
    made = []
    for child in element:
        if child.tag != "order" or child.find("field") is None:
            raise unexpected(child, ["order"])
        made.append(Order((child.find("field").text or "").strip().upper(), child.find("descending") is not None))
    if not made:
        raise missing(element, "order")
    return tuple(made)


def _looseness(element: Element | None) -> ControlFailure | None:
    """Return what a lenient company lets pass: several comparisons under a filter. Whether any does is not known."""
    return unexpected(element[1]) if element is not None and len(element) > 1 else None


def _filter(element: Element) -> Filter:
    if not len(element):
        raise missing(element, "and, or, a comparison")
    parts = tuple(_node(child, 0) for child in element)
    return parts[0] if len(parts) == 1 else Group("and", parts)


def _node(element: Element, depth: int) -> Filter:
    if depth > DEEPEST:
        raise schema_error("The filter is nested too deeply.", element.sourceline or 1)
    if element.tag in ("and", "or"):
        if len(element) < 2:
            raise missing(element, "two or more comparisons")
        return Group(element.tag, tuple(_node(child, depth + 1) for child in element))
    if element.tag not in COMPARISONS:
        raise unexpected(element, ["and", "or", *COMPARISONS])
    field = element.find("field")
    values = tuple((child.text or "").strip() for child in element.findall("value"))
    if field is None:
        raise missing(element, "field")
    if len(values) + 1 != len(element):
        raise unexpected(next(child for child in element if child.tag not in ("field", "value")), ["field", "value"])
    most = {"between": 2, "in": MOST_VALUES, "notin": MOST_VALUES}.get(element.tag, 0 if element.tag in UNARY else 1)
    least = 2 if element.tag == "between" else min(1, most)
    if not least <= len(values) <= most:
        raise missing(element, f"{least} to {most} value")
    return Test(element.tag, (field.text or "").strip().upper(), values)


def run(call: Call, query: Query) -> Answer:
    """Answer a query in the gateway's order: object, permission, fields, filter, rows."""
    if query.fault is not None and call.company.habits.is_strict:
        raise query.fault
    kind = call.check_object(query.object_name, "QUERY")
    chosen = columns(kind, query.fields)
    if kind.name == "GLACCOUNTBALANCE":
        view = view_of_balances(call, kind, query.filter)
    else:
        view = call.view(kind, shows_private=query.shows_private)
    found = positions(view, call.desk.memory, query.filter, folds=query.folds)
    if query.aggregates:
        return _aggregated(call, query, view, chosen, found)
    if query.orders:
        found = ordered(view, call.desk.memory, found, query.orders, (query.filter, query.folds))
    if query.orders or not call.shuffles:
        rows = page(found, query.offset, query.size)
    else:
        rows = disturbed_page(found, query.offset, query.size, call.books.seed)
    if query.return_format == "json":
        return Answer(document=("application/json", json_rows(chosen, view.table, rows)), rows=len(rows))
    if query.return_format == "csv":
        return Answer(document=("text/csv", csv_rows(chosen, view.table, rows)), rows=len(rows))
    fast = not call.is_written(kind)
    body = xml_rows(query.object_name, chosen, view.table, rows, spaced=call.spaced, fast=fast)
    return Answer(_data(query, len(found), len(rows), body), rows=len(rows))


def _data(query: Query, total: int, count: int, body: str) -> str:
    remaining = max(0, total - query.offset - count)
    return (
        f'<data listtype="{query.object_name}" totalcount="{total}" offset="{query.offset}" count="{count}"'
        f' numremaining="{remaining}">{body}</data>'
    )


def _aggregated(call: Call, query: Query, view: View, chosen: list[Column], found: Any) -> Answer:
    """Group by the plain fields; every aggregate becomes a column named like ``SUM.AMOUNT``."""
    over = columns(view.kind, [name for _, name in query.aggregates])
    groups: dict[tuple[str, ...], list[list[Any]]] = {}
    for n in found:
        record = view.table.record(n)
        held = groups.setdefault(tuple(texts(chosen, record)), [[] for _ in over])
        for values, column in zip(held, over, strict=True):
            value = column.get(record)
            if value is not None and value != "":
                values.append(value)
    if not groups and not chosen:
        groups[()] = [[] for _ in over]
    rows = list(groups.items())[query.offset : query.offset + query.size]
    made = []
    for keys, lists in rows:
        cells = [(column.name, escape(key)) for column, key in zip(chosen, keys, strict=True)]
        for (function, name), column, values in zip(query.aggregates, over, lists, strict=True):
            cells.append((f"{function.upper()}.{name}", _aggregate(function, column, values)))
        inner = "".join(f"<{name}>{text}</{name}>" for name, text in cells)
        made.append(f"<{query.object_name}>{inner}</{query.object_name}>")
    return Answer(_data(query, len(groups), len(rows), "".join(made)), rows=len(rows))


def _aggregate(function: str, column: Column, values: list[Any]) -> str:
    if function == "count":
        return str(len(values))
    if not values:
        return ""
    if function in ("min", "max"):
        chosen = (min if function == "min" else max)(values, key=lambda value: normal(column.field.letter, value))
        return column.field.write(chosen)
    if column.field.letter not in "incp":
        return ""
    total = sum(values)
    if function == "sum":
        return column.field.write(total)
    return column.field.write(
        total / len(values) / (100 if isinstance(total, int) and column.field.letter != "i" else 1)
    )


QUERY = Handler(read, run)
