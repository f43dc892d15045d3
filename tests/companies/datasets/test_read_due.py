from datetime import timedelta

import pytest
from django.utils.timezone import now

from companies.actions import unlink
from companies.datasets import schedule
from companies.datasets.models import Sync
from companies.datasets.tasks import read_due
from integrations.models import Integration


@pytest.fixture
def sweep(django_capture_on_commit_callbacks):
    def sweep():
        with django_capture_on_commit_callbacks(execute=True):
            read_due()

    return sweep


@pytest.fixture
def read_yesterday(linked, read):
    read(linked)
    Sync.objects.update(created_at=now() - timedelta(days=1, minutes=1))
    return linked


def test_reads_a_continuous_connection_once_a_day(read_yesterday, sweep):
    sweep()
    sweep()
    assert [sync.trigger for sync in Sync.objects.order_by("created_at")] == ["refresh", "schedule"]
    assert Sync.objects.first().status == Sync.Status.SUCCEEDED


def test_leaves_what_was_read_today_alone(linked, read, sweep):
    read(linked)
    sweep()
    assert Sync.objects.count() == 1


def test_leaves_one_time_connections_alone(read_yesterday, sweep):
    Integration.objects.update(sync_mode=Integration.SyncMode.ONE_TIME)
    sweep()
    assert Sync.objects.count() == 1


def test_leaves_disconnected_companies_alone(read_yesterday, ada, sweep):
    unlink(connection=read_yesterday, actor=ada)
    sweep()
    assert Sync.objects.count() == 1


def test_tells_when(linked, read):
    sync = read(linked)
    linked.refresh_from_db()
    assert schedule.next_read_at(linked) == sync.created_at + timedelta(days=1)
