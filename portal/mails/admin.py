"""Mails, for support staff: whether they went out, never to whom and never what they said."""

from __future__ import annotations

from django.contrib import admin

from portal.lib.support.rows import ReadOnly, SupportRows
from portal.mails.models import Mail


@admin.register(Mail)
class MailRows(ReadOnly, SupportRows):
    list_display = ("created_at", "kind", "organisation", "is_to_customer", "status", "attempts", "failure_detail")
    list_select_related = ("organisation",)
    list_filter = ("status", "kind", "is_to_customer", "created_at")
    search_fields = ("kind", "organisation__name")
    date_hierarchy = "created_at"
    public_ids = ("public_id", "about", "organisation__public_id")
    reachable_by = ("organisation__public_id", "about")
    fields = (
        "kind",
        "organisation",
        "public_id",
        "about",
        "is_to_customer",
        "language",
        "status",
        "attempts",
        "failure",
        "failure_detail",
        "created_at",
        "due_at",
        "started_at",
        "handed_at",
        "finished_at",
    )
