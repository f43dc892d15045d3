import pytest
from django.urls import reverse

from companies.actions import create_company
from companies.models import Connection
from integrations.models import Integration
from portal.audit.models import AuditEvent
from portal.organisations.roles import Role
from tests.factories import CompanyFactory, ConnectionFactory, MembershipFactory

ADDRESS = "/o/acorn/settings/integrations/sage-intacct/switch/"


@pytest.fixture
def admin(signed_in, ada):
    return signed_in(ada)


def is_on():
    return Integration.objects.filter(organisation__slug="acorn", is_enabled=True).exists()


def test_on_without_credentials_is_refused_with_the_way_to_mend_it(admin):
    answer = admin.post(ADDRESS, {"to": "on"}, follow=True)
    assert answer.request["PATH_INFO"] == reverse("integrations:settings", args=["acorn", "sage-intacct"])
    assert b"cannot be switched on yet: it has no credentials" in answer.content
    assert not is_on()


def test_on_offers_it_at_once(admin, intacct):
    Integration.objects.update(is_enabled=False)
    answer = admin.post(ADDRESS, {"to": "on"}, follow=True)
    assert is_on()
    assert b'aria-checked="true"' in answer.content
    assert b"customers can choose it now" in answer.content


def test_off_takes_effect_at_once_where_nobody_is_affected(admin, intacct):
    admin.post(ADDRESS, {"to": "off"})
    assert not is_on()


def test_off_says_first_who_is_affected(admin, acorn, ada, intacct):
    linked = CompanyFactory(organisation=acorn)
    ConnectionFactory(company=linked, integration=intacct, status=Connection.Status.LINKED)
    for name in ("Hartwell Joinery", "Blue Heron Bakery"):
        create_company(organisation=acorn, name=name, is_test=False, actor=ada)
    page = admin.post(ADDRESS, {"to": "off"}).content.decode()
    assert "<strong>2 companies</strong> hold a link" in page
    assert "<strong>1 linked company</strong> stays linked" in page
    assert is_on()
    admin.post(ADDRESS, {"to": "off", "confirmed": "yes"})
    assert not is_on()


def test_sent_twice_is_done_once(admin, intacct):
    admin.post(ADDRESS, {"to": "off"})
    admin.post(ADDRESS, {"to": "off"})
    assert not is_on()
    assert AuditEvent.objects.filter(verb="integration.disabled").count() == 1


def test_leads_back_to_where_it_was(admin, intacct):
    assert admin.post(ADDRESS, {"to": "off"})["Location"].endswith("/accounting/")
    assert admin.post(ADDRESS, {"to": "on", "from": "settings"})["Location"].endswith("/sage-intacct/")


def test_is_not_done_by_following_a_link(admin, intacct):
    assert admin.get(ADDRESS).status_code == 405
    assert is_on()


@pytest.mark.parametrize("role", [Role.ANALYST, Role.ONBOARDING])
def test_is_refused_to_other_roles(signed_in, acorn, intacct, role):
    browser = signed_in(MembershipFactory(organisation=acorn, role=role).user)
    answer = browser.post(ADDRESS, {"to": "off", "confirmed": "yes"})
    assert answer.status_code == 403
    assert b"change integrations and settings" in answer.content
    assert is_on()


def test_of_others_is_not_found(signed_in, cleo, intacct):
    assert signed_in(cleo).post(ADDRESS, {"to": "off", "confirmed": "yes"}).status_code == 404
    assert is_on()
