import pytest
from django.urls import reverse

from companies.actions import issue_link
from companies.datasets.models import Dataset, Record
from companies.models import Company, Connection
from portal.audit.models import AuditEvent
from portal.organisations.roles import Role
from tests.factories import CompanyFactory, ConnectionFactory, MembershipFactory


@pytest.fixture
def company(acorn, ada, intacct):
    company = CompanyFactory(organisation=acorn, name="Hartwell Joinery")
    connection = ConnectionFactory(company=company, integration=intacct, status=Connection.Status.LINKED)
    values = {"organisation": acorn, "company": company, "connection": connection, "kind": "customers"}
    dataset = Dataset.objects.create(**values, record_count=1284)
    Record.objects.create(organisation=acorn, dataset=dataset, source_id="1", data={}, digest="x")
    issue_link(company=company, actor=ada)
    return company


@pytest.fixture
def address(company):
    return reverse("companies:delete_company", args=["acorn", company.public_id])


def test_says_exactly_what_is_lost(signed_in, ada, address):
    page = signed_in(ada).get(address).content.decode()
    assert "<strong>1,284 records</strong> that were read from its books" in page
    assert "its connection to Sage Intacct (Linked)" in page
    assert "its Link URL, which works now" in page
    assert Company.objects.exists()


@pytest.mark.parametrize("typed", ["", "hartwell joinery", "Hartwell", "Blue Heron Bakery"])
def test_wants_the_name_typed(signed_in, ada, address, typed):
    page = signed_in(ada).post(address, {"typed": typed}).content.decode()
    assert "Nothing was deleted" in page
    assert Company.objects.exists()


def test_takes_everything_along(signed_in, ada, address):
    answer = signed_in(ada).post(address, {"typed": "Hartwell Joinery"})
    assert answer["Location"] == "/o/acorn/companies/"
    assert not Company.objects.exists()
    assert not Connection.objects.exists()
    assert not Record.objects.exists()


def test_leaves_a_trace(signed_in, ada, address):
    signed_in(ada).post(address, {"typed": "Hartwell Joinery"})
    event = AuditEvent.objects.get(verb="company.deleted")
    assert (event.object_label, event.actor) == ("Hartwell Joinery", ada)


def test_twice_is_not_found(signed_in, ada, address):
    browser = signed_in(ada)
    browser.post(address, {"typed": "Hartwell Joinery"})
    assert browser.post(address, {"typed": "Hartwell Joinery"}).status_code == 404


def test_is_refused_to_onboarding(signed_in, acorn, address):
    browser = signed_in(MembershipFactory(organisation=acorn, role=Role.ONBOARDING).user)
    answer = browser.post(address, {"typed": "Hartwell Joinery"})
    assert answer.status_code == 403
    assert b"ada@acorn.example" in answer.content
    assert Company.objects.exists()


def test_of_others_is_not_found(signed_in, cleo, birch, company, address):
    browser = signed_in(cleo)
    foreign = reverse("companies:delete_company", args=["birch", company.public_id])
    for where in (address, foreign):
        assert browser.post(where, {"typed": "Hartwell Joinery"}).status_code == 404
    assert Company.objects.exists()
