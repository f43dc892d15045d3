from datetime import timedelta

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from companies.datasets.models import Dataset, Sync
from companies.models import Company, Connection, Probe, ProbeCheck
from tests.factories import CompanyFactory, ConnectionFactory


@pytest.fixture
def page(acorn, ada, signed_in):
    def read(**query):
        return signed_in(ada).get(reverse("companies:companies", args=["acorn"]), query)

    return read


@pytest.fixture
def make(acorn, intacct):
    """Create a company of a name, in a state, read some hours ago."""

    def create(name, status=None, *, read=None, **values):
        company = CompanyFactory(organisation=acorn, name=name, **values)
        if status:
            connection = ConnectionFactory(company=company, integration=intacct, status=status)
            if read is not None:
                Dataset.objects.create(
                    organisation=acorn,
                    company=company,
                    connection=connection,
                    kind="customers",
                    last_read_at=now() - timedelta(hours=read),
                )
        return company

    return create


def names(answer):
    return [company.name for company in answer.context["page"].object_list]


def counts(answer):
    return {tab.key: tab.count for tab in answer.context["tabs"]}


def refused(company, owner):
    """The last check of a company failed, and this is whose turn it is."""
    probe = Probe.objects.create(organisation=company.organisation, connection=company.connection, kind="sign_in")
    ProbeCheck.objects.create(
        organisation=company.organisation, probe=probe, name="sender", outcome="failed", verdict={"owner": owner}
    )


def test_invites_to_create_the_first(page):
    text = page().content.decode()
    assert "No companies yet" in text
    assert text.count("New company</a>") == 1


def test_shows_who_is_new_first(page, make):
    make("Old Oak", created_at=now() - timedelta(days=2))
    make("New Elm")
    assert names(page()) == ["New Elm", "Old Oak"]


def test_counts_each_state_once(page, make):
    make("A", Connection.Status.LINKED)
    make("B", Connection.Status.PENDING)
    make("C", Connection.Status.DEAUTHORISED)
    make("D", Connection.Status.UNLINKED)
    make("E")
    refused(make("F", Connection.Status.PENDING), "organisation")
    refused(make("G", Connection.Status.PENDING), "customer")
    answer = page()
    assert counts(answer) == {"": 7, "linked": 1, "pending": 2, "needs_you": 2, "not_started": 1, "unlinked": 1}
    assert "7 companies, 1 linked, 2 need you" in answer.content.decode()
    assert sorted(names(page(state="needs_you"))) == ["C", "F"]


def test_needs_nobody_once_the_next_check_has_passed(page, make):
    company = make("F", Connection.Status.PENDING)
    refused(company, "organisation")
    Probe.objects.create(organisation=company.organisation, connection=company.connection, kind="permissions")
    assert names(page(state="needs_you")) == []


def test_counts_what_the_search_found(page, make):
    make("Hartwell Joinery", Connection.Status.LINKED)
    make("Blue Heron Bakery", Connection.Status.LINKED)
    assert counts(page(q="joinery"))["linked"] == 1


def test_finds_by_name_account_entity_and_id(page, make):
    company = make("Hartwell Joinery", Connection.Status.LINKED)
    make("Blue Heron Bakery", Connection.Status.LINKED)
    Connection.objects.filter(company=company).update(account_id="HJ-PROD", entity_name="Texas")
    for text in ("hartwell", "  JOINERY ", "hj-prod", "texas", str(company.public_id), company.public_id.hex):
        assert names(page(q=text)) == ["Hartwell Joinery"], text


def test_says_what_was_searched_in_vain(page, make):
    make("Hartwell Joinery")
    text = page(q="<haretwell>").content.decode()
    assert "Nothing found for “&lt;haretwell&gt;”" in text
    assert "Clear the search" in text


def test_tells_an_empty_state_from_an_empty_search(page, make):
    make("Hartwell Joinery")
    assert "No company is linked yet" in page(state="linked").content.decode()
    assert "No company fits these filters" in page(integration="sage-intacct").content.decode()


@pytest.mark.parametrize("sort", ["read", "-read"])
def test_lists_who_was_never_read_last_in_both_directions(page, make, sort):
    make("Never")
    make("Long ago", Connection.Status.LINKED, read=48)
    make("Lately", Connection.Status.LINKED, read=1)
    found = names(page(sort=sort))
    assert found[-1] == "Never"
    assert found[:2] == (["Long ago", "Lately"] if sort == "read" else ["Lately", "Long ago"])


def test_sorts_names_as_people_do(page, make):
    for name in ("beech", "Ash", "Cedar"):
        make(name)
    assert names(page(sort="name")) == ["Ash", "beech", "Cedar"]
    answer = page(sort="-name")
    assert names(answer) == ["Cedar", "beech", "Ash"]
    assert 'aria-sort="descending"' in answer.content.decode()


def test_hides_test_companies_on_demand(page, make):
    make("Walk-through", is_test=True)
    make("Hartwell Joinery")
    assert len(names(page())) == 2
    assert names(page(tests="hide")) == ["Hartwell Joinery"]


def test_filters_by_integration(page, make):
    make("Hartwell Joinery", Connection.Status.LINKED)
    make("Blue Heron Bakery")
    assert names(page(integration="sage-intacct")) == ["Hartwell Joinery"]
    assert names(page(integration="moon-books")) == []


def test_shows_that_books_are_being_read(page, make, acorn):
    company = make("Hartwell Joinery", Connection.Status.LINKED, read=3)
    Sync.objects.create(organisation=acorn, company=company, connection=company.connection, trigger="link")
    assert "Reading now" in page().content.decode()


def test_turns_pages_without_losing_the_search(page, make):
    for number in range(30):
        make(f"Hartwell {number}")
    answer = page(q="hartwell", sort="name")
    assert len(names(answer)) == 25
    assert "?q=hartwell&amp;sort=name&amp;page=2" in answer.content.decode()
    assert len(names(page(q="hartwell", page=2))) == 5


@pytest.mark.parametrize(
    "query",
    [{"page": "x"}, {"sort": "password"}, {"state": "x'"}, {"q": "\0"}, {"request": "x"}, {"integration": "\0"}],
)
def test_bears_any_address(page, make, query):
    make("Hartwell Joinery")
    assert names(page(**query)) == ["Hartwell Joinery"]


def test_asks_the_database_no_more_for_more_companies(signed_in, ada, make, django_assert_num_queries):
    browser, address = signed_in(ada), reverse("companies:companies", args=["acorn"])
    make("Company", Connection.Status.LINKED, read=1)
    with CaptureQueriesContext(database) as few:
        browser.get(address)
    for number in range(20):
        make(f"Company {number}", Connection.Status.LINKED, read=number)
    with django_assert_num_queries(len(few)):
        browser.get(address)


def test_shows_nothing_of_others(page, birch):
    CompanyFactory(organisation=birch, name="Secret Sparrow")
    assert "Secret Sparrow" not in page(q="sparrow").content.decode()
    assert Company.objects.count() == 1
