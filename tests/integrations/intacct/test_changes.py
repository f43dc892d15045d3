"""Changes and deletions: what is kept after them equals what a reading of everything finds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.errors import PermissionMissing
from integrations.intacct import calls, changing, deletions, vanishing
from integrations.intacct.changes import OVERLAP, belongs, changed_since, fields_of, is_settled
from integrations.intacct.counting import by_day
from integrations.pages import Stopped, Wanted

KINDS = ["chartOfAccounts", "journals", "journalEntries", "customers", "invoices", "suppliers", "bills"]


class Shelf:
    """What a reader keeps: records by kind, part and id, as the pages prove them."""

    def __init__(self):
        self.records, self.cursors = {}, {}

    def changed(self, kind, part, keys):
        held = {key: record.source_modified_date for key, record in self.records.get((kind, part), {}).values()}
        return {key: held[key] for key in keys if key in held}

    def posted(self, kind, part, keys):
        held = {key: record.promoted() for key, record in self.records.get((kind, part), {}).values() if key in keys}
        return {key: found.date for key, found in held.items() if found.date and found.status != "Draft"}

    def by_day(self, kind, part, since):
        days = {}
        for key, record in self.records.get((kind, part), {}).values():
            day = record.promoted().date
            if since is None or (day and day >= since):
                count, total = days.get(day, (0, 0))
                days[day] = (count + 1, total + key)
        return days

    def keys_of(self, kind, part, days):
        records = self.records.get((kind, part), {}).values()
        return {key for key, record in records if record.promoted().date in days}

    def read(self, provider, kinds=KINDS):
        """Read once; the pages, and how many records came."""
        wanted = [Wanted(kind=kind, cursor=self.cursors.get(kind, {})) for kind in kinds]
        pages = []
        for page in provider.stream(wanted, self):
            assert not isinstance(page, Stopped), page
            self.keep(page)
            pages.append(page)
        assert sorted(page.kind for page in pages if page.is_last) == sorted(kinds)
        return pages

    def keep(self, page):
        shelf = self.records.setdefault((page.kind, page.part), {})
        met = {record.id for record in page.records}
        for name, (key, record) in list(shelf.items()):
            is_proved = key in page.whole or any(
                (span.after is None or key > span.after) and (span.upto is None or key <= span.upto)
                for span in page.spans
            )
            day = record.promoted().date
            is_dated_so = (not page.since or (day and day >= page.since)) and (
                not page.before or not day or day < page.before
            )
            if name in page.gone or (is_proved and is_dated_so and name not in met):
                del shelf[name]
        shelf.update({record.id: (key, record) for key, record in zip(page.keys, page.records, strict=True)})
        self.cursors[page.kind] = page.cursor

    def ids(self):
        return {place: sorted(shelf) for place, shelf in self.records.items() if shelf}


def passes(simulator, **time):
    """Turn the simulator's clock ahead."""
    simulator.gateway.world.ahead += timedelta(**time).total_seconds()


def test_asks_once_of_each_kind_when_nothing_has_changed(simulator, monkeypatch):
    monkeypatch.setattr(changing, "is_settled", lambda *_: True)  # which stamps are trusted depends on the clock
    shelf = Shelf()
    shelf.read(simulator.opens("healthy"))
    before = len(simulator.adapter.functions())
    pages = shelf.read(simulator.opens("healthy"))
    asked = [name for name in simulator.adapter.functions()[before:] if name != "getAPISession"]
    assert asked == ["query"] * (len(KINDS) + 1)
    assert not [record for page in pages for record in page.records if page.kind in ("invoices", "bills")]


@pytest.mark.parametrize("days", [1, 40])
def test_keeps_what_a_reading_of_everything_finds(simulator, days):
    shelf = Shelf()
    shelf.read(simulator.opens("healthy"))
    passes(simulator, days=days)
    shelf.read(simulator.opens("healthy"))
    anew = Shelf()
    anew.read(simulator.opens("healthy"))
    assert shelf.ids() == anew.ids()
    for place, records in anew.records.items():
        assert {name: record for name, (_, record) in shelf.records[place].items()} == {
            name: record for name, (_, record) in records.items()
        }


def test_forgets_what_the_source_has_deleted_when_all_is_read_again(simulator):
    shelf = Shelf()
    shelf.read(simulator.opens("healthy"))
    passes(simulator, days=40)
    shelf.cursors.clear()
    shelf.read(simulator.opens("healthy"))
    anew = Shelf()
    anew.read(simulator.opens("healthy"))
    assert shelf.ids() == anew.ids()


