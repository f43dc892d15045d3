"""What support staff do: through the same actions as everybody, and written down."""

from __future__ import annotations

import pytest
from axes.models import AccessAttempt
from django.contrib.admin.models import LogEntry
from django.db import connection as database
from django.urls import reverse

from companies.models import Probe
from integrations.models import Integration, PartnerCredential
from portal.accounts.models import User
from portal.accounts.staff import GROUP
from portal.audit.models import AuditEvent
from portal.organisations.models import Membership, Organisation
from tests.factories import PASSWORD, UserFactory

NONE_BELOW = {f"integrations-{name}": 0 for name in ("TOTAL_FORMS", "INITIAL_FORMS")}


def act(client, row, slug, **data):
    address = reverse(f"admin:{row._meta.label_lower.replace('.', '_')}_act", args=[row.pk, slug])
    before = client.get(address)
    if before.status_code == 200:
        client.post(address, data)
    return before


def verbs(**filters):
    return list(AuditEvent.objects.filter(actor_kind="staff", **filters).order_by("pk").values_list("verb", flat=True))


def test_a_link_is_revoked_after_a_confirmation(rows, support, signed_in):
    before = act(signed_in(support), rows["link"], "revoke")
    assert "Whoever has the address finds it closed at once." in before.content.decode()
    rows["link"].refresh_from_db()
    assert rows["link"].is_revoked
    assert verbs(organisation=rows["organisation"]) == ["link.revoked"]
    assert act(signed_in(support), rows["link"], "revoke").status_code == 403, "nothing is left to revoke"


def test_looking_at_the_confirmation_does_nothing(rows, support, signed_in):
    signed_in(support).get(reverse("admin:companies_link_act", args=[rows["link"].pk, "revoke"]))
    rows["link"].refresh_from_db()
    assert not rows["link"].is_revoked


