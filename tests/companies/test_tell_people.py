"""Who is written to when a company is connected, disconnected, or needs somebody; and what the mails say."""

from __future__ import annotations

import pytest

from companies import mailing
from companies.actions import begin_connection, connect, start_probe, unlink
from companies.mailing import Occasion, tell_members, warn_members
from companies.models import Connection, Probe
from companies.tokens import token_of
from linkflow.models import Consent
from portal.mails.models import Mail
from portal.mails.tasks import send
from portal.organisations.models import Membership
from tests.factories import CompanyFactory, ConnectionFactory, LinkFactory

ADDRESS = "clerk@hartwell.example"
PASSWORD = "Reader-2026"


@pytest.fixture
def company(acorn, ada, ben):
    company = CompanyFactory(organisation=acorn, name="Hartwell Joinery")
    LinkFactory(company=company)
    return company


@pytest.fixture
def invited(company):
    """The invitation that went to the customer of this company."""
    return Mail.objects.create(
        organisation=company.organisation,
        kind=Occasion.INVITATION,
        about=company.public_id,
        recipient=ADDRESS,
        recipient_name="Cleo",
        is_to_customer=True,
        language="en",
        status=Mail.Status.SUCCEEDED,
    )


@pytest.fixture
def work(django_capture_on_commit_callbacks):
    """Do something, and let the worker do what it queued."""

    def work(act, **what):
        with django_capture_on_commit_callbacks(execute=True):
            return act(**what)

    return work


@pytest.fixture
def link_up(company, intacct, work):
    """Connect the company over the simulator, as far as it goes."""

    def link_up(account="demo-single"):
        connection = begin_connection(company=company, integration=intacct, actor="customer")
        credentials = {"company_id": account, "user_id": "ws_reader", "password": PASSWORD}
        work(connect, connection=connection, credentials=credentials, actor="customer")
        work(start_probe, connection=Connection.objects.get(), kind=Probe.Kind.PERMISSIONS)
        return Connection.objects.get()

    return link_up


def to(outbox, address):
    return [message for message in outbox if message.to == [address]]


def test_connected_tells_members_and_the_invited_customer_once(link_up, company, invited, work, mailoutbox):
    connection = link_up()
    assert connection.is_linked
    work(start_probe, connection=connection, kind=Probe.Kind.PERMISSIONS)
    assert sorted(message.to[0] for message in mailoutbox) == ["ada@acorn.example", "ben@acorn.example", ADDRESS]
    [member], [customer] = to(mailoutbox, "ben@acorn.example"), to(mailoutbox, ADDRESS)
    assert member.subject == "Hartwell Joinery has connected its books"
    assert "The books in Sage Intacct are linked" in member.body
    assert f"https://portal.ledgerbridge.example{company.get_absolute_url()}" in member.body
    assert customer.subject == "The books of Hartwell Joinery are connected"
    assert "Hello Cleo," in customer.body
    assert "are connected to Acorn Lending" in customer.body
    assert "“Disconnect”" in customer.body and token_of(company.live_link) in customer.body


def test_a_customer_whom_nobody_mailed_is_not_mailed(link_up, mailoutbox):
    link_up()
    assert len(mailoutbox) == 2
    assert {message.to[0] for message in mailoutbox} == {"ada@acorn.example", "ben@acorn.example"}


def test_members_are_told_no_link_and_no_secret(link_up, company, invited, ada, work, mailoutbox):
    work(unlink, connection=link_up(), actor=ada)
    for message in mailoutbox:
        said = message.subject + message.body + message.alternatives[0][0]
        assert PASSWORD not in said and "ws_reader" not in said and "acorn-sender-secret" not in said
        if message.to != [ADDRESS]:
            assert token_of(company.live_link) not in said and "/link/ey" not in said
            assert ADDRESS not in said


def test_a_one_time_reading_is_said_to_the_customer(link_up, invited, intacct, mailoutbox):
    intacct.sync_mode = "one_time"
    intacct.save()
    link_up()
    assert "They are read once. After that your sign-in is erased." in to(mailoutbox, ADDRESS)[0].body


