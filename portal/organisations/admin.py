"""Organisations, their members and their API keys, for support staff."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.lib.support.acts import Act
from portal.lib.support.rows import ReadOnly, SupportRows, TabularInline
from portal.organisations.actions import revoke_api_key
from portal.organisations.models import ApiKey, Membership, Organisation

ELSEWHERE = (
    ("admin:companies_company_changelist", _("Companies")),
    ("admin:integrations_integration_changelist", _("Integrations")),
    ("admin:organisations_apikey_changelist", _("API keys")),
    ("admin:webhooks_endpoint_changelist", _("Webhooks")),
    ("admin:audit_auditevent_changelist", _("Activity")),
)


class MembershipInline(TabularInline):
    model = Membership
    fields = ("user", "role", "created_at")
    readonly_fields = ("created_at",)
    autocomplete_fields = ("user",)
    extra = 0
    verbose_name = _("member")
    verbose_name_plural = _("members")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("user")


@admin.register(Organisation)
class OrganisationRows(SupportRows):
    list_display = ("name", "slug", "public_id", "support_email", "created_at")
    search_fields = ("name", "slug", "support_email")
    date_hierarchy = "created_at"
    inlines = (MembershipInline,)
    fields = (
        "name",
        "slug",
        "support_email",
        "link_lifetime_days",
        "seen",
        "public_id",
        "created_at",
        "elsewhere",
    )
    readonly_fields = ("seen", "public_id", "created_at", "elsewhere")

    def get_readonly_fields(self, request: HttpRequest, obj: Organisation | None = None) -> tuple[str, ...]:
        """The address stays: it stands in people's bookmarks and in sent mail."""
        return (*self.readonly_fields, "slug") if obj else self.readonly_fields

    def get_prepopulated_fields(self, request: HttpRequest, obj: Organisation | None = None) -> dict[str, Any]:
        return {} if obj else {"slug": ["name"]}

    def organisations_of(self, row: Organisation) -> Sequence[Any]:
        return [row]

    @admin.display(description=_("customers’ pages"))
    def seen(self, organisation: Organisation) -> str:
        face = organisation.shown_face
        return " · ".join(filter(None, (gettext("Logo") if face.logo_digest else "", face.accent, face.return_url)))

    @admin.display(description=_("see also"))
    def elsewhere(self, organisation: Organisation) -> str:
        if organisation.pk is None:
            return ""
        where = f"?organisation__public_id={organisation.public_id}"
        return format_html_join(
            " · ", '<a href="{}{}">{}</a>', ((reverse(name), where, label) for name, label in ELSEWHERE)
        )


def revoke(request: HttpRequest, key: ApiKey, data: dict[str, Any]) -> str:
    revoke_api_key(api_key=key, actor=request.user)  # type: ignore[arg-type]
    return gettext("The key is revoked.")


@admin.register(ApiKey)
class ApiKeyRows(ReadOnly, SupportRows):
    list_display = ("name", "organisation", "prefix", "role", "created_at", "last_used_at", "revoked_at")
    list_select_related = ("organisation", "created_by")
    list_filter = ("role", "revoked_at")
    search_fields = ("name", "prefix", "organisation__name")
    date_hierarchy = "created_at"
    public_ids = ("public_id", "organisation__public_id")
    reachable_by = ("organisation__public_id",)
    fields = ("name", "organisation", "prefix", "role", "created_by", "created_at", "last_used_at", "revoked_at")
    acts = (
        Act(
            slug="revoke",
            label=_("Revoke the key"),
            follows=_("Programs that call with this key are refused at once. This cannot be undone."),
            permission="organisations.change_apikey",
            do=revoke,
            is_offered=lambda key: key.revoked_at is None,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[ApiKey]:
        return super().get_queryset(request).defer("digest")
