"""Reading tells people, too: of access that was lost, and of a connection that ended because it was for one reading."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import now
from django.utils.translation import override

from companies.mailing import Occasion, mail_customer
from companies.models import Connection
from companies.requesting import url_of
from integrations.errors import CredentialsRejected
from integrations.models import Integration
from integrations.provider import Owner, Verdict
from portal.mails.models import Mail
from portal.mails.tasks import send
from tests.factories import LinkFactory

ADDRESS = "clerk@hartwell.example"


@pytest.fixture
def invited(linked):
    company = linked.company
    return Mail.objects.create(
        organisation=company.organisation,
        kind="link.invitation",
        about=company.public_id,
        recipient=ADDRESS,
        is_to_customer=True,
        language="en",
        status="succeeded",
    )


def test_lost_access_is_mailed_to_members_once(shelf, linked, invited, read, ada, mailoutbox):
    shelf.books = {"customers": [CredentialsRejected("XL03000006")]}
    read(linked)
    [message] = [message for message in mailoutbox if message.to == ["ada@acorn.example"]]
    assert message.subject == "Hartwell Joinery needs your attention"
    assert str(CredentialsRejected.user_message) in message.body
    assert "Send Hartwell Joinery a new link." in message.body
    assert "shelf-secret" not in message.body


def test_lost_access_is_mailed_to_the_invited_customer_in_their_language(shelf, linked, invited, read, ada, mailoutbox):
    Mail.objects.filter(pk=invited.pk).update(language="de")
    link = LinkFactory(company=linked.company)
    shelf.books = {"customers": [CredentialsRejected("XL03000006")]}
    read(linked)
    told = {message.to[0]: message for message in mailoutbox}
    customer, member = told[ADDRESS], told["ada@acorn.example"]
    assert customer.subject == "Die Buchhaltung von Hartwell Joinery braucht eine neue Anmeldung"
    with override("de"):
        assert str(CredentialsRejected.user_message) in customer.body
    assert url_of(link) in customer.body and "Neu anmelden" in customer.body
    assert url_of(link) not in member.body and "We have written to them" in member.body


def test_a_customer_whose_link_ran_out_can_ask_for_another(shelf, linked, invited, read, ada, mailoutbox):
    link = LinkFactory(company=linked.company, expires_at=now() - timedelta(days=1))
    shelf.books = {"customers": [CredentialsRejected("XL03000006")]}
    read(linked)
    told = {message.to[0]: message for message in mailoutbox}
    assert url_of(link) in told[ADDRESS].body
    assert "Ask for a new address" in told[ADDRESS].body
    assert "Send Hartwell Joinery a new link." in told["ada@acorn.example"].body


def test_a_customer_is_not_asked_for_what_the_organisation_must_mend(shelf, linked, invited, read, ada, mailoutbox):
    verdict = Verdict(key="sender", cause="The sender is refused.", owner=Owner.ORGANISATION)
    shelf.books = {"customers": [CredentialsRejected("XL03000006", verdict=verdict)]}
    read(linked)
    assert [message.to for message in mailoutbox] == [["ada@acorn.example"]]


def test_a_customer_is_not_told_of_access_that_is_back(shelf, linked, invited, mailoutbox):
    mail = mail_customer(Occasion.NEEDS_ATTENTION, linked.company, email=ADDRESS, name="", language="en")
    send(mail.pk)
    mail.refresh_from_db()
    assert (mail.status, mailoutbox) == (Mail.Status.SKIPPED, [])


def test_the_end_of_a_one_time_reading_is_mailed(shelf, linked, invited, read, ada, mailoutbox):
    Integration.objects.update(sync_mode=Integration.SyncMode.ONE_TIME)
    shelf.books = {}
    read(linked)
    assert Connection.objects.get().status == Connection.Status.UNLINKED
    told = {message.to[0]: message for message in mailoutbox}
    assert set(told) == {"ada@acorn.example", ADDRESS}
    assert "Read once, as agreed." in told["ada@acorn.example"].body
    assert "Read once, as agreed. The credentials are erased; what was read stays." in told[ADDRESS].body
    assert "Your sign-in has been erased." in told[ADDRESS].body


def test_the_end_of_a_one_time_reading_is_told_in_the_customers_language(shelf, linked, invited, read, mailoutbox):
    Mail.objects.filter(pk=invited.pk).update(language="de")
    Integration.objects.update(sync_mode=Integration.SyncMode.ONE_TIME)
    shelf.books = {}
    read(linked)
    [message] = [message for message in mailoutbox if message.to == [ADDRESS]]
    assert message.subject == "Die Verbindung zur Buchhaltung von Hartwell Joinery ist getrennt"
    assert Connection.objects.get().status_reason.words["de"] in message.body
    assert "Read once" not in message.body
