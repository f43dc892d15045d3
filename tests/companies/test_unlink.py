import pytest
from django.db import connection as database

from companies.actions import connect, unlink
from companies.models import Connection, Probe
from portal.webhooks.models import Event
from tests.factories import CompanyFactory, ConnectionFactory

SECRETS = {"company_id": "DEMO", "user_id": "reader", "password": "a password nobody may see"}


@pytest.fixture
def connection(acorn, intacct):
    row = ConnectionFactory(company=CompanyFactory(organisation=acorn), integration=intacct)
    connect(connection=row, credentials=SECRETS, actor="customer")
    return row


def raw_credentials(connection):
    with database.cursor() as cursor:
        cursor.execute("SELECT credentials FROM companies_connection WHERE id = %s", [connection.pk])
        return cursor.fetchone()[0]


def test_credentials_lie_encrypted_until_then(connection):
    stored = bytes(raw_credentials(connection))
    assert stored
    assert b"a password nobody may see" not in stored
    assert Connection.objects.get(pk=connection.pk).credentials == SECRETS


def test_erases_the_credentials(connection, ada):
    unlink(connection=connection, actor=ada)
    assert raw_credentials(connection) is None
    connection.refresh_from_db()
    assert connection.status == Connection.Status.UNLINKED
    assert not connection.can_sync


def test_stops_checks_that_wait(connection, ada):
    probe = connection.probes.get()
    unlink(connection=connection, actor=ada)
    probe.refresh_from_db()
    assert probe.status == Probe.Status.SKIPPED
    assert not probe.claim()


def test_tells_other_programs(connection, ada):
    unlink(connection=connection, actor=ada)
    event = Event.objects.get(kind="connection.disconnected")
    assert event.payload == {"company": str(connection.company.public_id), "connection": str(connection.public_id)}


def test_twice_at_once_is_told_once(connection, ada):
    Connection.objects.update(status=Connection.Status.LINKED)
    rows = [Connection.objects.get(pk=connection.pk) for _ in range(2)]
    for row in rows:
        unlink(connection=row, actor=ada)
    assert Event.objects.filter(kind="connection.disconnected").count() == 1
