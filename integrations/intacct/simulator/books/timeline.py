"""When things happen: twenty-four months of business days, growing, with a season."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate

from integrations.intacct.simulator.books.numbers import mix

MONTHS = 24
EPOCH = date(1970, 1, 1)
SEASON = (0.86, 0.90, 1.04, 0.98, 1.02, 1.08, 0.92, 0.84, 1.06, 1.10, 1.18, 1.02)
"""Business of a month against the average, January first."""


def seconds(day: date) -> int:
    """Return midnight of a day as seconds since 1970."""
    return (day - EPOCH).days * 86400


def day_of(moment: int) -> date:
    """Return the day of a moment in seconds since 1970."""
    return EPOCH + timedelta(days=moment // 86400)


def month_start(day: date, back: int = 0) -> date:
    """Return the first day of the month that lies ``back`` months before a day's."""
    months = day.year * 12 + day.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)


def business_days(first: date, last: date) -> list[date]:
    days = ((first + timedelta(days=step)) for step in range((last - first).days + 1))
    return [day for day in days if day.weekday() < 5] or [last]


class Timeline:
    """Spreads any number of things over the months before ``as_of``, in order."""

    def __init__(self, as_of: date, seed: int) -> None:
        self.as_of = as_of
        self.months: list[list[date]] = []
        weights = []
        for position in range(MONTHS):
            first = month_start(as_of, MONTHS - 1 - position)
            following = month_start(as_of, MONTHS - 2 - position)
            last = min(following - timedelta(days=1), as_of)
            days = business_days(first, last)
            whole = len(business_days(first, following - timedelta(days=1)))
            wobble = 0.94 + mix(seed, 7, position) % 1000 / 8000
            growth = 1 + position * 0.012
            self.months.append(days)
            weights.append(SEASON[first.month - 1] * growth * wobble * len(days) / whole)
        total = sum(weights)
        self.ends = [end / total for end in accumulate(weights)]

    @property
    def start(self) -> date:
        return self.months[0][0]

    def day(self, n: int, count: int) -> date:
        """Return the day of the *n*-th of ``count`` things; a later thing is never earlier."""
        place = (n + 0.5) / count if count else 0.0
        month = min(bisect_right(self.ends, place), MONTHS - 1)
        begin = self.ends[month - 1] if month else 0.0
        days = self.months[month]
        return days[min(int((place - begin) / (self.ends[month] - begin) * len(days)), len(days) - 1)]

    def first_after(self, day: date, count: int) -> int:
        """Return the first of ``count`` things that happens after a day."""
        low, high = 0, count
        while low < high:
            middle = (low + high) // 2
            if self.day(middle, count) > day:
                high = middle
            else:
                low = middle + 1
        return low

    def stamp(self, day: date, bits: int) -> int:
        """Return a moment in the office hours of a day, as seconds since 1970."""
        return seconds(day) + 28800 + bits % 34200


@lru_cache(maxsize=8192)
def clock(moment_day: int) -> str:
    """Write a day, counted from 1970, as Intacct does."""
    day = EPOCH + timedelta(days=moment_day)
    return f"{day.month:02d}/{day.day:02d}/{day.year:04d}"
