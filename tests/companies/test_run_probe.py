"""Probes over the simulator: what each company answers, and what follows from it."""

import pytest
from django.utils.timezone import now

from companies import probing
from companies.actions import Refused, choose_entities, connect, start_probe
from companies.models import Connection, Probe
from companies.tasks import run_probe
from integrations.errors import CredentialsRejected
from integrations.intacct import client
from integrations.intacct.provider import IntacctProvider
from portal.audit.models import AuditEvent
from portal.webhooks.models import Event
from tests.factories import CompanyFactory, ConnectionFactory

PASSWORD = "Reader-2026"


@pytest.fixture
def enter(acorn, intacct, django_capture_on_commit_callbacks):
    """Enter credentials as a customer does; answer the connection after the sign-in probe."""

    def enter(company_id, *, user_id="ws_reader", password=PASSWORD):
        connection = ConnectionFactory(company=CompanyFactory(organisation=acorn), integration=intacct)
        credentials = {"company_id": company_id, "user_id": user_id, "password": password}
        with django_capture_on_commit_callbacks(execute=True):
            connect(connection=connection, credentials=credentials, actor="customer")
        connection.refresh_from_db()
        return connection

    return enter


@pytest.fixture
def check(django_capture_on_commit_callbacks):
    """Run the permission probe; answer it with fresh rows."""

    def check(connection, only=()):
        with django_capture_on_commit_callbacks(execute=True):
            probe = start_probe(connection=connection, kind=Probe.Kind.PERMISSIONS, only=only)
        probe.refresh_from_db()
        connection.refresh_from_db()
        return probe

    return check


def outcomes(probe):
    return {check.name: check.outcome for check in probe.checks.all()}


def test_signs_in_and_sees_the_entities(enter):
    connection = enter("demo-healthy")
    probe = connection.probes.get()
    assert probe.is_passed
    assert set(outcomes(probe).values()) == {"passed"}
    assert connection.is_multi_entity
    assert {entity.id for entity in connection.entity_choices} == {"", "100", "200", "300"}
    assert connection.entity_id is None
    assert connection.status == Connection.Status.PENDING


def test_a_single_entity_needs_no_choice(enter):
    connection = enter("demo-single")
    assert connection.is_multi_entity is False
    assert connection.entity_id == ""


def test_a_refused_password_is_tried_once_and_forgotten(enter, gateway):
    connection = enter("demo-single", password="not the password")
    probe = connection.probes.get()
    assert probe.status == Probe.Status.FAILED
    assert outcomes(probe)["user"] == "failed"
    assert not connection.has_credentials
    assert connection.credentials is None
    sign_ins = [call for call in gateway.calls if "getAPISession" in call.functions]
    assert len(sign_ins) == 1
    assert "not the password" not in str(list(probe.checks.values())) + str(probe.failure_detail)


def test_what_only_the_organisation_can_mend_is_told_to_it(enter, intacct):
    intacct.settings = {"sender_id": "AcornLending", "sender_password": "an old one"}
    intacct.save()
    probe = enter("demo-single").probes.get()
    assert outcomes(probe)["sender"] == "failed"
    assert outcomes(probe)["user"] == "waiting"
    assert AuditEvent.objects.filter(verb="connection.needs_organisation").count() == 1


def test_all_rights_link_the_connection_once(enter, check):
    connection = enter("demo-single")
    assert check(connection).is_passed
    assert connection.is_linked
    assert check(connection).is_passed
    assert Event.objects.filter(kind="connection.linked").count() == 1


def test_a_missing_right_keeps_it_pending_and_says_how_to_grant_it(enter, check):
    connection = enter("demo-no-payables")
    probe = check(connection)
    assert probe.status == Probe.Status.FAILED
    assert connection.status == Connection.Status.PENDING
    bills = probe.checks.get(name="bills:APBILL")
    assert bills.blocks
    assert bills.verdict["owner"] == "administrator"
    assert bills.verdict["fix"]
    assert "objects of type APBILL" in str(bills.verdict["raw"])


