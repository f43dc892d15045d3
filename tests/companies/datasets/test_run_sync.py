"""Running a sync …"""

from __future__ import annotations

from datetime import timedelta

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import OperationalError
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from companies.actions import connect
from companies.datasets import actions, syncing
from companies.datasets.models import Dataset, Reading, Record, Sync
from companies.datasets.tasks import MAX_TRIES, resume_stale, run_sync
from companies.models import Connection, Probe
from integrations.errors import CredentialsRejected, PermissionMissing, ProviderUnavailable, UnexpectedReply
from integrations.models import Integration
from portal.audit.models import AuditEvent
from portal.webhooks.models import Event
from tests.companies.datasets.shelf import Killed, customer, invoice
from tests.factories import ConnectionFactory


def dataset(kind):
    return Dataset.objects.get(kind=kind)


def died():
    """The worker is gone: no heartbeat for longer than anybody waits."""
    Sync.objects.update(heartbeat_at=now() - timedelta(minutes=5))


def test_reads_every_kind_in_order(shelf, linked, read):
    shelf.books = {"invoices": [[invoice(1)], [invoice(2)]], "customers": [[customer(1)]]}
    sync = read(linked)
    assert sync.status == Sync.Status.SUCCEEDED
    assert shelf.asked == [("customers", {}), ("invoices", {})]
    assert [reading.dataset.kind for reading in sync.readings.all()] == ["customers", "invoices"]
    assert set(sync.readings.values_list("status", flat=True)) == {Reading.Status.SUCCEEDED}
    assert (dataset("invoices").record_count, dataset("customers").record_count) == (2, 1)
    assert dataset("invoices").state == Dataset.State.READ and dataset("invoices").last_read_at


def test_tells_that_it_finished(shelf, linked, read):
    sync = read(linked)
    event = Event.objects.get(kind="sync.finished")
    assert event.payload == {
        "company": str(linked.company.public_id),
        "connection": str(linked.public_id),
        "sync": str(sync.public_id),
    }


def test_twice_changes_nothing(shelf, linked, read):
    shelf.books = {"invoices": [[invoice(1)], [invoice(2)]], "customers": [[customer(1)]]}
    read(linked)
    rows = list(Record.objects.order_by("pk").values("pk", "data", "digest", "modified_at", "is_deleted"))
    second = read(linked)
    assert list(Record.objects.order_by("pk").values("pk", "data", "digest", "modified_at", "is_deleted")) == rows
    assert sum(reading.changed_count for reading in second.readings.all()) == 0
    assert dataset("invoices").record_count == 2


def test_goes_on_exactly_where_a_killed_worker_stood(shelf, linked, read, django_capture_on_commit_callbacks):
    first, second, third = [invoice(1), invoice(2)], [invoice(3), invoice(4)], [invoice(5)]
    shelf.books = {"customers": [[customer(1)]], "invoices": [first, second, Killed()]}
    with pytest.raises(Killed):
        read(linked)
    sync = Sync.objects.get()
    assert sync.status == Sync.Status.RUNNING
    assert (dataset("invoices").cursor, Record.objects.filter(dataset__kind="invoices").count()) == ({"page": 2}, 4)

    died()
    shelf.books["invoices"] = [[Killed()], [Killed()], third]
    with django_capture_on_commit_callbacks(execute=True):
        resume_stale()
    sync.refresh_from_db()
    assert sync.status == Sync.Status.SUCCEEDED
    assert shelf.asked == [("customers", {}), ("invoices", {}), ("invoices", {"page": 2})]
    assert set(Record.objects.filter(dataset__kind="invoices").values_list("source_id", "is_deleted")) == {
        (str(number), False) for number in range(1, 6)
    }
    assert sync.readings.get(dataset__kind="invoices").row_count == 5


def test_finds_what_is_gone_although_it_was_killed_on_the_way(shelf, linked, read, django_capture_on_commit_callbacks):
    shelf.books = {"invoices": [[invoice(1), invoice(2)], [invoice(3)]]}
    read(linked)
    shelf.books = {"invoices": [[invoice(1)], Killed()]}
    with pytest.raises(Killed):
        read(linked)
    assert not Record.objects.filter(is_deleted=True).exists()
    died()
    shelf.books = {"invoices": [[], [invoice(3)]]}
    with django_capture_on_commit_callbacks(execute=True):
        resume_stale()
    assert Record.objects.get(is_deleted=True).source_id == "2"
    assert dataset("invoices").record_count == 2


