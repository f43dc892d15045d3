"""Storing a page …"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils.timezone import now

from companies.datasets import actions
from companies.datasets.models import Dataset, Quarantined, Reading, Record
from companies.datasets.rows import Unstorable, row_of
from companies.datasets.store import Withdrawn, begin, store
from companies.models import Connection
from integrations.pages import Page, Unreadable
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


def keep(sync, reading, *records, is_last=False, **facts):
    store(Page(records=records, cursor={"at": "here"}, is_last=is_last, **facts), sync=sync, reading=reading)


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


def test_marks_what_a_complete_read_did_not_meet(claimed, reading):
    keep(claimed, reading, invoice(1), invoice(2), is_last=True)
    assert reading.dataset.state == Dataset.State.READ
    later, second = again(claimed, reading)
    keep(later, second, invoice(2), is_last=True)
    gone = Record.objects.get(is_deleted=True)
    assert gone.source_id == "1" and gone.data["invoiceNumber"] == "INV-1"
    assert Dataset.objects.get(pk=reading.dataset_id).record_count == 1
    assert second.changed_count == 1


def test_calls_nothing_deleted_before_the_read_is_complete(claimed, reading):
    keep(claimed, reading, invoice(1), invoice(2), is_last=True)
    later, second = again(claimed, reading)
    keep(later, second, invoice(2))
    assert not Record.objects.filter(is_deleted=True).exists()


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

    def careless(record):
        row = real(record)
        if record.id != "2":
            return row
        return type(row)(**{**{name: getattr(row, name) for name in row.__slots__}, "data": "{no json"})

    monkeypatch.setattr("companies.datasets.store.row_of", careless)
    keep(claimed, reading, invoice(1), invoice(2), invoice(3))
    assert set(Record.objects.values_list("source_id", flat=True)) == {"1", "3"}
    assert Quarantined.objects.get().source_id == "2"


def test_keeps_a_record_whose_row_became_unreadable(claimed, reading):
    keep(claimed, reading, invoice(1), invoice(2), is_last=True)
    later, second = again(claimed, reading)
    lost = Unreadable(source_id="900", reason="AMOUNT is no number", raw={"RECORDNO": "900", "ID": "1"})
    keep(later, second, invoice(2), unreadable=[lost], is_last=True)
    assert not Record.objects.filter(is_deleted=True).exists()
    assert Quarantined.objects.get().raw["ID"] == "1"


def test_calls_nothing_deleted_after_a_row_without_a_name(claimed, reading):
    keep(claimed, reading, invoice(1), invoice(2), is_last=True)
    later, second = again(claimed, reading)
    keep(later, second, invoice(2), unreadable=[Unreadable(source_id="", reason="no RECORDNO")], is_last=True)
    assert not Record.objects.filter(is_deleted=True).exists()


def test_forgets_the_quarantine_of_a_row_that_is_readable_again(claimed, reading):
    keep(claimed, reading, unreadable=[Unreadable(source_id="1", reason="AMOUNT is no number")], is_last=True)
    assert Quarantined.objects.count() == 1
    later, second = again(claimed, reading)
    keep(later, second, invoice(1), is_last=True)
    assert not Quarantined.objects.exists()


def test_keeps_kinds_apart(claimed, reading):
    keep(claimed, reading, invoice(1))
    other = claimed.readings.select_related("dataset").get(dataset__kind="customers")
    begin(claimed, other)
    keep(claimed, other, customer(1), is_last=True)
    assert not Record.objects.filter(is_deleted=True).exists()
    assert Record.objects.count() == 2
