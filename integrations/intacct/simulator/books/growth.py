"""What happens after the day on which the books were set up: so many events on every business day, in a fixed order.

Everything is arithmetic on the number of events that have happened by a moment, so a company that has grown for a year
costs no more than a new one, and two readers of the same moment see the same books.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from integrations.intacct.simulator.books.timeline import seconds

OPENING, WORKING = 28_800, 34_200
"""Office hours: from 8:00 for nine and a half hours, in seconds."""
LONGEST = 1000
"""Business days after which nothing more happens."""


@dataclass(frozen=True)
class Stream:
    """One kind of event: how many a day, and how many events of the day come before its first."""

    daily: int
    before: int


class Growth:
    """The events between the day ``as_of`` and the moment ``now`` (seconds since 1970)."""

    def __init__(self, as_of: date, now: int, daily: dict[str, int]) -> None:
        self.as_of = as_of
        self.streams: dict[str, Stream] = {}
        self.daily = 0
        for name, count in daily.items():
            self.streams[name] = Stream(count, self.daily)
            self.daily += count
        self.days, self.part = self._reached(now)

    def _reached(self, now: int) -> tuple[int, int]:
        """Return how many business days are over, and how many events of the next one have happened."""
        first = self.business_day(0)
        today = date(1970, 1, 1) + timedelta(days=now // 86400)
        if today < first or not self.daily:
            return 0, 0
        days = self.index_on_or_after(today)
        if days >= LONGEST:
            return LONGEST, 0
        if self.business_day(days) != today or now % 86400 < OPENING:
            return days, 0
        worked = now % 86400 - OPENING
        return days, min(self.daily, (worked * 2 * self.daily // WORKING + 1) // 2)

    def changes(self, now: int) -> bool:
        """Tell whether the books of another moment are different ones."""
        return self._reached(now) != (self.days, self.part)

    def business_day(self, index: int) -> date:
        """Return the business day with this index; the first one after ``as_of`` has index 0."""
        start = self.as_of + timedelta(days=1)
        start += timedelta(days=(0, 0, 0, 0, 0, 2, 1)[start.weekday()])
        weeks, rest = divmod(start.weekday() + index, 5)
        return start + timedelta(days=weeks * 7 + rest - start.weekday())

    def index_on_or_after(self, day: date) -> int:
        """Return the index of the first business day that is not before a day."""
        start = self.business_day(0)
        if day <= start:
            return 0
        monday = start - timedelta(days=start.weekday())
        weeks, rest = divmod((day - monday).days, 7)
        return weeks * 5 + min(rest, 5) - start.weekday()

    def done(self, name: str) -> int:
        """Return how many events of a stream have happened."""
        stream = self.streams[name]
        return self.days * stream.daily + min(max(self.part - stream.before, 0), stream.daily)

    def day(self, name: str, n: int) -> date:
        return self.business_day(n // self.streams[name].daily)

    def stamp(self, name: str, n: int) -> int:
        """Return the moment of the *n*-th event of a stream, in seconds since 1970."""
        stream = self.streams[name]
        index, slot = divmod(n, stream.daily)
        return self.moment(index, stream.before + slot)

    def moment(self, index: int, slot: int) -> int:
        return seconds(self.business_day(index)) + OPENING + (2 * slot + 1) * WORKING // (2 * self.daily) + 1

    def first(self, name: str, day: date) -> int:
        """Return the first event of a stream on or after a day; ``done`` where there is none yet."""
        return min(self.index_on_or_after(day) * self.streams[name].daily, self.done(name))

    def opened(self, index: int) -> int | None:
        """Return the moment at which a business day began, or None while it has not."""
        if index < self.days or (index == self.days and self.part):
            return seconds(self.business_day(index)) + OPENING
        return None


def tick(now: datetime, step: int = 600) -> int:
    """Return a moment in seconds, rounded down so that books are not made anew for every request."""
    return int(now.astimezone(UTC).timestamp()) // step * step
