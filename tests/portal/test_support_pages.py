"""Support staff's pages: what they show, what they refuse, and that no secret can be read or guessed from them."""

from __future__ import annotations

import re

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.urls import reverse

from companies.tokens import token_of
from integrations.models import MaintenanceWindow
from portal.accounts.staff import GROUP
from portal.audit.models import AuditEvent
from portal.lib.encrypted import Encrypted
from portal.lib.support.rows import secret_columns
from tests.portal.conftest import SECRETS

SHOWN = sorted((model._meta.app_label, model._meta.model_name) for model in admin.site._registry if model is not Group)
HIDDEN_COLUMNS = [
    ("companies_connection", "credentials"),
    ("integrations_integration", "settings"),
    ("integrations_partnercredential", "settings"),
    ("webhooks_endpoint", "secret"),
    ("organisations_apikey", "digest"),
    ("accounts_user", "password"),
    ("webhooks_delivery", "endpoint__secret"),
    ("companies_company", "connections__credentials"),
    ("organisations_organisation", "api_keys__digest"),
    ("companies_link", "created_by__password"),
    ("integrations_integration", "partner_credential__settings"),
]


def address(app, model, page="changelist", *args):
    return reverse(f"admin:{app}_{model}_{page}", args=args)


def test_every_model_that_matters_is_shown(rows):
    assert {name for _, name in SHOWN} | {"probecheck", "reading"} == set(rows)


@pytest.mark.parametrize(("app", "model"), SHOWN)
def test_list_and_row_and_search_open_without_a_secret(app, model, rows, support, signed_in):
    client = signed_in(support)
    row = rows[model]
    history = address(app, model, "history", row.pk)
    for url in [address(app, model), address(app, model) + "?q=acorn", address(app, model, "change", row.pk), history]:
        answer = client.get(url)
        assert answer.status_code == 200, url
        page = answer.content.decode()
        assert not any(secret in page for secret in SECRETS), url
        assert "gAAAA" not in page, "not even encrypted"


WITHOUT_PUBLIC_ID = ("user", "delivery", "unknownreply", "maintenancewindow")
FOUND_BY_PUBLIC_ID = [(app, model) for app, model in SHOWN if model not in WITHOUT_PUBLIC_ID]


@pytest.mark.parametrize(("app", "model"), FOUND_BY_PUBLIC_ID)
def test_a_public_id_finds_its_row(app, model, rows, support, signed_in):
    row = rows[model]
    if not hasattr(row, "public_id") or model == "link":  # what opens a link is made of its public id
        row = rows["company"]
    found = signed_in(support).get(address(app, model), {"q": str(row.public_id)})
    assert found.context["cl"].result_count == 1


@pytest.mark.parametrize(("page", "column"), HIDDEN_COLUMNS)
@pytest.mark.parametrize("lookup", ["", "__startswith", "__isnull", "__regex", "__gt"])
def test_a_secret_column_cannot_be_asked_about(page, column, lookup, rows, support, signed_in):
    answer = signed_in(support).get(reverse(f"admin:{page}_changelist"), {f"{column}{lookup}": "g"})
    assert answer.status_code == 400


@pytest.mark.parametrize(("page", "column"), HIDDEN_COLUMNS[:6])
def test_a_secret_column_cannot_name_a_row(page, column, rows, support, signed_in):
    row = rows[page.split("_")[1]]
    answer = signed_in(support).get(reverse(f"admin:{page}_change", args=[row.pk]), {"_to_field": column})
    assert answer.status_code == 400


def test_no_page_declares_a_secret_column():
    for model, options in admin.site._registry.items():
        hidden = set(secret_columns(model)) | {"digest", "password"}
        fields = [
            name
            for _, part in options.fieldsets or [(None, {"fields": options.fields or ()})]
            for name in part["fields"]
        ]
        for inline in options.inlines:
            assert not set(secret_columns(inline.model)) & set(inline.fields), inline
        declared = {*fields, *options.list_display, *options.readonly_fields}
        declared |= {part.split("__")[-1] for part in options.search_fields}
        assert not declared & hidden, model


def test_a_list_never_loads_a_secret(rows, support, signed_in, django_assert_max_num_queries):
    client = signed_in(support)
    for app, model in SHOWN:
        with django_assert_max_num_queries(40) as queries:
            client.get(address(app, model))
        for query in queries.captured_queries:
            assert not re.search(
                r'"(credentials|secret|digest)"|"\w*(integration|partnercredential)"."settings"', query["sql"]
            )


def test_encrypted_columns_are_recognised(rows):
    assert secret_columns(type(rows["connection"]), ["integration__partner_credential"]) == [
        "credentials",
        "integration__settings",
        "integration__partner_credential__settings",
    ]
    assert isinstance(type(rows["endpoint"])._meta.get_field("secret"), Encrypted)


@pytest.mark.parametrize(("app", "model"), SHOWN)
def test_nothing_is_deleted_and_little_is_added(app, model, rows, superuser, signed_in):
    client = signed_in(superuser)
    assert client.post(address(app, model, "delete", rows[model].pk), {"post": "yes"}).status_code == 403
    addable = {"organisation", "user", "partnercredential", "maintenancewindow"}
    assert client.get(address(app, model, "add")).status_code == (200 if model in addable else 403)
    assert type(rows[model]).objects.filter(pk=rows[model].pk).exists()


