import pytest
from django.urls import reverse
from django.utils.timezone import now

from companies.models import Connection, Probe
from portal.audit.models import AuditEvent
from tests.factories import CompanyFactory, ConnectionFactory


@pytest.fixture
def connection(acorn, intacct):
    company = CompanyFactory(organisation=acorn)
    return ConnectionFactory(company=company, integration=intacct, credentials={}, credentials_changed_at=now())


@pytest.fixture
def check(connection):
    return lambda browser, slug="acorn": browser.post(
        reverse("companies:check", args=[slug, connection.company.public_id]), follow=True
    )


def test_queues_a_sign_in_at_first(signed_in, ada, connection, check):
    check(signed_in(ada))
    assert connection.probes.get().kind == Probe.Kind.SIGN_IN
    assert AuditEvent.objects.filter(verb="connection.checked", actor=ada).exists()


def test_queues_the_rights_once_they_were_checked(signed_in, ada, connection, check):
    values = {"organisation": connection.organisation, "connection": connection}
    Probe.objects.create(**values, kind=Probe.Kind.SIGN_IN, status=Probe.Status.SUCCEEDED)
    Probe.objects.create(**values, kind=Probe.Kind.PERMISSIONS, status=Probe.Status.FAILED)
    check(signed_in(ada))
    assert connection.probes.unfinished().get().kind == Probe.Kind.PERMISSIONS


def test_queues_no_rights_of_books_that_the_customer_has_not_chosen(signed_in, ada, connection, check):
    """A passed check of rights links them."""
    values = {"organisation": connection.organisation, "connection": connection}
    Probe.objects.create(**values, kind=Probe.Kind.SIGN_IN, status=Probe.Status.SUCCEEDED)
    Probe.objects.create(**values, kind=Probe.Kind.PERMISSIONS, status=Probe.Status.SUCCEEDED)
    Probe.objects.create(**values, kind=Probe.Kind.SIGN_IN, status=Probe.Status.SUCCEEDED)
    check(signed_in(ada))
    assert connection.probes.unfinished().get().kind == Probe.Kind.SIGN_IN


def test_queues_no_rights_before_the_choice_of_entities(signed_in, ada, connection, check):
    values = {"organisation": connection.organisation, "connection": connection}
    Probe.objects.create(**values, kind=Probe.Kind.SIGN_IN, status=Probe.Status.SUCCEEDED)
    Probe.objects.create(**values, kind=Probe.Kind.PERMISSIONS, status=Probe.Status.FAILED)
    Connection.objects.update(chosen_at=now())
    check(signed_in(ada))
    assert connection.probes.unfinished().get().kind == Probe.Kind.SIGN_IN


def test_twice_queues_one(signed_in, ada, connection, check):
    browser = signed_in(ada)
    check(browser)
    check(browser)
    assert connection.probes.count() == 1


def test_is_refused_without_sign_in_data(signed_in, ada, connection, check):
    Connection.objects.update(credentials_changed_at=None)
    assert b"There is nothing to check" in check(signed_in(ada)).content
    assert not Probe.objects.exists()


def test_is_refused_to_onboarding(signed_in, ben, check):
    assert check(signed_in(ben)).status_code == 403
    assert not Probe.objects.exists()


def test_is_not_for_strangers(signed_in, cleo, birch, check):
    assert check(signed_in(cleo)).status_code == 404
    assert check(signed_in(cleo), "birch").status_code == 404
    assert not Probe.objects.exists()
