from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from django.utils.timezone import now

from companies.actions import issue_link, revoke_link
from companies.models import Link
from companies.requesting import request_of
from companies.tokens import link_of
from linkflow.models import LinkSession
from portal.organisations import roles
from tests.factories import CompanyFactory, WordingVersionFactory


@pytest.fixture
def company(acorn, ada, intacct):
    company = CompanyFactory(organisation=acorn, name="Hartwell & Sons")
    issue_link(company=company, actor=ada)
    return company


@pytest.fixture
def read(signed_in, ben, company):
    address = reverse("companies:request_data", args=["acorn", company.public_id])
    return lambda **headers: signed_in(ben).get(address, headers=headers)


def test_shows_the_link_url(read, company):
    asked = request_of(company)
    assert asked.url.startswith("https://portal.ledgerbridge.example/link/")
    assert f'value="{asked.url}"' in read().content.decode()


def test_link_url_opens_the_link(company):
    token = request_of(company).url.rstrip("/").rsplit("/", 1)[1]
    assert link_of(token) == company.live_link


def test_is_kept_by_no_cache(read):
    assert "no-store" in read()["Cache-Control"]


def test_is_a_dialog_for_a_script(read):
    page = read(hx_request="true").content.decode()
    assert page.startswith("<dialog") or "<dialog" in page[:200]
    assert "<html" not in page


def test_is_a_page_without_one(read):
    page = read().content.decode()
    assert "<html" in page
    assert "<dialog" not in page


def test_says_until_when_and_how_often_opened(read, company):
    assert "Not opened yet." in read().content.decode()
    Link.objects.update(open_count=2, last_opened_at=now())
    page = read().content.decode()
    assert "Opened 2 times." in page
    assert "Valid until" in page


def test_says_where_the_customer_waits(read, company):
    LinkSession.objects.create(
        organisation=company.organisation,
        company=company,
        link=company.live_link,
        last_step="sender",
        last_step_title="Authorise the sender",
    )
    assert "Waiting at “Authorise the sender”." in read().content.decode()


def test_message_says_who_asks_for_what(company):
    WordingVersionFactory(organisation=company.organisation, purpose="to decide on a credit line")
    asked = request_of(company)
    assert "Acorn Lending asks to read the books of Hartwell & Sons in Sage Intacct" in asked.message
    assert "What for: to decide on a credit line" in asked.message
    assert asked.url in asked.message
    assert "support@acorn.example" in asked.message


def test_message_fits_a_mail_program(company):
    asked = request_of(company)
    parts = parse_qs(urlsplit(asked.mailto).query)
    assert parts["subject"] == [asked.subject]
    assert parts["body"] == [asked.message]


def test_warns_where_nothing_is_offered(read, intacct):
    assert "No integration is switched on." not in read().content.decode()
    intacct.is_enabled = False
    intacct.save()
    assert "No integration is switched on." in read().content.decode()


def test_shows_no_url_once_it_is_revoked(read, company, ada):
    revoke_link(link=company.live_link, actor=ada)
    page = read().content.decode()
    assert "No link works now." in page
    assert "/link/ey" not in page and "portal.ledgerbridge.example/link/" not in page
    assert "Issue a link" in page


def test_shows_no_url_once_it_has_expired(read):
    Link.objects.update(expires_at=now() - timedelta(minutes=1))
    page = read().content.decode()
    assert "The link has expired" in page
    assert "portal.ledgerbridge.example/link/" not in page


def test_is_only_for_who_may_issue_links(signed_in, ben, company, monkeypatch):
    monkeypatch.setitem(roles.MATRIX, roles.Role.ONBOARDING, frozenset({roles.Right.VIEW_COMPANIES}))
    browser = signed_in(ben)
    url = request_of(company).url.encode()
    answer = browser.get(reverse("companies:request_data", args=["acorn", company.public_id]))
    assert answer.status_code == 403
    lists = browser.get(reverse("companies:companies", args=["acorn"]), {"request": str(company.public_id)})
    assert url not in answer.content + lists.content


def test_of_others_is_not_found(signed_in, cleo, birch, company):
    for slug in ("acorn", "birch"):
        answer = signed_in(cleo).get(reverse("companies:request_data", args=[slug, company.public_id]))
        assert answer.status_code == 404
    lists = signed_in(cleo).get(reverse("companies:companies", args=["birch"]), {"request": str(company.public_id)})
    assert b"<dialog" not in lists.content
