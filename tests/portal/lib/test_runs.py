"""A run is claimed by one worker, held while it works, given back, found again when its worker is gone."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils.timezone import now

from companies.models import Probe
from portal.lib import runs, slots
from portal.lib.runs import LOST_AFTER, STALE_AFTER, ClaimLost, backoff
from portal.mails.models import Mail
from portal.webhooks.models import Delivery
from tests.factories import ConnectionFactory


@pytest.fixture
def probe(acorn, intacct):
    connection = ConnectionFactory(integration=intacct, company__organisation=acorn)
    return Probe.objects.create(organisation=acorn, connection=connection, kind=Probe.Kind.SIGN_IN)


def again(probe):
    return Probe.objects.get(pk=probe.pk)


def age(probe, **fields):
    Probe.objects.filter(pk=probe.pk).update(**fields)


def test_is_claimed_once(probe):
    other = again(probe)
    assert probe.claim()
    assert not other.claim()
    assert probe.is_finished is False
    assert again(probe).status == Probe.Status.RUNNING
    assert again(probe).attempts == 1


def test_a_finished_run_is_never_claimed(probe):
    probe.claim()
    probe.finish(Probe.Status.SUCCEEDED)
    assert not again(probe).claim()


def test_a_stale_run_is_claimed_by_somebody_else(probe):
    probe.claim()
    age(probe, heartbeat_at=now() - STALE_AFTER - timedelta(seconds=1))
    heir = again(probe)
    assert heir.claim()
    assert heir.claim_id != probe.claim_id
    assert heir.attempts == 2
    assert heir.started_at == probe.started_at


def test_a_beating_run_is_not_taken_over(probe):
    probe.claim()
    age(probe, heartbeat_at=now() - STALE_AFTER + timedelta(seconds=5))
    assert not again(probe).claim()


def test_hold_refreshes_the_heartbeat(probe):
    probe.claim()
    age(probe, heartbeat_at=now() - timedelta(seconds=20))
    probe.hold()
    assert again(probe).heartbeat_at > now() - timedelta(seconds=5)


def test_who_lost_the_claim_commits_nothing(probe):
    probe.claim()
    age(probe, heartbeat_at=now() - STALE_AFTER - timedelta(seconds=1))
    again(probe).claim()
    with pytest.raises(ClaimLost), transaction.atomic():
        age(probe, failure="written by the one who lost")
        probe.hold()
    assert again(probe).failure == ""


def test_who_lost_the_claim_releases_nothing(probe):
    probe.claim()
    age(probe, heartbeat_at=now() - STALE_AFTER - timedelta(seconds=1))
    heir = again(probe)
    heir.claim()
    probe.release()
    assert again(probe).status == Probe.Status.RUNNING
    heir.hold()


def test_hold_refuses_a_run_that_was_ended_meanwhile(probe):
    probe.claim()
    again(probe).finish(Probe.Status.SKIPPED)
    with pytest.raises(ClaimLost):
        probe.hold()


def test_a_released_run_can_be_claimed_again(probe):
    probe.claim()
    probe.release(after=timedelta(seconds=9))
    assert probe.status == Probe.Status.QUEUED
    assert probe.due_at > now() + timedelta(seconds=5)
    assert again(probe).claim()


def test_the_end_says_why(probe):
    probe.claim()
    probe.finish(Probe.Status.FAILED, failure="For customers.", detail="For support staff.")
    found = again(probe)
    assert (found.failure, found.failure_detail) == ("For customers.", "For support staff.")
    assert found.is_finished
    assert found.finished_at is not None


def test_lost_runs_are_those_nobody_works_on(probe):
    assert not Probe.objects.lost().exists()
    age(probe, due_at=now() - LOST_AFTER - timedelta(seconds=1))
    assert Probe.objects.lost().get() == probe
    probe.requeue()
    assert not Probe.objects.lost().exists()
    probe.claim()
    assert not Probe.objects.lost().exists()
    age(probe, heartbeat_at=now() - STALE_AFTER - timedelta(seconds=1))
    assert Probe.objects.lost().get() == probe
    probe.finish(Probe.Status.FAILED)
    age(probe, heartbeat_at=now() - timedelta(days=1), due_at=now() - timedelta(days=1))
    assert not Probe.objects.lost().exists()


def test_a_run_is_late_when_no_worker_takes_it(probe):
    assert not probe.is_late
    age(probe, due_at=now() - timedelta(seconds=11))
    assert again(probe).is_late
    waiting = again(probe)
    waiting.claim()
    assert not waiting.is_late


@pytest.mark.django_db(transaction=True)
def test_the_heart_beats_while_the_work_goes_on(probe, monkeypatch):
    monkeypatch.setattr(runs, "HEARTBEAT", timedelta(milliseconds=20))
    probe.claim()
    age(probe, heartbeat_at=now() - timedelta(hours=1))
    with probe.beating():
        for _ in range(200):
            if again(probe).heartbeat_at > now() - timedelta(minutes=1):
                break
            runs.threading.Event().wait(0.02)
        else:
            pytest.fail("The heartbeat stood still.")
    age(probe, heartbeat_at=now() - timedelta(hours=1))
    runs.threading.Event().wait(0.1)
    assert again(probe).heartbeat_at < now() - timedelta(minutes=1)


@pytest.mark.parametrize(("model", "index"), [(Delivery, "delivery_unfinished"), (Mail, "mail_unfinished")])
def test_lost_runs_are_found_without_reading_those_that_have_ended(model, index, db):
    with connection.cursor() as cursor:
        assert index in connection.introspection.get_constraints(cursor, model._meta.db_table)
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # which pays for tables as small as a test's
            assert index in model.objects.lost().explain()


@pytest.mark.parametrize("attempt", range(12))
def test_waits_grow_and_end_at_a_cap(attempt):
    ceiling = min(90, 3 * 2**attempt)
    waits = [backoff(attempt) for _ in range(50)]
    assert all(ceiling / 2 <= wait <= ceiling for wait in waits)
    assert len(set(waits)) > 1


def test_places_of_a_dead_worker_are_free_when_its_work_is_taken_over(settings):
    sweep = settings.CELERY_BEAT_SCHEDULE["resume-stale-syncs"]["schedule"]
    assert STALE_AFTER.total_seconds() + sweep >= slots.LEASE
