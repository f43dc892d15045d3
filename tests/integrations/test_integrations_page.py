import pytest
from django.urls import reverse

from companies.models import Connection
from integrations import registry
from portal.organisations.roles import Role
from tests.factories import CompanyFactory, ConnectionFactory, MembershipFactory


@pytest.fixture
def page(signed_in, acorn):
    def read(user):
        return signed_in(user).get(reverse("integrations:integrations", args=["acorn"])).content.decode()

    return read


def test_lists_each_provider_that_is_installed(page, ada):
    text = page(ada)
    for provider in registry.all_providers().values():
        assert provider.name in text
        assert f'aria-hidden="true">{provider.mark}</span>' in text
    assert text.count('role="switch"') == len(registry.all_providers())


def test_asks_to_set_up_what_has_no_credentials(page, ada):
    text = page(ada)
    assert "Not set up" in text
    assert "Set up<span" in text
    assert "Sage Intacct cannot be switched on yet." in text
    assert 'aria-checked="false"' in text


def test_offers_to_manage_what_is_set_up(page, ada, intacct):
    text = page(ada)
    assert "Manage<span" in text
    assert 'aria-checked="true"' in text
    assert "cannot be switched on yet" not in text


def test_counts_the_companies_that_are_read(page, ada, acorn, intacct):
    for status in (Connection.Status.LINKED, Connection.Status.LINKED, Connection.Status.PENDING):
        ConnectionFactory(company=CompanyFactory(organisation=acorn), integration=intacct, status=status)
    assert "2 companies" in page(ada)


def test_shows_no_secret(page, ada, intacct):
    assert "acorn-sender-secret" not in page(ada)


@pytest.mark.parametrize("role", [Role.ANALYST, Role.ONBOARDING])
def test_is_for_looking_only_to_other_roles(page, role, acorn, ada, intacct):
    text = page(MembershipFactory(organisation=acorn, role=role).user)
    assert "You can look, not change." in text
    assert "ada@acorn.example" in text
    assert "View<span" in text
    assert "disabled><span>On" in text
    assert reverse("integrations:switch", args=["acorn", "sage-intacct"]) not in text
