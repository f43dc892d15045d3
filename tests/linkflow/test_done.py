from datetime import timedelta

from django.utils.timezone import now

from companies.datasets.models import Record, Sync
from companies.models import Connection
from linkflow.models import Consent
from portal.audit.models import AuditEvent


def disconnect(customer):
    return customer.client.post(f"/link/{customer.token}/disconnect/")


def test_is_what_the_link_of_a_connected_company_shows(customer):
    customer.arrive()
    assert customer.open().url == customer.address("done")
    page = customer.see("done").content.decode()
    assert "Connected since" in page
    assert "Disconnect" in page


def test_shows_neither_data_nor_credentials(customer):
    customer.arrive()
    Sync.objects.update(finished_at=now() - timedelta(days=1))
    page = customer.see("done").content.decode()
    assert "ws_reader" not in page
    assert "records" not in page


def test_leads_every_other_step_here(customer):
    customer.arrive()
    for slug in ("welcome", "select", "tasks", "web-services", "credentials"):
        assert customer.see(slug).url == customer.address("done")


def test_asks_before_it_disconnects(customer):
    customer.arrive()
    page = customer.client.get(f"/link/{customer.token}/disconnect/").content.decode()
    assert "stops reading at once" in page
    assert customer.connection.is_linked


def test_erases_the_credentials_and_keeps_what_was_read(customer):
    customer.arrive()
    before = Record.objects.count()
    assert "disconnected" in disconnect(customer).content.decode()
    connection = customer.connection
    assert connection.status == Connection.Status.UNLINKED
    assert connection.credentials is None
    assert Record.objects.count() == before
    assert AuditEvent.objects.filter(verb="connection.unlinked", actor_kind="customer").exists()


def test_asks_for_consent_anew_after_disconnecting(customer):
    customer.arrive()
    disconnect(customer)
    assert customer.open().url == customer.address("welcome")
    customer.agree()
    assert Consent.objects.count() == 2
    assert customer.open().url == customer.address("tasks")
    assert "5 of 7 done" in customer.see("tasks").content.decode()


def test_disconnects_once_from_two_tabs(customer):
    customer.arrive()
    disconnect(customer)
    disconnect(customer)
    assert AuditEvent.objects.filter(verb="connection.unlinked").count() == 1


def test_does_not_disconnect_what_was_never_connected(customer):
    customer.choose_software()
    assert disconnect(customer).status_code == 302
    assert customer.connection.status == Connection.Status.PENDING
    assert not AuditEvent.objects.filter(verb="connection.unlinked").exists()


def test_says_why_access_was_lost_and_goes_on_with_signing_in(customer):
    customer.arrive()
    Connection.objects.update(status=Connection.Status.DEAUTHORISED, status_reason="The user was locked.")
    page = customer.client.get(customer.address(), follow=True).content.decode()
    assert "The user was locked." in page
    assert "Continue with task 6" in page


def test_erases_the_sign_in_of_somebody_who_stops_half_way(customer):
    customer.do_tasks()
    customer.sign_in()
    assert "have the sign-in erased" in customer.client.get(f"/link/{customer.token}/leave/").content.decode()
    disconnect(customer)
    assert customer.connection.credentials is None
    assert customer.connection.status == Connection.Status.UNLINKED


def test_may_be_disconnected_after_access_was_lost(customer):
    customer.arrive()
    Connection.objects.update(status=Connection.Status.DEAUTHORISED)
    disconnect(customer)
    assert customer.connection.credentials is None
