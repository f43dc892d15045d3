"""What has changed since a reading: rows by their stamps, and the lines of those that are really new.

A stamp carries no zone, the gateway shows a change late, and a row that was never touched has no stamp: so everything
is asked for again that may have changed from sixteen hours before the last reading on. Of that, rows which are held
with the very same stamp cost nothing more, unless they may have been changed in the second in which they were read.

What has left a kind, because a field by which it is chosen has changed, is met here too: rows are asked for without the
filter of their kind, which is applied to them here.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from integrations.intacct import calls
from integrations.intacct.calls import Node
from integrations.intacct.chains import Chain, OrderedChain, Question
from integrations.intacct.paging import ORDERS
from integrations.intacct.replies import Data, Row
from integrations.intacct.sources import Source

FARTHEST_ZONE = timedelta(hours=14)
LATEST_ARRIVAL = timedelta(hours=2, minutes=15)
OVERLAP = FARTHEST_ZONE + LATEST_ARRIVAL
ZONE_STEP = timedelta(minutes=15)
"""Every zone of the world differs from every other by whole steps of this."""
SAME_MOMENT = timedelta(seconds=30)
LEDGER = ("RECORDNO", "WHENMODIFIED", "MODIFIED", "WHENCREATED")


@dataclass(frozen=True, slots=True)
class Found:
    """Rows that have changed, before anybody looked whether they are news.

    ``place`` is where the walk stood behind them, and ``left`` how many rows it had left, for a walk that says so.
    """

    rows: Sequence[Row]
    place: Any = None
    left: int | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """Rows that are news, with their lines; ``whole`` are the keys of which this is all there is.

    ``found`` is what they were found in, with its last part.
    """

    rows: Sequence[Row]
    keys: Sequence[int]
    lines: Mapping[int, Sequence[Row]]
    whole: Sequence[int]
    found: Found | None = None


@dataclass(slots=True)
class Parcel:
    """Keys whose lines are asked for together."""

    rows: Sequence[Row]
    keys: Sequence[int]
    chain: Chain
    last_of: Found | None = None
    asked: Question | None = None
    found: list[tuple[int, Row]] = field(default_factory=list)

    @property
    def is_over(self) -> bool:
        return self.chain.through == math.inf


class Head:
    """The walk through the changed rows of an object. Kinds that come from the same one share its pages."""

    def __init__(self, subject: str, where: Node | None, after: Any) -> None:
        """``after`` is where a walk begins whose rows cannot be told apart by a number."""
        self.subject, self.where, self.after = subject, where, after
        self.readers: list[Changes] = []
        self.asked: Question | None = None
        self._chain: Chain | OrderedChain | None = None
        self._fields: dict[str, None] = {}
        self._keep: dict[str, None] = {}

    def share(self, reader: Changes, fields: Sequence[str], keep: Sequence[str]) -> None:
        """Let one more kind read along; before anything was asked."""
        self.readers.append(reader)
        self._fields |= dict.fromkeys(fields)
        self._keep |= dict.fromkeys(keep)

    @property
    def is_over(self) -> bool:
        return self._chain is not None and self._chain.through == math.inf

    def question(self) -> Question | None:
        """The next page, if nobody has asked for it."""
        if self.asked is not None or self.is_over:
            return None
        if self._chain is None:
            fields, keep = tuple(self._fields), tuple(self._keep)
            self._chain = (
                OrderedChain(self.subject, fields, keep=keep, where=self.where, after=self.after)
                if self.subject in ORDERS
                else Chain(self.subject, fields, keep=keep, where=self.where)
            )
        self.asked = self._chain.question()
        return self.asked

    def answer(self, data: Data) -> None:
        """Hand a page to everybody who reads it."""
        if self.asked is None or self._chain is None:
            return
        question, self.asked = self.asked, None
        rows, _ = self._chain.answered(question, data)
        stands = (self._chain.place, self._chain.left) if isinstance(self._chain, OrderedChain) else (None, None)
        for reader in self.readers:
            reader.find(Found(rows, *stands))

    def refused(self) -> None:
        """The page was too slow, or whoever asked for it may not: somebody else may ask for less."""
        self.asked = None
        if self._chain is not None:
            self._chain.shrink()


Heads = dict[tuple[str, Node | None], Head]


class Changes:
    """The changes of one source. What it finds goes to the reader, who says by ``want`` what is news."""

    def __init__(self, source: Source, where: Node | None, heads: Heads, after: Any = None) -> None:
        self.source = source
        self.ready: deque[Found | Changed] = deque()
        self.is_by_group = source.key != "RECORDNO"
        self._unseen = 0
        self._parcels: deque[Parcel] = deque()
        subject = "GLBATCH" if self.is_by_group else source.subject
        self._head = heads.setdefault((subject, where), Head(subject, where, after))
        if self.is_by_group:
            self._head.share(self, LEDGER, ())
        else:
            keep = fields_of(source.where)
            self._head.share(self, (*source.fields, *keep, "WHENMODIFIED", source.created), keep)

    @property
    def is_over(self) -> bool:
        return self._head.is_over and not self._unseen and not self._parcels

    def find(self, found: Found) -> None:
        """Take rows that have changed."""
        self._unseen += 1
        self.ready.append(found)

    def question(self, *, is_winding: bool = False) -> Question | None:
        """What can be asked now: lines first."""
        for parcel in self._parcels:
            if parcel.asked is None and not parcel.is_over:
                parcel.asked = parcel.chain.question()
                return parcel.asked
        return None if is_winding else self._head.question()

    def answer(self, question: Question, data: Data) -> None:
        """Take a page of changed rows, or of lines."""
        if question is self._head.asked:
            self._head.answer(data)
            return
        parcel = next(parcel for parcel in self._parcels if parcel.asked is question)
        parcel.asked = None
        rows, _ = parcel.chain.answered(question, data)
        name = self.source.key if self.is_by_group else self.source.lines.parent if self.source.lines else ""
        parcel.found += ((int(row[name]), row) for row in rows)
        while self._parcels and self._parcels[0].is_over:
            self.ready.append(self._complete(self._parcels.popleft()))

    def _complete(self, parcel: Parcel) -> Changed:
        if self.is_by_group:
            rows, keys = [row for _, row in parcel.found], [key for key, _ in parcel.found]
            return Changed(rows, keys, {}, parcel.keys, parcel.last_of)
        lines: dict[int, list[Row]] = {}
        for key, row in parcel.found:
            lines.setdefault(key, []).append(row)
        return Changed(parcel.rows, parcel.keys, lines, parcel.keys, parcel.last_of)

    def refused(self, question: Question) -> None:
        """An answer was too slow: ask for less."""
        if question is self._head.asked:
            self._head.refused()
            return
        for parcel in self._parcels:
            if parcel.asked is question:
                parcel.asked = None
                parcel.chain.shrink()

    def want(self, rows: Sequence[Row], found: Found) -> None:
        """Say which of the rows that were found are news: their lines are asked for."""
        self._unseen -= 1
        source = self.source
        for start in range(0, len(rows), calls.MOST_VALUES):
            chosen = rows[start : start + calls.MOST_VALUES]
            last_of = found if start + calls.MOST_VALUES >= len(rows) else None
            keys = [int(row["RECORDNO"]) for row in chosen]
            if self.is_by_group:
                where = _both(calls.is_in(source.key, map(str, keys)), source.where)
                chain = Chain(source.subject, source.fields, key=source.key, tie=source.tie, where=where)
            elif source.lines is not None:
                where = calls.is_in(source.lines.parent, map(str, keys))
                chain = Chain(source.lines.subject, source.lines.fields, keep=(source.lines.parent,), where=where)
            else:
                self.ready.append(Changed(chosen, keys, {}, keys, last_of))
                continue
            self._parcels.append(Parcel(chosen, keys, chain, last_of))


def changed_since(since: datetime, created: str) -> Node:
    """The filter of what has changed, or was created and never touched."""
    start = f"{since - OVERLAP:%m/%d/%Y %H:%M:%S}"
    untouched: Node = ("and", (calls.is_empty("WHENMODIFIED"), calls.not_less_than(created, start)))
    return calls.any_of(calls.not_less_than("WHENMODIFIED", start), untouched)


def is_settled(stamp: datetime, began: datetime, ended: datetime) -> bool:
    """Whether a row with this stamp, read between two moments of our clock, was not changed again in its second.

    The zone of the stamp is not known. So its moment is one of many, a whole number of steps apart from each other.
    """
    if stamp + FARTHEST_ZONE + SAME_MOMENT < began:
        return True
    into_step = (stamp - (began - SAME_MOMENT)) % ZONE_STEP
    return into_step > (ended - began) + 2 * SAME_MOMENT


def fields_of(where: Node | None) -> tuple[str, ...]:
    """The fields that a filter looks at."""
    if where is None:
        return ()
    name, inside = where
    if isinstance(inside, str):
        return (inside,) if name == "field" else ()
    return tuple(dict.fromkeys(found for child in inside for found in fields_of(child)))


def belongs(row: Row, where: Node | None) -> bool:
    """Whether a row passes a filter, as the gateway would decide: what is empty passes no comparison."""
    if where is None:
        return True
    operator, inside = where
    children = () if isinstance(inside, str) else inside
    if operator in ("and", "or"):
        return (all if operator == "and" else any)(belongs(row, child) for child in children)
    value = row.get(next(str(text) for name, text in children if name == "field"), "")
    if operator in ("isnull", "isnotnull"):
        return (value == "") is (operator == "isnull")
    wanted = [str(text) for name, text in children if name == "value"]
    return value != "" and COMPARISONS[operator](value, wanted)


def _numbers(compare: Callable[[Decimal, Decimal], bool]) -> Callable[[str, list[str]], bool]:
    def compared(value: str, wanted: list[str]) -> bool:
        try:
            return compare(Decimal(value), Decimal(wanted[0]))
        except InvalidOperation:
            return False

    return compared


COMPARISONS: Mapping[str, Callable[[str, list[str]], bool]] = {
    "equalto": lambda value, wanted: value == wanted[0],
    "notequalto": lambda value, wanted: value != wanted[0],
    "in": lambda value, wanted: value in wanted,
    "notin": lambda value, wanted: value not in wanted,
    "lessthan": _numbers(lambda value, wanted: value < wanted),
    "lessthanorequalto": _numbers(lambda value, wanted: value <= wanted),
    "greaterthan": _numbers(lambda value, wanted: value > wanted),
    "greaterthanorequalto": _numbers(lambda value, wanted: value >= wanted),
}


def _both(one: Node, other: Node | None) -> Node:
    return one if other is None else ("and", (one, other))
