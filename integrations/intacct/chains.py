"""One walk through rows in the order of a number, upwards or downwards, page after page.

Rows that share a number come and go together: of the last number on a page the rest may stand on the next one, so it
counts as met only when a row with another number was seen. More of them than a page holds are told apart by a second
number.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from integrations.intacct import calls
from integrations.intacct.calls import Node
from integrations.intacct.paging import ORDERS, SMALLEST_PAGE, Place, nonsense
from integrations.intacct.replies import Data, Row

Rows = tuple[Sequence[Row], Sequence[int]]
"""Rows, and the number of each."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Question:
    """A page that is to be asked for. ``keep`` are fields that cannot be left out; ``bound`` is where it ends."""

    subject: str
    fields: Sequence[str]
    keep: Sequence[str]
    where: Node | None
    order: Sequence[str]
    size: int
    bound: float = math.inf
    beside: int = 0
    """How much the other side had met when this was asked."""


class Chain:
    """A walk in one direction. ``through`` is the number up to which every row was met."""

    def __init__(
        self,
        subject: str,
        fields: Sequence[str],
        *,
        key: str = "RECORDNO",
        tie: str = "",
        keep: Sequence[str] = (),
        where: Node | None = None,
        sign: int = 1,
        begins: float = -math.inf,
    ) -> None:
        self.subject, self.fields, self.keep, self.where = subject, fields, keep, where
        self.key, self.tie, self.sign, self.through = key, tie, sign, begins
        self.size = calls.MOST_ROWS
        self._inside: tuple[int, int] | None = None
        self._held: list[Row] = []

    @property
    def reach(self) -> float:
        """The number at which this side stands: others leave it and everything before it alone."""
        return self.through if self._inside is None else self._inside[0]

    def has_way_to(self, end: float) -> bool:
        """Whether there is something to ask before a number: the rest of a group, or numbers in between."""
        return self._inside is not None or (end - self.through) * self.sign > 1

    def is_beyond(self, number: float, other: float) -> bool:
        """Whether a number lies behind another one in this direction."""
        return (number - other) * self.sign > 0 if number != other else False

    def question(self, bound: float = math.nan, beside: int = 0) -> Question:
        """The next page, of what lies before ``bound``."""
        end = math.inf * self.sign if math.isnan(bound) else bound
        further, nearer = (calls.greater_than, calls.less_than)[:: self.sign]
        if self._inside is not None:
            number, tie = self._inside
            place = calls.all_of(calls.equal_to(self.key, str(number)), further(self.tie, str(tie)))
        else:
            place = calls.all_of(
                None if math.isinf(self.through) else further(self.key, str(int(self.through))),
                None if math.isinf(end) else nearer(self.key, str(int(end))),
            )
        names = (self.key, self.tie) if self.tie else (self.key,)
        return Question(
            subject=self.subject,
            fields=self.fields,
            keep=(*names, *self.keep),
            where=_joined(place, self.where),
            order=names if self.sign > 0 else tuple(f"-{name}" for name in names),
            size=self.size,
            bound=end,
            beside=beside,
        )

    def answered(self, question: Question, data: Data) -> Rows:
        """Take a page; the rows whose number is complete.

        Raises:
            UnexpectedReply: the rows are not what was asked for.
        """
        rows = data.rows
        if self._inside is not None:
            return self._go_on_inside(rows, remaining(data, question))
        numbers = self._numbers(rows, self.key)
        self._check(numbers, question)
        if not remaining(data, question):
            self.through = question.bound - self.sign
            return rows, numbers
        if not rows:
            raise nonsense(self.subject, "rows remain, and none was sent")
        last = numbers[-1]
        if not self.tie:
            self.through = last
            return rows, numbers
        self.through = last - self.sign
        cut = numbers.index(last)
        if cut == 0:
            self._held = list(rows)
            self._inside = (last, self._last_tie(rows))
        return rows[:cut], numbers[:cut]

    def stay_before(self, end: float) -> None:
        """Leave a number and what lies behind it to another side, which is there already."""
        if self._inside is not None and not self.is_beyond(end, self._inside[0]):
            self._inside, self._held = None, []
        if not self.is_beyond(end, self.through):
            self.through = end - self.sign

    def shrink(self) -> None:
        """Ask for less at once: the gateway was too slow."""
        self.size = max(self.size // 4, SMALLEST_PAGE)

    def _go_on_inside(self, rows: Sequence[Row], left: int) -> Rows:
        number, tie = self._inside or (0, 0)
        self._held += rows
        if left and rows:
            last = self._last_tie(rows)
            if not self.is_beyond(last, tie):
                raise nonsense(self.subject, f"paging by {self.tie} stands still at {last}")
            self._inside = (number, last)
            return [], []
        held, self._held, self._inside, self.through = self._held, [], None, number
        return held, [number] * len(held)

    def _last_tie(self, rows: Sequence[Row]) -> int:
        return self._numbers(rows, self.tie)[-1]

    def _numbers(self, rows: Sequence[Row], name: str) -> list[int]:
        try:
            return [int(row[name]) for row in rows]
        except (KeyError, ValueError):
            raise nonsense(self.subject, f"{name} is empty or not a whole number") from None

    def _check(self, numbers: list[int], question: Question) -> None:
        if not numbers:
            return
        if numbers != sorted(numbers, reverse=self.sign < 0):
            raise nonsense(self.subject, f"the rows are not in the order of {self.key}")
        is_outside = not self.is_beyond(numbers[0], self.through) or not self.is_beyond(question.bound, numbers[-1])
        if is_outside or (not self.tie and len(set(numbers)) != len(numbers)):
            raise nonsense(self.subject, f"paging by {self.key} stands still at {numbers[-1]}")


class OrderedChain:
    """A walk through rows whose RECORDNO is a text, by a field that is not: it cannot be bounded by keys.

    ``through`` is infinite when everything was met, ``left`` is how many rows were not, where that is known.
    """

    def __init__(
        self, subject: str, fields: Sequence[str], *, keep: Sequence[str], where: Node | None, after: Any = None
    ) -> None:
        self.subject, self.fields, self.keep, self.where = subject, fields, keep, where
        self.order = ORDERS[subject]
        self.through = -math.inf
        self.size = calls.MOST_ROWS
        self.left: int | None = None
        self._place = Place.of(after)

    @property
    def place(self) -> Any:
        """Where the walk stands, as JSON: what another one can begin ``after``."""
        return self._place.written(self.order)

    def question(self) -> Question:
        """The next page."""
        return Question(
            subject=self.subject,
            fields=self.fields,
            keep=(*self.order.selected, *self.keep),
            where=_joined(self._place.beyond(self.order), self.where),
            order=self.order.fields,
            size=self.size,
        )

    def answered(self, question: Question, data: Data) -> Rows:
        """Take a page; its rows and their keys.

        Raises:
            UnexpectedReply: the rows are not what was asked for.
        """
        left = self.left = remaining(data, question)
        if data.rows:
            self._place = self._place.moved(self.subject, self.order, data.rows, left)
        if not left or not data.rows:
            self.through = math.inf
        return data.rows, []

    def shrink(self) -> None:
        """Ask for less at once: the gateway was too slow."""
        self.size = max(self.size // 4, SMALLEST_PAGE)


def remaining(data: Data, question: Question) -> int:
    """How many rows a question has beyond its page."""
    if data.remaining is not None:
        return data.remaining
    return 0 if len(data.rows) < question.size else 1


def _joined(*conditions: Node | None) -> Node | None:
    """Join conditions that may be joined themselves into one ``and``."""
    flat: list[Node] = []
    for condition in filter(None, conditions):
        name, inside = condition
        if name == "and" and not isinstance(inside, str):
            flat += inside
        else:
            flat.append(condition)
    return calls.all_of(*flat)
