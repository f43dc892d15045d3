"""Statements of several months side by side, made of the records by month: for the page, the file and the API."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from companies.datasets.models import Dataset, Record
from integrations.records import Json, Kind

BALANCE, PROFIT = Kind.BALANCE_SHEET.value, Kind.PROFIT_AND_LOSS.value
KINDS = (BALANCE, PROFIT)
ORDER: dict[str, tuple[tuple[str, str | Promise], ...]] = {
    BALANCE: (
        ("assets", _("Assets")),
        ("liabilities", _("Liabilities")),
        ("equity", _("Equity")),
        ("netAssets", _("Net assets")),
    ),
    PROFIT: (
        ("income", _("Income")),
        ("costOfSales", _("Cost of sales")),
        ("grossProfit", _("Gross profit")),
        ("expenses", _("Expenses")),
        ("netOperatingProfit", _("Operating profit")),
        ("otherIncome", _("Other income")),
        ("otherExpenses", _("Other expenses")),
        ("netOtherIncome", _("Other income less other expenses")),
        ("netProfit", _("Net profit")),
    ),
}
"""The parts of each statement from top to bottom; a part without lines is a figure that follows from those above."""


@dataclass(slots=True)
class Node:
    """A line of a statement over several periods, with the lines that add up to it; None where it is not on one."""

    name: str
    account_id: str
    values: list[Decimal | None]
    items: list[Node] = field(default_factory=list)

    @property
    def total(self) -> Decimal:
        return sum((value for value in self.values if value is not None), Decimal(0))

    @property
    def is_zero(self) -> bool:
        return not any(self.values)


@dataclass(frozen=True, slots=True)
class Row:
    """A line as the page sets it: how deep, and whether it is the head of a part, a line of it, or a figure."""

    label: str
    depth: int
    style: str  # head, line, total, result
    values: Sequence[Decimal | None] = ()
    account_id: str = ""

    @property
    def total(self) -> Decimal:
        return sum((value for value in self.values if value is not None), Decimal(0))


@dataclass(frozen=True, slots=True)
class Period:
    """Months that are one column. ``body`` is the statement of them, amounts as decimals; None where there is none."""

    first: date
    last: date
    body: Json | None


class Statements:
    """The statements of one kind that a company has, in one currency."""

    def __init__(self, dataset: Dataset, currency: str = "") -> None:
        self.dataset, self.kind = dataset, dataset.kind
        self.records = Record.objects.of(dataset).live().exclude(date=None)
        found = list(self.records.order_by("date").values_list("date", "currency"))
        weight = Counter(code for _day, code in found)
        self.currencies = sorted(weight)
        self.currency = currency if currency in weight else next((code for code, _n in weight.most_common(1)), "")
        self.months = [_month_of(day) for day, code in found if day and code == self.currency]

    def periods(self, *, length: int = 1, count: int = 12, through: date | None = None) -> list[Period]:
        """The last ``count`` periods of ``length`` months up to the month of ``through``, the oldest first."""
        if not self.months:
            return []
        last = _month_of(through) if through else self.months[-1]
        starts = [_months_on(last, 1 - length * (back + 1)) for back in reversed(range(count))]
        bodies = self._bodies(starts[0], last)
        return [self._period(start, _months_on(start, length - 1), bodies) for start in starts]

    def _bodies(self, first: date, last: date) -> dict[date, Json]:
        rows = self.records.filter(currency=self.currency, date__gte=first, date__lt=_months_on(last, 1))
        return {_month_of(day): body for day, body in rows.order_by("pk").values_list("date", "data") if day}

    def _period(self, first: date, last: date, bodies: dict[date, Json]) -> Period:
        """A balance sheet is what there is at the end; profit and loss are what all months add up to."""
        end = _months_on(last, 1) - timedelta(days=1)
        months = [last] if self.kind == BALANCE else [_months_on(first, n) for n in range(_distance(first, last) + 1)]
        held = [bodies[month] for month in months if month in bodies]
        return Period(first, end, self._added(held) if held else None)

    def _added(self, bodies: Sequence[Json]) -> Json:
        made: Json = {}
        for key, _label in ORDER[self.kind]:
            parts = [body.get(key) for body in bodies]
            if any(isinstance(part, dict) for part in parts):
                made[key] = _as_json(combined(parts))
            else:
                made[key] = sum((Decimal(part or 0) for part in parts), Decimal(0))
        return made

    def rows(self, periods: Sequence[Period]) -> Iterator[Row]:
        """The lines of the page from top to bottom. Accounts on which nothing stands in any period are left out."""
        for key, label in ORDER[self.kind]:
            parts = [period.body.get(key) if period.body else None for period in periods]
            if any(isinstance(part, dict) for part in parts):
                yield from _section(str(label), combined(parts))
            else:
                figures = [None if part is None else Decimal(part) for part in parts]
                yield Row(str(label), 0, "result", figures)


def combined(parts: Sequence[Any]) -> Node:
    """One tree of the same part of several statements: lines are the same if account or name and their place are."""
    some: Json = next((part for part in parts if part), {})
    values = [Decimal(part["value"]) if part else None for part in parts]
    node = Node(str(some.get("name") or ""), str(some.get("accountId") or ""), values)
    keys: dict[tuple[str, str], None] = {}
    for part in parts:
        keys |= dict.fromkeys(_key(item) for item in (part or {}).get("items") or [])
    for key in keys:
        of_each = [
            next((item for item in (part or {}).get("items") or [] if _key(item) == key), None) for part in parts
        ]
        node.items.append(combined(of_each))
    return node


def _key(item: Json) -> tuple[str, str]:
    account = str(item.get("accountId") or "")
    return account, "" if account else str(item.get("name") or "")


def _as_json(node: Node) -> Json:
    made: Json = {"name": node.name, "value": node.total}
    if node.account_id:
        made["accountId"] = node.account_id
    if node.items:
        made["items"] = [_as_json(item) for item in node.items]
    return made


def _section(label: str, node: Node) -> Iterator[Row]:
    yield Row(label, 0, "head")
    for item in node.items:
        yield from _lines(item, 1)
    yield Row(label, 0, "total", node.values)


def _lines(node: Node, depth: int) -> Iterator[Row]:
    if node.is_zero and all(item.is_zero for item in node.items):
        return
    yield Row(node.name, depth, "line", node.values, node.account_id)
    for item in node.items:
        yield from _lines(item, depth + 1)


def _month_of(day: date) -> date:
    return day.replace(day=1)


def _months_on(start: date, count: int) -> date:
    years, month = divmod(start.year * 12 + start.month - 1 + count, 12)
    return date(years, month + 1, 1)


def _distance(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month
