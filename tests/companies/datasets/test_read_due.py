from datetime import timedelta

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from companies.actions import unlink
from companies.datasets import planning, schedule
from companies.datasets.models import Dataset, Rule, Sync
from companies.datasets.tasks import read_due
from companies.models import Connection
from integrations.errors import ProviderUnavailable, UnexpectedReply
from integrations.models import Integration, MaintenanceWindow


@pytest.fixture
def sweep(django_capture_on_commit_callbacks):
    def sweep():
        with django_capture_on_commit_callbacks(execute=True):
            read_due()

    return sweep


@pytest.fixture
def is_due(linked, read):
    """A connection that was read, and whose kinds have become due since."""
    read(linked)
    Dataset.objects.update(due_at=now() - timedelta(minutes=1))
    return linked


def fresh(connection):
    return Connection.objects.get(pk=connection.pk)


def triggers():
    return [sync.trigger for sync in Sync.objects.order_by("created_at")]


def test_reads_what_is_due_once(is_due, sweep):
    sweep()
    sweep()
    assert triggers() == ["refresh", "schedule"]
    assert Sync.objects.first().status == Sync.Status.SUCCEEDED
    assert not Dataset.objects.filter(due_at__lte=now()).exists()


def test_leaves_what_is_not_due_alone(linked, read, sweep):
    read(linked)
    sweep()
    assert triggers() == ["refresh"]


def test_reads_only_the_kinds_that_are_due(is_due, sweep):
    Dataset.objects.filter(kind="customers").update(due_at=now() + timedelta(hours=3))
    sweep()
    assert Sync.objects.first().kinds == ["invoices"]


def test_reads_along_what_is_due_in_a_moment(is_due, sweep):
    Dataset.objects.filter(kind="customers").update(due_at=now() + timedelta(minutes=5))
    sweep()
    assert Sync.objects.first().kinds == ["customers", "invoices"]


def test_leaves_one_time_connections_alone(is_due, sweep):
    Integration.objects.update(sync_mode=Integration.SyncMode.ONE_TIME)
    sweep()
    assert triggers() == ["refresh"]
    assert schedule.next_read_at(fresh(is_due)) is None


def test_leaves_disconnected_companies_alone(is_due, ada, sweep):
    unlink(connection=is_due, actor=ada)
    sweep()
    assert triggers() == ["refresh"]


def test_leaves_paused_companies_alone(is_due, sweep):
    Connection.objects.update(paused_at=now())
    sweep()
    assert triggers() == ["refresh"]
    assert schedule.next_read_at(fresh(is_due)) is None


def test_leaves_companies_alone_that_are_being_read(is_due, sweep):
    Sync.objects.update(status=Sync.Status.QUEUED)
    sweep()
    assert triggers() == ["refresh"]


def test_waits_for_the_end_of_a_maintenance_window(is_due, sweep):
    ends_at = now() + timedelta(hours=2)
    MaintenanceWindow.objects.create(provider="shelf", starts_at=now() - timedelta(hours=1), ends_at=ends_at)
    sweep()
    assert triggers() == ["refresh"]
    due = [dataset.due_at for dataset in Dataset.objects.all()]
    assert len(set(due)) == 1 and ends_at <= due[0] <= ends_at + schedule.SPREAD
    assert schedule.next_read_at(fresh(is_due)) == due[0]


def test_does_not_mind_the_maintenance_of_others(is_due, sweep):
    window = {"starts_at": now() - timedelta(hours=1), "ends_at": now() + timedelta(hours=1)}
    MaintenanceWindow.objects.create(provider="sage-intacct", **window)
    sweep()
    assert triggers() == ["refresh", "schedule"]


def test_plans_nothing_into_a_maintenance_window_to_come(linked, read):
    tomorrow = now() + timedelta(days=1)
    window = MaintenanceWindow.objects.create(
        provider="shelf", starts_at=tomorrow - timedelta(hours=1), ends_at=tomorrow + timedelta(hours=1)
    )
    read(linked)
    assert all(dataset.due_at >= window.ends_at for dataset in Dataset.objects.all())


def test_tells_when(linked, read):
    sync = read(linked)
    assert schedule.next_read_at(fresh(linked)) == sync.started_at + timedelta(days=1)


