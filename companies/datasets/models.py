"""What we have read."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from companies.models import Company, Connection
from integrations.records import KINDS, SourceRecord
from portal.accounts.models import User
from portal.lib.names import public_id
from portal.lib.runs import Run, RunQuerySet
from portal.organisations.models import Organisation


class SyncQuerySet(RunQuerySet):
    def for_work(self) -> Self:
        return self.select_related(
            "connection__organisation", "connection__company", "connection__integration__partner_credential"
        )


class Sync(Run):
    """One run of reading, dataset by dataset."""

    class Trigger(models.TextChoices):
        LINK = "link", _("First read after linking")
        REFRESH = "refresh", _("Asked for in the portal")
        SCHEDULE = "schedule", _("Scheduled")

    public_id = public_id()
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="syncs")
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="syncs")
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="syncs")
    trigger = models.CharField(max_length=10, choices=Trigger.choices)
    requested_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True)
    kinds = models.JSONField(default=list, help_text=_("What this run reads, in order."))

    objects = SyncQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        get_latest_by = "created_at"
        constraints = [
            models.UniqueConstraint(
                fields=["connection"],
                condition=models.Q(status__in=["queued", "running"]),
                name="one_unfinished_sync_per_connection",
            ),
        ]

    def __str__(self) -> str:
        return f"Sync of {self.company_id}, {self.get_status_display()}"


class DatasetQuerySet(models.QuerySet["Dataset"]):
    def in_order(self) -> list[Dataset]:
        """The datasets in the order in which kinds are shown."""
        order = {kind: position for position, kind in enumerate(KINDS)}
        return sorted(self, key=lambda dataset: order.get(dataset.kind, len(order)))


class Dataset(models.Model):
    """One kind of normalised data of one company. ``cursor`` is the provider's own, committed with each page."""

    class State(models.TextChoices):
        PENDING = "pending", _("Not read yet")
        READING = "reading", _("Reading")
        READ = "read", _("Read")
        FAILED = "failed", _("Failed")
        NO_PERMISSION = "no_permission", _("No permission")

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="datasets")
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="datasets")
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="datasets")
    kind = models.CharField(max_length=40)
    state = models.CharField(max_length=14, choices=State.choices, default=State.PENDING)
    failure = models.TextField(blank=True)
    cursor = models.JSONField(default=dict, blank=True)
    record_count = models.PositiveIntegerField(default=0)
    expected_count = models.PositiveIntegerField(null=True)
    last_read_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=now)

    objects = DatasetQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["connection", "kind"], name="dataset_once_per_kind")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.company_id}"

    @property
    def record_class(self) -> type[SourceRecord]:
        return KINDS[self.kind]

    @property
    def label(self) -> Any:
        return self.record_class.label


class Reading(models.Model):
    """One dataset's part in one sync: what was fetched, how long it took, why it failed."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="readings")
    sync = models.ForeignKey(Sync, on_delete=models.CASCADE, related_name="readings")
    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="readings")
    status = models.CharField(max_length=12, choices=Run.Status.choices, default=Run.Status.QUEUED)
    failure = models.TextField(blank=True)
    page_count = models.PositiveIntegerField(default=0)
    row_count = models.PositiveIntegerField(default=0)
    changed_count = models.PositiveIntegerField(default=0)
    unreadable_count = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["sync", "dataset"], name="reading_once_per_sync")]

    def __str__(self) -> str:
        return f"{self.dataset.kind} in sync {self.sync_id}"


class RecordQuerySet(models.QuerySet["Record"]):
    def search(self, text: str) -> Self:
        """Match what people look for by: the label, the source's id, the status, the currency."""
        words = models.Q(label__icontains=text) | models.Q(source_id__icontains=text)
        return self.filter(words | models.Q(status__icontains=text) | models.Q(currency__iexact=text))

    def live(self) -> Self:
        return self.filter(is_deleted=False)


class Record(models.Model):
    """One normalised record at rest.

    ``data`` is the record as the API serves it (JSON, exact decimals as strings); the columns before it are promoted
    from it by its dataclass, so that every table can be searched, sorted and totalled by index. ``digest`` tells
    whether a record that is read again has changed; ``modified_at`` moves only if it has.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="records")
    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="records")
    source_id = models.CharField(max_length=120)
    label = models.CharField(max_length=300, blank=True)
    date = models.DateField(null=True)
    amount = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    currency = models.CharField(max_length=10, blank=True)
    status = models.CharField(max_length=40, blank=True)
    data = models.JSONField()
    digest = models.CharField(max_length=32)
    source_modified_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=now)
    modified_at = models.DateTimeField(default=now)
    is_deleted = models.BooleanField(default=False)

    objects = RecordQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dataset", "source_id"], name="record_once_per_source_id")]
        indexes = [
            models.Index(fields=["dataset", "label"], name="record_by_label"),
            models.Index(fields=["dataset", "date"], name="record_by_date"),
            models.Index(fields=["dataset", "amount"], name="record_by_amount"),
            models.Index(fields=["dataset", "modified_at"], name="record_by_modified"),
        ]

    def __str__(self) -> str:
        return self.label or self.source_id
