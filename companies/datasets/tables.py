"""One kind of records as a table: columns from the record's class, sorted and totalled by promoted columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from companies.datasets.fields import status_of, value_at
from companies.datasets.models import Record, RecordQuerySet
from integrations.records import Column, Json, SourceRecord

DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Heading:
    """The head of a column; ``sort`` is what a click asks for, ``direction`` how the table is sorted by it now."""

    column: Column
    sort: str = ""
    direction: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A value as the page shows it; ``badge`` is the kind of pill of a status."""

    column: Column
    value: Any
    badge: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A record of the table: its first cell, which leads to it, and the others."""

    record: Record
    head: Cell
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Total:
    """The sums of all records that were found, for one currency."""

    currency: str
    count: int
    sums: list[Decimal | None]
    """One for each column after the first; None where nothing is summed."""


@dataclass(frozen=True, slots=True)
class Table:
    """What of a kind is asked for, and in which order."""

    record_class: type[SourceRecord]
    query: str = ""
    status: str = ""
    sort: str = ""

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.record_class.columns

    @property
    def order(self) -> str:
        """The order asked for if there is such a column, else the newest, else by the first column."""
        sortable = [column.sort for column in self.columns if column.sort]
        if self.sort.removeprefix("-") in sortable:
            return self.sort
        return "-date" if "date" in sortable else next(iter(sortable), "label")

    def of(self, records: RecordQuerySet) -> RecordQuerySet:
        """The records that were asked for, in order."""
        found = records.filter(is_deleted=self.status == DELETED)
        if self.status and self.status != DELETED:
            found = found.filter(status=self.status)
        if self.query:
            found = found.search(self.query, [column.key for column in self.columns if column.style == "text"])
        return found.sorted_by(self.order)

    def headings(self) -> Iterator[Heading]:
        now = self.order.removeprefix("-")
        for column in self.columns:
            if not column.sort:
                yield Heading(column)
            elif column.sort != now:
                yield Heading(column, f"-{column.sort}" if column.style in ("date", "money") else column.sort)
            elif self.order.startswith("-"):
                yield Heading(column, column.sort, "descending")
            else:
                yield Heading(column, f"-{column.sort}", "ascending")

    def lines(self, records: Iterable[Record], today: date) -> list[Line]:
        return [self._line(record, today) for record in records]

    def totals(self, found: RecordQuerySet) -> list[Total]:
        """Sums of the money columns over all that was found, for each currency."""
        summed = [column for column in self.columns[1:] if column.style == "money" and column.is_summed]
        return [
            Total(
                row["currency"],
                row["records"],
                [
                    _exact(row[f"sum_{column.key.replace('.', '_')}"]) if column in summed else None
                    for column in self.columns[1:]
                ],
            )
            for row in found.totals([column.key for column in summed])
        ]

    def _line(self, record: Record, today: date) -> Line:
        head, *cells = (cell_of(column, record.data, today) for column in self.columns)
        return Line(record, head, cells)


def _exact(total: Decimal | None) -> Decimal | None:
    """A sum without what SQLite's floats leave behind the sixth decimal."""
    return None if total is None else total.quantize(Decimal("0.000001"))


def cell_of(column: Column, data: Json, today: date) -> Cell:
    if column.style == "status":
        badge, word = status_of(data, today)
        return Cell(column, word, badge)
    return Cell(column, typed(value_at(data, column.key), column.style))


def typed(value: Any, style: str) -> Any:
    """A value of the JSON as Python has it: dates and moments back from text."""
    if isinstance(value, str) and style == "date":
        return date.fromisoformat(value[:10])
    if isinstance(value, str) and style == "moment":
        return datetime.fromisoformat(value)
    return value
