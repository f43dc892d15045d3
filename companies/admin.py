"""Companies, links, connections and probes, for support staff: to look at, to revoke a link, to probe again."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from companies.actions import Refused, check_connection, revoke_link
from companies.models import Company, Connection, Link, Probe, ProbeCheck
from integrations.provider import Owner
from portal.lib.support.acts import Act, NotNow
from portal.lib.support.rows import ReadOnly, SupportInline, SupportRows, secret

OF_ORGANISATION = "organisation__public_id"


class LinkInline(SupportInline):
    model = Link
    fields = readonly_fields = ("created_at", "expires_at", "revoked_at", "open_count", "last_opened_at")


class ConnectionInline(SupportInline):
    model = Connection
    fields = readonly_fields = ("integration", "status", "account_id", "entity_name", "lead_entity", "linked_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Connection]:
        rows = super().get_queryset(request).select_related("integration__organisation", "lead")
        return rows.defer("integration__settings", "lead__credentials")

    @admin.display(description=_("follows"))
    def lead_entity(self, connection: Connection) -> str:
        return connection.lead.books_label if connection.lead else ""


@admin.register(Company)
class CompanyRows(ReadOnly, SupportRows):
    list_display = ("name", "organisation", "state_label", "is_test", "created_at", "public_id")
    list_select_related = ("organisation", "created_by")
    list_filter = ("is_test", "connections__status")
    search_fields = ("name", "organisation__name", "connections__account_id", "connections__entity_name")
    date_hierarchy = "created_at"
    public_ids = ("public_id", OF_ORGANISATION, "connections__public_id")
    reachable_by = (OF_ORGANISATION,)
    fields = ("name", "organisation", "public_id", "state_label", "is_test", "created_by", "created_at", "elsewhere")
    readonly_fields = ("state_label", "elsewhere")
    inlines = (ConnectionInline, LinkInline)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Company]:
        return super().get_queryset(request).prefetch_related("connections")

    @admin.display(description=_("state"))
    def state_label(self, company: Company) -> str:
        connection = company.connection
        return str(connection.get_status_display()) if connection else gettext("Not started")

    @admin.display(description=_("see also"))
    def elsewhere(self, company: Company) -> str:
        places = (
            ("admin:datasets_dataset_changelist", "company__public_id", gettext("Datasets")),
            ("admin:datasets_sync_changelist", "company__public_id", gettext("Syncs")),
            ("admin:audit_auditevent_changelist", "object_id", gettext("Activity")),
        )
        links = ((reverse(name), lookup, company.public_id, label) for name, lookup, label in places)
        return format_html_join(" · ", '<a href="{}?{}={}">{}</a>', links)


def revoke(request: HttpRequest, link: Link, data: dict[str, Any]) -> str:
    revoke_link(link=link, actor=request.user)  # type: ignore[arg-type]
    return gettext("The link is revoked.")


@admin.register(Link)
class LinkRows(ReadOnly, SupportRows):
    """The rows of links; what opens one is never shown here."""

    list_display = ("company", "organisation", "created_at", "expires_at", "revoked_at", "open_count")
    list_select_related = ("company", "organisation", "created_by")
    list_filter = ("expires_at", "revoked_at")
    search_fields = ("company__name", "organisation__name")
    date_hierarchy = "created_at"
    public_ids = ("company__public_id", OF_ORGANISATION)
    reachable_by = (OF_ORGANISATION, "company__public_id")
    fields = (
        "company",
        "organisation",
        "created_by",
        "created_at",
        "expires_at",
        "revoked_at",
        "open_count",
        "last_opened_at",
    )
    acts = (
        Act(
            slug="revoke",
            label=_("Revoke the link"),
            follows=_("Whoever has the address finds it closed at once. What was connected stays connected."),
            permission="companies.change_link",
            do=revoke,
            is_offered=lambda link: not link.is_revoked,
        ),
    )


def probe_again(request: HttpRequest, connection: Connection, data: dict[str, Any]) -> str:
    try:
        check_connection(connection=connection, actor=request.user)  # type: ignore[arg-type]
    except Refused as refusal:
        raise NotNow(str(refusal)) from refusal
    return gettext("The checks are queued. Load this page again in a moment to see them.")


class ProbeInline(SupportInline):
    model = Probe
    fields = readonly_fields = ("kind", "status", "attempts", "failure", "created_at", "finished_at")


class FollowerInline(SupportInline):
    """The connections to further entities, which share the sign-in and the fate of the one that is shown."""

    model = Connection
    fk_name = "lead"
    verbose_name_plural = _("followers")
    fields = readonly_fields = ("entity_id", "entity_name", "status", "linked_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Connection]:
        rows = super().get_queryset(request).select_related("company", "integration__organisation")
        return rows.defer("integration__settings")


@admin.register(Connection)
class ConnectionRows(ReadOnly, SupportRows):
    list_display = ("company", "organisation", "provider", "status", "account_id", "entity_name", "status_changed_at")
    list_select_related = (
        "company",
        "organisation",
        "integration__organisation",
        "lead__company",
        "lead__integration__organisation",
    )
    list_filter = ("status", "integration__provider", "is_multi_entity")
    search_fields = ("company__name", "organisation__name", "account_id", "entity_name")
    date_hierarchy = "created_at"
    public_ids = ("public_id", "company__public_id", OF_ORGANISATION)
    reachable_by = (OF_ORGANISATION, "company__public_id")
    inlines = (FollowerInline, ProbeInline)
    fields = (
        "company",
        "organisation",
        "integration",
        "lead",
        "public_id",
        "status",
        "status_reason",
        "status_changed_at",
        "sign_in_data",
        "account_id",
        "entity_name",
        "entity_id",
        "further_ids",
        "is_multi_entity",
        "entities",
        "facts",
        "created_at",
        "linked_at",
    )
    readonly_fields = ("sign_in_data",)
    acts = (
        Act(
            slug="probe",
            label=_("Probe again"),
            follows=_("The sign-in and, where they were checked before, the permissions are checked once more."),
            permission="companies.change_connection",
            do=probe_again,
            is_offered=lambda connection: connection.has_credentials,
        ),
    )

    @admin.display(description=_("provider"), ordering="integration__provider")
    def provider(self, connection: Connection) -> str:
        return connection.integration.name

    @admin.display(description=_("sign-in data"))
    def sign_in_data(self, connection: Connection) -> str:
        return secret(connection.credentials_changed_at)


class ProbeCheckInline(SupportInline):
    model = ProbeCheck
    fields = readonly_fields = ("label", "outcome", "is_required", "cause", "who_acts", "cure", "literally")
    show_change_link = False

    @admin.display(description=_("cause"))
    def cause(self, check: ProbeCheck) -> str:
        return str((check.verdict or {}).get("cause", ""))

    @admin.display(description=_("who must act"))
    def who_acts(self, check: ProbeCheck) -> str:
        owner = (check.verdict or {}).get("owner", "")
        return str(Owner(owner).label) if owner in Owner.values else str(owner)

    @admin.display(description=_("what to do"))
    def cure(self, check: ProbeCheck) -> str:
        verdict = check.verdict or {}
        lines = list(verdict.get("fix") or [])
        for branch in verdict.get("branches") or []:
            lines += [f"{branch.get('label', '')}: {line}" for line in branch.get("fix") or []]
        if path := verdict.get("menu_path"):
            lines.append(" › ".join(path))
        return format_html_join("", "<div>{}</div>", ((line.replace("**", ""),) for line in lines))

    @admin.display(description=_("what the provider said"))
    def literally(self, check: ProbeCheck) -> str:
        raw = (check.verdict or {}).get("raw") or {}
        return format_html_join("", "<div>{}: {}</div>", raw.items())


@admin.register(Probe)
class ProbeRows(ReadOnly, SupportRows):
    list_display = ("created_at", "company", "organisation", "kind", "status", "attempts", "failure")
    list_select_related = ("organisation", "connection__company", "connection__integration__organisation")
    list_filter = ("kind", "status", "created_at")
    search_fields = ("connection__company__name", "organisation__name", "account_id", "failure")
    date_hierarchy = "created_at"
    public_ids = ("public_id", "connection__public_id", "connection__company__public_id", OF_ORGANISATION)
    reachable_by = (OF_ORGANISATION, "connection__public_id")
    inlines = (ProbeCheckInline,)
    fields = (
        "connection_link",
        "organisation",
        "public_id",
        "kind",
        "only",
        "account_id",
        "status",
        "attempts",
        "failure",
        "failure_detail",
        "created_at",
        "started_at",
        "heartbeat_at",
        "finished_at",
    )
    readonly_fields = ("connection_link",)

    @admin.display(description=_("company"))
    def company(self, probe: Probe) -> str:
        return str(probe.connection.company)

    @admin.display(description=_("connection"))
    def connection_link(self, probe: Probe) -> str:
        address = reverse("admin:companies_connection_change", args=[probe.connection_id])
        return format_html('<a href="{}">{}</a>', address, probe.connection)