def test_goes_on_from_the_cursor_after_a_sync_that_failed_half_way(shelf, linked, read):
    shelf.books = {"invoices": [[invoice(1)], UnexpectedReply("no such object")]}
    read(linked)
    shelf.books = {"invoices": [[Killed()], [invoice(2)]]}
    sync = read(linked)
    assert shelf.asked[-1] == ("invoices", {"page": 1})
    assert dataset("invoices").record_count == 2
    assert not sync.readings.get(dataset__kind="invoices").is_full


def test_goes_on_from_the_cursors_when_the_company_is_linked_again(shelf, linked, read):
    shelf.books = {"invoices": [[invoice(1)], CredentialsRejected("XL03000006")]}
    read(linked)
    connect(connection=Connection.objects.get(pk=linked.pk), credentials={"password": "new"}, actor="Hartwell Joinery")
    Connection.objects.update(status=Connection.Status.LINKED)
    shelf.books = {"invoices": [[Killed()], [invoice(2)]]}
    read(linked)
    assert shelf.asked[-1] == ("invoices", {"page": 1})
    assert dataset("invoices").record_count == 2


def test_starts_over_where_everything_is_to_be_read_again(shelf, linked, read):
    shelf.books = {"invoices": [[invoice(1)], UnexpectedReply("no such object")]}
    assert read(linked).readings.get(dataset__kind="invoices").is_full
    shelf.books = {"invoices": [[invoice(1)], [invoice(2)]]}
    sync = read(linked, is_full=True)
    assert shelf.asked[-1] == ("invoices", {})
    assert sync.is_full and all(reading.is_full for reading in sync.readings.all())


def test_is_done_once_however_often_it_is_delivered(shelf, linked, read):
    shelf.books = {"invoices": [[invoice(1)]]}
    sync = read(linked)
    run_sync(sync.pk)
    assert len(shelf.asked) == 2
    assert Event.objects.filter(kind="sync.finished").count() == 1


def test_is_left_to_the_worker_that_holds_it(shelf, linked):
    sync = actions.prepare_sync(connection=linked, trigger="refresh")
    assert sync.claim()
    run_sync(sync.pk)
    assert shelf.asked == []


def test_notes_a_missing_permission_and_goes_on(shelf, linked, read):
    shelf.books = {"customers": [PermissionMissing("CUSTOMER: no List right")], "invoices": [[invoice(1)]]}
    sync = read(linked)
    assert dataset("customers").state == Dataset.State.NO_PERMISSION
    assert dataset("customers").failure == PermissionMissing.user_message
    assert dataset("invoices").state == Dataset.State.READ
    assert sync.status == Sync.Status.SUCCEEDED and "Customers" in sync.failure


def test_fails_when_nothing_may_be_read(shelf, linked, read):
    shelf.books = {kind: [PermissionMissing("no List right")] for kind in shelf.kinds}
    assert read(linked).status == Sync.Status.FAILED


def test_notes_an_answer_it_cannot_read_and_goes_on(shelf, linked, read):
    shelf.books = {"customers": [UnexpectedReply("DL02000001")], "invoices": [[invoice(1)]]}
    sync = read(linked)
    assert dataset("customers").state == Dataset.State.FAILED
    assert dataset("invoices").record_count == 1
    assert sync.status == Sync.Status.FAILED and "Customers" in sync.failure
    assert "DL02000001" in sync.readings.get(dataset__kind="customers").notices
    assert "DL02000001" not in sync.failure


def test_loses_access_once_when_the_sign_in_is_refused(shelf, linked, read):
    shelf.books = {"customers": [CredentialsRejected("XL03000006")], "invoices": [[invoice(1)]]}
    sync = read(linked)
    connection = Connection.objects.get(pk=linked.pk)
    assert connection.status == Connection.Status.DEAUTHORISED
    assert connection.status_reason == CredentialsRejected.user_message
    assert sync.status == Sync.Status.FAILED and sync.failure == CredentialsRejected.user_message
    assert shelf.asked == [("customers", {})]
    assert not Record.objects.exists()
    assert {reading.status for reading in sync.readings.all()} == {Reading.Status.SKIPPED}
    assert dataset("invoices").state == Dataset.State.PENDING
    assert AuditEvent.objects.filter(verb="connection.deauthorised").count() == 1
    assert Event.objects.filter(kind="connection.disconnected").count() == 1


