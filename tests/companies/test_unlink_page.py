import pytest
from django.urls import reverse
from django.utils.timezone import now

from companies.models import Connection
from portal.audit.models import AuditEvent
from portal.organisations.roles import Role
from tests.factories import CompanyFactory, ConnectionFactory, MembershipFactory


@pytest.fixture
def connection(acorn, intacct):
    company = CompanyFactory(organisation=acorn, name="Hartwell Joinery")
    values = {"status": Connection.Status.LINKED, "credentials": {"password": "x"}, "credentials_changed_at": now()}
    return ConnectionFactory(company=company, integration=intacct, **values)


@pytest.fixture
def address(connection):
    return reverse("companies:unlink", args=["acorn", connection.company.public_id])


def is_linked():
    return Connection.objects.get().is_linked


def test_asks_first(signed_in, ada, address):
    page = signed_in(ada).get(address).content.decode()
    assert "Reading stops now. What was read stays" in page
    assert "The sign-in data is erased at once." in page
    assert is_linked()


def test_ends_the_access(signed_in, ada, address):
    answer = signed_in(ada).post(address, follow=True)
    assert b"The sign-in data was erased." in answer.content
    assert not is_linked()
    assert Connection.objects.get().credentials is None


def test_twice_is_done_once(signed_in, ada, address):
    browser = signed_in(ada)
    browser.post(address)
    browser.post(address)
    assert AuditEvent.objects.filter(verb="connection.unlinked").count() == 1


@pytest.mark.parametrize("role", [Role.ANALYST, Role.ONBOARDING])
def test_is_refused_to_other_roles(signed_in, acorn, address, role):
    browser = signed_in(MembershipFactory(organisation=acorn, role=role).user)
    assert browser.get(address).status_code == 403
    assert browser.post(address).status_code == 403
    assert is_linked()


def test_is_not_for_strangers(signed_in, cleo, birch, connection, address):
    browser = signed_in(cleo)
    foreign = reverse("companies:unlink", args=["birch", connection.company.public_id])
    assert [browser.post(where).status_code for where in (address, foreign)] == [404, 404]
    assert is_linked()
