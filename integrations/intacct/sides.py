"""One direction of a walk: rows that are handed out at once, or documents that wait until their lines are there."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from integrations.intacct import calls
from integrations.intacct.chains import Chain, Question
from integrations.intacct.replies import Data, Row
from integrations.intacct.sources import Lines

MOST_WAITING = 2 * calls.MOST_ROWS
"""Documents that may wait for their lines before more are asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Rows with all their lines: all there is up to ``upto``, in the direction of ``sign``, from where we stood."""

    rows: Sequence[Row]
    keys: Sequence[int]
    lines: Mapping[int, Sequence[Row]] = field(default_factory=dict)
    sign: int
    upto: float


class Side:
    """Rows without lines."""

    def __init__(self, head: Chain) -> None:
        self.head = head
        self.sign = head.sign
        self.count = 0
        """Rows that were met."""
        self.asked: Question | None = None
        self.handed = head.through
        self.met: deque[tuple[Sequence[Row], Sequence[int]]] = deque()

    @property
    def is_waiting(self) -> bool:
        """Whether rows were met that are not complete."""
        return False

    @property
    def has_room(self) -> bool:
        return True

    def take(self, rows: Sequence[Row], keys: Sequence[int]) -> None:
        """Take rows that the head has met."""
        self.count += len(rows)
        self.met.append((rows, keys))

    def line_question(self, end: float) -> Question | None:
        """A page of lines that can be asked for now; ``end`` is where the other side has begun."""
        return None

    def line_answer(self, question: Question, data: Data) -> None:
        """Take a page of lines."""

    def line_failed(self, question: Question) -> None:
        """A page of lines was too slow: ask for less."""

    def hand_out(self) -> Iterator[Batch]:
        """Hand out what is complete."""
        while self.met:
            rows, keys = self.met.popleft()
            if rows or self.head.is_beyond(self.head.through, self.handed):
                yield self._batch(rows, keys, {}, keys[-1] if self.met else self.head.through)

    def _batch(
        self, rows: Sequence[Row], keys: Sequence[int], lines: Mapping[int, Sequence[Row]], upto: float
    ) -> Batch:
        self.handed = upto
        return Batch(rows=rows, keys=keys, lines=lines, sign=self.sign, upto=upto)


class SideWithLines(Side):
    """Documents and, beside them, all lines in the order of their documents."""

    def __init__(self, head: Chain, lines: Lines) -> None:
        super().__init__(head)
        self.lines = lines
        self.tail: Chain | None = None
        self._asked: Question | None = None
        self._waiting: deque[tuple[int, Row]] = deque()
        self._found: dict[int, list[Row]] = {}

    @property
    def is_waiting(self) -> bool:
        return bool(self._waiting)

    @property
    def has_room(self) -> bool:
        return len(self._waiting) < MOST_WAITING

    def take(self, rows: Sequence[Row], keys: Sequence[int]) -> None:
        self.count += len(rows)
        self._waiting.extend(zip(keys, rows, strict=True))
        if self.tail is None and keys:
            self.tail = Chain(
                self.lines.subject, self.lines.fields, key=self.lines.parent, tie="RECORDNO",
                sign=self.sign, begins=keys[0] - self.sign,
            )  # fmt: skip

    def line_question(self, end: float) -> Question | None:
        if self.tail is None or self._asked is not None or self._is_complete():
            return None
        self._asked = self.tail.question(end)
        return self._asked

    def line_answer(self, question: Question, data: Data) -> None:
        if self.tail is None or self._asked is not question:
            return
        self._asked = None
        for number, row in zip(*reversed(self.tail.answered(question, data)), strict=True):
            self._found.setdefault(number, []).append(row)

    def line_failed(self, question: Question) -> None:
        if self.tail is not None and self._asked is question:
            self._asked = None
            self.tail.shrink()

    def _is_complete(self) -> bool:
        """Whether all lines of the documents that wait are here."""
        if not self._waiting or self.tail is None:
            return True
        return not self.head.is_beyond(self._waiting[-1][0], self.tail.through)

    def hand_out(self) -> Iterator[Batch]:
        upto = self.head.through if self.tail is None or self._is_complete() else self.tail.through
        rows: list[Row] = []
        keys: list[int] = []
        while self._waiting and not self.head.is_beyond(self._waiting[0][0], upto):
            number, row = self._waiting.popleft()
            keys.append(number)
            rows.append(row)
        if rows or (self.head.is_beyond(upto, self.handed) and not self._waiting):
            lines = {number: self._found.pop(number) for number in keys if number in self._found}
            self._forget(upto)
            yield self._batch(rows, keys, lines, upto)

    def _forget(self, upto: float) -> None:
        """Drop lines that no document waits for."""
        while self._found and not self.head.is_beyond(first := next(iter(self._found)), upto):
            del self._found[first]


@dataclass(slots=True, kw_only=True)
class Bundle:
    """Documents whose lines are asked for by their keys."""

    rows: Sequence[Row]
    keys: Sequence[int]
    upto: float
    chain: Chain
    found: dict[int, list[Row]] = field(default_factory=dict)
    asked: Question | None = None

    @property
    def is_over(self) -> bool:
        return math.isinf(self.chain.through) and self.chain.through > 0


class SideByKey(Side):
    """Documents whose lines are asked for by key: they are few of many."""

    def __init__(self, head: Chain, lines: Lines) -> None:
        super().__init__(head)
        self.lines = lines
        self._bundles: deque[Bundle] = deque()

    @property
    def is_waiting(self) -> bool:
        return bool(self._bundles)

    @property
    def has_room(self) -> bool:
        return sum(len(bundle.rows) for bundle in self._bundles) < MOST_WAITING

    def take(self, rows: Sequence[Row], keys: Sequence[int]) -> None:
        self.count += len(rows)
        for start in range(0, len(rows), calls.MOST_VALUES):
            end = start + calls.MOST_VALUES
            chosen = keys[start:end]
            where = calls.is_in(self.lines.parent, map(str, chosen))
            upto = self.head.through if end >= len(rows) else chosen[-1]
            chain = Chain(self.lines.subject, self.lines.fields, where=where, keep=(self.lines.parent,))
            self._bundles.append(Bundle(rows=rows[start:end], keys=chosen, upto=upto, chain=chain))

    def line_question(self, end: float) -> Question | None:
        for bundle in self._bundles:
            if bundle.asked is None and not bundle.is_over:
                bundle.asked = bundle.chain.question()
                return bundle.asked
        return None

    def line_answer(self, question: Question, data: Data) -> None:
        bundle = self._of(question)
        if bundle is None:
            return
        bundle.asked = None
        for row in bundle.chain.answered(question, data)[0]:
            bundle.found.setdefault(int(row[self.lines.parent]), []).append(row)

    def line_failed(self, question: Question) -> None:
        if (bundle := self._of(question)) is not None:
            bundle.asked = None
            bundle.chain.shrink()

    def _of(self, question: Question) -> Bundle | None:
        return next((bundle for bundle in self._bundles if bundle.asked is question), None)

    def hand_out(self) -> Iterator[Batch]:
        while self._bundles and self._bundles[0].is_over:
            bundle = self._bundles.popleft()
            yield self._batch(bundle.rows, bundle.keys, bundle.found, bundle.upto)
        if not self._bundles and self.head.is_beyond(self.head.through, self.handed):
            yield self._batch((), (), {}, self.head.through)
