from datetime import UTC, date, datetime, time, timedelta

import pytest

from companies.datasets import schedule
from companies.datasets.models import Rule


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def rule(frequency, hour=None, minute=0, zone="Europe/London", **facts):
    return Rule(frequency=frequency, at=None if hour is None else time(hour, minute), zone=zone, **facts)


def test_counts_intervals_from_the_last_reading():
    began, moment = at("2026-01-31T10:07"), at("2026-01-31T10:09")
    due = {name: schedule.next_due(rule(name), began, moment) for name in Rule.Frequency.values}
    assert due == {
        "off": None,
        "hourly": at("2026-01-31T11:07"),
        "daily": at("2026-02-01T10:07"),
        "weekly": at("2026-02-07T10:07"),
        "monthly": at("2026-02-28T10:07"),
    }


def test_does_not_follow_a_long_reading_with_another_at_once():
    assert schedule.next_due(rule("hourly"), at("2026-01-31T10:07"), at("2026-01-31T13:10")) == at("2026-01-31T14:07")
    assert schedule.next_due(rule("monthly"), at("2025-10-15T10:00"), at("2026-01-31T13:10")) == at("2026-02-15T10:00")


def test_reads_at_once_what_was_never_read():
    moment = at("2026-01-31T10:09")
    assert schedule.next_due(rule("weekly"), None, moment) == moment
    assert schedule.next_due(rule("weekly", 2), None, moment) == at("2026-02-01T02:00")


def test_keeps_the_time_of_day_of_its_zone():
    new_york = rule("daily", 2, zone="America/New_York")
    assert schedule.next_due(new_york, at("2026-01-31T07:00:05"), at("2026-01-31T07:30")) == at("2026-02-01T07:00")
    assert schedule.next_due(new_york, at("2026-07-01T06:00:05"), at("2026-07-01T06:30")) == at("2026-07-02T06:00")


def test_a_reading_between_does_not_put_off_the_daily_one():
    assert schedule.next_due(rule("daily", 2), at("2026-01-31T01:30"), at("2026-01-31T01:35")) == at("2026-01-31T02:00")


def test_weekly_and_monthly_keep_their_day():
    assert schedule.next_due(rule("weekly", 2), at("2026-01-05T02:04"), at("2026-01-05T02:09")) == at(
        "2026-01-12T02:00"
    )
    assert schedule.next_due(rule("monthly", 2), at("2026-01-05T02:04"), at("2026-01-05T02:09")) == at(
        "2026-02-05T02:00"
    )


def test_hourly_takes_only_the_minutes():
    india = rule("hourly", 2, 10, zone="Asia/Kolkata")
    assert schedule.next_due(india, at("2026-01-31T10:00"), at("2026-01-31T10:05")) == at("2026-01-31T10:40")


@pytest.mark.parametrize(
    ("local", "first", "days"),
    [
        ("spring", "2026-03-28T00:00", ["2026-03-28T01:30", "2026-03-29T01:30", "2026-03-30T00:30"]),
        ("autumn", "2026-10-24T00:00", ["2026-10-24T00:30", "2026-10-25T00:30", "2026-10-26T01:30"]),
    ],
)
def test_reads_once_a_day_also_when_the_clocks_change(local, first, days):
    moment, found = at(first), []
    for _ in days:
        moment = schedule.next_due(rule("daily", 1, 30), moment, moment)
        found.append(moment)
    assert found == [at(day) for day in days]


def test_every_day_of_ten_years_is_read_once():
    moment, days = at("2026-01-01T00:00"), []
    while moment < at("2036-01-01T00:00"):
        moment = schedule.next_due(rule("daily", 2, 30, zone="America/New_York"), moment, moment)
        days.append(moment.astimezone(schedule.zone_of(rule("daily", zone="America/New_York"))).date())
    assert len(days) == len(set(days))
    assert all(later - earlier == timedelta(days=1) for earlier, later in zip(days, days[1:], strict=False))


def test_history_begins_months_ago():
    assert schedule.history_start(rule("daily", history_months=None), date(2026, 3, 31)) is None
    assert schedule.history_start(rule("daily", history_months=1), date(2026, 3, 31)) == date(2026, 2, 28)
    assert schedule.history_start(rule("daily", history_months=14), date(2026, 1, 15)) == date(2024, 11, 15)