def test_goes_on_with_a_sign_in_that_came_while_the_old_one_was_refused(shelf, linked, read):
    def renewed():
        shelf.books = {"invoices": [[invoice(1)]]}
        Connection.objects.update(credentials_changed_at=now())
        raise CredentialsRejected("XL03000006")

    shelf.books = {"customers": [renewed], "invoices": [[invoice(1)]]}
    sync = read(linked)
    assert Connection.objects.get(pk=linked.pk).is_linked
    assert sync.status == Sync.Status.SUCCEEDED
    assert Record.objects.count() == 1
    assert not AuditEvent.objects.filter(verb="connection.deauthorised").exists()


def test_calls_nobody_after_access_was_lost(shelf, linked, read):
    shelf.books = {"customers": [CredentialsRejected("XL03000006")]}
    read(linked)
    sync = actions.prepare_sync(connection=linked, trigger="schedule")
    run_sync(sync.pk)
    sync.refresh_from_db()
    assert sync.status == Sync.Status.SKIPPED and sync.failure
    assert shelf.asked == [("customers", {})]
    assert AuditEvent.objects.filter(verb="connection.deauthorised").count() == 1


def test_waits_for_a_provider_that_is_out_of_reach(shelf, linked, read):
    shelf.books = {"customers": [[customer(1)]], "invoices": [[invoice(1)], ProviderUnavailable("connection refused")]}
    sync = read(linked)
    assert sync.is_waiting and sync.failure == ProviderUnavailable.user_message
    assert (sync.tries, dataset("invoices").cursor) == (1, {"page": 1})
    run_sync(sync.pk)
    assert len(shelf.asked) == 2

    shelf.books["invoices"] = [[Killed()], [invoice(2)]]
    Sync.objects.update(due_at=now())
    run_sync(sync.pk)
    sync.refresh_from_db()
    assert sync.status == Sync.Status.SUCCEEDED and sync.failure == ""
    assert shelf.asked[-1] == ("invoices", {"page": 1})
    assert dataset("invoices").record_count == 2


def test_gives_up_on_a_provider_that_stays_away(shelf, linked):
    shelf.books = {"customers": [ProviderUnavailable("connection refused")]}
    sync = actions.prepare_sync(connection=linked, trigger="refresh")
    Sync.objects.update(tries=MAX_TRIES)
    run_sync(sync.pk)
    sync.refresh_from_db()
    assert sync.status == Sync.Status.FAILED and sync.failure == ProviderUnavailable.user_message


def test_is_patient_anew_after_each_page(shelf, linked, read):
    shelf.books = {"customers": [[customer(1)], ProviderUnavailable("connection refused")]}
    sync = actions.prepare_sync(connection=linked, trigger="refresh")
    Sync.objects.update(tries=MAX_TRIES)
    run_sync(sync.pk)
    sync.refresh_from_db()
    assert sync.is_waiting and sync.tries == 1


@pytest.mark.parametrize("lost", [OperationalError("server closed the connection"), SoftTimeLimitExceeded()])
def test_is_tried_again_when_the_database_or_the_time_is_lost(shelf, linked, read, lost):
    shelf.books = {"customers": [[customer(1)], lost]}
    sync = read(linked)
    assert sync.is_waiting and "secret" not in sync.failure
    assert dataset("customers").cursor == {"page": 1}


def test_ends_loudly_on_a_fault_of_ours(shelf, linked, read):
    shelf.books = {"customers": [ZeroDivisionError("secret-in-a-message")]}
    with pytest.raises(ZeroDivisionError):
        read(linked)
    sync = Sync.objects.get()
    assert sync.status == Sync.Status.FAILED
    assert "secret" not in sync.failure + sync.failure_detail


def test_stops_when_the_company_is_disconnected(shelf, linked, read, monkeypatch):
    shelf.books = {"invoices": [[invoice(1)], [invoice(2)]]}
    real = syncing.store

    def unlink_meanwhile(page, **where):
        goes_on = real(page, **where)
        Connection.objects.update(status=Connection.Status.UNLINKED)
        return goes_on

    monkeypatch.setattr(syncing, "store", unlink_meanwhile)
    sync = read(linked)
    assert sync.status == Sync.Status.FAILED and "disconnected" in sync.failure
    assert not Record.objects.filter(dataset__kind="invoices").exists()


