"""Reading, steered by hand."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from companies.actions import connect
from companies.datasets import steering
from companies.datasets.actions import why_not
from companies.datasets.models import Dataset, Quarantined, Reading, Sync
from companies.datasets.tasks import LOST_AFTER, resume_stale
from companies.models import Connection
from integrations.errors import UnexpectedReply
from integrations.intacct.provider import IntacctProvider
from portal.audit.models import AuditEvent
from tests.companies.datasets.shelf import Shelf


@pytest.fixture
def go(signed_in, ada, linked, django_capture_on_commit_callbacks):
    """Open or submit a page of the company; the worker then does what was queued."""

    def go(name, *rest, method="post"):
        address = reverse(name, args=["acorn", linked.company.public_id, *rest])
        with django_capture_on_commit_callbacks(execute=True):
            answer = getattr(signed_in(ada), method)(address, follow=True)
        return answer

    return go


def connection():
    return Connection.objects.get()


def test_refreshes_one_kind(go):
    go("datasets:refresh_kind", "invoices")
    assert Sync.objects.get().kinds == ["invoices"]
    assert go("datasets:refresh_kind", "bills").status_code == 404


def test_pauses_and_goes_on(go):
    page = go("datasets:pause").content.decode()
    assert connection().is_paused and "Paused since" in page and "Resume" in page
    go("datasets:refresh")
    assert not Sync.objects.exists()
    assert "paused" in why_not(connection())
    go("datasets:resume")
    assert not connection().is_paused
    assert list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True)) == ["sync.paused", "sync.resumed"]


def test_a_sync_that_waited_goes_on_when_resumed(go, linked, acorn):
    steering.pause(connection=linked, actor=None)
    sync = Sync.objects.create(
        organisation=acorn, company=linked.company, connection=linked, trigger=Sync.Trigger.SCHEDULE
    )
    go("datasets:resume")
    sync.refresh_from_db()
    assert sync.is_finished


def test_a_sync_that_waited_goes_on_though_no_broker_takes_its_message(
    go, linked, acorn, broker_away, django_capture_on_commit_callbacks
):
    sync = Sync.objects.create(organisation=acorn, company=linked.company, connection=linked, trigger="refresh")
    go("datasets:pause")
    with broker_away():
        assert go("datasets:resume").status_code == 200
    Sync.objects.update(due_at=now() - 2 * LOST_AFTER)
    with django_capture_on_commit_callbacks(execute=True):
        resume_stale()
    sync.refresh_from_db()
    assert sync.status == Sync.Status.SUCCEEDED


def test_pauses_twice_with_one_event(go):
    go("datasets:pause")
    go("datasets:pause")
    assert AuditEvent.objects.filter(verb="sync.paused").count() == 1


def test_cancels_only_after_asking(go, linked, acorn):
    sync = Sync.objects.create(organisation=acorn, company=linked.company, connection=linked, trigger="refresh")
    assert "Stop reading" in go("datasets:cancel", method="get").content.decode()
    sync.refresh_from_db()
    assert not sync.is_finished
    go("datasets:cancel")
    sync.refresh_from_db()
    assert sync.status == Sync.Status.SKIPPED


def test_reads_everything_again_after_telling_the_price(go, read, linked, monkeypatch):
    read(linked)
    Dataset.objects.filter(kind="invoices").update(record_count=41_000)
    monkeypatch.setattr(Shelf, "transactions_a_month", 1000)
    page = go("datasets:read_again", method="get").content.decode()
    # 21 pages of invoices, one of customers, one question for what was deleted
    assert "about 23 transactions" in page and "2.3 % of 1,000 a month" in page
    assert Sync.objects.count() == 1
    go("datasets:read_again")
    assert Sync.objects.first().is_full


def test_a_broken_connection_says_why_and_when_and_can_be_tried_now(go, read, shelf, linked):
    shelf.books = {"customers": [UnexpectedReply("nonsense")], "invoices": [UnexpectedReply("nonsense")]}
    read(linked)
    page = go("companies:connection", method="get").content.decode()
    assert connection().retry_reason in page and "Try now" in page and "The next one by itself is" in page
    shelf.clear()
    go("datasets:refresh")
    assert connection().retry_at is None
    assert "Try now" not in go("companies:connection", method="get").content.decode()


def test_relinking_ends_pause_and_rest(linked):
    Connection.objects.update(paused_at=now(), failure_count=3, retry_at=now(), status="deauthorised")
    connect(connection=connection(), credentials={"password": "x"}, actor="Hartwell Joinery")
    assert (connection().paused_at, connection().failure_count, connection().retry_at) == (None, 0, None)


def test_the_connection_page_tells_planned_and_made_transactions(go, read, linked):
    sync = read(linked)
    Sync.objects.filter(pk=sync.pk).update(transaction_count=1234)
    page = go("companies:connection", method="get").content.decode()
    # two kinds and a question for what was deleted, 31 days
    assert ">93<" in page and ">1,234<" in page


def test_shares_are_of_the_smallest_tier():
    assert IntacctProvider.transactions_a_month == 100_000
    assert "Marketplace partner" in str(IntacctProvider.transactions_note)


def test_the_history_tells_what_each_sync_cost(go, read, linked):
    sync = read(linked)
    Sync.objects.filter(pk=sync.pk).update(
        request_count=7, transaction_count=9, byte_count=2_500_000, waited_seconds=65
    )
    Reading.objects.filter(dataset__kind="invoices").update(deleted_count=4321)
    page = go("datasets:history", method="get").content.decode()
    assert "7 requests, 9 transactions, 2.5 MB received, 1 min 5 s spent waiting" in page
    assert "4,321" in page


def test_rows_that_could_not_be_read_are_shown_with_their_reason(go, read, linked, acorn):
    read(linked)
    dataset = Dataset.objects.get(kind="invoices")
    Quarantined.objects.create(
        organisation=acorn, dataset=dataset, source_id="4711", reason="TOTALDUE is no number.", raw={"TOTALDUE": "1O"}
    )
    assert "1 row could not be read" in go("datasets:data", method="get").content.decode()
    page = go("datasets:records", "invoices", method="get").content.decode()
    assert "4711" in page and "TOTALDUE is no number." in page and "1O" in page


def test_says_when_each_kind_is_read_next(go, read, linked):
    read(linked)
    Dataset.objects.filter(kind="customers").update(due_at=now() - timedelta(seconds=5))
    Dataset.objects.filter(kind="invoices").update(due_at=None)
    page = go("datasets:data", method="get").content.decode()
    assert "Within a minute" in page and "When asked for" in page
