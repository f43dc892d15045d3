"""Reading Sage Intacct's books, over the real protocol …"""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.timezone import now

from companies.datasets.models import Dataset, Record, Sync
from companies.models import Connection
from tests.factories import CompanyFactory, ConnectionFactory

READER = {"user_id": "ws_reader", "password": "Reader-2026"}


@pytest.fixture
def connect(intacct):
    def make(company_id, **facts):
        return ConnectionFactory(
            company=CompanyFactory(organisation=intacct.organisation),
            integration=intacct,
            status=Connection.Status.LINKED,
            credentials={"company_id": company_id, **READER},
            credentials_changed_at=now(),
            account_id=company_id,
            entity_id="",
            linked_at=now(),
            **facts,
        )

    return make


def test_stores_every_kind(connect, read):
    connection = connect("demo-single")
    sync = read(connection)
    assert (sync.status, sync.failure) == (Sync.Status.SUCCEEDED, "")
    datasets = Dataset.objects.filter(connection=connection)
    assert {dataset.kind for dataset in datasets} == set(connection.kinds)
    assert {dataset.state for dataset in datasets} == {Dataset.State.READ}
    for dataset in datasets:
        assert dataset.record_count == Record.objects.live().filter(dataset=dataset).count() > 0


def test_stores_entries_that_balance(connect, read):
    read(connect("demo-single"))
    for entry in Record.objects.filter(dataset__kind="journalEntries"):
        assert sum(Decimal(line["netAmount"]) for line in entry.data["journalLines"]) == 0


def test_twice_changes_nothing(connect, read):
    connection = connect("demo-single")
    read(connection)
    rows = list(Record.objects.order_by("pk").values())
    second = read(connection)
    assert sum(reading.changed_count for reading in second.readings.all()) == 0
    for row, before in zip(Record.objects.order_by("pk").values(), rows, strict=True):
        assert row == before


def test_everything_again_calls_nothing_deleted(connect, read):
    connection = connect("demo-single")
    for _ in range(2):
        sync = read(connection, is_full=True)
        assert {reading.deleted_count for reading in sync.readings.all()} == {0}
        assert {reading.is_full for reading in sync.readings.all()} == {True}
    assert not Record.objects.filter(is_deleted=True).exists()


def test_of_empty_books_is_complete(connect, read):
    sync = read(connect("demo-empty"))
    assert sync.status == Sync.Status.SUCCEEDED
    assert Dataset.objects.get(kind="invoices").state == Dataset.State.READ
    assert Dataset.objects.get(kind="invoices").record_count == 0


def test_goes_on_without_payables(connect, read):
    sync = read(connect("demo-no-payables"))
    states = dict(Dataset.objects.values_list("kind", "state"))
    assert states["bills"] == states["suppliers"] == Dataset.State.NO_PERMISSION
    assert states["invoices"] == Dataset.State.READ
    assert sync.status == Sync.Status.SUCCEEDED and "Bills" in sync.failure


def test_loses_access_once_when_the_user_is_locked(connect, read, gateway):
    connection = connect("demo-user-locked")
    sync = read(connection)
    connection = Connection.objects.get(pk=connection.pk)
    assert sync.status == Sync.Status.FAILED
    assert connection.status == Connection.Status.DEAUTHORISED and connection.status_reason
    assert len(gateway.calls) == 1
    assert not Record.objects.exists()


def test_leaves_its_secrets_nowhere(connect, read, caplog):
    read(connect("demo-password-wrong"))
    said = caplog.text + str(list(Sync.objects.values())) + str(list(Dataset.objects.values()))
    assert "Reader-2026" not in said and "acorn-sender-secret" not in said


def test_opens_a_table_and_a_record_of_every_kind(connect, read, signed_in, ada):
    connection = connect("demo-single")
    read(connection)
    browser = signed_in(ada)
    for dataset in Dataset.objects.filter(connection=connection):
        place = ["acorn", connection.company.public_id, dataset.kind]
        table = browser.get(reverse("datasets:records", args=place))
        assert table.status_code == 200 and table.context["lines"], dataset.kind
        sheet = browser.get(reverse("datasets:download", args=place))
        assert b"".join(sheet.streaming_content).count(b"\n") == dataset.record_count + 1, dataset.kind
        one = Record.objects.live().filter(dataset=dataset).order_by("-date").first()
        text = browser.get(reverse("datasets:record", args=[*place, one.pk])).content.decode()
        assert "{&#x27;" not in text.partition("As it was read")[0], dataset.kind


def test_sums_what_makes_sense_in_sum(connect, read, signed_in, ada):
    connection = connect("demo-single")
    read(connection)
    browser = signed_in(ada)

    def sums(kind):
        page = browser.get(reverse("datasets:records", args=["acorn", connection.company.public_id, kind]))
        return [total.sums for total in page.context["totals"]]

    moved = [Decimal(one.data["from"]["amount"]) for one in Record.objects.filter(dataset__kind="transfers")]
    (transfers,) = sums("transfers")
    assert [one for one in transfers if one is not None] == [sum(moved)]
    assert {one for totals in sums("balanceSheet") + sums("items") for one in totals} == {None}
