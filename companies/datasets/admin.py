"""Syncs and datasets, for support staff: how reading went, never what was read."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from companies.datasets.models import Dataset, Reading, Sync
from portal.lib.support.rows import ReadOnly, SupportInline, SupportRows

OF_ORGANISATION = "organisation__public_id"


class ReadingInline(SupportInline):
    model = Reading
    fields = readonly_fields = (
        "dataset",
        "status",
        "page_count",
        "row_count",
        "changed_count",
        "unreadable_count",
        "failure",
        "notices",
        "started_at",
        "finished_at",
    )
    show_change_link = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reading]:
        return super().get_queryset(request).select_related("dataset")


@admin.register(Sync)
class SyncRows(ReadOnly, SupportRows):
    list_display = ("created_at", "company", "organisation", "trigger", "status", "attempts", "failure", "finished_at")
    list_select_related = (
        "organisation",
        "company",
        "connection__company",
        "connection__integration__organisation",
        "requested_by",
    )
    list_filter = ("status", "trigger", "created_at")
    search_fields = ("company__name", "organisation__name", "failure")
    date_hierarchy = "created_at"
    public_ids = ("public_id", "company__public_id", OF_ORGANISATION)
    reachable_by = (OF_ORGANISATION, "company__public_id")
    inlines = (ReadingInline,)
    fields = (
        "company",
        "organisation",
        "connection",
        "public_id",
        "trigger",
        "requested_by",
        "kinds",
        "status",
        "attempts",
        "failure",
        "failure_detail",
        "created_at",
        "due_at",
        "started_at",
        "heartbeat_at",
        "finished_at",
    )


@admin.register(Dataset)
class DatasetRows(ReadOnly, SupportRows):
    list_display = ("kind_label", "company", "organisation", "state", "record_count", "last_read_at", "failure")
    list_select_related = (
        "organisation",
        "company",
        "connection__company",
        "connection__integration__organisation",
    )
    list_filter = ("state", "kind", "last_read_at")
    search_fields = ("company__name", "organisation__name", "kind", "failure")
    date_hierarchy = "created_at"
    public_ids = ("company__public_id", "connection__public_id", OF_ORGANISATION)
    reachable_by = (OF_ORGANISATION, "company__public_id")
    fields = (
        "kind_label",
        "company",
        "organisation",
        "connection",
        "state",
        "failure",
        "record_count",
        "expected_count",
        "last_read_at",
        "cursor",
        "created_at",
    )
    readonly_fields = ("kind_label",)

    @admin.display(description=_("kind"), ordering="kind")
    def kind_label(self, dataset: Dataset) -> str:
        return str(dataset.label)