def test_disconnected_tells_members_and_the_invited_customer(company, intacct, invited, work, ada, mailoutbox):
    connection = ConnectionFactory(company=company, integration=intacct, status=Connection.Status.LINKED)
    work(unlink, connection=connection, actor=ada)
    assert len(mailoutbox) == 3
    [member], [customer] = to(mailoutbox, "ben@acorn.example"), to(mailoutbox, ADDRESS)
    assert member.subject == "Hartwell Joinery is not connected any more"
    assert "What was read stays until you delete the company." in member.body
    assert customer.subject == "The books of Hartwell Joinery are disconnected"
    assert "Your sign-in has been erased." in customer.body
    assert "switch the user off in Sage Intacct" in customer.body


def test_ending_what_was_never_connected_tells_nobody(company, intacct, invited, work, ada, mailoutbox):
    work(unlink, connection=ConnectionFactory(company=company, integration=intacct), actor=ada)
    assert mailoutbox == []


def test_what_only_the_organisation_can_mend_is_mailed_once(link_up, company, intacct, mailoutbox, work):
    intacct.settings = {"sender_id": "AcornLending", "sender_password": "an old one"}
    intacct.save()
    link_up()
    link_up()
    assert sorted(message.to[0] for message in mailoutbox) == ["ada@acorn.example", "ben@acorn.example"]
    message = mailoutbox[0]
    assert message.subject == "Hartwell Joinery needs your attention"
    assert f"/o/acorn/companies/{company.public_id}/connection/" in message.body
    assert "an old one" not in message.body
    assert "**" not in message.body


@pytest.mark.parametrize(("owner", "cure"), [("organisation", "your settings"), ("customer", "a new link")])
def test_lost_access_says_who_can_mend_it(link_up, company, work, mailoutbox, owner, cure):
    link_up()
    Connection.objects.update(status=Connection.Status.DEAUTHORISED, status_owner=owner)
    mailoutbox.clear()
    work(warn_members, company=company, cause="The sender is refused.")
    assert cure in mailoutbox[0].body


def test_another_trouble_or_the_same_much_later_is_told_again(company, work, mailoutbox, monkeypatch):
    work(warn_members, company=company, cause="The sender is refused.")
    work(warn_members, company=company, cause="The sender is refused.")
    assert len(mailoutbox) == 2
    work(warn_members, company=company, cause="Nothing is switched on.")
    assert len(mailoutbox) == 4
    monkeypatch.setattr(mailing, "NOT_AGAIN_WITHIN", mailing.NOT_AGAIN_WITHIN * 0)
    work(warn_members, company=company, cause="The sender is refused.")
    assert len(mailoutbox) == 6


def test_who_is_no_member_any_more_is_not_told_what_waits(company, ben, mailoutbox):
    tell_members(Occasion.NEEDS_ATTENTION, company, cause="The sender is refused.")
    Membership.objects.filter(user=ben).delete()
    for mail in Mail.objects.all():
        send(mail.pk)
    assert [message.to for message in mailoutbox] == [["ada@acorn.example"]]
    assert Mail.objects.get(recipient="ben@acorn.example").status == Mail.Status.SKIPPED


def test_no_other_organisation_hears_of_it(company, cleo, work, mailoutbox):
    work(tell_members, occasion=Occasion.NEEDS_ATTENTION, company=company)
    assert to(mailoutbox, "cleo@birch.example") == []


def test_what_has_changed_again_is_not_told(company, intacct, work, ada, mailoutbox):
    connection = ConnectionFactory(company=company, integration=intacct, status=Connection.Status.LINKED)
    unlink(connection=connection, actor=ada)
    Connection.objects.update(status=Connection.Status.PENDING)
    for mail in Mail.objects.all():
        send(mail.pk)
    assert mailoutbox == []


def test_the_customer_is_written_to_in_the_language_of_the_wizard(company, invited, settings):
    settings.LANGUAGES = [("en", "English"), ("de", "Deutsch")]
    values = {"organisation": company.organisation, "company": company, "text": "", "text_version": "1"}
    Consent.objects.create(**values, text_hash="x", language="de")
    assert mailing.tell_customer(Occasion.CONNECTED, company).language == "de"
    Consent.objects.all().delete()
    Consent.objects.create(**values, text_hash="x", language="xx")
    assert mailing.tell_customer(Occasion.CONNECTED, company).language == "en"
