"""How the gateway writes dates, moments, numbers and flags, and how they are read.

Dates are ``MM/DD/YYYY`` whatever the user's own format is; moments carry no zone and are in the user's. Forms other
than the documented one are read by the user's format, because one public client refuses to work with them.

Reference: developer.intacct.com, *Parameter formats*, *User formatting*.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from integrations.intacct.replies import Row

_DATE = re.compile(r"(\d{1,4})([/.\- ])(\d{1,2})\2(\d{1,4})$")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*([AaPp][Mm])?$")
_OFFSET = re.compile(r"([+-]?)(\d{1,2}):?(\d{2})?$")
_TRUE, _FALSE = frozenset({"true", "t", "yes"}), frozenset({"false", "f", "no"})


class BadValue(ValueError):
    """A value that is not what its field promises."""

    def __init__(self, name: str, value: str) -> None:
        super().__init__(f"{name} is {value!r}" if value else f"{name} is empty")


@dataclass(frozen=True, slots=True)
class Formats:
    """The user's formats: the order of a date's parts where it is not the documented one, and the zone of moments."""

    order: str = "mdY"
    offset: timedelta = timedelta(0)

    @classmethod
    def of_user(cls, row: Row) -> Formats:
        """Read the answer of ``readUserFormatting``: ``dateformat`` like ``/dmY``, ``gmtoffset`` like ``+05:30``."""
        order = row.get("dateformat", "").strip("/.- ")
        found = _OFFSET.match(row.get("gmtoffset", "").strip())
        if not found:
            return cls(order=order or "mdY")
        away = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
        return cls(order=order or "mdY", offset=-away if found[1] == "-" else away)

    def day(self, row: Row, name: str) -> date | None:
        """A date; the time of day, where one is sent, is left out."""
        value = row.get(name, "").strip()
        found = _day(self.order, value.split(" ")[0]) if value else None
        if value and found is None:
            raise BadValue(name, value.split(" ")[0])
        return found

    def moment(self, row: Row, name: str) -> datetime | None:
        """A moment in UTC; a bare date is its midnight."""
        value = row.get(name, "").strip()
        found = _moment(self.order, self.offset, value) if value else None
        if value and found is None:
            raise BadValue(name, value)
        return found


@lru_cache(maxsize=8192)
def _day(order: str, value: str) -> date | None:
    """A date as it is written; None where it is none. The same few come again and again."""
    found = _DATE.match(value)
    if not found:
        return None
    parts = (int(found[1]), int(found[3]), int(found[4]))
    if len(found[1]) == 4:
        order = "Ymd"
    elif found[2] == "/" or sorted(order) != sorted("mdY"):
        order = "mdY"
    named = dict(zip(order, parts, strict=True))
    try:
        return date(named["Y"], named["m"], named["d"])
    except ValueError:
        return None


@lru_cache(maxsize=8192)
def _moment(order: str, offset: timedelta, value: str) -> datetime | None:
    head, _, tail = value.partition(" ")
    day, clock = _day(order, head), _clock(tail)
    if day is None or clock is None:
        return None
    return datetime.combine(day, clock, timezone(offset)).astimezone(UTC)


def _clock(value: str) -> time | None:
    if not value:
        return time()
    found = _TIME.match(value)
    if not found:
        return None
    hour, half = int(found[1]), (found[4] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    try:
        return time(hour, int(found[2]), int(found[3] or 0))
    except ValueError:
        return None


def text(row: Row, name: str) -> str | None:
    """A text; an empty one is none."""
    value = row.get(name)
    return (value.strip() or None) if value else None


def needed(row: Row, name: str) -> str:
    """A text that must be there.

    Raises:
        BadValue
    """
    value = row.get(name, "").strip()
    if not value:
        raise BadValue(name, "")
    return value


def number(row: Row, name: str) -> Decimal | None:
    """An exact number; ``INTEGER`` fields have been seen with decimals, so there is one reader for all."""
    value = row.get(name)
    if not value or not (value := value.strip()):
        return None
    try:
        found = Decimal(value)
    except InvalidOperation:
        raise BadValue(name, value) from None
    if not found.is_finite():
        raise BadValue(name, value)
    return found


def first_number(row: Row, *names: str) -> Decimal:
    """The first of several numbers that is there.

    Raises:
        BadValue: none is.
    """
    for name in names:
        found = number(row, name)
        if found is not None:
            return found
    raise BadValue(" and ".join(names), "")


def flag(row: Row, name: str) -> bool | None:
    """A flag, written ``true`` or ``T``; an empty one is unknown."""
    value = row.get(name, "").strip().lower()
    return True if value in _TRUE else False if value in _FALSE else None
