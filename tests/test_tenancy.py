"""Every address of an organisation, tried by a stranger: there is nothing here, and nothing was changed."""

from __future__ import annotations

import json

import pytest
from django.apps import apps
from django.core import serializers
from django.urls import URLPattern, URLResolver, get_resolver

from companies.actions import issue_link
from companies.datasets.models import Dataset, Proof, Record, Sync
from integrations.records import KINDS
from portal.organisations.actions import save_draft
from portal.organisations.wording import Words
from tests.factories import CompanyFactory, ConnectionFactory, InvitationFactory, WordingVersionFactory

OUR_APPS = ["organisations", "people", "integrations", "companies", "datasets", "linkflow", "webhooks"]
OUR_APPS += ["mails", "audit"]


def tenant_patterns(resolver=None, prefix=""):
    """Every URL pattern below ``/o/<organisation>/`` as (route, pattern)."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from tenant_patterns(entry, route)
        elif isinstance(entry, URLPattern) and route.startswith("o/<slug:organisation>/"):
            yield route, entry


ROUTES = sorted({route for route, _ in tenant_patterns()})


@pytest.fixture
def everything(acorn, ada, intacct):
    """One row of each kind that an address can name, all Acorn's."""
    company = CompanyFactory(organisation=acorn, name="Hartwell Joinery")
    connection = ConnectionFactory(company=company, integration=intacct)
    issue_link(company=company, actor=ada)
    dataset = Dataset.objects.create(organisation=acorn, company=company, connection=connection, kind="customers")
    record = Record.objects.create(organisation=acorn, dataset=dataset, source_id="C-1", data={}, digest="x")
    sync = Sync.objects.create(organisation=acorn, company=company, connection=connection, trigger=Sync.Trigger.LINK)
    Proof.objects.create(organisation=acorn, company=company, sync=sync, outcome=Proof.Outcome.TIED)
    version = WordingVersionFactory(organisation=acorn, purpose="To read the books of Hartwell Joinery.")
    save_draft(organisation=acorn, actor=ada, words=Words("en", "To lend to Hartwell Joinery."), is_main=True)
    return {
        "organisation": "acorn",
        "sync_id": sync.public_id,
        "company": company.public_id,
        "public_id": company.public_id,
        "provider": "sage-intacct",
        "kind": "customers",
        "pk": record.pk,
        "record": record.pk,
        "record_id": record.pk,
        "key": company.public_id,
        "endpoint": company.public_id,
        "number": version.number,
        "member": acorn.memberships.get(user=ada).pk,
        "invitation": InvitationFactory(organisation=acorn).public_id,
        "language": version.main_language,
    }


def address_of(route, values):
    parts = []
    for part in route.split("/"):
        if part.startswith("<"):
            name = part.strip("<>").split(":")[-1]
            assert name in values, f"Say in `everything` what <{name}> in {route} may be."
            parts.append(str(values[name]))
        else:
            parts.append(part)
    return "/" + "/".join(parts)


def contents():
    """Everything in our tables, to compare before and after."""
    rows = [row for app in OUR_APPS for model in apps.get_app_config(app).get_models() for row in model.objects.all()]
    return json.loads(serializers.serialize("json", rows))


def test_there_are_tenant_addresses():
    assert len(ROUTES) > 15
    assert all(kind in KINDS for kind in ["customers"])


@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
@pytest.mark.parametrize("route", ROUTES)
def test_a_stranger_finds_nothing_and_changes_nothing(route, method, everything, cleo, signed_in):
    browser = signed_in(cleo)
    before = contents()
    answer = getattr(browser, method)(address_of(route, everything))
    assert answer.status_code in {404, 405}
    assert b"Hartwell" not in answer.content
    assert contents() == before
    if method == "get" and answer.status_code == 405:
        assert browser.post(address_of(route, everything)).status_code == 404


@pytest.mark.parametrize("route", ROUTES)
def test_a_visitor_is_sent_to_the_sign_in(route, everything, client):
    answer = client.get(address_of(route, everything))
    assert answer.status_code in {302, 405}
    if answer.status_code == 302:
        assert answer["Location"].startswith("/accounts/login/")


# A provider is nobody's row: every organisation has its own integration with it. So is a language of its own draft.
NOBODYS = ("<slug:provider>", "<slug:organisation>", "<slug:language>")
NAMING_A_ROW = [
    route for route in ROUTES if any(part.startswith("<") and part not in NOBODYS for part in route.split("/"))
]


@pytest.mark.parametrize("route", NAMING_A_ROW)
def test_a_foreign_row_is_not_found_in_ones_own_organisation(route, everything, cleo, signed_in):
    browser = signed_in(cleo)
    before = contents()
    address = address_of(route, {**everything, "organisation": "birch"})
    assert browser.get(address).status_code in {404, 405}
    assert browser.post(address).status_code in {404, 405}
    assert contents() == before
