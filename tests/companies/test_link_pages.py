"""Revoking a link, and issuing another: asked first, done by a button."""

import pytest
from django.urls import reverse

from companies.actions import issue_link
from companies.models import Link
from tests.factories import CompanyFactory


@pytest.fixture
def company(acorn, ada):
    company = CompanyFactory(organisation=acorn)
    issue_link(company=company, actor=ada)
    return company


@pytest.fixture
def address(company):
    return lambda name, slug="acorn": reverse(f"companies:{name}", args=[slug, company.public_id])


def test_revoking_asks_first(signed_in, ben, company, address):
    page = signed_in(ben).get(address("revoke_link")).content.decode()
    assert "It stops working at once" in page
    assert company.live_link.is_usable


def test_revoking_ends_the_link(signed_in, ben, company, address):
    answer = signed_in(ben).post(address("revoke_link"))
    assert answer["Location"] == address("request_data")
    assert company.live_link is None


def test_revoking_twice_says_that_there_is_none(signed_in, ben, address):
    browser = signed_in(ben)
    browser.post(address("revoke_link"))
    assert b"There is no link that works." in browser.post(address("revoke_link"), follow=True).content


def test_issuing_asks_first_where_one_works(signed_in, ben, company, address):
    page = signed_in(ben).get(address("issue_link")).content.decode()
    assert "stops working at once" in page
    assert Link.objects.count() == 1


def test_issuing_replaces_the_link(signed_in, ben, company, address):
    before = company.live_link
    signed_in(ben).post(address("issue_link"), {"replaces": str(before.public_id)})
    assert company.live_link != before
    assert company.live_link.created_by == ben
    assert list(company.links.usable()) == [company.live_link]


def test_issuing_twice_is_done_once(signed_in, ben, company, address):
    browser, before = signed_in(ben), str(company.live_link.public_id)
    browser.post(address("issue_link"), {"replaces": before})
    first = company.live_link
    answer = browser.post(address("issue_link"), {"replaces": before}, follow=True)
    assert company.live_link == first
    assert "Somebody was quicker" in answer.content.decode()


def test_issuing_works_where_none_is_left(signed_in, ben, company, address):
    browser = signed_in(ben)
    browser.post(address("revoke_link"))
    browser.post(address("issue_link"), {"replaces": ""})
    assert company.live_link.is_usable


@pytest.mark.parametrize("name", ["issue_link", "revoke_link"])
def test_strangers_find_nothing(signed_in, cleo, birch, company, address, name):
    before = company.live_link
    for slug in ("acorn", "birch"):
        answer = signed_in(cleo).post(address(name, slug), {"replaces": str(before.public_id)})
        assert answer.status_code == 404
    assert company.live_link == before
