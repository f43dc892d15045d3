"""When a kind of data is read next: by its rule, by the clock of its zone, never while the provider is away."""

from __future__ import annotations

import zoneinfo
from calendar import monthrange
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Min
from django.utils.timezone import now

from companies.datasets.models import Dataset, Rule
from companies.models import Connection
from integrations.models import MaintenanceWindow

Frequency = Rule.Frequency

LENGTHS = {
    Frequency.HOURLY: timedelta(hours=1),
    Frequency.DAILY: timedelta(days=1),
    Frequency.WEEKLY: timedelta(days=7),
}
DAY = timedelta(days=1)
SPREAD = timedelta(minutes=10)
"""Connections that are due at the same hour begin within this time, each always at its own moment of it."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=15), timedelta(hours=24)


def next_due(rule: Rule, began_at: datetime | None, moment: datetime) -> datetime | None:
    """When a kind is due whose last reading began at ``began_at``, None if it was never read; None for never.

    With a time of day it is the first such time of its zone that is due and still to come. Without one, whole intervals
    are counted from the last reading, so that a reading that took longer than its interval is not followed by another
    at once.
    """
    if rule.frequency == Frequency.OFF:
        return None
    if rule.at is not None:
        earliest = moment if began_at is None else max(moment, _later(rule, began_at) - DAY)
        return _hour_after(rule, earliest) if rule.frequency == Frequency.HOURLY else _day_after(rule, earliest)
    if began_at is None:
        return moment
    due = _later(rule, began_at)
    if due <= moment and rule.frequency in LENGTHS:
        length = LENGTHS[Frequency(rule.frequency)]
        due += length * ((moment - due) // length)
    while due <= moment:
        due = _later(rule, due)
    return due


def _later(rule: Rule, moment: datetime) -> datetime:
    """One interval after a moment; months by the calendar, the 31st is the last day of a shorter month."""
    if rule.frequency in LENGTHS:
        return moment + LENGTHS[Frequency(rule.frequency)]
    year, month = (moment.year, moment.month + 1) if moment.month < 12 else (moment.year + 1, 1)
    return moment.replace(year=year, month=month, day=min(moment.day, monthrange(year, month)[1]))


def _day_after(rule: Rule, moment: datetime) -> datetime:
    """The next time that a clock in the rule's zone shows the rule's time.

    A time that the clocks leave out in spring is read an hour later by the clock; one that they show twice in autumn
    counts the first time only.
    """
    zone, at = zone_of(rule), rule.at or time()
    day: date = moment.astimezone(zone).date()
    while (due := datetime.combine(day, at, zone).astimezone(UTC)) <= moment:
        day += DAY
    return due


def _hour_after(rule: Rule, moment: datetime) -> datetime:
    """The next time that a clock in the rule's zone shows the rule's minutes."""
    minute = rule.at.minute if rule.at else 0
    due = moment.astimezone(zone_of(rule)).replace(minute=minute, second=0, microsecond=0).astimezone(UTC)
    return due if due > moment else due + LENGTHS[Frequency.HOURLY]


def zone_of(rule: Rule) -> zoneinfo.ZoneInfo:
    return zoneinfo.ZoneInfo(rule.zone or "UTC")


def spread_of(connection: Connection) -> timedelta:
    """This connection's own moment within ``SPREAD``; the same for all its kinds, so that they are read together."""
    seconds = int(SPREAD.total_seconds())
    return timedelta(seconds=(connection.pk * 7919) % seconds)


def pause_after(failures: int) -> timedelta:
    """How long a broken connection is left alone: longer each time, up to a day."""
    doublings = min(max(failures - 1, 0), 10)
    return min(LONGEST_PAUSE, FIRST_PAUSE * (1 << doublings))


def clear_of(windows: Iterable[MaintenanceWindow], moment: datetime, spread: timedelta = timedelta()) -> datetime:
    """A moment at which the provider is not known to be away: this one, or one behind the window it lies in."""
    for window in windows:
        if window.starts_at <= moment < window.ends_at:
            moment = window.ends_at + spread
    return moment


def history_start(rule: Rule, today: date) -> date | None:
    """Since when dated records are read; None for all of them."""
    if rule.history_months is None:
        return None
    months = today.year * 12 + today.month - 1 - rule.history_months
    year, month = divmod(months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def next_read_at(connection: Connection | None) -> datetime | None:
    """When a connection is read next by itself, this moment at the earliest; ``None`` where it is not."""
    if connection is None or not connection.can_sync or connection.is_paused:
        return None
    rows = connection.datasets.all()
    if connection.is_for_one_reading:
        rows = rows.exclude(state=Dataset.State.READ)  # read once, and again only what could not be read
    due: datetime | None = rows.aggregate(first=Min("due_at"))["first"]
    if due is None:
        return None
    if connection.retry_at is not None:
        due = max(due, connection.retry_at)
    windows = MaintenanceWindow.objects.ahead().filter(provider=connection.integration.provider)
    return clear_of(windows, max(due, now()), spread_of(connection))