def test_a_new_check_asks_only_for_what_failed(enter, check, gateway):
    connection = enter("demo-no-payables")
    failed = [check.name for check in check(connection).checks.all() if not check.is_passed]
    probe = check(connection, only=failed)
    assert set(outcomes(probe)) == set(failed)


def test_all_permissions_are_asked_for_in_few_requests(enter, check, gateway):
    connection = enter("demo-single")
    before = len(gateway.calls)
    probe = check(connection)
    asked = [call for call in gateway.calls[before:] if "getAPISession" not in call.functions]
    assert 1 < len(asked) < probe.checks.count() / 4


@pytest.fixture
def watched(monkeypatch):
    """What a page that watches finds whenever the gateway is about to be asked: the outcome of each check so far."""
    seen = []
    exchange = client.exchange

    def look(*args, **options):
        newest = Probe.objects.latest("pk")
        seen.append([check.outcome for check in newest.checks.all()])
        return exchange(*args, **options)

    monkeypatch.setattr(client, "exchange", look)
    return seen


def test_shows_every_check_of_a_sign_in_before_the_first_answer_and_what_is_known_before_the_second(enter, watched):
    enter("demo-single")
    first, second = watched
    assert first == ["waiting"] * 7
    assert second == ["passed"] * 6 + ["waiting"]


def test_shows_rights_that_were_answered_while_others_are_asked_for(enter, check, watched):
    connection = enter("demo-list-without-view")
    watched.clear()
    probe = check(connection)
    assert watched[0] == ["waiting"] * probe.checks.count()
    assert 0 < watched[2].count("passed") < watched[-1].count("passed")
    assert not any("failed" in look for look in watched)
    assert probe.checks.filter(outcome="failed").exists()


def test_leaves_credentials_alone_that_came_while_older_ones_were_refused(enter, monkeypatch):
    connection = enter("demo-single")
    newer = now()

    def refused(self, tell=None):
        Connection.objects.update(credentials_changed_at=newer)
        raise CredentialsRejected("XL03000006")

    monkeypatch.setattr(IntacctProvider, "sign_in", refused)
    probe = start_probe(connection=connection, kind=Probe.Kind.SIGN_IN)
    run_probe(probe.pk)
    connection.refresh_from_db()
    assert connection.credentials_changed_at == newer


def test_an_entity_that_was_not_offered_is_refused(enter):
    connection = enter("demo-healthy")
    choose_entities(connection=connection, entity_ids=["200"], actor="customer")
    connection.refresh_from_db()
    assert (connection.entity_id, connection.entity_name) == ("200", "Harbour Services LLC")


def test_a_probe_delivered_twice_runs_once(enter, gateway):
    connection = enter("demo-single")
    probe = connection.probes.get()
    before = len(gateway.calls)
    run_probe(probe.pk)
    assert len(gateway.calls) == before
    probe.refresh_from_db()
    assert probe.attempts == 1


def test_takes_the_connection_before_itself_as_people_do(enter, check, monkeypatch):
    """The other way round two of them wait for each other for ever."""
    taken = []
    lock, hold = probing.lock, Probe.hold
    monkeypatch.setattr(probing, "lock", lambda pk: taken.append("connection") or lock(pk))
    monkeypatch.setattr(Probe, "hold", lambda self, **also: taken.append("probe") or hold(self, **also))
    monkeypatch.setattr(probing, "_show", lambda probe, checks: None)
    check(enter("demo-single"))
    assert taken == ["connection", "probe"] * 2


def test_an_entity_is_not_chosen_any_more_once_the_books_are_linked(enter):
    connection = enter("demo-healthy")
    Connection.objects.update(status=Connection.Status.LINKED)  # a worker was quicker than the page knows
    with pytest.raises(Refused, match="connected already"):
        choose_entities(connection=connection, entity_ids=[connection.entity_choices[1].id], actor="customer")
