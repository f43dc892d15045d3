"""Whose link ended asks for a new one: the organisation learns it, once in a while, and nothing secret is told."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from companies.actions import answer_asked_anew, ask_anew, issue_link, revoke_link
from companies.models import Company, Connection, Link
from companies.tokens import token_of
from portal.audit.models import AuditEvent
from portal.organisations.roles import MATRIX, Right, Role
from tests.factories import ConnectionFactory, MembershipFactory, UserFactory


@pytest.fixture
def ended(customer, ada):
    """The customer of a link that was revoked."""
    revoke_link(link=customer.link, actor=ada)
    return customer


def ask(customer):
    with customer.commit(execute=True):
        return customer.client.post(reverse("linkflow:ask_anew", args=[customer.token]), follow=True)


def hours_later(hours):
    for model in (Link, Company):
        for row in model.objects.exclude(asked_anew_at=None):
            model.objects.filter(pk=row.pk).update(asked_anew_at=row.asked_anew_at - timedelta(hours=hours))


def test_says_that_the_organisation_was_told_and_when(ended):
    assert "Ask for a new address" in ended.open().content.decode()
    answer = ask(ended)
    page = answer.content.decode()
    assert answer.status_code == 410
    assert "Acorn Lending was told that you ask for a new address." in page
    assert re.search(r"<time [^>]*>Today, ", page)
    assert "Ask for a new address" not in page and "Ask again" not in page


def test_works_for_one_that_has_run_out_and_keeps_the_mail_as_a_second_way(customer):
    Link.objects.update(expires_at=now() - timedelta(minutes=1))
    page = ask(customer).content.decode()
    assert "was told that you ask" in page
    assert "mailto:support@acorn.example" in page


def test_is_written_down_as_the_customers_doing(ended):
    ask(ended)
    event = AuditEvent.objects.get(verb="link.asked_anew")
    assert (event.actor_kind, event.object_id, event.data) == ("customer", ended.company.public_id, {})


def test_the_members_who_may_issue_links_are_mailed(ended, acorn, ben, mailoutbox, monkeypatch):
    analyst = MembershipFactory(organisation=acorn, user=UserFactory(email="cleo@acorn.example"), role=Role.ANALYST)
    monkeypatch.setitem(MATRIX, analyst.role, frozenset({Right.VIEW_COMPANIES}))
    ask(ended)
    assert sorted(message.to[0] for message in mailoutbox) == ["ada@acorn.example", "ben@acorn.example"]
    message = mailoutbox[0]
    assert message.subject == "Hartwell Joinery asks for a new link"
    assert f"https://portal.ledgerbridge.example/o/acorn/companies/{ended.company.public_id}/link/" in message.body


def test_nothing_secret_is_told(ended, ada, mailoutbox):
    link = issue_link(company=ended.company, actor=ada)
    ask(ended)
    said = mailoutbox[0].body + mailoutbox[0].alternatives[0][0]
    for token in (ended.token, token_of(link)):
        assert token not in said
        assert token not in str(list(AuditEvent.objects.values()))
    page = ended.open().content.decode()
    assert token_of(link) not in page


def test_once_in_twelve_hours(ended, ada, mailoutbox):
    ask(ended)
    page = ask(ended).content.decode()
    assert "Acorn Lending was told" in page
    hours_later(11)
    ask(ended)
    assert len(mailoutbox) == AuditEvent.objects.filter(verb="link.asked_anew").count() == 1
    hours_later(2)
    assert "Ask again" in ended.open().content.decode()
    ask(ended)
    assert len(mailoutbox) == AuditEvent.objects.filter(verb="link.asked_anew").count() == 2


def test_looking_changes_nothing(ended):
    ended.client.get(reverse("linkflow:ask_anew", args=[ended.token]))
    assert not AuditEvent.objects.filter(verb="link.asked_anew").exists()
    ended.company.refresh_from_db()
    assert ended.company.asked_anew_at is None


def test_a_form_of_another_site_is_refused(ended):
    strict = Client(enforce_csrf_checks=True)
    address = reverse("linkflow:ask_anew", args=[ended.token])
    assert strict.post(address).status_code == 403
    assert strict.post(address, headers={"origin": "https://evil.example"}).status_code == 403
    assert strict.post(address, headers={"origin": "http://testserver"}).status_code == 302
    assert AuditEvent.objects.filter(verb="link.asked_anew").count() == 1


def test_a_link_that_works_leads_into_the_wizard(customer):
    answer = customer.client.post(reverse("linkflow:ask_anew", args=[customer.token]))
    assert answer.url == customer.address()
    assert not AuditEvent.objects.filter(verb="link.asked_anew").exists()


def test_what_we_did_not_sign_leads_nowhere(customer, db):
    assert customer.client.post("/link/nonsense/ask-anew/").status_code == 404


def test_the_address_is_told_to_nobody(ended):
    answer = ended.client.post(reverse("linkflow:ask_anew", args=[ended.token]))
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("name", ["companies:request_data", "companies:connection", "datasets:company"])
def test_the_company_pages_say_that_somebody_waits(ended, ada, signed_in, name):
    address = reverse(name, args=["acorn", ended.company.public_id])
    assert "asks for a new link" not in signed_in(ada).get(address).content.decode()
    ask_anew(link=ended.link)
    assert "Hartwell Joinery asks for a new link." in signed_in(ada).get(address).content.decode()


def test_the_list_has_it_among_what_needs_the_organisation(ended, ada, signed_in, intacct):
    ask_anew(link=ended.link)
    address = reverse("companies:companies", args=["acorn"])
    page = signed_in(ada).get(address, {"state": "needs_you"}).content.decode()
    assert "Hartwell Joinery" in page and "Asks for a new link" in page
    ConnectionFactory(company=ended.company, integration=intacct, status=Connection.Status.LINKED)
    page = signed_in(ada).get(address, {"state": "linked"}).content.decode()
    assert "Hartwell Joinery" in page and "Asks for a new link" in page


def test_a_new_link_is_the_answer(ended, ada):
    ask_anew(link=ended.link)
    issue_link(company=ended.company, actor=ada)
    ended.company.refresh_from_db()
    assert ended.company.asked_anew_at is None
    ended.link.refresh_from_db()
    assert ended.link.asked_anew_at is not None, "the customer's page still says that the organisation was told"


def test_a_member_says_that_it_was_sent_otherwise(ended, ada, signed_in):
    ask_anew(link=ended.link)
    signed_in(ada).post(reverse("companies:answered", args=["acorn", ended.company.public_id]))
    ended.company.refresh_from_db()
    assert ended.company.asked_anew_at is None
    answer_asked_anew(company=ended.company, actor=ada)
    assert AuditEvent.objects.filter(verb="link.answered").count() == 1


def test_nobody_is_mailed_of_what_was_answered_before_the_worker_came(ended, ada, mailoutbox):
    with ended.commit(execute=True):
        ask_anew(link=ended.link)
        issue_link(company=ended.company, actor=ada)
    assert mailoutbox == []
