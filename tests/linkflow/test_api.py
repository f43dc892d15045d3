"""Consents, for programs."""

import hashlib
from datetime import timedelta

import pytest
from django.utils.timezone import now

from portal.audit.models import AuditEvent
from portal.organisations.actions import issue_api_key
from portal.organisations.roles import Role


@pytest.fixture
def call(client, acorn, ada):
    def get(company, role=Role.ANALYST, organisation=acorn, name="Warehouse", **query):
        _, key = issue_api_key(organisation=organisation, name=name, role=role, user=ada)
        address = f"/api/companies/{company.public_id}/consents"
        return client.get(address, query, headers={"Authorization": f"Bearer {key}"})

    return get


def test_come_with_their_words_and_what_became_of_them(customer, call):
    customer.arrive()
    customer.client.post(f"/link/{customer.token}/disconnect/")
    customer.agree()
    body = call(customer.company).json()
    newer, older = body["results"]
    assert (newer["status"], older["status"]) == ("InForce", "Withdrawn")
    assert newer["ended"] is None
    assert older["ended"].endswith("Z")
    assert newer["networkAddress"] == "127.0.0.1"
    assert newer["textFitsHash"] is True
    assert hashlib.sha256(newer["text"].encode()).hexdigest() == newer["textHash"]
    assert customer.token not in str(body)


def test_come_in_pages(customer, call):
    customer.agree()
    body = call(customer.company, page=2, pageSize=1).json()
    assert (body["results"], body["totalResults"]) == ([], 1)


def test_are_not_for_every_role(customer, call):
    customer.agree()
    assert call(customer.company, role=Role.ONBOARDING).status_code == 403
    assert not AuditEvent.objects.filter(verb="consent.exported").exists()


def test_of_others_do_not_exist(customer, call, birch):
    customer.agree()
    answer = call(customer.company, organisation=birch)
    assert answer.status_code == 404
    assert not AuditEvent.objects.filter(verb="consent.exported").exists()


def test_are_written_down_once_a_day_for_each_key(customer, acorn, ada, client):
    customer.agree()
    exported = AuditEvent.objects.filter(verb="consent.exported", actor_kind="key")

    def ask(key):
        address = f"/api/companies/{customer.company.public_id}/consents"
        assert client.get(address, headers={"Authorization": f"Bearer {key}"}).status_code == 200

    (_, first), (_, second) = (
        issue_api_key(organisation=acorn, name=name, role=Role.ANALYST, user=ada) for name in ("Warehouse", "Till")
    )
    ask(first)
    ask(first)
    assert exported.get().actor_label == "Warehouse"
    ask(second)
    assert exported.count() == 2
    exported.update(created_at=now() - timedelta(days=2))
    ask(first)
    assert exported.count() == 3
    assert not any(key in str(event.data) for event in exported for key in (first, second))
