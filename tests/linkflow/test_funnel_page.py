"""The page "How links go" …"""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from linkflow.actions import session_of
from tests.factories import CompanyFactory, LinkFactory


@pytest.fixture
def read(signed_in, ada):
    def get(user=ada, name="links:funnel", **query):
        return signed_in(user).get(reverse(name, args=["acorn"]), query).content.decode()

    return get


def opened(organisation, **values):
    return session_of(link=LinkFactory(company=CompanyFactory(organisation=organisation, **values)))


def test_says_that_no_link_was_opened(read, acorn):
    assert "No link has been opened yet" in read()


def test_is_found_from_the_companies(read, acorn):
    CompanyFactory(organisation=acorn)
    assert reverse("links:funnel", args=["acorn"]) in read(name="companies:companies")


def test_shows_the_steps_and_who_is_under_way(customer, read):
    customer.do_tasks()
    page = read()
    assert "Task: Before you start" in page
    under_way = page.split('aria-label="Under way"')[1]
    assert reverse("companies:connection", args=["acorn", customer.company.public_id]) in under_way
    assert "Task: Create a Web Services user" in under_way
    assert "Its link works no more" not in under_way


def test_says_of_whom_the_link_works_no_more(read, acorn):
    session = opened(acorn)
    session.link.expires_at = now()
    session.link.save()
    assert "Its link works no more" in read()


def test_draws_a_bar_that_is_as_long_as_the_share(read, acorn):
    opened(acorn)
    page = read()
    assert '<rect class="a" width="100.0" height="10"/>' in page
    assert '<rect class="a" width="0.0" height="10"/>' in page


def test_says_that_nobody_is_under_way(customer, read):
    customer.arrive()
    assert "Nobody is under way" in read()


def test_leaves_test_companies_out_and_says_so(read, acorn):
    opened(acorn, name="Rehearsal", is_test=True)
    page = read()
    assert "Rehearsal" not in page
    assert "1 test company is left out." in page
    assert "Include those" in page
    assert "Rehearsal" in read(tests="show")


def test_counts_links_that_wait_to_be_opened(read, acorn):
    opened(acorn)
    LinkFactory(company=CompanyFactory(organisation=acorn))
    LinkFactory(company=CompanyFactory(organisation=acorn, is_test=True))
    LinkFactory(company=CompanyFactory(organisation=acorn), expires_at=now())
    assert 'wait to be opened</dt><dd class="figures">1</dd>' in read()
    assert 'wait to be opened</dt><dd class="figures">2</dd>' in read(tests="show")


def test_stands_as_a_file(customer, read):
    customer.choose_software()
    rows = list(csv.reader(io.StringIO(read(name="links:download_funnel").removeprefix("\ufeff"))))
    assert rows[0][:2] == ["Step", "Companies"]
    assert [row[:5] for row in rows[1:4]] == [
        ["Opened the link", "1", "100.0", "0", "0.0"],
        ["Agreed", "1", "100.0", "0", "0.0"],
        ["Chose the software", "1", "100.0", "1", "100.0"],
    ]
    assert rows[-1][:5] == ["Linked", "0", "0.0", "", ""]


def test_asks_as_often_for_many_companies_as_for_few(read, acorn):
    opened(acorn)
    read()
    with CaptureQueriesContext(connection) as few:
        read()
    for _ in range(5):
        opened(acorn)
    with CaptureQueriesContext(connection) as many:
        read()
    assert len(many) == len(few)


def test_shows_nothing_of_others(read, acorn, birch):
    opened(acorn)
    opened(birch, name="Secret Sparrow")
    assert "Secret Sparrow" not in read(days="all", tests="show")
