"""All rows of an object, from both ends at once, so that two requests can be under way.

Rows are walked through by key and not by offset: what is inserted or deleted between two pages shifts nothing. Two
sides, one from below and one from above, come towards each other. Each asks for nothing that the other has met, and
neither asks while what is left between them may be what the other's request brings. So the last question is bounded on
both sides and asked alone, and a walk ends with a proof and not with a sum.

Lines are a walk of their own, in the order of their documents, beside that of the documents: pages of both are full.
A document is handed out when its lines are complete. Where few of an object's rows are wanted, their lines are asked
for by key instead.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass

from integrations.intacct.calls import Node
from integrations.intacct.chains import Chain, Question, remaining
from integrations.intacct.replies import Data
from integrations.intacct.sides import Batch, Side, SideByKey, SideWithLines
from integrations.intacct.sources import Source


@dataclass(frozen=True, slots=True)
class Place:
    """What is left of a walk: the keys between two that were reached."""

    low: float = -math.inf
    high: float = math.inf

    @property
    def is_over(self) -> bool:
        return self.low + 1 >= self.high


class Walk:
    """The rows of a source between two keys. Its owner sees to it that it is called by one thread at a time."""

    def __init__(
        self,
        source: Source,
        *,
        where: Node | None,
        place: Place = Place(),  # noqa: B008 - it is frozen
        by_key: bool = False,
        is_latest_first: bool = False,
    ) -> None:
        self.source, self.where = source, where
        self.by_key = by_key or source.is_few
        self.ready: deque[Batch] = deque()
        self.left: int | None = None
        """Rows that nobody has met yet, as far as is known."""
        self._low, self._high = self._side(1, place.low), self._side(-1, place.high)
        self._sides = (self._high, self._low) if is_latest_first else (self._low, self._high)

    def _side(self, sign: int, begins: float) -> Side:
        source = self.source
        head = Chain(
            source.subject, source.fields, key=source.key, tie=source.tie, where=self.where, sign=sign, begins=begins
        )
        if source.lines is None:
            return Side(head)
        return SideByKey(head, source.lines) if self.by_key else SideWithLines(head, source.lines)

    @property
    def met(self) -> int:
        """How many rows were met."""
        return self._low.count + self._high.count

    @property
    def is_met(self) -> bool:
        """Whether the sides have come together: every row was met."""
        return self._low.head.through + 1 >= self._high.head.through

    @property
    def is_over(self) -> bool:
        """Whether everything was handed out, or lies ready."""
        return self.is_met and not any(side.is_waiting for side in self._sides)

    def question(self, *, is_winding: bool = False) -> Question | None:
        """What can be asked now and was not asked yet; when winding down, only lines of documents that are here."""
        pairs = (self._sides, self._sides[::-1])
        for side, other in pairs:
            end = side.head.through + side.sign if self.is_met else other.head.reach
            if (found := side.line_question(end)) is not None:
                return found
        if self.is_met or is_winding:
            return None
        for side, other in pairs:
            is_free = side.asked is None and side.has_room and side.head.has_way_to(other.head.reach)
            if is_free and self._leaves_enough(other, side.head.size):
                side.asked = side.head.question(other.head.reach, beside=other.count)
                return side.asked
        return None

    def _leaves_enough(self, other: Side, size: int) -> bool:
        """Whether rows remain beyond a page of ours and the one that the other side waits for."""
        if other.asked is None:
            return True
        return self.left is not None and self.left - other.asked.size > size

    def answer(self, question: Question, data: Data) -> None:
        """Take a page.

        Raises:
            UnexpectedReply: it is not what was asked for.
        """
        side = self._of(question)
        if side is None:
            for each in self._sides:
                each.line_answer(question, data)
        else:
            self._take(side, question, data)
        for each in self._sides:
            self.ready += each.hand_out()

    def _take(self, side: Side, question: Question, data: Data) -> None:
        (other,) = (each for each in self._sides if each is not side)
        side.asked = None
        left = remaining(data, question)
        rows, keys = side.head.answered(question, data)
        reach = other.head.reach
        if keys and not side.head.is_beyond(reach, keys[-1]):  # rows went away meanwhile, and the sides overlap
            kept = sum(side.head.is_beyond(reach, key) for key in keys)
            rows, keys = rows[:kept], keys[:kept]
        side.head.stay_before(reach)
        side.take(rows, keys)
        self.left = max(left - (other.count - question.beside), 0)

    def refused(self, question: Question) -> None:
        """A page was too slow: ask for less."""
        side = self._of(question)
        if side is None:
            for each in self._sides:
                each.line_failed(question)
        else:
            side.asked = None
            side.head.shrink()

    def _of(self, question: Question) -> Side | None:
        return next((side for side in self._sides if side.asked is question), None)
