"""All rows of an object, page by page, although rows come and go meanwhile.

Pages are asked for by key and not by offset: what is inserted or deleted between two pages shifts nothing, every row
that is there all the time is met exactly once, and a reading can resume where it stood.

Reference: developer.intacct.com, *Queries* (each page is a query of its own; without an order there is none).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from integrations.errors import UnexpectedReply
from integrations.intacct import calls
from integrations.intacct.calls import Node
from integrations.intacct.diagnosis import Failure, diagnose
from integrations.intacct.exchange import Refused
from integrations.intacct.refusals import Level
from integrations.intacct.replies import Data, Result, Row

SMALLEST_PAGE = 100
_MOMENT = re.compile(r"(\d\d)/(\d\d)/(\d{4})(?: (\d\d):(\d\d):(\d\d))?$")


@dataclass(frozen=True, slots=True)
class Order:
    """Fields by which rows are walked through. Together they tell rows apart, or ``distinct``, a text, helps them."""

    fields: tuple[str, ...] = ("RECORDNO",)
    distinct: str = ""

    @property
    def selected(self) -> tuple[str, ...]:
        return (*self.fields, self.distinct) if self.distinct else self.fields


BY_RECORDNO = Order()
ORDERS: Mapping[str, Order] = {
    "GLDETAIL": Order(("GLENTRYKEY",), distinct="RECORDNO"),
    "SODOCUMENT": Order(("WHENCREATED",), distinct="RECORDNO"),
    "PODOCUMENT": Order(("WHENCREATED",), distinct="RECORDNO"),
}
"""Objects whose RECORDNO is a text: how the gateway sorts texts is not known, so a number or a day goes before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowPage:
    """A page of rows. ``after`` is where the next one begins, ``left`` how many rows come after this page."""

    rows: list[dict[str, str]]
    after: Any
    left: int
    is_last: bool


class Asker(Protocol):
    """What paging needs of a conversation."""

    def page(self, subject: str, fields: Sequence[str], *, keep: Sequence[str], where: Node | None,
             order: Sequence[str], page_size: int) -> Data: ...  # fmt: skip


@dataclass(slots=True)
class Place:
    """Where a walk stands: the key of the last row, and the rows with this very key that were met already."""

    key: tuple[str, ...] = ()
    met: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, after: Any) -> Place:
        """Read what ``written`` wrote; a bare number is a RECORDNO."""
        if after is None or after == []:
            return cls()
        if isinstance(after, dict):
            return cls(tuple(after["key"]), list(after["met"]))
        return cls(tuple(map(str, after)) if isinstance(after, list | tuple) else (str(after),))

    def written(self, order: Order) -> Any:
        """Itself as JSON: a number for a walk by RECORDNO, 0 where nothing was met."""
        if order.distinct:
            return {"key": list(self.key), "met": self.met}
        if len(order.fields) > 1:
            return list(self.key)
        return int(self.key[0]) if self.key else 0

    def beyond(self, order: Order) -> Node | None:
        """The condition that a row comes after this place."""
        if not self.key:
            return None
        if order.distinct:
            (name,), (value,) = order.fields, self.key
            return calls.all_of(calls.not_less_than(name, value), calls.is_not_in(order.distinct, self.met))
        found: Node | None = None
        for name, value in reversed(list(zip(order.fields, self.key, strict=True))):
            further = calls.greater_than(name, value)
            found = further if found is None else calls.any_of(further, _both(calls.equal_to(name, value), found))
        return found

    def moved(self, subject: str, order: Order, rows: Sequence[Row], left: int) -> Place:
        """The place behind ``rows``.

        Raises:
            UnexpectedReply: the rows are not in the order that was asked for, or not beyond this place.
        """
        keys = [_key(subject, order, row) for row in rows]
        ranks = [tuple(map(_rank, key)) for key in keys]
        if ranks != sorted(ranks) and left:
            raise nonsense(subject, f"the rows are not in the order of {', '.join(order.fields)}")
        if order.distinct:
            return self._met_more(subject, order, rows, keys, ranks)
        if len(set(ranks)) != len(ranks) or (self.key and min(ranks) <= tuple(map(_rank, self.key))):
            raise nonsense(subject, f"paging by {', '.join(order.fields)} stands still at {', '.join(keys[-1])}")
        return Place(keys[ranks.index(max(ranks))])

    def _met_more(
        self, subject: str, order: Order, rows: Sequence[Row], keys: list[tuple[str, ...]], ranks: list[Any]
    ) -> Place:
        names = [row.get(order.distinct, "") for row in rows]
        if len(set(names)) != len(names) or not set(names).isdisjoint(self.met):
            raise nonsense(subject, f"paging by {', '.join(order.fields)} stands still at {', '.join(keys[-1])}")
        last = keys[ranks.index(max(ranks))]
        met = [name for name, key in zip(names, keys, strict=True) if key == last]
        met = [*self.met, *met] if last == self.key else met
        if len(met) > calls.MOST_VALUES:
            raise nonsense(subject, f"more than {calls.MOST_VALUES} rows share the key {', '.join(last)}")
        return Place(last, met)


def pages(
    client: Asker,
    subject: str,
    fields: Sequence[str],
    *,
    order: Order = BY_RECORDNO,
    after: Any = None,
    where: Node | None = None,
    page_size: int = calls.MOST_ROWS,
) -> Iterator[RowPage]:
    """Yield all rows of an object in ``order``, from ``after`` on; what is too slow is asked for in smaller pages.

    Raises:
        CredentialsRejected, PermissionMissing, ProviderUnavailable, UnexpectedReply
    """
    size, place = page_size, Place.of(after)
    while True:
        beyond = calls.all_of(place.beyond(order), where)
        try:
            data = client.page(subject, fields, keep=order.selected, where=beyond, order=order.fields, page_size=size)
        except Refused:
            size = max(size // 4, SMALLEST_PAGE)
            continue
        left = data.remaining if data.remaining is not None else 0 if len(data.rows) < size else 1
        if data.rows:
            place = place.moved(subject, order, data.rows, left)
        is_last = not data.rows or not left
        yield RowPage(rows=data.rows, after=place.written(order), left=left, is_last=is_last)
        if is_last:
            return


def nonsense(subject: str, text: str) -> UnexpectedReply:
    """An answer in good form that cannot be true."""
    failure = Failure(level=Level.RESULT, number="Nonsense", text=text, subject=subject)
    return UnexpectedReply(str(failure), verdict=diagnose(failure).verdict)


def answered(result: Result) -> Data:
    """The data of a result, or none where it failed."""
    return result.data if result.is_success else Data()


def _both(one: Node, other: Node) -> Node:
    return "and", (one, other)


def _key(subject: str, order: Order, row: Row) -> tuple[str, ...]:
    found = tuple(row.get(name, "") for name in order.fields)
    if not all(found):
        raise nonsense(subject, f"{' or '.join(order.fields)} is empty")
    if not order.distinct and not found[-1].removeprefix("-").isdecimal():
        raise nonsense(subject, f"{order.fields[-1]} is not a whole number")
    return found


def _rank(value: str) -> tuple[int, ...] | tuple[int, str]:
    """A value as the gateway orders it: numbers by size, moments by time."""
    if value.removeprefix("-").isdecimal():
        return (1, int(value))
    moment = _MOMENT.match(value)
    if moment:
        month, day, year, *clock = moment.groups()
        return (1, int(year), int(month), int(day), *(int(part or 0) for part in clock))
    return (0, value)
