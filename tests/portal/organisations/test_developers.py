"""The page of API keys: created, shown once, listed, revoked."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from portal.audit.models import AuditEvent
from portal.organisations.actions import digest_of, issue_api_key, revoke_api_key
from portal.organisations.models import ApiKey
from portal.organisations.roles import Role
from tests.between import just_after_reading
from tests.factories import MembershipFactory, UserFactory

PAGE = "/o/acorn/developers/"


@pytest.fixture
def page(ada, signed_in):
    return signed_in(ada)


def shown_key(answer):
    found = re.search(r'value="(lb_[\w-]{40,})"', answer.content.decode())
    return found and found[1]


def test_a_new_key_is_shown_once_and_kept_only_as_its_digest(page, acorn):
    answer = page.post(PAGE, {"name": "Warehouse", "role": "analyst"})
    key = shown_key(answer)
    row = ApiKey.objects.get()
    assert row.digest == digest_of(key)
    assert (row.name, row.role, row.prefix) == ("Warehouse", Role.ANALYST, key[:8])
    assert "no-store" in answer["Cache-Control"]
    again = page.get(PAGE).content.decode()
    assert key not in again and row.digest not in again
    assert row.prefix in again


def test_a_new_key_opens_the_api(page, client, intacct):
    key = shown_key(page.post(PAGE, {"name": "Warehouse", "role": "analyst"}))
    client.logout()
    assert client.get("/api/companies", headers={"Authorization": f"Bearer {key}"}).status_code == 200


def test_issuing_and_revoking_are_written_down_without_the_key(page, ada):
    key = shown_key(page.post(PAGE, {"name": "Warehouse", "role": "analyst"}))
    row = ApiKey.objects.get()
    page.post(reverse("organisations:revoke_key", args=["acorn", row.public_id]))
    events = AuditEvent.objects.filter(verb__startswith="api_key.").order_by("pk")
    assert [(event.verb, event.actor) for event in events] == [("api_key.issued", ada), ("api_key.revoked", ada)]
    assert not any(key in str(vars(event)) for event in events)


def test_the_same_form_sent_twice_makes_one_key(page):
    page.post(PAGE, {"name": "Warehouse", "role": "analyst"})
    answer = page.post(PAGE, {"name": " warehouse", "role": "analyst"})
    assert ApiKey.objects.count() == 1
    assert "There is a key of this name already." in answer.content.decode()


def test_two_forms_at_the_same_moment_make_one_key(page, acorn, ada):
    with just_after_reading(
        ApiKey, lambda: issue_api_key(organisation=acorn, name="Warehouse", role=Role.ANALYST, user=ada)
    ):
        answer = page.post(PAGE, {"name": "warehouse", "role": "analyst"})
    assert ApiKey.objects.get().name == "Warehouse"
    assert "There is a key of this name already." in answer.content.decode()
    assert shown_key(answer) is None
    assert AuditEvent.objects.filter(verb="api_key.issued").count() == 1


def test_the_name_of_a_revoked_key_is_free(page, acorn, ada):
    for _ in range(2):
        row, _key = issue_api_key(organisation=acorn, name="Warehouse", role=Role.ANALYST, user=ada)
        revoke_api_key(api_key=row, actor=ada)
    assert shown_key(page.post(PAGE, {"name": "Warehouse", "role": "analyst"}))


def test_a_developer_cannot_make_a_key_that_may_more_than_a_developer(acorn, signed_in):
    developer = UserFactory()
    MembershipFactory(organisation=acorn, user=developer, role=Role.DEVELOPER)
    answer = signed_in(developer).post(PAGE, {"name": "Everything", "role": "administrator"})
    assert not ApiKey.objects.exists()
    assert [value for value, _ in answer.context["form"].fields["role"].choices] == [
        "developer",
        "analyst",
        "onboarding",
    ]


def test_revoking_asks_first_and_then_holds_at_once(page, acorn, ada):
    row, _ = issue_api_key(organisation=acorn, name="Warehouse", role=Role.ANALYST, user=ada)
    address = reverse("organisations:revoke_key", args=["acorn", row.public_id])
    assert "Revoke Warehouse?" in page.get(address).content.decode()
    assert ApiKey.objects.get().revoked_at is None
    answer = page.post(address, follow=True)
    assert ApiKey.objects.get().revoked_at is not None
    assert "The key Warehouse is revoked." in answer.content.decode()
    assert page.post(address).status_code == 404


@pytest.mark.parametrize("role", [Role.ANALYST, Role.ONBOARDING])
def test_other_roles_are_told_who_can(role, acorn, ada, signed_in):
    user = UserFactory()
    MembershipFactory(organisation=acorn, user=user, role=role)
    client = signed_in(user)
    assert client.get(PAGE).status_code == 403
    answer = client.post(PAGE, {"name": "Warehouse", "role": "onboarding"})
    assert answer.status_code == 403
    assert "ada@acorn.example" in answer.content.decode()
    assert not ApiKey.objects.exists()


def test_a_key_of_another_organisation_is_out_of_reach(page, birch, cleo):
    row, _ = issue_api_key(organisation=birch, name="Theirs", role=Role.ANALYST, user=cleo)
    assert page.post(reverse("organisations:revoke_key", args=["acorn", row.public_id])).status_code == 404
    assert ApiKey.objects.get().revoked_at is None
    assert "Theirs" not in page.get(PAGE).content.decode()


def test_it_shows_how_to_call(page):
    text = page.get(PAGE).content.decode()
    assert "https://portal.ledgerbridge.example/api/companies" in text
    assert reverse("api:openapi-json") in text
