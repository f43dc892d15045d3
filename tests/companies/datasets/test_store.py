"""Storing a page …"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils.timezone import now

from companies.datasets import actions
from companies.datasets.holding import Held
from companies.datasets.models import Dataset, Quarantined, Reading, Record
from companies.datasets.rows import Unstorable, row_of
from companies.datasets.store import Withdrawn, begin, store
from companies.models import Connection
from integrations.pages import Page, Span, Unreadable, Usage
from portal.lib.runs import ClaimLost
from tests.companies.datasets.shelf import customer, invoice


@pytest.fixture
def claimed(linked):
    """A sync that a worker holds."""
    sync = actions.prepare_sync(connection=linked, trigger="refresh")
    assert sync.claim()
    return sync


@pytest.fixture
def reading(claimed):
    found = claimed.readings.select_related("dataset").get(dataset__kind="invoices")
    begin(claimed, found)
    return found


def keep(sync, reading, *records, **facts):
    return store(Page(**{"records": records, "cursor": {"at": "here"}, **facts}), sync=sync, reading=reading)


def keyed(*records, **facts):
    """A page whose records have their number as key."""
    return {"keys": [int(record.id) for record in records], "records": records, **facts}


def again(sync, reading):
    """The same dataset, read anew by a later sync."""
    store(Page(records=[], cursor={}, is_last=False), sync=sync, reading=reading)
    Reading.objects.filter(sync=sync).update(status=Reading.Status.SUCCEEDED)
    sync.finish(sync.Status.SUCCEEDED)
    later = actions.prepare_sync(connection=Connection.objects.get(pk=sync.connection_id), trigger="refresh")
    assert later.claim()
    found = later.readings.select_related("dataset").get(dataset=reading.dataset)
    begin(later, found)
    return later, found


def snapshot():
    return list(Record.objects.order_by("source_id").values("source_id", "data", "digest", "modified_at", "created_at"))


def test_promotes_the_facts_by_which_tables_are_sorted(claimed, reading):
    keep(claimed, reading, invoice(7, total="1250.50", due="50"))
    record = Record.objects.get()
    assert (record.label, record.date, record.amount) == ("INV-7", date(2026, 10, 1), Decimal("1250.5"))
    assert (record.currency, record.status, record.organisation) == ("USD", "Submitted", claimed.organisation)
    assert record.data["amountDue"] == "50" and record.data["totalAmount"] == "1250.50"


def test_moves_cursor_and_counts_with_the_rows(claimed, reading):
    keep(claimed, reading, invoice(1), invoice(2), total=5)
    reading.refresh_from_db()
    dataset = Dataset.objects.get(pk=reading.dataset_id)
    assert (dataset.cursor, dataset.record_count, dataset.expected_count) == ({"at": "here"}, 2, 5)
    assert (reading.page_count, reading.row_count, reading.changed_count) == (1, 2, 2)
    assert dataset.state == Dataset.State.READING


def test_twice_changes_nothing(claimed, reading):
    keep(claimed, reading, invoice(1), invoice(2))
    before = snapshot()
    keep(claimed, reading, invoice(1), invoice(2))
    assert snapshot() == before
    assert reading.changed_count == 2 and reading.dataset.record_count == 2


def test_moves_modified_at_of_changed_rows_only(claimed, reading):
    keep(claimed, reading, invoice(1), invoice(2))
    first, second = snapshot()
    keep(claimed, reading, invoice(1), invoice(2, due="1.00"))
    same, changed = snapshot()
    assert same == first
    assert changed["modified_at"] > second["modified_at"] and changed["created_at"] == second["created_at"]
    assert reading.changed_count == 3 and Record.objects.count() == 2


def test_takes_the_last_of_two_rows_with_one_id(claimed, reading):
    keep(claimed, reading, invoice(1, total="1"), invoice(1, total="2"))
    assert Record.objects.get().amount == 2


def test_is_all_or_nothing(claimed, reading, monkeypatch):
    def burn(*args, **kwargs):
        raise RuntimeError("the database went away")

    monkeypatch.setattr(Dataset, "save", burn)
    with pytest.raises(RuntimeError):
        keep(claimed, reading, invoice(1))
    assert not Record.objects.exists()
    assert Dataset.objects.get(pk=reading.dataset_id).cursor == {}


def test_writes_nothing_once_another_worker_has_the_sync(claimed, reading):
    taken = type(claimed).objects.get(pk=claimed.pk)
    type(claimed).objects.update(heartbeat_at=now() - timedelta(minutes=5))
    assert taken.claim()
    with pytest.raises(ClaimLost):
        keep(claimed, reading, invoice(1))
    assert not Record.objects.exists()
    assert Dataset.objects.get(pk=reading.dataset_id).cursor == {}


def test_writes_nothing_once_the_connection_is_unlinked(claimed, reading):
    Connection.objects.update(status=Connection.Status.UNLINKED)
    with pytest.raises(Withdrawn):
        keep(claimed, reading, invoice(1))
    assert not Record.objects.exists()


def test_marks_what_a_page_proves_to_be_gone(claimed, reading):
    keep(claimed, reading, **keyed(*map(invoice, range(1, 7))))
    keep(claimed, reading, **keyed(invoice(2), invoice(4), spans=[Span(after=None, upto=4)]))
    gone = Record.objects.filter(is_deleted=True).order_by("source_id")
    assert [record.source_id for record in gone] == ["1", "3"]
    assert gone[0].data["invoiceNumber"] == "INV-1"
    assert Dataset.objects.get(pk=reading.dataset_id).record_count == 4
    assert (reading.changed_count, reading.deleted_count) == (6, 2)


def test_takes_an_open_end_as_far_as_it_goes(claimed, reading):
    keep(claimed, reading, **keyed(*map(invoice, range(1, 7))))
    keep(claimed, reading, **keyed(spans=[Span(after=4, upto=None)]))
    assert set(Record.objects.live().values_list("source_id", flat=True)) == {"1", "2", "3", "4"}
    keep(claimed, reading, **keyed(spans=[Span()]))
    assert not Record.objects.live().exists()


def test_replaces_what_shares_a_key_as_a_whole(claimed, reading):
    lines = [invoice(11), invoice(12), invoice(13)]
    keep(claimed, reading, *lines, keys=[7, 7, 8])
    keep(claimed, reading, invoice(12, total="2"), invoice(14), keys=[7, 7], whole=[7, 9])
    live = Record.objects.live().order_by("source_id").values_list("source_id", "source_key", "amount")
    assert list(live) == [("12", 7, 2), ("13", 8, 100), ("14", 7, 100)]


def test_calls_nothing_deleted_in_another_part(claimed, reading):
    keep(claimed, reading, **keyed(invoice(1)), part="ARADJUSTMENT")
    keep(claimed, reading, **keyed(invoice(2), spans=[Span()]), part="ARINVOICE")
    assert Record.objects.live().count() == 2


def test_leaves_what_lies_before_the_window_alone(claimed, reading):
    old, new = invoice(1, issued=date(2024, 1, 31)), invoice(2, issued=date(2024, 2, 1))
    keep(claimed, reading, **keyed(old, new))
    keep(claimed, reading, **keyed(spans=[Span()], since=date(2024, 2, 1)))
    assert Record.objects.get(is_deleted=True).source_id == "2"


def test_leaves_what_another_reading_of_newer_records_is_about_alone(claimed, reading):
    old, new = invoice(1, issued=date(2024, 1, 31)), invoice(2, issued=date(2024, 2, 1))
    undated = invoice(3, issued=None)
    keep(claimed, reading, **keyed(old, new, undated))
    keep(claimed, reading, **keyed(spans=[Span()], since=date(2024, 2, 1), before=date(2024, 2, 1)))
    assert not Record.objects.filter(is_deleted=True).exists()
    keep(claimed, reading, **keyed(spans=[Span()], before=date(2024, 2, 1)))
    assert set(Record.objects.live().values_list("source_id", flat=True)) == {"2"}


def test_marks_what_the_source_says_it_deleted(claimed, reading):
    keep(claimed, reading, **keyed(invoice(1), invoice(2), invoice(3)))
    keep(claimed, reading, **keyed(invoice(3), gone=["2", "3", "no such id"]))
    assert Record.objects.get(is_deleted=True).source_id == "2"
    assert (reading.deleted_count, reading.dataset.record_count) == (1, 2)


def test_calls_nothing_deleted_that_it_does_not_prove(claimed, reading):
    keep(claimed, reading, **keyed(invoice(1), invoice(2)))
    keep(claimed, reading, **keyed(invoice(2), is_last=True))
    assert not Record.objects.filter(is_deleted=True).exists()


def test_follows_a_record_to_another_key(claimed, reading):
    keep(claimed, reading, invoice(1), keys=[1])
    keep(claimed, reading, invoice(1), keys=[9], spans=[Span(after=5)])
    keep(claimed, reading, keys=[], spans=[Span(upto=5)])
    record = Record.objects.get()
    assert (record.source_key, record.is_deleted, reading.dataset.record_count) == (9, False, 1)


def test_keeps_the_row_of_a_record_that_lost_a_field(claimed, reading):
    keep(claimed, reading, invoice(1), invoice(2), raw={"1": {"WHENDUE": "31.02.2026"}})
    assert dict(Record.objects.values_list("source_id", "raw")) == {"1": {"WHENDUE": "31.02.2026"}, "2": None}


def test_writes_down_what_it_cost(claimed, reading):
    cost = Usage(requests=3, transactions=2, bytes_in=2**31, waited=0.5)
    for _ in range(2):
        store(Page(records=[], cursor={}), sync=claimed, reading=reading, usage=cost)
    claimed.refresh_from_db()
    assert (claimed.request_count, claimed.transaction_count, claimed.byte_count) == (6, 4, 2**32)
    assert claimed.waited_seconds == 1.0


def test_says_that_a_paused_connection_is_not_read_further(claimed, reading):
    assert keep(claimed, reading, invoice(1)) is True
    Connection.objects.update(paused_at=now())
    assert keep(claimed, reading, invoice(2)) is False
    assert Record.objects.count() == 2


def test_tells_what_is_held(claimed, reading):
    stamp = datetime(2026, 11, 1, 8, 30, tzinfo=UTC)
    keep(claimed, reading, **keyed(invoice(1), invoice(2, source_modified_date=stamp), invoice(3)), part="ARINVOICE")
    Record.objects.filter(source_id="3").update(is_deleted=True)
    holdings = Held(Connection.objects.get(pk=claimed.connection_id))
    assert holdings.changed("invoices", "ARINVOICE", [1, 2, 3, 4]) == {1: None, 2: stamp}
    assert holdings.changed("invoices", "", [1, 2]) == holdings.changed("customers", "ARINVOICE", [1]) == {}
    day = date(2026, 10, 1)
    Record.objects.filter(source_id="2").update(status="Draft")
    assert holdings.posted("invoices", "ARINVOICE", [1, 2, 3, 4]) == {1: day}
    assert holdings.by_day("invoices", "ARINVOICE", None) == {day: (2, 3)}
    assert holdings.by_day("invoices", "ARINVOICE", date(2026, 10, 2)) == {}
    assert holdings.keys_of("invoices", "ARINVOICE", [day, None]) == {1, 2}


def test_brings_a_record_back_that_is_there_again(claimed, reading):
    keep(claimed, reading, invoice(1), invoice(2), is_last=True)
    Record.objects.filter(source_id="1").update(is_deleted=True)
    Dataset.objects.filter(pk=reading.dataset_id).update(record_count=1)
    reading.dataset.refresh_from_db()
    later, second = again(claimed, reading)
    keep(later, second, invoice(1))
    assert not Record.objects.get(source_id="1").is_deleted
    assert Dataset.objects.get(pk=reading.dataset_id).record_count == 2


@pytest.mark.parametrize(
    "bad",
    [
        invoice(2, total="NaN"),
        invoice(2, total="1" + "0" * 19),
        invoice(2, note="a\x00b"),
        invoice(2, note="lone \ud800"),
        invoice(2, currency="US Dollars of America"),
        invoice("9" * 121),
        invoice(2, id=""),
        invoice(2, status="no enumeration"),
    ],
)
def test_sets_aside_what_cannot_be_stored_and_keeps_the_rest(claimed, reading, bad):
    with pytest.raises(Unstorable):
        row_of(bad)
    keep(claimed, reading, invoice(1), bad, invoice(3))
    assert set(Record.objects.values_list("source_id", flat=True)) == {"1", "3"}
    assert Quarantined.objects.get().reason
    assert (reading.row_count, reading.unreadable_count) == (3, 1)


def test_sets_aside_what_only_the_database_refuses(claimed, reading, monkeypatch):
    real = row_of

    def careless(record, **facts):
        row = real(record, **facts)
        return row._replace(data="{no json") if record.id == "2" else row

    monkeypatch.setattr("companies.datasets.store.row_of", careless)
    keep(claimed, reading, invoice(1), invoice(2), invoice(3))
    assert set(Record.objects.values_list("source_id", flat=True)) == {"1", "3"}
    assert Quarantined.objects.get().source_id == "2"


def test_keeps_a_record_whose_row_became_unreadable(claimed, reading):
    keep(claimed, reading, **keyed(invoice(1), invoice(2), invoice(3)))
    by_key = Unreadable(source_id="", key=1, reason="AMOUNT is no number", raw={"RECORDNO": "1"})
    by_value = Unreadable(source_id="row 3", reason="no RECORDNO", raw={"DOCID": "3"})
    keep(claimed, reading, **keyed(unreadable=[by_key, by_value], spans=[Span()]))
    assert set(Record.objects.live().values_list("source_id", flat=True)) == {"1", "3"}
    assert reading.deleted_count == 1
    assert Quarantined.objects.get(source_key=1).raw == {"RECORDNO": "1"}


def test_calls_nothing_deleted_beside_a_row_without_a_name(claimed, reading):
    keep(claimed, reading, **keyed(invoice(1), invoice(2)))
    keep(claimed, reading, **keyed(unreadable=[Unreadable(source_id="", reason="no RECORDNO")], spans=[Span()]))
    assert not Record.objects.filter(is_deleted=True).exists()


def set_aside(number):
    return Unreadable(source_id=f"row {number}", key=number, reason="AMOUNT is no number")


@pytest.mark.parametrize(
    "page",
    [
        keyed(invoice(5)),
        keyed(spans=[Span(after=4, upto=5)]),
        keyed(whole=[5]),
        keyed(gone=["row 5"]),
        {"records": [invoice(9, id="row 5")]},
    ],
)
def test_releases_a_row_that_is_readable_again_or_gone(claimed, reading, page):
    keep(claimed, reading, **keyed(unreadable=[set_aside(5), set_aside(6)]))
    keep(claimed, reading, **page)
    assert Quarantined.objects.get().source_key == 6


def test_does_not_release_a_row_that_is_still_unreadable(claimed, reading):
    keep(claimed, reading, **keyed(unreadable=[set_aside(5)]))
    first = Quarantined.objects.get()
    keep(claimed, reading, **keyed(unreadable=[set_aside(5)], spans=[Span()]))
    again = Quarantined.objects.get()
    assert again.first_seen_at == first.first_seen_at and again.last_seen_at > first.last_seen_at


def test_releases_what_a_full_reading_did_not_set_aside_again(claimed, reading):
    keep(claimed, reading, unreadable=[Unreadable(source_id="", reason="no RECORDNO")], is_last=True)
    later, second = again(claimed, reading)
    keep(later, second, invoice(1))
    assert Quarantined.objects.exists()
    keep(later, second, is_last=True)
    assert not Quarantined.objects.exists()


def test_keeps_kinds_apart(claimed, reading):
    keep(claimed, reading, invoice(1))
    other = claimed.readings.select_related("dataset").get(dataset__kind="customers")
    begin(claimed, other)
    keep(claimed, other, customer(1), keys=[1], spans=[Span()], is_last=True)
    assert not Record.objects.filter(is_deleted=True).exists()
    assert Record.objects.count() == 2
