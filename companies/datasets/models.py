"""What we have read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any, Self

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db import models
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from companies.models import Company, Connection
from integrations.records import KINDS, SourceRecord
from portal.accounts.models import User
from portal.lib.names import public_id
from portal.lib.runs import Run, RunQuerySet
from portal.organisations.models import Organisation


class SyncQuerySet(RunQuerySet):
    def with_totals(self) -> Self:
        """Add what all readings of a sync came to: ``rows``, ``changed``, ``unreadable``."""
        return self.annotate(
            rows=models.Sum("readings__row_count"),
            changed=models.Sum("readings__changed_count"),
            unreadable=models.Sum("readings__unreadable_count"),
        ).order_by("-created_at")

    def with_readings(self) -> Self:
        readings = Reading.objects.select_related("dataset")
        return self.select_related("requested_by").prefetch_related(models.Prefetch("readings", readings))


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

    @property
    def is_waiting(self) -> bool:
        """It was tried, the provider was out of reach, and the next try is still to come."""
        return self.status == self.Status.QUEUED and self.attempts > 0 and self.due_at > now()

    @property
    def duration(self) -> timedelta | None:
        return self.finished_at - self.started_at if self.finished_at and self.started_at else None


class DatasetQuerySet(models.QuerySet["Dataset"]):
    def in_order(self) -> list[Dataset]:
        """The datasets in the order in which kinds are shown."""
        return Dataset.ordered(self)


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

    part: Reading | None = None
    """Its reading in the sync that a page shows, where the page has set it."""

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

    @property
    def progress(self) -> str:
        """What the pill of a running read says: how many of how many."""
        done = self.part.row_count if self.part else 0
        if self.expected_count:
            return _("%(done)s of %(all)s") % {"done": intcomma(done), "all": intcomma(self.expected_count)}
        return _("%(done)s read") % {"done": intcomma(done)} if done else str(self.get_state_display())

    @classmethod
    def ordered(cls, datasets: Iterable[Dataset]) -> list[Dataset]:
        order = {kind: position for position, kind in enumerate(KINDS)}
        return sorted(datasets, key=lambda dataset: order.get(dataset.kind, len(order)))


class ReadingQuerySet(models.QuerySet["Reading"]):
    def unfinished(self) -> Self:
        return self.filter(status__in=[Run.Status.QUEUED, Run.Status.RUNNING])


class Reading(models.Model):
    """One dataset's part in one sync: what was fetched, how long it took, why it failed."""

    Status = Run.Status

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="readings")
    sync = models.ForeignKey(Sync, on_delete=models.CASCADE, related_name="readings")
    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="readings")
    status = models.CharField(max_length=12, choices=Run.Status.choices, default=Run.Status.QUEUED)
    failure = models.TextField(blank=True)
    page_count = models.PositiveIntegerField(default=0)
    row_count = models.PositiveIntegerField(default=0)
    changed_count = models.PositiveIntegerField(default=0)
    unreadable_count = models.PositiveIntegerField(default=0)
    notices = models.JSONField(default=list, blank=True, help_text=_("What the provider remarked, for support staff."))
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["sync", "dataset"], name="reading_once_per_sync")]

    def __str__(self) -> str:
        return f"{self.dataset.kind} in sync {self.sync_id}"

    @property
    def duration(self) -> timedelta | None:
        return self.finished_at - self.started_at if self.finished_at and self.started_at else None


def _figure(key: str) -> Cast:
    """An amount inside ``data``, as a number."""
    return Cast(KT(f"data__{key.replace('.', '__')}"), models.DecimalField(max_digits=24, decimal_places=6))


class RecordQuerySet(models.QuerySet["Record"]):
    def search(self, text: str, keys: Sequence[str] = ()) -> Self:
        """Match what people look for by: label, the source's id, status, currency, an amount, and texts of ``data``."""
        words = models.Q(label__icontains=text) | models.Q(source_id__icontains=text)
        words |= models.Q(status__icontains=text) | models.Q(currency__iexact=text)
        for key in keys:
            words |= models.Q(**{f"data__{key.replace('.', '__')}__icontains": text})
        if re.fullmatch(r"-?[\d,]{1,15}(\.\d{1,6})?", text) and text.strip("-,"):
            words |= models.Q(amount=Decimal(text.replace(",", "")))
        return self.filter(words)

    def sorted_by(self, order: str) -> Self:
        """Sort by a promoted column, a minus before it for downwards; rows without a value come last."""
        column = models.F(order.removeprefix("-"))
        is_down = order.startswith("-")
        return self.order_by(column.desc(nulls_last=True) if is_down else column.asc(nulls_last=True), "pk")

    def totals(self, keys: Sequence[str]) -> list[dict[str, Any]]:
        """Count, and sum the amounts under ``keys`` of ``data`` as ``sum_<key>``, for each currency."""
        sums = {f"sum_{key}": models.Sum(_figure(key)) for key in keys}
        by_currency = self.order_by().values("currency").annotate(records=models.Count("pk"), **sums)
        return [dict(row) for row in by_currency.order_by("currency")]

    def statuses(self) -> list[str]:
        """The statuses that occur."""
        return list(self.order_by().exclude(status="").values_list("status", flat=True).distinct().order_by("status"))

    def of(self, dataset: Dataset) -> Self:
        """The records of a dataset, none of one that has no row yet."""
        return self.filter(dataset_id=dataset.pk)

    def live(self) -> Self:
        return self.filter(is_deleted=False)


class Record(models.Model):
    """One normalised record at rest.

    ``data`` is the record as the API serves it (JSON, exact decimals as strings); the columns before it are promoted
    from it by its dataclass, so that every table can be searched, sorted and totalled by index. ``digest`` tells
    whether a record that is read again has changed; ``modified_at`` moves only if it has. ``seen_in`` is the key of
    the last reading that met the record: when a reading is complete, records that it did not meet are gone at the
    source. No index holds it, so that marking a page stays cheap.
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
    seen_in = models.BigIntegerField(default=0, editable=False)

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


class Quarantined(models.Model):
    """A row of the source that could not become a record: kept aside with the reason, so that a page never stops."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="quarantined")
    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="quarantined")
    source_id = models.CharField(max_length=120, blank=True)
    reason = models.TextField()
    raw = models.JSONField(default=dict, help_text=_("What the source sent."))
    seen_in = models.BigIntegerField(default=0, editable=False)
    first_seen_at = models.DateTimeField(default=now)
    last_seen_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name_plural = "quarantined"
        ordering = ["source_id"]
        constraints = [models.UniqueConstraint(fields=["dataset", "source_id"], name="quarantined_once_per_source_id")]

    def __str__(self) -> str:
        return f"{self.dataset.kind} {self.source_id}: {self.reason}"
