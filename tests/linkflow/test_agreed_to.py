"""What a customer agreed to is what is read: other data, or more than one reading, waits until they agree to it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from companies.datasets.models import Dataset, Rule, Sync
from companies.datasets.planning import begin_due, plan
from companies.datasets.tasks import run_sync
from companies.models import Company, Connection, Probe
from integrations.models import Integration
from linkflow.actions import finish

LATER = "bankAccounts"


@pytest.fixture
def without(acorn):
    """Acorn's plan leaves one kind of data out, until it is put in."""
    return Rule.objects.create(organisation=acorn, kind=LATER, is_read_on_link=False, frequency=Rule.Frequency.OFF)


def read_kinds():
    return set(Dataset.objects.exclude(last_read_at=None).values_list("kind", flat=True))


def read_all_that_is_due(commit):
    """Plan as after a change of the rules, and read it."""
    plan(Connection.objects.for_work().linked())
    Dataset.objects.exclude(due_at=None).update(due_at="2026-01-01T00:00Z")
    for sync in begin_due():
        with commit(execute=True):
            run_sync(sync.pk)


def test_data_that_is_switched_on_later_is_read_once_it_was_agreed_to(customer, without):
    customer.arrive()
    assert "journalEntries" in read_kinds() and LATER not in read_kinds()

    without.delete()
    read_all_that_is_due(customer.commit)
    assert Sync.objects.count() == 2 and LATER not in read_kinds()

    assert customer.open().url == customer.address("welcome")
    welcome = customer.see("welcome").content.decode()
    assert "Bank accounts" in welcome and "Until you do, your books are read as you agreed before." in welcome

    customer.agree()
    assert customer.connection.probes.filter(kind=Probe.Kind.PERMISSIONS).count() == 2
    read_all_that_is_due(customer.commit)
    assert LATER in read_kinds()
    assert customer.open().url == customer.address("done")


def test_members_see_what_waits_for_the_customer(customer, without, signed_in, ada):
    customer.arrive()
    address = reverse("datasets:company_plan", args=["acorn", customer.company.public_id])
    assert "agreed to a list without it" not in signed_in(ada).get(address).content.decode()
    without.delete()
    assert "agreed to a list without it: Bank accounts." in signed_in(ada).get(address).content.decode()


def test_who_agreed_to_one_reading_is_asked_before_it_becomes_more(customer):
    Integration.objects.update(sync_mode=Integration.SyncMode.ONE_TIME)
    customer.do_tasks()
    customer.sign_in()
    Integration.objects.update(sync_mode=Integration.SyncMode.CONTINUOUS)
    assert customer.see("permissions").url == customer.address("welcome")
    customer.send("permissions", do="start")
    assert not customer.connection.is_linked

    customer.agree()
    customer.send("permissions", do="start")
    assert customer.connection.is_linked and customer.connection.has_credentials


def test_who_agreed_to_one_reading_gets_no_other_though_the_mode_changes_before_it_ends(customer):
    Integration.objects.update(sync_mode=Integration.SyncMode.ONE_TIME)
    customer.do_tasks()
    customer.sign_in()
    with customer.commit(execute=True):
        finish(session=customer.session)
        Integration.objects.update(sync_mode=Integration.SyncMode.CONTINUOUS)
    connection = customer.connection
    assert connection.status == Connection.Status.UNLINKED and not connection.has_credentials
    assert "journalEntries" in read_kinds()


def test_who_was_connected_before_this_was_kept_is_read_as_before(customer, without):
    customer.arrive()
    Company.objects.update(agreed_kinds=None)
    without.delete()
    read_all_that_is_due(customer.commit)
    assert LATER in read_kinds()
    assert not customer.session.is_asked_again
