from datetime import timedelta

import pytest
from django.utils.timezone import now

from companies.datasets.actions import start_sync
from companies.datasets.models import Dataset, Record, Sync
from companies.datasets.tasks import look_again
from companies.models import Connection, Link
from integrations.actions import save_settings
from integrations.models import Integration
from linkflow.models import Consent
from linkflow.returning import status_of
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


def test_withdraws_the_consent_alone_where_nothing_is_connected(customer):
    customer.choose_software()
    leave = customer.client.get(f"/link/{customer.token}/leave/").content.decode()
    assert "Withdraw your consent" in leave and f"/link/{customer.token}/disconnect/" in leave
    assert "no sign-in is kept" in customer.client.get(f"/link/{customer.token}/disconnect/").content.decode()
    assert "Your consent is withdrawn" in disconnect(customer).content.decode()
    assert customer.connection.status == Connection.Status.PENDING
    assert not AuditEvent.objects.filter(verb="connection.unlinked").exists()
    assert AuditEvent.objects.filter(verb="consent.withdrawn").count() == 1
    assert customer.session.consent is None
    assert customer.open().url == customer.address("welcome")


def test_leads_to_the_beginning_where_there_is_nothing_to_withdraw(customer):
    customer.open()
    assert disconnect(customer).url == customer.address()


def test_disconnects_with_a_link_that_has_run_out(customer):
    customer.arrive()
    Link.objects.update(expires_at=now() - timedelta(days=1))
    ended = customer.open()
    assert ended.status_code == 410 and f"/link/{customer.token}/disconnect/" in ended.content.decode()
    assert "Disconnect the books" in customer.client.get(f"/link/{customer.token}/disconnect/").content.decode()
    disconnect(customer)
    assert customer.connection.credentials is None
    assert customer.open().status_code == 410
    assert disconnect(customer).status_code == 410, "there is nothing left to withdraw"


def test_disconnects_nothing_with_a_link_that_was_taken_back(customer):
    customer.arrive()
    Link.objects.update(revoked_at=now())
    assert f"/link/{customer.token}/disconnect/" not in customer.open().content.decode()
    assert disconnect(customer).status_code == 410
    assert customer.connection.is_linked


def test_says_why_access_was_lost_and_goes_on_with_signing_in(customer):
    customer.arrive()
    Connection.objects.update(status=Connection.Status.DEAUTHORISED, status_reason="The user was locked.")
    page = customer.client.get(customer.address(), follow=True).content.decode()
    assert "The user was locked." in page
    assert "demo-single was connected from" in page
    assert f"/link/{customer.token}/disconnect/" in page
    assert "Continue with task 6" in page


def test_erases_the_sign_in_of_somebody_who_stops_half_way(customer):
    customer.do_tasks()
    customer.sign_in()
    assert "have the sign-in erased" in customer.client.get(f"/link/{customer.token}/leave/").content.decode()
    disconnect(customer)
    assert customer.connection.credentials is None
    assert customer.connection.status == Connection.Status.UNLINKED


def test_asks_nothing_of_the_customer_where_the_organisation_must_act(customer):
    customer.arrive()
    Connection.objects.update(
        status=Connection.Status.DEAUTHORISED, status_reason="The sender was refused.", status_owner="organisation"
    )
    page = customer.see("tasks").content.decode()
    assert "Acorn Lending has been told and can mend it. There is nothing for you to do." in page
    assert "Waits for Acorn Lending." in page
    assert "Sign in anew" not in page and "Continue with task" not in page and "password only" not in page
    assert "Disconnect, and have the sign-in erased" in page


def test_may_be_disconnected_after_access_was_lost(customer):
    customer.arrive()
    Connection.objects.update(status=Connection.Status.DEAUTHORISED)
    disconnect(customer)
    assert customer.connection.credentials is None


def read_once(customer):
    Integration.objects.update(sync_mode=Integration.SyncMode.ONE_TIME)
    customer.arrive()
    assert customer.connection.status == Connection.Status.UNLINKED


def test_says_that_the_books_were_read_once_as_agreed(customer):
    read_once(customer)
    assert customer.open().url == customer.address("done")
    assert customer.see("permissions").url == customer.address("done")
    page = customer.see("done").content.decode()
    assert "Your books were read, as agreed" in page
    assert "Your sign-in has been erased" in page
    assert "No, once only" in page
    assert "/disconnect/" not in page
    assert status_of(customer.session) == 200
    assert customer.watch("done", seen="")["HX-Refresh"] == "true"


def test_lets_books_be_connected_again_that_were_read_once(customer):
    read_once(customer)
    assert customer.address("tasks") in customer.see("done").content.decode()
    assert customer.see("tasks").status_code == 200
    customer.sign_in()
    assert customer.connection.status == Connection.Status.PENDING
    assert customer.open().url == customer.address("tasks")


def test_does_not_take_a_disconnection_for_books_read_once(customer):
    customer.arrive()
    disconnect(customer)
    assert not customer.session.is_read_once


@pytest.mark.parametrize(
    ("paused_at", "words"), [(None, "When Acorn Lending asks for it"), (now(), "Paused by Acorn Lending")]
)
def test_promises_no_reading_that_is_not_planned(customer, paused_at, words):
    customer.arrive()
    Dataset.objects.update(due_at=None)
    Connection.objects.update(paused_at=paused_at)
    page = customer.see("done").content.decode()
    assert words in page
    assert "Once a day" not in page


def test_is_connected_again_when_the_organisation_has_mended_its_sender(
    customer, intacct, ada, django_capture_on_commit_callbacks
):
    def change_sender(password):
        options = {"source": intacct.source, "sync_mode": intacct.sync_mode, "actor": ada}
        save_settings(
            integration=intacct, settings={"sender_id": "AcornLending", "sender_password": password}, **options
        )

    customer.arrive()
    mended = dict(intacct.settings)
    change_sender("an old one")
    with django_capture_on_commit_callbacks(execute=True):
        start_sync(connection=customer.connection, trigger=Sync.Trigger.SCHEDULE)
    assert customer.connection.waits_for_organisation
    assert "There is nothing for you to do." in customer.see("tasks").content.decode()

    change_sender(mended["sender_password"])
    with django_capture_on_commit_callbacks(execute=True):
        look_again()
    assert customer.connection.is_linked
