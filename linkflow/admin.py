"""Where customers are in the wizard, and what they agreed to, for support staff: to read."""

from __future__ import annotations

from django.contrib import admin

from linkflow.models import Consent, LinkSession
from portal.lib.support.rows import ReadOnly, SupportRows

OF_ORGANISATION = "organisation__public_id"


@admin.register(LinkSession)
class LinkSessionRows(ReadOnly, SupportRows):
    list_display = ("company", "organisation", "last_step", "started_at", "last_seen_at", "finished_at")
    list_select_related = (
        "company",
        "organisation",
        "link__company",
        "integration__organisation",
        "connection__company",
        "connection__integration__organisation",
    )
    list_filter = ("last_step", "finished_at")
    search_fields = ("company__name", "organisation__name", "last_step")
    date_hierarchy = "started_at"
    public_ids = ("company__public_id", OF_ORGANISATION)
    reachable_by = (OF_ORGANISATION, "company__public_id")
    fields = (
        "company",
        "organisation",
        "link",
        "integration",
        "connection",
        "answers",
        "done",
        "query",
        "last_step",
        "started_at",
        "last_seen_at",
        "finished_at",
    )


@admin.register(Consent)
class ConsentRows(ReadOnly, SupportRows):
    list_display = ("agreed_at", "company", "organisation", "text_version", "language", "address")
    list_select_related = ("company", "organisation", "link__company")
    list_filter = ("text_version", "language", "agreed_at")
    search_fields = ("company__name", "organisation__name")
    date_hierarchy = "agreed_at"
    public_ids = ("public_id", "company__public_id", OF_ORGANISATION)
    reachable_by = (OF_ORGANISATION, "company__public_id")
    fields = (
        "company",
        "organisation",
        "link",
        "public_id",
        "text",
        "text_version",
        "text_hash",
        "language",
        "address",
        "user_agent",
        "agreed_at",
    )