@pytest.mark.parametrize("model", ["company", "connection", "link", "sync", "dataset", "auditevent", "consent"])
def test_a_read_only_row_takes_no_changes(model, rows, support, signed_in):
    app = {name: app for app, name in SHOWN}[model]
    answer = signed_in(support).post(address(app, model, "change", rows[model].pk), {"name": "Taken over"})
    assert answer.status_code == 403


@pytest.mark.parametrize(("page", "column"), HIDDEN_COLUMNS[:6])
def test_a_secret_column_cannot_be_sorted_by(page, column, rows, support, signed_in):
    client = signed_in(support)
    answer = client.get(reverse(f"admin:{page}_changelist"), {"o": column})
    assert column not in str(answer.context["cl"].queryset.query).partition(" ORDER BY ")[2]
    assert client.get(reverse(f"admin:{page}_changelist"), {"order_by": column}).status_code == 400


def test_links_between_pages_lead_to_the_rows_they_promise(rows, support, signed_in):
    client = signed_in(support)
    for app, model in [("organisations", "organisation"), ("companies", "company"), ("webhooks", "endpoint")]:
        page = client.get(address(app, model, "change", rows[model].pk)).content.decode()
        links = re.findall(r'href="(/admin/[^"]+[?][^"]+__public_id=[^"]+)"', page)
        assert links
        for link in links:
            assert client.get(link).context["cl"].result_count >= 1, link


def test_a_link_row_shows_nothing_that_opens_it(rows, support, signed_in):
    page = signed_in(support).get(address("companies", "link", "change", rows["link"].pk)).content.decode()
    assert token_of(rows["link"]) not in page
    assert str(rows["link"].public_id) not in page


def test_a_probe_shows_its_verdicts_in_full(rows, support, signed_in):
    page = signed_in(support).get(address("companies", "probe", "change", rows["probe"].pk)).content.decode()
    for part in ["The password was refused.", "Type the password of the Web Services user.", "XL03000006"]:
        assert part in page
    assert "Company › Admin › Users" in page


def test_a_signed_out_visitor_is_sent_to_our_sign_in(client, db):
    target = reverse("admin:companies_company_changelist")
    answer = client.get(target, follow=True)
    assert answer.redirect_chain[-1][0] == f"{reverse('account_login')}?next={target}"


def test_sign_in_leads_back_to_our_own_pages_only(support, signed_in):
    answer = signed_in(support).get(reverse("admin:login"), {"next": "https://elsewhere.example/"})
    assert answer.url == reverse("admin:index")


def test_a_member_without_staff_rights_is_told_so(ada, signed_in):
    answer = signed_in(ada).get(reverse("admin:index"), follow=True)
    assert answer.status_code == 403
    assert "These pages are for support staff" in answer.content.decode()


def test_staff_without_the_group_see_nothing(support, rows, signed_in):
    support.groups.clear()
    client = signed_in(support)
    assert client.get(reverse("admin:index")).context["app_list"] == []
    assert client.get(reverse("admin:companies_company_changelist")).status_code == 403


def test_the_group_carries_no_right_to_delete_but_of_memberships(db):
    names = set(Group.objects.get(name=GROUP).permissions.values_list("codename", flat=True))
    assert {name for name in names if name.startswith("delete_")} == {"delete_membership"}
    assert {name for name in names if name.startswith("add_")} == {
        "add_user",
        "add_organisation",
        "add_membership",
        "add_partnercredential",
        "add_maintenancewindow",
    }


def test_log_entries_hold_no_values(rows, support, signed_in):
    signed_in(support).post(
        address("integrations", "partnercredential", "change", rows["partnercredential"].pk),
        {"label": "Ours", "is_active": "on", "sender_id": "NewSender", "sender_password": "another-secret"}
        | {f"integrations-{name}": 0 for name in ("TOTAL_FORMS", "INITIAL_FORMS")},
    )
    entry = LogEntry.objects.get()
    assert "Sender Password" in entry.change_message
    assert "another-secret" not in entry.change_message + entry.object_repr


def test_support_enters_maintenance_that_is_announced(support, signed_in):
    times = {"starts_at_0": "2026-12-05", "starts_at_1": "06:00", "ends_at_0": "2026-12-05", "ends_at_1": "10:00"}
    client, url = signed_in(support), address("integrations", "maintenancewindow", "add")
    assert "ends after" not in client.post(url, {"provider": "sage-intacct", **times}).content.decode()
    (window,) = MaintenanceWindow.objects.all()
    assert (window.ends_at - window.starts_at).total_seconds() == 4 * 3600
    upside_down = client.post(url, {"provider": "sage-intacct", **times, "ends_at_1": "05:00"})
    assert upside_down.status_code == 200
    assert MaintenanceWindow.objects.count() == 1


def test_maintenance_is_named_in_utc_wherever_staff_sit(support, signed_in):
    client, url = signed_in(support), address("integrations", "maintenancewindow", "add")
    client.cookies["zone"] = "Asia/Kolkata"
    times = {"starts_at_0": "2026-12-05", "starts_at_1": "06:00", "ends_at_0": "2026-12-05", "ends_at_1": "10:00"}
    client.post(url, {"provider": "sage-intacct", **times})
    name = "sage-intacct, 2026-12-05 00:30 to 2026-12-05 04:30 UTC"
    assert str(MaintenanceWindow.objects.get()) == name
    assert AuditEvent.objects.get(object_label__startswith="sage-intacct").object_label == name
