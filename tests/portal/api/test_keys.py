"""A key opens what its role may see, and nothing else."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from django.utils.timezone import now

from portal.organisations.actions import issue_api_key, revoke_api_key
from portal.organisations.models import ApiKey
from portal.organisations.roles import Role
from tests.factories import CompanyFactory


@pytest.fixture
def issued(acorn, ada):
    return issue_api_key(organisation=acorn, name="Warehouse", role=Role.ANALYST, user=ada)


def call(client, authorization, path="/api/companies"):
    return client.get(path, headers={"Authorization": authorization} if authorization else {})


def encoded(text):
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize("form", ["Basic {basic}", "basic {basic}", "Basic {colon}", "Bearer {key}", "bearer {key}"])
def test_both_ways_of_presenting_it_are_understood(form, issued, client):
    key = issued[1]
    answer = call(client, form.format(key=key, basic=encoded(key), colon=encoded(f"{key}:")))
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Basic",
        "Basic ???",
        "Bearer",
        "Bearer lb_wrong",
        f"Basic {encoded('lb_wrong')}",
        "Basic /w==",
        "Basic \xe9",
        "Bearer \xe9",
        "Digest x",
    ],
)
def test_anything_else_is_refused(header, issued, client):
    answer = call(client, header)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_the_digest_in_the_database_is_no_key(issued, client):
    assert call(client, f"Bearer {issued[0].digest}").status_code == 401


def test_a_signed_in_browser_is_no_key(ada, signed_in, issued):
    assert signed_in(ada).get("/api/companies").status_code == 401


def test_a_revoked_one_is_refused_at_once(issued, ada, client):
    row, key = issued
    assert call(client, f"Bearer {key}").status_code == 200
    revoke_api_key(api_key=row, actor=ada)
    assert call(client, f"Bearer {key}").status_code == 401


def test_one_for_onboarding_sees_companies_and_no_data(acorn, ada, client):
    company = CompanyFactory(organisation=acorn)
    _, key = issue_api_key(organisation=acorn, name="Intake", role=Role.ONBOARDING, user=ada)
    assert call(client, f"Bearer {key}").status_code == 200
    for path in ["data/customers", "data/customers/C-1", "data/info", "data/history", "dataStatus"]:
        answer = call(client, f"Bearer {key}", f"/api/companies/{company.public_id}/{path}")
        assert answer.status_code == 403
        assert answer.json()["error"] == (
            "A key with the role Onboarding may not see customers' books. "
            "Roles that may: Administrator, Developer, Analyst."
        )


def test_its_use_is_stamped_at_most_once_a_minute(issued, client, django_assert_num_queries):
    row, key = issued
    call(client, f"Bearer {key}")
    first = ApiKey.objects.get(pk=row.pk).last_used_at
    assert now() - first < timedelta(seconds=10)
    call(client, f"Bearer {key}")
    assert ApiKey.objects.get(pk=row.pk).last_used_at == first
    ApiKey.objects.filter(pk=row.pk).update(last_used_at=first - timedelta(seconds=61))
    call(client, f"Bearer {key}")
    assert ApiKey.objects.get(pk=row.pk).last_used_at >= first


def test_a_refused_call_is_not_stamped(acorn, ada, client):
    row, key = issue_api_key(organisation=acorn, name="Intake", role=Role.ONBOARDING, user=ada)
    company = CompanyFactory(organisation=acorn)
    call(client, f"Bearer {key}", f"/api/companies/{company.public_id}/dataStatus")
    assert ApiKey.objects.get(pk=row.pk).last_used_at is None