@pytest.mark.parametrize("kinds", [KINDS, ["accountTransactions", *KINDS]])
def test_finds_what_is_gone_where_nobody_says_what_was_deleted(simulator, monkeypatch, kinds):
    monkeypatch.setattr(deletions, "_history", refuses)
    shelf = Shelf()
    shelf.read(simulator.opens("healthy"), kinds)
    passes(simulator, days=40)
    shelf.read(simulator.opens("healthy"), kinds)
    early = shelf.ids()
    for cursor in shelf.cursors.values():
        cursor["masters"] = (datetime.now(UTC) - timedelta(hours=25)).isoformat()
    shelf.read(simulator.opens("healthy"), kinds)
    anew = Shelf()
    anew.read(simulator.opens("healthy"), kinds)
    assert early != shelf.ids() == anew.ids()


class Postponed(Shelf):
    """Thinks that documents are of other days than their entries."""

    def posted(self, kind, part, keys):
        return {key: day + timedelta(days=400) for key, day in super().posted(kind, part, keys).items()}


@pytest.mark.parametrize(("make", "counts"), [(Shelf, 0), (Postponed, 1)])
def test_finds_the_entry_that_went_with_a_document(simulator, monkeypatch, make, counts):
    counted = []
    monkeypatch.setattr(vanishing, "by_day", lambda *given: counted.append(given) or by_day(*given))
    shelf, kinds = make(), ["journalEntries", "accountTransactions", "bills"]
    company = simulator.gateway.world.company("demo-healthy")
    company.roles[0].rights["Accounts Payable"]["Bills"] = ["List", "View", "Delete"]
    shelf.read(simulator.opens("healthy"), kinds)
    client = simulator.opens("healthy").client
    unpaid = [key for key, bill in shelf.records["bills", ""].values() if bill.amount_due == bill.total_amount]
    asked = [calls.call("delete", ("object", "APBILL"), ("keys", str(key))) for key in unpaid[:5]]
    assert all(result.is_success for result in client.call(*asked))
    entries = shelf.ids()["journalEntries", ""]
    shelf.read(simulator.opens("healthy"), kinds)
    anew = Shelf()
    anew.read(simulator.opens("healthy"), kinds)
    assert shelf.ids() == anew.ids()
    assert len(shelf.ids()["journalEntries", ""]) < len(entries)
    assert len(counted) == counts


def refuses(*parts):
    raise PermissionMissing("no")


moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))


@given(
    began=moments,
    took=st.timedeltas(timedelta(0), timedelta(hours=2)),
    at=st.floats(0, 1),
    steps=st.integers(-56, 56),
)
def test_never_trusts_a_stamp_of_the_second_in_which_it_was_read(began, took, at, steps):
    changed_at = began + took * at
    stamp = (changed_at + timedelta(minutes=15) * steps).replace(microsecond=0)
    assert not is_settled(stamp, began, began + took)


def test_trusts_a_stamp_that_is_old_enough():
    read_at = datetime(2026, 3, 1, 12, 7, tzinfo=UTC)
    assert is_settled(read_at - timedelta(hours=15), read_at, read_at + timedelta(hours=3))
    assert is_settled(datetime(2026, 3, 1, 9, 15, tzinfo=UTC), read_at, read_at + timedelta(seconds=30))


@given(since=moments, zone=st.integers(-14 * 4, 14 * 4), late=st.integers(0, 120), is_touched=st.booleans())
def test_asks_again_for_what_may_have_come_late_in_any_zone(since, zone, late, is_touched):
    changed_at = since - timedelta(minutes=late)
    stamp = changed_at + timedelta(minutes=15 * zone)
    where = changed_since(since, "AUWHENCREATED")
    asked_from = datetime.strptime(fields_values(where)[0], "%m/%d/%Y %H:%M:%S").replace(tzinfo=UTC)
    assert asked_from == (since - OVERLAP).replace(microsecond=0) <= stamp
    assert fields_of(where) == ("WHENMODIFIED", "AUWHENCREATED")


def fields_values(node):
    name, inside = node
    if isinstance(inside, str):
        return [inside] if name == "value" else []
    return [value for child in inside for value in fields_values(child)]


def test_filters_rows_as_the_gateway_does():
    draft = calls.is_not_in("STATE", ["Draft", "Declined"])
    negative = calls.less_than("TOTALENTERED", "0")
    assert belongs({"STATE": "Posted"}, draft) and not belongs({"STATE": "Draft"}, draft)
    assert not belongs({"STATE": ""}, draft), "what is empty passes no comparison"
    assert belongs({"TOTALENTERED": "-9.5"}, negative) and not belongs({"TOTALENTERED": "10"}, negative)
    assert belongs({"STATE": ""}, calls.any_of(draft, calls.is_empty("STATE")))
    assert belongs({"STATE": "Posted", "TOTALENTERED": "-1"}, calls.all_of(draft, negative))
    assert belongs({}, None)
