"""Webhook endpoints and their deliveries, for support staff: to read."""

from __future__ import annotations

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.lib.support.rows import ReadOnly, SupportRows, secret
from portal.webhooks.models import Delivery, Endpoint


@admin.register(Endpoint)
class EndpointRows(ReadOnly, SupportRows):
    list_display = ("url", "organisation", "is_active", "failing_since", "created_at")
    list_select_related = ("organisation",)
    list_filter = ("is_active", "failing_since")
    search_fields = ("url", "organisation__name")
    date_hierarchy = "created_at"
    public_ids = ("public_id", "organisation__public_id")
    reachable_by = ("organisation__public_id",)
    fields = ("url", "organisation", "public_id", "is_active", "failing_since", "created_at", "signing_secret", "told")
    readonly_fields = ("signing_secret", "told")

    @admin.display(description=_("signing secret"))
    def signing_secret(self, endpoint: Endpoint) -> str:
        return secret(endpoint.created_at)

    @admin.display(description=_("see also"))
    def told(self, endpoint: Endpoint) -> str:
        address = reverse("admin:webhooks_delivery_changelist")
        query = f"endpoint__public_id={endpoint.public_id}"
        return format_html('<a href="{}?{}">{}</a>', address, query, gettext("Deliveries"))


@admin.register(Delivery)
class DeliveryRows(ReadOnly, SupportRows):
    list_display = ("created_at", "event", "endpoint", "organisation", "status", "attempts", "response_status")
    list_select_related = ("organisation", "event", "endpoint")
    list_filter = ("status", "created_at")
    search_fields = ("event__kind", "endpoint__url", "organisation__name")
    date_hierarchy = "created_at"
    public_ids = ("event__public_id", "endpoint__public_id", "organisation__public_id")
    reachable_by = ("organisation__public_id", "endpoint__public_id")
    fields = (
        "event",
        "endpoint",
        "organisation",
        "status",
        "attempts",
        "response_status",
        "failure",
        "failure_detail",
        "created_at",
        "started_at",
        "finished_at",
    )
