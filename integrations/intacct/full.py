"""The reading of a whole kind: its walks, the pages they become, and the cursor that says what is left of them.

What has a date is walked through twice: the last three months first, so that something useful is there soon, then the
rest. The cursor of a reading that is under way is ``{"began": …, "split": …, "walks": [{"low", "high", "read"}, …]}``;
when nothing is left it keeps when the reading began and ended, which is where changes are read from.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from integrations.errors import PermissionMissing, ProviderError
from integrations.intacct import calls, grants
from integrations.intacct.calls import Node
from integrations.intacct.conversation import Known
from integrations.intacct.mapping.context import Context
from integrations.intacct.recording import recorded
from integrations.intacct.sides import Batch
from integrations.intacct.sources import SOURCES, Source
from integrations.intacct.walking import Place, Walk
from integrations.pages import Cursor, Page, Span, Stopped, Wanted

RECENT = timedelta(days=92)


@dataclass(slots=True, kw_only=True, eq=False)
class Stretch:
    """One walk of a kind: the dates it is about, how far it was handed out, and why it may not be read, if so."""

    source: Source
    walk: Walk
    since: date | None
    before: date | None
    low: float
    high: float
    read: int
    read_before: int
    key_sum: int
    error: ProviderError | None = None

    @property
    def is_over(self) -> bool:
        return self.low + 1 >= self.high or self.error is not None

    @property
    def total(self) -> int | None:
        """How many rows there will be, where the walk knows what is left of it."""
        if self.is_over:
            return self.read
        return None if self.walk.left is None else self.read_before + self.walk.met + self.walk.left

    def as_json(self) -> Cursor:
        low, high = _end(self.low), _end(self.high)
        found: Cursor = {"low": low, "high": high, "read": self.read, "sum": self.key_sum}
        return {**found, "over": True} if self.is_over else found

    def move(self, batch: Batch) -> Span:
        """Stand where a batch ends; the stretch of keys that was passed."""
        if batch.sign > 0:
            span = Span(after=_end(self.low), upto=_end(batch.upto))
            self.low = batch.upto
        else:
            span = Span(after=_end(batch.upto - 1), upto=_end(self.high - 1))
            self.high = batch.upto
        self.read += len(batch.rows)
        self.key_sum += sum(batch.keys)
        return span


class FullReading:
    """A kind that is read from one end to the other."""

    def __init__(self, wanted: Wanted, known: Known, context: Context, now: datetime) -> None:
        self.kind, self.since, self.known, self.context = wanted.kind, wanted.since, known, context
        cursor = wanted.cursor if "walks" in wanted.cursor else {}
        self.began: str = cursor.get("began") or now.isoformat(timespec="seconds")
        split = cursor.get("split") or (datetime.fromisoformat(self.began).date() - RECENT).isoformat()
        self.split = date.fromisoformat(split)
        sources = SOURCES[self.kind]
        plan = [(source, True) for source in sources if source.dated] + [(source, False) for source in sources]
        kept = cursor.get("walks") or []
        if len(kept) != len(plan):
            kept = [{} for _ in plan]
        self.stretches = [
            self._stretch(source, place, is_recent=is_recent)
            for (source, is_recent), place in zip(plan, kept, strict=True)
        ]

    def _stretch(self, source: Source, kept: Cursor, *, is_recent: bool) -> Stretch:
        low, high = kept.get("low"), kept.get("high")
        place = Place(-math.inf if low is None else low, math.inf if high is None else high)
        if kept.get("over"):
            place = Place(math.inf, -math.inf)
        since, before = self.since if source.dated else None, None
        if is_recent:
            since = max(self.split, since or self.split)
        elif source.dated:
            before = self.split
            if since and since >= before:
                place = Place(math.inf, -math.inf)
        walk = Walk(
            source,
            where=dated(source, since=since, before=before),
            place=place,
            by_key=is_recent,
            is_latest_first=bool(source.dated),
        )
        read = kept.get("read", 0)
        return Stretch(
            source=source, walk=walk, since=since, before=before, low=place.low, high=place.high, read=read,
            read_before=read, key_sum=kept.get("sum", 0),
        )  # fmt: skip

    @property
    def is_over(self) -> bool:
        return all(stretch.is_over for stretch in self.stretches)

    def page(self, stretch: Stretch, batch: Batch, notices: Sequence[str]) -> Page:
        """Make a page of a batch, and stand behind it."""
        found = recorded(stretch.source, batch.rows, batch.keys, batch.lines, self.context)
        span = stretch.move(batch)
        return Page(
            kind=self.kind,
            part=stretch.source.part,
            records=found.records,
            keys=found.keys,
            unreadable=found.unreadable,
            raw=found.raw,
            spans=(span,),
            since=stretch.since,
            before=stretch.before,
            cursor=self.cursor(),
            total=self.total(),
            is_last=self.is_over,
            notices=notices,
        )

    def refuse(self, stretch: Stretch, error: ProviderError) -> Iterator[Page | Stopped]:
        """Go on without an object that may not be read; the kind has stopped when none of its objects can be."""
        for each in self.stretches:
            if each.source is stretch.source:
                each.error = error
        if isinstance(error, PermissionMissing):
            error = PermissionMissing(str(error), verdict=grants.of_reading(self.kind, error.verdict))
            if not all(each.error is not None for each in self.stretches):
                yield Page(
                    kind=self.kind, part=stretch.source.part, records=(), cursor=self.cursor(), total=self.total(),
                    is_last=self.is_over, notices=(str(error),),
                )  # fmt: skip
                return
        yield Stopped(kind=self.kind, error=error)

    def cursor(self) -> Cursor:
        """Where the reading stands."""
        found: Cursor = {"began": self.began, "known": self.known.as_json()}
        if self.is_over:
            ended = datetime.now(UTC).isoformat(timespec="seconds")
            read = sum(stretch.read for stretch in self.stretches)
            return {**found, "ended": ended, "read": read, "tally": self._tally()}
        return {**found, "split": self.split.isoformat(), "walks": [each.as_json() for each in self.stretches]}

    def _tally(self) -> dict[str, list[int]]:
        """How many rows were met of each object, and the sum of their keys, for whoever looks for deleted ones."""
        found: dict[str, list[int]] = {}
        for stretch in self.stretches:
            if stretch.error is None and stretch.source.key == "RECORDNO":
                count, key_sum = found.get(stretch.source.part, (0, 0))
                found[stretch.source.part] = [count + stretch.read, key_sum + stretch.key_sum]
        return found

    def total(self) -> int | None:
        """How many rows there will be, as soon as every walk knows what is left of it."""
        totals = [stretch.total for stretch in self.stretches]
        return None if None in totals else sum(filter(None, totals))


def dated(source: Source, *, since: date | None, before: date | None) -> Node | None:
    """The filter of a source and of the dates that are wanted; what has no date is old."""
    after = calls.not_less_than(source.dated, f"{since:%m/%d/%Y}") if since else None
    older = None
    if before:
        older = calls.less_than(source.dated, f"{before:%m/%d/%Y}")
        older = older if since else calls.any_of(older, calls.is_empty(source.dated))
    return calls.all_of(source.where, after, older)


def _end(number: float) -> int | None:
    return None if math.isinf(number) else int(number)
