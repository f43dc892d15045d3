"""How documents are settled: what was paid by the day the books were set up, and what is paid as they grow."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from integrations.intacct.simulator.books.numbers import Blocks

if TYPE_CHECKING:
    from integrations.intacct.simulator.books.growth import Growth
    from integrations.intacct.simulator.books.timeline import Timeline

SETTLED = (1, 1, 2, 1, 1, 1, 1, 1)
RECENT = (1, 1, 1, 1, 0, 1, 0, 1)
"""Payments of each document of a block of eight; of the recent ones the third is paid by half, two are not paid."""
OPEN = (0, 0, 1, 0, 1, 0, 1, 0)
DRAFTS = (0, 1)
"""Every second draft is deleted; the others are posted, and paid in their turn."""
BACKLOG = 20
"""Business days of open documents that there must be before a growing company pays as many as come in."""


class Settlements:
    """The payments of one side of the trade. Old documents are paid, recent ones partly, the latest are open.

    As the books grow, open documents are paid in their order, so the *j*-th payment after the set-up pays the *j*-th
    document that was open then.
    """

    def __init__(self, timeline: Timeline, *, posted: int, count: int) -> None:
        recent = timeline.first_after(timeline.as_of - timedelta(days=75), count)
        self.old = timeline.first_after(timeline.as_of - timedelta(days=150), count) // 8 * 8
        self.recent = max(self.old, recent // 8 * 8)
        self.count = count
        self.blocks = Blocks((0, SETTLED), (self.old, RECENT), (self.recent, (0,)))
        self.open = Blocks(
            (0, (0,)),
            (self.old, OPEN),
            (self.recent, (1,)),
            (max(posted, self.recent), DRAFTS),
            (max(count, self.recent), (1,)),
        )
        self.paid_count = self.blocks.before(count)
        self.total_count = self.paid_count
        self.backlog = self.open.before(posted)

    def grow(self, growth: Growth, stream: str) -> None:
        """Take what was paid since."""
        self.total_count = self.paid_count + growth.done(stream)

    def shares(self, n: int, total: int) -> list[int]:
        """Return what each early payment of a document pays, in cents of its own currency."""
        parts = self.blocks.count(n) if n < self.count else 0
        if parts == 2:
            return [total * 3 // 5, total - total * 3 // 5]
        if parts and n >= self.old and (n - self.old) % 8 == 2:
            return [total // 2]
        return [total] * parts

    def later(self, n: int) -> int | None:
        """Return which of the payments since the set-up settles a document, or None."""
        place = self.open.before(n)
        return place if self.open.count(n) and place < self.total_count - self.paid_count else None

    def locate(self, m: int) -> tuple[int, int]:
        """Return the document of the *m*-th payment, and which of its payments that is (-1: the one since)."""
        if m < self.paid_count:
            return self.blocks.locate(m)
        return self.open.locate(m - self.paid_count)[0], -1