def test_probe_again_queues_the_checks(rows, support, signed_in, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as queued:
        act(signed_in(support), rows["connection"], "probe")
    probe = Probe.objects.latest()
    assert (probe.connection, probe.status) == (rows["connection"], "queued")
    assert len(queued) == 1
    assert verbs() == ["connection.checked"]


def test_there_is_nothing_to_probe_without_sign_in_data(rows, support, signed_in):
    connection = rows["connection"]
    connection.credentials = connection.credentials_changed_at = None
    connection.save()
    assert act(signed_in(support), connection, "probe").status_code == 403


def test_a_key_is_revoked(rows, support, signed_in):
    act(signed_in(support), rows["apikey"], "revoke")
    rows["apikey"].refresh_from_db()
    assert rows["apikey"].revoked_at is not None
    assert verbs() == ["api_key.revoked"]


def test_partner_credentials_are_lent_and_withdrawn(rows, support, birch, signed_in):
    client, lent = signed_in(support), rows["partnercredential"]
    act(client, lent, "lend", organisation=birch.pk)
    integration = Integration.objects.get(organisation=birch)
    assert integration.partner_credential == lent and integration.has_credentials
    act(client, integration, "withdraw")
    integration.refresh_from_db()
    assert integration.partner_credential is None and not integration.has_credentials
    assert verbs(organisation=birch) == ["partner_credential.granted", "partner_credential.withdrawn"]


@pytest.mark.parametrize("slug", ["revoke", "probe", "lend", "withdraw", "unlock"])
def test_an_act_needs_its_own_right(slug, rows, support, signed_in):
    group = support.groups.get(name=GROUP)
    group.permissions.remove(*group.permissions.filter(codename__startswith="change_"))
    AccessAttempt.objects.create(username="ada@acorn.example", failures_since_start=3)
    row = {"probe": "connection", "lend": "partnercredential", "withdraw": "integration", "unlock": "user"}.get(
        slug, "link"
    )
    assert act(signed_in(support), rows[row], slug).status_code == 403
    assert verbs() == []


def test_a_partner_credential_is_created_with_the_providers_own_fields(support, signed_in):
    client = signed_in(support)
    address = reverse("admin:integrations_partnercredential_add")
    data = {"label": "Ledgerbridge", "is_active": "on", "sender_id": "LedgerbridgePartner", **NONE_BELOW}
    refused = client.post(address, data)
    assert "Enter the sender password. None is stored yet." in refused.content.decode()
    assert not PartnerCredential.objects.exists()
    client.post(address, {**data, "sender_password": "partner-sender-secret"})
    row = PartnerCredential.objects.get()
    assert row.settings == {"sender_id": "LedgerbridgePartner", "sender_password": "partner-sender-secret"}
    assert row.provider == "sage-intacct"
    with database.cursor() as cursor:
        cursor.execute("SELECT settings FROM integrations_partnercredential")
        assert b"LedgerbridgePartner" not in bytes(cursor.fetchone()[0])
    assert verbs(organisation=None) == ["partner_credential.created"]


def test_an_empty_password_keeps_the_stored_one_and_its_date(rows, support, signed_in):
    row = rows["partnercredential"]
    before = row.settings_changed_at
    address = reverse("admin:integrations_partnercredential_change", args=[row.pk])
    data = {
        "label": "Renamed",
        "is_active": "on",
        "sender_id": "LedgerbridgePartner",
        "sender_password": "",
        **NONE_BELOW,
    }
    signed_in(support).post(address, data)
    row = PartnerCredential.objects.get()
    assert (row.label, row.settings["sender_password"]) == ("Renamed", "partner-sender-secret")
    assert row.settings_changed_at == before
    signed_in(support).post(address, {**data, "sender_password": "a-new-secret"})
    row = PartnerCredential.objects.get()
    assert row.settings["sender_password"] == "a-new-secret"
    assert row.settings_changed_at > before
    page = signed_in(support).get(address).content.decode()
    assert "a-new-secret" not in page and "Set, changed on" in page and 'value="LedgerbridgePartner"' in page


def test_a_change_is_written_down_without_values_for_those_who_use_it(rows, support, birch, signed_in):
    row = rows["partnercredential"]
    act(signed_in(support), row, "lend", organisation=birch.pk)
    integration = Integration.objects.get(organisation=birch)
    below = {"integrations-TOTAL_FORMS": 1, "integrations-INITIAL_FORMS": 1, "integrations-0-id": integration.pk}
    data = {"label": "L", "is_active": "on", "sender_id": "Other", "sender_password": "a-new-secret", **below}
    signed_in(support).post(reverse("admin:integrations_partnercredential_change", args=[row.pk]), data)
    events = AuditEvent.objects.filter(verb="partner_credential.changed")
    assert {event.organisation for event in events} == {None, birch}
    assert events[0].data == {"changed": ["Label, Sender ID, Sender Password"]}
    assert "a-new-secret" not in str([vars(entry) for entry in [*AuditEvent.objects.all(), *LogEntry.objects.all()]])


def test_an_organisation_is_created_renamed_and_given_members(support, signed_in, db):
    client, user = signed_in(support), UserFactory(email="ada@acorn.example")
    below = {"memberships-TOTAL_FORMS": 1, "memberships-INITIAL_FORMS": 0}
    member = {"memberships-0-user": user.pk, "memberships-0-role": "administrator"}
    data = {"name": "Acorn Lending", "slug": "acorn", "link_lifetime_days": 30}
    client.post(reverse("admin:organisations_organisation_add"), {**data, **below, **member})
    acorn = Organisation.objects.get()
    assert Membership.objects.get().organisation == acorn
    address = reverse("admin:organisations_organisation_change", args=[acorn.pk])
    client.post(address, {**data, "name": "Acorn Finance", "slug": "stolen", **below, "memberships-TOTAL_FORMS": 0})
    acorn.refresh_from_db()
    assert (acorn.name, acorn.slug) == ("Acorn Finance", "acorn"), "the address stays"
    assert verbs(organisation=acorn) == ["organisation.created", "organisation.changed"]
    assert "membership ada@acorn.example" in str(AuditEvent.objects.order_by("pk")[0].data)


def test_a_user_is_created_with_a_password_and_signs_in(support, signed_in, client):
    new = "a passphrase of some length"
    address = reverse("admin:accounts_user_add")
    signed_in(support).post(address, {"email": "Dora@Acorn.example", "password1": new, "password2": new})
    user = User.objects.get(email="dora@acorn.example")
    assert user.check_password(new) and not user.is_staff
    event = AuditEvent.objects.get(verb="user.created")
    assert new not in str(vars(event))
    client.logout()
    client.post(reverse("account_login"), {"login": "dora@acorn.example", "password": new})
    assert client.session.get("_auth_user_id") == str(user.pk)


def test_a_new_password_is_written_down_in_the_members_organisation(rows, support, signed_in):
    new = "another passphrase of length"
    address = reverse("admin:auth_user_password_change", args=[rows["user"].pk])
    signed_in(support).post(address, {"password1": new, "password2": new, "usable_password": "true"})
    rows["user"].refresh_from_db()
    assert rows["user"].check_password(new)
    assert verbs(organisation=rows["organisation"]) == ["user.changed"]
    assert new not in str([vars(event) for event in AuditEvent.objects.all()])


def test_the_sign_in_is_unlocked(rows, support, signed_in):
    AccessAttempt.objects.create(username="ada@acorn.example", ip_address="192.0.2.1", failures_since_start=6)
    act(signed_in(support), rows["user"], "unlock")
    assert not AccessAttempt.objects.exists()
    assert verbs(organisation=rows["organisation"]) == ["user.unlocked"]


def test_only_a_superuser_makes_support_staff(rows, support, superuser, signed_in):
    ben = UserFactory(email="ben@acorn.example")
    address = reverse("admin:accounts_user_change", args=[ben.pk])
    data = {"email": ben.email, "is_active": "on", "is_staff": "on"}
    signed_in(support).post(address, data)
    ben.refresh_from_db()
    assert not ben.is_staff and not ben.is_superuser
    signed_in(superuser).post(address, data)
    ben.refresh_from_db()
    assert ben.is_staff and ben.groups.filter(name=GROUP).exists()
    signed_in(superuser).post(address, {"email": ben.email, "is_active": "on"})
    assert not ben.groups.exists()


def test_support_staff_cannot_touch_colleagues_or_superusers(support, superuser, signed_in):
    client = signed_in(support)
    for page in ["admin:accounts_user_change", "admin:auth_user_password_change"]:
        data = {"email": "taken@over.example", "password1": "x" * 20, "password2": "x" * 20}
        assert client.post(reverse(page, args=[superuser.pk]), data).status_code == 403
    superuser.refresh_from_db()
    assert superuser.check_password(PASSWORD)
