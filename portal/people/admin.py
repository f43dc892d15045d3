"""Invitations that stand, for support staff. What opens them is not shown."""

from __future__ import annotations

from django.contrib import admin

from portal.lib.support.rows import ReadOnly, SupportRows
from portal.people.models import Invitation


@admin.register(Invitation)
class InvitationRows(ReadOnly, SupportRows):
    list_display = ("email", "organisation", "role", "invited_at", "expires_at")
    list_select_related = ("organisation",)
    list_filter = ("role", "invited_at")
    search_fields = ("email", "organisation__name")
    date_hierarchy = "invited_at"
    public_ids = ("public_id", "organisation__public_id")
    reachable_by = ("organisation__public_id",)
    fields = ("email", "organisation", "role", "invited_by", "invited_at", "expires_at", "public_id")
