"""The audit log, for support staff: to read."""

from __future__ import annotations

from django.contrib import admin

from portal.audit.models import AuditEvent
from portal.lib.support.rows import ReadOnly, SupportRows


@admin.register(AuditEvent)
class AuditEventRows(ReadOnly, SupportRows):
    list_display = ("created_at", "organisation", "actor_label", "actor_kind", "verb", "object_label")
    list_display_links = ("created_at", "verb")
    list_select_related = ("organisation",)
    list_filter = ("actor_kind", "created_at")
    search_fields = ("actor_label", "verb", "object_label", "organisation__name")
    date_hierarchy = "created_at"
    public_ids = ("public_id", "object_id", "organisation__public_id")
    reachable_by = ("organisation__public_id", "object_id")
    fields = (
        "created_at",
        "organisation",
        "actor_kind",
        "actor_label",
        "verb",
        "object_label",
        "object_id",
        "data",
        "public_id",
    )
