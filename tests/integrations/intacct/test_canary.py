"""No secret gets out: every scenario is lived through, and then everything that was written anywhere is searched."""

from __future__ import annotations

import logging
import re

import pytest
from celery import signals
from celery.exceptions import Retry
from django.db import connection as database
from django.urls import reverse

from companies.actions import connect, issue_link, start_probe
from companies.models import Connection, Probe
from companies.tasks import run_probe
from companies.tokens import token_of
from integrations.intacct.simulator.scenarios import SCENARIOS
from integrations.intacct.simulator.world import Books
from linkflow.actions import choose_software, open_session
from tests.factories import CompanyFactory, IntegrationFactory

KEYS = [scenario.key for scenario in SCENARIOS if scenario.user_id]
SESSION = re.compile(rb"<sessionid>([^<]+)</sessionid>")


@pytest.fixture
def task_arguments():
    """All that tasks are called with."""
    seen = []

    def note(sender=None, args=None, kwargs=None, **_):
        seen.append(repr((args, kwargs)))

    signals.task_prerun.connect(note)
    signals.before_task_publish.connect(note)
    yield seen
    signals.task_prerun.disconnect(note)
    signals.before_task_publish.disconnect(note)


@pytest.fixture
def small_books(gateway):
    """Secrets do not hide in the mass: books larger than most are made as large as most."""
    most = Books()
    for company in gateway.gateway.world.companies.values():
        for size in ("customers", "vendors", "invoices", "bills", "journal_entries"):
            setattr(company.books, size, min(getattr(company.books, size), getattr(most, size)))


@pytest.fixture
def sessions(gateway, monkeypatch):
    """All session ids that the gateway handed out."""
    seen = set()
    whole = gateway.gateway.handle

    def handle(body, content_type="application/xml", accept_encoding=""):
        answer = whole(body, content_type, "")
        seen.update(found.decode() for found in SESSION.findall(answer.body))
        return answer

    monkeypatch.setattr(gateway.gateway, "handle", handle)
    return seen


def raw_rows():
    """Every value of every table as it lies in the database, and on SQLite the bytes of the database itself."""
    with database.cursor() as cursor:
        for table in database.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {database.ops.quote_name(table)}")
            for row in cursor.fetchall():
                yield f"row of {table}", " ".join(map(str, row))
    if database.vendor == "sqlite":
        yield "bytes of the database", database.connection.serialize().decode("latin-1")


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.usefixtures("small_books")
def test_finds_no_secret_anywhere(
    key, acorn, ada, signed_in, client, sessions, task_arguments, caplog, django_capture_on_commit_callbacks
):
    caplog.set_level(logging.DEBUG)
    scenario = next(each for each in SCENARIOS if each.key == key)
    integration = IntegrationFactory(
        organisation=acorn, settings={"sender_id": scenario.sender, "sender_password": scenario.sender_password}
    )
    company = CompanyFactory(organisation=acorn)
    link = issue_link(company=company, actor=ada)
    session = choose_software(session=open_session(link=link), integration=integration)
    typed = {
        "company_id": scenario.company_id.strip(),
        "user_id": scenario.user_id.strip(),
        "password": scenario.password.strip(),
    }
    said = []
    with django_capture_on_commit_callbacks() as queued:
        connect(connection=session.connection, credentials=typed, actor=company.name)
    for work in queued:
        try:
            work()
        except Retry as error:
            said.append(f"{error!r} {error}")
    said += lived_through(session.connection)
    token = token_of(link)
    pages = [
        client.get(reverse("linkflow:step", args=[token, slug]), follow=True).content.decode()
        for slug in ("tasks", "credentials", "permissions")
    ]
    member = signed_in(ada)
    pages += [
        member.get(reverse(name, args=["acorn", company.public_id]), follow=True).content.decode()
        for name in ("companies:connection", "datasets:company", "datasets:history")
    ]
    places = [
        ("log", caplog.text),
        ("exception", " ".join(said)),
        ("task", " ".join(task_arguments)),
        *(("page", page) for page in pages),
        *raw_rows(),
    ]
    secrets = {typed["password"], scenario.sender_password, *sessions}
    found = [(place, secret) for place, text in places for secret in secrets if secret in text]
    assert not found
    assert task_arguments and caplog.text


def lived_through(connection):
    """Check the rights, and read; what is raised on the way is text to be searched as well."""
    said = []
    fresh = Connection.objects.for_work().get(pk=connection.pk)
    if not fresh.has_credentials:
        return said
    if fresh.entity_id is None:
        Connection.objects.filter(pk=fresh.pk).update(entity_id="")
    try:
        run_probe(start_probe(connection=fresh, kind=Probe.Kind.PERMISSIONS).pk)
        with Connection.objects.for_work().get(pk=connection.pk).open() as provider:
            said.append(repr(provider.client))
            for kind in provider.kinds:
                for page in provider.read(kind, {}):
                    said += [str(page.notices), str(page.cursor)]
                    break
    except Exception as error:  # noqa: BLE001 - whatever is raised is searched
        said.append(f"{error!r} {error} {getattr(error, 'verdict', '')}")
    return said