def test_plans_what_was_read_before_there_were_due_dates(linked, read, sweep):
    sync = read(linked)
    Dataset.objects.update(due_at=None)
    sweep()
    assert {dataset.due_at for dataset in Dataset.objects.all()} == {sync.started_at + timedelta(days=1)}


@pytest.mark.parametrize("is_read_on_link", [True, False])
def test_plans_nothing_where_nothing_is_read_by_itself(is_read_on_link, linked, read, sweep):
    read(linked)
    for kind in ("customers", "invoices"):
        Rule.objects.create(
            organisation=linked.organisation, kind=kind, is_read_on_link=is_read_on_link, frequency=Rule.Frequency.OFF
        )
    planning.plan([fresh(linked)])
    with CaptureQueriesContext(database) as asked:
        sweep()
    assert not any("INSERT" in query["sql"] for query in asked)
    assert not Dataset.objects.exclude(due_at=None).exists()


def test_plans_again_what_could_not_be_read_before_access_was_lost(linked, shelf, read, sweep):
    for kind in ("customers", "invoices"):
        Rule.objects.create(organisation=linked.organisation, kind=kind, frequency=Rule.Frequency.OFF)
    shelf.books = {"invoices": [UnexpectedReply("DL02")]}
    read(linked)
    Dataset.objects.update(due_at=None)
    sweep()
    assert [dataset.kind for dataset in Dataset.objects.exclude(due_at=None)] == ["invoices"]


def test_reads_a_kind_that_came_into_the_plan_later(acorn, linked, read, sweep):
    rule = Rule.objects.create(organisation=acorn, kind="invoices", is_read_on_link=False, frequency=Rule.Frequency.OFF)
    assert read(linked).kinds == ["customers"]
    rule.delete()
    planning.plan([fresh(linked)])
    Dataset.objects.filter(kind="invoices").update(due_at=now())
    sweep()
    assert Sync.objects.first().kinds == ["invoices"]


def test_a_broken_connection_is_left_alone_longer_each_time(linked, shelf, read):
    shelf.books = {"customers": [UnexpectedReply("nonsense")], "invoices": [UnexpectedReply("nonsense")]}
    pauses = []
    for _ in range(9):
        read(linked)
        broken = fresh(linked)
        pauses.append(round((broken.retry_at - now()) / timedelta(minutes=15)))
    assert pauses == [1, 2, 4, 8, 16, 32, 64, 96, 96]
    assert broken.retry_reason == Sync.objects.first().failure
    assert schedule.next_read_at(broken) == broken.retry_at


def test_a_broken_connection_is_tried_again_when_it_has_rested(linked, shelf, read, sweep):
    shelf.books = {"customers": [UnexpectedReply("nonsense")], "invoices": [UnexpectedReply("nonsense")]}
    read(linked)
    sweep()
    assert triggers() == ["refresh"]
    Connection.objects.update(retry_at=now())
    Dataset.objects.update(due_at=now())
    shelf.clear()
    sweep()
    assert triggers() == ["refresh", "schedule"]
    healed = fresh(linked)
    assert (healed.failure_count, healed.retry_at, healed.retry_reason) == (0, None, "")


def test_one_kind_that_fails_is_tried_again_without_the_others(linked, shelf, read, sweep):
    shelf.books = {"customers": [UnexpectedReply("nonsense")]}
    sync = read(linked)
    assert fresh(linked).retry_at is None
    due = dict(Dataset.objects.values_list("kind", "due_at"))
    assert abs(due["customers"] - now() - timedelta(minutes=15)) < timedelta(seconds=10)
    assert due["invoices"] == sync.started_at + timedelta(days=1)


def test_a_one_time_connection_that_could_not_be_read_is_tried_again(linked, shelf, read, sweep):
    Integration.objects.update(sync_mode=Integration.SyncMode.ONE_TIME)
    shelf.books = {"customers": [UnexpectedReply("nonsense")]}
    read(linked)
    assert fresh(linked).has_credentials
    Dataset.objects.filter(due_at__isnull=False).update(due_at=now())
    shelf.clear()
    sweep()
    assert Sync.objects.first().kinds == ["customers"]
    assert not fresh(linked).has_credentials


def test_a_gateway_that_stays_away_is_a_broken_connection(linked, shelf, read, monkeypatch):
    monkeypatch.setattr("companies.datasets.tasks.MAX_TRIES", 0)
    shelf.books = {"customers": [ProviderUnavailable("down")]}
    read(linked)
    assert fresh(linked).failure_count == 1