def test_refuses_a_connection_that_is_not_linked(shelf, linked):
    Connection.objects.update(status=Connection.Status.PENDING)
    sync = actions.prepare_sync(connection=linked, trigger="link")
    run_sync(sync.pk)
    sync.refresh_from_db()
    assert sync.status == Sync.Status.SKIPPED and "not complete" in sync.failure
    assert shelf.asked == []


def test_waits_for_a_probe_that_is_still_running(shelf, linked):
    Connection.objects.update(status=Connection.Status.PENDING)
    Probe.objects.create(connection=linked, organisation=linked.organisation, kind=Probe.Kind.PERMISSIONS)
    sync = actions.prepare_sync(connection=linked, trigger="link")
    run_sync(sync.pk)
    sync.refresh_from_db()
    assert sync.status == Sync.Status.QUEUED and sync.claim_id is None
    assert shelf.asked == []


def test_is_taken_up_again_when_its_message_was_lost(shelf, linked, django_capture_on_commit_callbacks):
    sync = actions.prepare_sync(connection=linked, trigger="refresh")
    Sync.objects.update(due_at=now() - timedelta(minutes=10))
    with django_capture_on_commit_callbacks(execute=True):
        resume_stale()
    sync.refresh_from_db()
    assert sync.status == Sync.Status.SUCCEEDED


def test_is_found_again_when_its_message_is_lost_although_others_have_their_turn(
    shelf, linked, django_capture_on_commit_callbacks
):
    shelf.books = {"invoices": [[invoice(1)]]}
    lost = actions.prepare_sync(connection=linked, trigger="refresh")
    neighbour = ConnectionFactory(integration=linked.integration, company__organisation=linked.organisation)
    Sync.objects.filter(pk=lost.pk).update(due_at=now() - timedelta(seconds=20))
    Sync.objects.create(
        organisation=linked.organisation, company=neighbour.company, connection=neighbour,
        status=Sync.Status.RUNNING, heartbeat_at=now(), last_turn_at=now(),
    )  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        resume_stale()
    lost.refresh_from_db()
    assert lost.status == Sync.Status.SUCCEEDED


def test_looks_for_the_latest_turns_in_an_index(db):
    with CaptureQueriesContext(database) as asked:
        resume_stale()
    [turns] = [query["sql"] for query in asked if '"last_turn_at" >' in query["sql"]]
    with database.cursor() as cursor:
        if database.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # no index is worth its while in a table without rows
        cursor.execute(f"EXPLAIN {'QUERY PLAN ' if database.vendor == 'sqlite' else ''}{turns}")
        assert "sync_by_last_turn" in str(cursor.fetchall())


def test_is_not_taken_up_while_somebody_works_on_it(shelf, linked, django_capture_on_commit_callbacks):
    sync = actions.prepare_sync(connection=linked, trigger="refresh")
    assert sync.claim()
    with django_capture_on_commit_callbacks(execute=True):
        resume_stale()
    assert shelf.asked == []


def test_erases_the_credentials_of_a_one_time_integration(shelf, linked, read):
    Integration.objects.filter(pk=linked.integration_id).update(sync_mode=Integration.SyncMode.ONE_TIME)
    shelf.books = {"invoices": [[invoice(1)]]}
    read(linked)
    with database.cursor() as cursor:
        cursor.execute("SELECT credentials, credentials_changed_at FROM companies_connection")
        assert cursor.fetchall() == [(None, None)]
    connection = Connection.objects.get(pk=linked.pk)
    assert connection.status == Connection.Status.UNLINKED and "erased" in connection.status_reason
    assert AuditEvent.objects.filter(verb="credentials.erased").count() == 1
    assert Record.objects.count() == 1


def test_keeps_the_credentials_of_a_one_time_integration_that_is_not_read_whole(shelf, linked, read):
    Integration.objects.filter(pk=linked.integration_id).update(sync_mode=Integration.SyncMode.ONE_TIME)
    shelf.books = {"invoices": [UnexpectedReply("DL02000001")]}
    read(linked)
    assert Connection.objects.get(pk=linked.pk).can_sync


def test_keeps_the_credentials_of_a_continuous_integration(shelf, linked, read):
    read(linked)
    assert Connection.objects.get(pk=linked.pk).can_sync


def test_says_so_when_the_credentials_cannot_be_decrypted(shelf, linked, read):
    with database.cursor() as cursor:
        cursor.execute("UPDATE companies_connection SET credentials = %s", [b"not ours"])
    sync = read(linked)
    assert sync.status == Sync.Status.FAILED and "credentials cannot be read" in sync.failure
