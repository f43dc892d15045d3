"""A new sign-in for books that are connected: tried first, and only then put in the place of the old one."""

import pytest
from django.db import connection as database
from django.urls import reverse
from django.utils.timezone import now

from companies.models import Connection, Renewal
from companies.tasks import resume_stale, run_renewal
from portal.audit.models import AuditEvent
from portal.lib.runs import LOST_AFTER
from tests.linkflow.conftest import PASSWORD

NEW = "Reader-2027-autumn"


@pytest.fixture
def linked(customer):
    customer.arrive()
    assert customer.connection.is_linked
    return customer


@pytest.fixture
def user(world):
    return world.company("demo-single").login("ws_reader")


def address(customer):
    return reverse("linkflow:renew", args=[customer.token])


def renew(customer, password=NEW, company_id="demo-single", user_id="ws_reader"):
    with customer.commit(execute=True):
        data = {"company_id": company_id, "user_id": user_id, "password": password}
        return customer.client.post(address(customer), data)


def words(customer):
    return customer.client.get(address(customer)).content.decode()


def raw():
    with database.cursor() as cursor:
        cursor.execute("SELECT credentials FROM companies_renewal ORDER BY id")
        return [value for (value,) in cursor.fetchall()]


def kept(customer):
    return Connection.objects.get(pk=customer.connection.pk).credentials["password"]


def test_is_offered_where_books_are_connected(linked):
    assert address(linked) in linked.see("done").content.decode()
    assert "demo-single" in words(linked)
    assert "ws_reader" not in words(linked)


def test_is_tried_later_where_no_broker_takes_its_message(linked, user, broker_away):
    user.password = NEW
    with broker_away():
        assert renew(linked).url == address(linked)
    Renewal.objects.update(due_at=now() - 2 * LOST_AFTER)
    with linked.commit(execute=True):
        resume_stale()
    assert kept(linked) == NEW


def test_replaces_the_old_one_once_it_has_passed(linked, user):
    user.password = NEW
    assert renew(linked).url == address(linked)
    assert kept(linked) == NEW
    assert "has replaced the old one" in words(linked)
    assert linked.connection.is_linked
    assert AuditEvent.objects.filter(verb="credentials.renewed").count() == 1
    assert raw() == [None]


def test_leaves_the_old_one_when_it_is_refused(linked, user):
    renew(linked)
    assert kept(linked) == PASSWORD
    assert linked.connection.is_linked
    assert "The sign-in was not changed" in words(linked)
    assert "Sage Intacct refused the sign-in" in words(linked)
    assert NEW not in words(linked)
    assert raw() == [None]
    assert not AuditEvent.objects.filter(verb="credentials.renewed").exists()


def test_is_tried_once(linked, user):
    before = user.failed_sign_ins
    renew(linked)
    assert user.failed_sign_ins == before + 1


def test_leaves_the_old_one_when_the_new_user_may_not_read(linked, user, world):
    user.password = NEW
    world.company("demo-single").roles[0].rights["Accounts Payable"].pop("Bills")
    renew(linked)
    assert kept(linked) == PASSWORD
    assert "Bills" in words(linked)


def test_connects_again_where_the_old_one_was_refused_first(linked, user):
    Connection.objects.update(status=Connection.Status.DEAUTHORISED, status_reason="The user was locked.")
    assert address(linked) in linked.see("tasks").content.decode()
    assert "if it opens the same books" in words(linked)
    user.password = NEW
    renew(linked)
    assert kept(linked) == NEW
    assert linked.connection.is_linked and not linked.connection.status_reason
    assert "has replaced the old one" in words(linked)


def test_is_not_thrown_away_when_access_is_lost_while_it_is_tried(linked, user):
    linked.client.post(address(linked), {"company_id": "demo-single", "user_id": "ws_reader", "password": NEW})
    user.password = NEW
    Connection.objects.update(status=Connection.Status.DEAUTHORISED)
    assert 'id="progress"' in words(linked)
    run_renewal(Renewal.objects.get().pk)
    assert kept(linked) == NEW
    assert linked.connection.is_linked


def test_keeps_the_old_one_where_access_was_lost_and_the_new_one_is_refused_too(linked, user):
    Connection.objects.update(status=Connection.Status.DEAUTHORISED)
    renew(linked)
    assert kept(linked) == PASSWORD
    assert linked.connection.status == Connection.Status.DEAUTHORISED
    assert "Nothing is read until one works." in words(linked)


def test_is_given_up_when_the_customer_signs_in_from_the_beginning(linked, user):
    Connection.objects.update(status=Connection.Status.DEAUTHORISED)
    linked.client.post(address(linked), {"company_id": "demo-single", "user_id": "ws_reader", "password": NEW})
    linked.sign_in()
    assert Renewal.objects.get().status == Renewal.Status.SKIPPED
    assert raw() == [None]


def test_says_why_it_waits(linked):
    linked.client.post(address(linked), {"company_id": "demo-single", "user_id": "ws_reader", "password": NEW})
    Renewal.objects.update(attempts=1, failure="Sage Intacct is overloaded at the moment.")
    assert "Sage Intacct is overloaded at the moment." in words(linked)


def test_is_for_the_same_company_only(linked):
    answer = renew(linked, company_id="demo-healthy")
    assert answer.status_code == 200
    assert "those of demo-single" in answer.content.decode()
    assert not Renewal.objects.exists()


def test_is_for_who_may_open_the_same_entity(linked, user):
    user.password = NEW
    Connection.objects.update(entity_id="900", entity_name="Closed branch")
    renew(linked)
    assert kept(linked) == PASSWORD
    assert "Closed branch" in words(linked)


def test_leads_elsewhere_where_nothing_is_connected(customer):
    customer.do_tasks()
    assert customer.client.get(address(customer)).status_code == 302
    renew(customer)
    assert not Renewal.objects.exists()


def test_waits_encrypted_and_is_given_up_with_the_connection(linked):
    linked.client.post(address(linked), {"company_id": "demo-single", "user_id": "ws_reader", "password": NEW})
    assert NEW.encode() not in bytes(raw()[0])
    assert 'id="progress"' in words(linked)
    linked.client.post(f"/link/{linked.token}/disconnect/")
    assert raw() == [None]
    assert Renewal.objects.get().status == Renewal.Status.SKIPPED


def test_a_second_one_takes_the_place_of_the_first(linked, user):
    linked.client.post(address(linked), {"company_id": "demo-single", "user_id": "ws_reader", "password": "mistyped"})
    user.password = NEW
    renew(linked)
    assert kept(linked) == NEW
    assert sorted(Renewal.objects.values_list("status", flat=True)) == ["skipped", "succeeded"]


def test_is_taken_up_again_when_its_message_was_lost(linked, user):
    user.password = NEW
    linked.client.post(address(linked), {"company_id": "demo-single", "user_id": "ws_reader", "password": NEW})
    Renewal.objects.update(due_at="2026-01-01T00:00:00Z")
    with linked.commit(execute=True):
        resume_stale()
    assert kept(linked) == NEW


def test_is_not_tried_for_a_while_after_three_refusals(linked, user):
    for number in range(3):
        renew(linked, password=f"Wrong-{number}")
    page = renew(linked, password="Wrong-again").content.decode()
    assert "refused 3 sign-ins within half an hour" in page
    assert Renewal.objects.count() == 3
    assert user.status != "lockedout"
