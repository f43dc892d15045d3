"""What an organisation writes behind a Link URL comes back to it under its own names, and goes nowhere else."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

import linkflow
from linkflow.notices import NAME as SAID
from portal.organisations.models import Face
from portal.organisations.redirects import NAMES, OURS

ADDRESS = "https://app.acorn.example/back/{order}?state={state}&by={sales.person}&code={statusCode}"


@pytest.fixture
def back(customer, acorn):
    """Opens the link with a query; answers where the way back leads after that."""
    Face.objects.create(organisation=acorn, return_url=ADDRESS, hosts=["app.acorn.example"])

    def lead(query=None):
        answer = customer.client.get(customer.address(), query)
        assert answer.url == customer.address("welcome")
        page = customer.client.get(f"/link/{customer.token}/leave/").content.decode()
        return unescape(re.search(r'href="([^"]+)" rel="noreferrer"', page)[1])

    return lead


def test_the_link_urls_query_fills_the_organisations_own_names(back):
    assert back({"order": "17", "state": "a/b&c=d", "sales.person": "Zoë #2"}) == (
        "https://app.acorn.example/back/17?state=a%2Fb%26c%3Dd&by=Zo%C3%AB%20%232&code=403"
    )


def test_names_of_which_the_query_says_nothing_stay_empty(back):
    assert back() == "https://app.acorn.example/back/?state=&by=&code=403"


def test_a_later_query_replaces_it(back):
    back({"order": "17", "state": "a"})
    assert back({"order": "18"}) == "https://app.acorn.example/back/18?state=&by=&code=403"


def test_coming_back_without_a_query_keeps_it(back, customer):
    first = back({"order": "17"})
    assert back() == first
    assert back({SAID: "x", "q": "x"}) == first
    assert customer.session.query == {"order": "17"}


def test_nobody_says_by_a_query_what_came_out(back, customer):
    assert back({**dict.fromkeys(NAMES, "x"), "order": "1"}).endswith("&code=403")
    assert customer.session.query == {"order": "1"}


def test_nothing_of_it_stands_in_the_page_but_in_the_address(back, customer):
    spiteful = '"><script>alert(1)</script>'
    assert back({"order": spiteful}) == (
        "https://app.acorn.example/back/%22%3E%3Cscript%3Ealert%281%29%3C%2Fscript%3E?state=&by=&code=403"
    )
    page = customer.client.get(f"/link/{customer.token}/leave/").content.decode()
    assert "alert(1)" not in page
    assert page.count("%3Cscript%3E") == 1


def test_only_opening_the_link_counts(back, customer):
    back({"order": "17"})
    customer.see("welcome", order="18")
    assert customer.session.query == {"order": "17"}


def test_names_of_our_own_addresses_are_all_set_apart():
    modules = [path for path in Path(linkflow.__file__).parent.rglob("*.py") if path.stem != "member_pages"]
    source = "\n".join(path.read_text(encoding="utf-8") for path in modules)
    read = re.findall(r'(?:\bGET|\basked)\.get\("(\w+)"', source) + re.findall(r'"(\w+)" in request\.GET', source)
    assert {*read, SAID} == set(OURS)
