"""Without a broker pages answer and work that was done stays done; what was not is done once there is one again."""

import pytest
from django.utils.timezone import now

from companies.datasets.models import Dataset, Sync
from companies.datasets.tasks import resume_stale as resume_syncs
from companies.models import Probe
from companies.tasks import resume_stale as resume_probes
from companies.tasks import run_probe
from portal.lib.runs import LOST_AFTER
from portal.webhooks.models import Delivery, Endpoint
from portal.webhooks.signing import new_secret


def sweep(customer):
    """A while later, what is scheduled to look for lost messages does so."""
    for model in (Probe, Sync):
        model.objects.unfinished().update(due_at=now() - 2 * LOST_AFTER)
    for resume in (resume_probes, resume_syncs):
        with customer.commit(execute=True):
            resume()


def test_a_sign_in_is_tried_later(customer, broker_away):
    customer.do_tasks()
    with broker_away():
        assert customer.sign_in().status_code == 302
    assert Probe.objects.get().status == Probe.Status.QUEUED
    sweep(customer)
    assert Probe.objects.get().is_passed


def test_books_are_checked_linked_and_read_later(customer, broker_away):
    customer.do_tasks()
    customer.sign_in()
    with broker_away():
        assert customer.send("permissions", do="start").status_code == 302
    assert not customer.connection.is_linked
    sweep(customer)
    assert customer.connection.is_linked
    assert Sync.objects.get().status == Sync.Status.SUCCEEDED
    assert not Dataset.objects.filter(last_read_at=None).exists()


@pytest.mark.django_db(transaction=True)
def test_a_check_that_passed_is_not_marked_as_failed(customer, broker_away, acorn):
    """Behind the commit of its end nobody can be told of the event."""
    customer.do_tasks()
    customer.sign_in()
    Endpoint.objects.create(organisation=acorn, url="https://acorn.example/in", secret=new_secret())
    with broker_away():
        customer.send("permissions", do="start")
        run_probe(Probe.objects.get(kind=Probe.Kind.PERMISSIONS).pk)
    probe = Probe.objects.get(kind=Probe.Kind.PERMISSIONS)
    assert (probe.status, probe.failure) == (Probe.Status.SUCCEEDED, "")
    assert customer.connection.is_linked


def test_a_page_answers_behind_its_commit(customer, broker_away, acorn):
    Endpoint.objects.create(organisation=acorn, url="https://acorn.example/in", secret=new_secret())
    with broker_away():
        customer.do_tasks()
    assert Delivery.objects.get().status == Delivery.Status.QUEUED
