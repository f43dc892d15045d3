"""Records as text: XML elements, JSON, CSV. Rows fill one template per request, which makes it fast."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from integrations.intacct.simulator.filters import Column
from integrations.intacct.simulator.objects.schema import WRITERS, Always, Getter, Table, Via


@dataclass
class Group:
    """The columns that depend on one part of a record: written anew only when the part is another one."""

    part: Getter
    cells: list[tuple[int, Getter, Callable[[Any], str]]] = field(default_factory=list)
    last: Any = field(default_factory=object)


def xml_rows(
    tag: str, chosen: Sequence[Column], table: Table, positions: Iterable[int], *, spaced: bool, fast: bool
) -> str:
    """Return one element per record, with one element per column in it."""
    template, singles, groups, width = _prepared(tag, chosen, spaced=spaced, fast=fast)
    if not width:
        return template * sum(1 for _ in positions)
    record, values = table.record, [""] * width
    made: list[str] = []
    for n in positions:
        row = record(n)
        for place, get, write in singles:
            value = get(row)
            values[place] = "" if value is None else write(value)
        for group in groups:
            part = group.part(row)
            if part is not group.last:
                group.last = part
                for place, get, write in group.cells:
                    value = None if part is None else get(part)
                    values[place] = "" if value is None else write(value)
        made.append(template % tuple(values))
    return "".join(made)


def _prepared(
    tag: str, chosen: Sequence[Column], *, spaced: bool, fast: bool
) -> tuple[str, list[tuple[int, Getter, Callable[[Any], str]]], list[Group], int]:
    """Return a template with constant columns filled in, and how to fill the others."""
    line = "\n" if spaced else ""
    cells: list[str] = []
    singles: list[tuple[int, Getter, Callable[[Any], str]]] = []
    groups: dict[str, Group] = {}
    width = 0
    for column in chosen:
        get, write = column.fast if fast else column.get, WRITERS[column.field.letter]
        if isinstance(get, Always):
            text = "" if get.value is None else write(get.value)
            cells.append(f"<{column.name}>{text.replace('%', '%%')}</{column.name}>")
            continue
        if isinstance(get, Via):
            groups.setdefault(get.key, Group(get.part)).cells.append((width, get.of, write))
        else:
            singles.append((width, get, write))
        cells.append(f"<{column.name}>%s</{column.name}>")
        width += 1
    template = f"<{tag}>{line}{line.join(cells)}{line}</{tag}>{line}"
    if not width:
        template = template.replace("%%", "%")
    return template, singles, list(groups.values()), width


def texts(chosen: Sequence[Column], record: Any) -> list[str]:
    """Return the values of a record as text that is not escaped."""
    return [_text(column, column.get(record)) for column in chosen]


def _text(column: Column, value: Any) -> str:
    if value is None:
        return ""
    return str(value) if column.field.letter in "te" else WRITERS[column.field.letter](value)


def json_rows(chosen: Sequence[Column], table: Table, positions: Iterable[int]) -> str:
    """Return a bare array of objects whose values are all text. Reference: 3.2 of the queries page; no envelope."""
    names = [column.name for column in chosen]
    return json.dumps([dict(zip(names, texts(chosen, table.record(n)), strict=True)) for n in positions])


def csv_rows(chosen: Sequence[Column], table: Table, positions: Iterable[int]) -> str:
    """Return a header line and one line per record."""
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\n")
    writer.writerow([column.name for column in chosen])
    writer.writerows(texts(chosen, table.record(n)) for n in positions)
    return made.getvalue()
