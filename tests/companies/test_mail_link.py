"""The Link URL by e-mail: what it says, to whom, how often, and who may."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from companies import mailing
from companies.actions import delete_company, issue_link, revoke_link
from companies.models import Company, Connection, Link
from companies.requesting import request_of
from portal.audit.models import AuditEvent
from portal.mails.models import Mail
from portal.mails.tasks import send
from portal.organisations import roles
from tests.factories import CompanyFactory, ConnectionFactory, WordingVersionFactory

ADDRESS = "clerk@hartwell.example"


@pytest.fixture
def company(acorn, ada, intacct):
    WordingVersionFactory(organisation=acorn, purpose="to decide on a credit line")
    company = CompanyFactory(organisation=acorn, name="Hartwell & Sons")
    issue_link(company=company, actor=ada)
    return company


@pytest.fixture
def go(signed_in, ben, company, django_capture_on_commit_callbacks):
    """Post as Ben; the worker then does what was queued."""

    def go(view, **data):
        with django_capture_on_commit_callbacks(execute=True):
            return signed_in(ben).post(address(view, company), data, follow=True)

    return go


def address(name, company, slug="acorn"):
    return reverse(f"companies:{name}", args=[slug, company.public_id])


def text(answer):
    return answer.content.decode()


def days_later(days=1):
    """Let everything that was mailed be so much older."""
    for mail in Mail.objects.all():
        Mail.objects.filter(pk=mail.pk).update(created_at=mail.created_at - timedelta(days=days))


def test_says_who_asks_what_for_how_long_and_until_when(go, company, mailoutbox, signed_in, ben):
    page = text(go("mail_link", email=ADDRESS, name="Cleo"))
    [message] = mailoutbox
    asked = request_of(company)
    assert message.to == [ADDRESS]
    assert message.subject == asked.subject == "Connect the books of Hartwell & Sons to Acorn Lending"
    assert message.reply_to == ["support@acorn.example"]
    assert message.from_email == "Acorn Lending through Ledgerbridge <no-reply@ledgerbridge.example>"
    for words in [
        "Hello Cleo,",
        "Acorn Lending asks to read the books of Hartwell & Sons in Sage Intacct.",
        "Reading only: nothing in them is changed.",
        "What for: to decide on a credit line",
        "Less than half an hour",
        f"Valid until: {asked.link.expires_at:%b} {asked.link.expires_at.day}, {asked.link.expires_at.year}",
        asked.url,
        "You can withdraw at any time.",
        "support@acorn.example",
    ]:
        assert words in message.body
    assert asked.url in message.alternatives[0][0]
    assert f"Link to {ADDRESS}" in page and "On its way" in page
    assert "Sent:" in text(signed_in(ben).get(address("request_data", company)))


def test_the_mail_holds_no_secret_but_the_link(go, company, mailoutbox):
    go("mail_link", email=ADDRESS)
    said = mailoutbox[0].body + mailoutbox[0].alternatives[0][0]
    assert "acorn-sender-secret" not in said and "AcornLending" not in said
    assert "ben@acorn.example" not in said, "who works at the organisation is nobody's business"
    assert str(company.public_id) not in said


def test_the_address_is_told_neither_to_the_audit_log_nor_to_other_programs(go):
    go("mail_link", email=ADDRESS, name="Cleo")
    event = AuditEvent.objects.get(verb="link.mailed")
    assert event.actor.email == "ben@acorn.example"
    assert ADDRESS not in f"{event.data}{event.object_label}{event.actor_label}"


def test_the_address_goes_with_the_company(go, company, ada):
    go("mail_link", email=ADDRESS)
    delete_company(company=company, actor=ada)
    assert not Mail.objects.exists()
    assert ADDRESS not in "".join(str(row) for row in AuditEvent.objects.values())


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({"email": ""}, "Enter the address to which"),
        ({"email": "clerk at hartwell"}, "Enter a valid email address"),
        ({"email": ADDRESS, "name": "https://elsewhere.example"}, "Take out"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_sent(go, mailoutbox, data, error):
    page = text(go("mail_link", **data))
    assert error in page
    assert "Nothing was sent" in page and "<title>Error:" in page
    assert mailoutbox == [] and not Mail.objects.exists()


def test_a_line_break_in_the_name_becomes_a_blank(go, mailoutbox):
    go("mail_link", email=ADDRESS, name="Cleo\r\nBcc: x")
    assert mailoutbox == []
    go("mail_link", email=ADDRESS, name="Cleo\r\nSmith")
    assert "Hello Cleo Smith," in mailoutbox[0].body


def test_sent_twice_is_mailed_once(go, mailoutbox):
    go("mail_link", email=ADDRESS)
    page = text(go("mail_link", email=ADDRESS.upper()))
    assert "This link was mailed to this address within the last 24 hours." in page
    assert len(mailoutbox) == 1


def test_a_new_link_may_be_mailed_at_once(go, company, ada, mailoutbox):
    go("mail_link", email=ADDRESS)
    issue_link(company=company, actor=ada)
    go("mail_link", email=ADDRESS)
    assert len(mailoutbox) == 2
    assert request_of(company).url in mailoutbox[1].body


def test_a_company_gets_no_more_than_some_a_day(go, mailoutbox):
    for number in range(mailing.PER_COMPANY + 1):
        page = text(go("mail_link", email=f"clerk{number}@hartwell.example"))
    assert "Try again tomorrow." in page
    assert len(mailoutbox) == mailing.PER_COMPANY
    days_later()
    go("mail_link", email="another@hartwell.example")
    assert len(mailoutbox) == mailing.PER_COMPANY + 1


def test_an_organisation_sends_no_more_than_some_a_day(go, mailoutbox, monkeypatch, acorn, ada):
    monkeypatch.setattr(mailing, "PER_ORGANISATION", 1)
    other = CompanyFactory(organisation=acorn)
    Mail.objects.create(
        organisation=acorn, kind="link.invitation", about=other.public_id, recipient=ADDRESS, language="en"
    )
    assert "Your organisation has mailed 1 customers" in text(go("mail_link", email=ADDRESS))
    assert mailoutbox == []


@pytest.mark.parametrize("end", ["revoke", "expire"])
def test_only_a_link_that_works_is_mailed(go, company, ada, mailoutbox, end):
    if end == "revoke":
        revoke_link(link=company.live_link, actor=ada)
    else:
        Link.objects.update(expires_at=now() - timedelta(minutes=1))
    assert "No link works now." in text(go("mail_link", email=ADDRESS))
    assert mailoutbox == []


def test_a_link_that_ends_before_the_worker_comes_is_not_sent(signed_in, ben, company, ada, mailoutbox):
    signed_in(ben).post(address("mail_link", company), {"email": ADDRESS})
    revoke_link(link=company.live_link, actor=ada)
    send(Mail.objects.get().pk)
    assert mailoutbox == []
    page = text(signed_in(ben).get(address("request_data", company)))
    assert "The link ended before it was sent." in page


def test_a_failure_is_shown_where_the_mail_was_asked_for(go, company, signed_in, ben):
    go("mail_link", email=ADDRESS)
    Mail.objects.update(status="failed", failure="The mail server of this address refused it. Is the address right?")
    page = text(signed_in(ben).get(address("request_data", company)))
    assert "Not sent." in page and "Is the address right?" in page
    assert "Send a reminder" not in page, "nobody was reached who could be reminded"


def test_the_list_looks_again_while_a_mail_is_on_its_way(signed_in, ben, company):
    browser = signed_in(ben)
    browser.post(address("mail_link", company), {"email": ADDRESS})
    part = {"path": address("request_data", company), "data": {"part": "mails"}, "headers": {"hx-request": "true"}}
    page = text(browser.get(**part))
    assert "On its way" in page and "hx-trigger" in page and "<dialog" not in page
    Mail.objects.update(status="succeeded", finished_at=now())
    assert "hx-trigger" not in text(browser.get(**part))


def test_a_reminder_waits_a_day(go, mailoutbox):
    go("mail_link", email=ADDRESS, name="Cleo")
    assert "Send a reminder" not in text(go("remind"))
    assert len(mailoutbox) == 1
    days_later()
    page = text(go("remind"))
    assert f"Reminder to {ADDRESS}" in page
    go("remind")
    assert len(mailoutbox) == 2, "at most one a day"
    message = mailoutbox[1]
    assert message.to == [ADDRESS]
    assert message.subject == "Your link to connect the books of Hartwell & Sons is waiting"
    assert "Hello Cleo," in message.body
    assert "has not been opened yet" in message.body
    days_later()
    go("remind")
    assert len(mailoutbox) == 3


def test_a_reminder_says_that_what_was_done_is_kept(go, company, mailoutbox):
    go("mail_link", email=ADDRESS)
    days_later()
    Link.objects.update(open_count=2)
    go("remind")
    assert "What you have done so far is kept" in mailoutbox[1].body
    assert request_of(company).url in mailoutbox[1].body


def test_nobody_is_reminded_who_was_not_invited_or_has_connected(go, company, intacct, mailoutbox):
    assert "Nobody was invited by e-mail yet." in text(go("remind"))
    go("mail_link", email=ADDRESS)
    days_later()
    ConnectionFactory(company=company, integration=intacct, status=Connection.Status.LINKED)
    assert "These books are connected already." in text(go("remind"))
    assert len(mailoutbox) == 1


@pytest.mark.parametrize("name", ["mail_link", "remind", "answered"])
def test_is_only_for_who_may_issue_links(go, company, monkeypatch, mailoutbox, signed_in, ben, name):
    Mail.objects.create(
        organisation=company.organisation,
        kind="link.invitation",
        about=company.public_id,
        recipient=ADDRESS,
        language="en",
        created_at=now() - timedelta(days=2),
    )
    monkeypatch.setitem(roles.MATRIX, roles.Role.ONBOARDING, frozenset({roles.Right.VIEW_COMPANIES}))
    answer = go(name, email="another@hartwell.example")
    assert answer.status_code == 403
    assert mailoutbox == [] and Mail.objects.count() == 1
    for page in ["request_data", "connection"]:
        assert ADDRESS not in text(signed_in(ben).get(address(page, company)))


@pytest.mark.parametrize("name", ["mail_link", "remind", "answered"])
def test_of_others_is_not_found(signed_in, cleo, birch, company, mailoutbox, name):
    for slug in ("acorn", "birch"):
        assert signed_in(cleo).post(address(name, company, slug), {"email": ADDRESS}).status_code == 404
    assert mailoutbox == [] and not Mail.objects.exists()


def test_the_mail_is_written_in_the_language_that_was_chosen(go, company, signed_in, ben, mailoutbox):
    assert 'name="language"' in text(signed_in(ben).get(address("request_data", company)))
    go("mail_link", email=ADDRESS, language="de")
    assert Mail.objects.get().language == "de"
    assert "Buchhaltung" in mailoutbox[0].body


def test_the_mail_is_written_in_english_where_none_was_chosen(go, company):
    go("mail_link", email=ADDRESS)
    assert Mail.objects.get().language == "en"


def test_a_new_company_can_be_mailed_from_its_dialog(signed_in, ada, acorn, company):
    page = text(signed_in(ada).get(reverse("companies:companies", args=["acorn"]), {"request": company.public_id}))
    assert "<dialog" in page
    assert address("mail_link", company) in page


def test_mailing_a_link_answers_who_asked_for_one(go, company):
    Company.objects.update(asked_anew_at=now())
    go("mail_link", email=ADDRESS)
    company.refresh_from_db()
    assert company.asked_anew_at is None
