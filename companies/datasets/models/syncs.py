"""Runs of reading, and the kinds of data that they fill."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Self

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from companies.models import Company, Connection, Probe
from integrations.pages import Usage
from integrations.records import KINDS, SourceRecord
from portal.accounts.models import User
from portal.lib.names import public_id
from portal.lib.runs import STALE_AFTER, Run, RunQuerySet
from portal.lib.spoken import SpokenField
from portal.organisations.models import Organisation

PATIENCE = timedelta(minutes=5)
"""How long a sync waits for its next turn before newcomers."""


class SyncQuerySet(RunQuerySet):
    def with_totals(self) -> Self:
        """Add what all readings of a sync came to: ``rows``, ``changed``, ``unreadable``."""
        return self.annotate(
            rows=models.Sum("readings__row_count"),
            changed=models.Sum("readings__changed_count"),
            unreadable=models.Sum("readings__unreadable_count"),
        ).order_by("-created_at")

    def due(self) -> Self:
        """Those that wait for a worker now, or whose worker has died; not while paused, nor before their probe."""
        moment = now()
        is_due = models.Q(status=Run.Status.QUEUED, due_at__lte=moment)
        is_left = models.Q(status=Run.Status.RUNNING, heartbeat_at__lt=moment - STALE_AFTER)
        probes = Probe.objects.unfinished().filter(connection=models.OuterRef("connection"))
        is_ready = ~models.Q(connection__status=Connection.Status.PENDING) | ~models.Exists(probes)
        return self.filter(is_due | is_left, is_ready, connection__paused_at=None)

    def fairest(self) -> Self:
        """The order in which they have their turn.

        First those of organisations of which the fewest are running, then those that had the fewest turns, then the
        oldest. One that was left waiting for long counts as new, so that newcomers never keep it waiting for ever.
        """
        neighbours = Sync.objects.filter(organisation=models.OuterRef("organisation"), status=Run.Status.RUNNING)
        running = neighbours.order_by().values("organisation").annotate(number=models.Count("pk")).values("number")
        forgotten = models.When(last_turn_at__lt=now() - PATIENCE, then=0)
        return self.annotate(
            running=models.functions.Coalesce(models.Subquery(running), 0),
            served=models.Case(forgotten, default="turns", output_field=models.IntegerField()),
        ).order_by("running", "served", "created_at", "pk")

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
    is_full = models.BooleanField(default=False, help_text=_("Read everything again, not only what has changed."))
    turns = models.PositiveIntegerField(default=0, help_text=_("How many turns workers have given it."))
    last_turn_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0, help_text=_("In a row without an answer of the provider."))
    request_count = models.PositiveIntegerField(default=0)
    transaction_count = models.PositiveIntegerField(default=0, help_text=_("What the provider counts, and may bill."))
    byte_count = models.BigIntegerField(default=0)
    waited_seconds = models.FloatField(default=0, help_text=_("Spent waiting for the provider."))

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
        indexes = [
            models.Index(
                fields=["last_turn_at"], condition=models.Q(last_turn_at__isnull=False), name="sync_by_last_turn"
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

    @staticmethod
    def spent(usage: Usage) -> dict[str, models.F | models.expressions.Combinable]:
        """What the columns become when a conversation has cost so much more."""
        more = {
            "request_count": usage.requests,
            "transaction_count": usage.transactions,
            "byte_count": usage.bytes_in,
            "waited_seconds": usage.waited,
        }
        return {name: models.F(name) + value for name, value in more.items() if value}

    def estimate(self) -> timedelta | None:
        """How long it will probably still take, at the pace so far; None where nobody can say yet."""
        if self.is_finished or self.started_at is None:
            return None
        readings = list(self.readings.select_related("dataset"))
        done = sum(reading.row_count for reading in readings)
        seconds = (now() - self.started_at).total_seconds()
        left = [reading.rows_left for reading in readings if not reading.finished_at]
        if not done or seconds < 1 or all(rows is None for rows in left):
            return None
        return timedelta(seconds=round(sum(rows or 0 for rows in left) * seconds / done))


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
    failure = SpokenField(blank=True)
    cursor = models.JSONField(default=dict, blank=True)
    due_at = models.DateTimeField(null=True, blank=True, db_index=True, help_text=_("When it is read next by itself."))
    history_from = models.DateField(null=True, blank=True, help_text=_("Since when dated records were read."))
    tally = models.JSONField(default=dict, blank=True, help_text=_("What the source counted when it was last asked."))
    record_count = models.PositiveIntegerField(default=0)
    expected_count = models.PositiveIntegerField(null=True)
    last_read_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=now)

    part: Reading | None = None
    """Its reading in the sync that a page shows, where the page has set it."""
    is_off = False
    """The plan leaves it out by now, where a page has looked."""

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
    failure = SpokenField(blank=True)
    page_count = models.PositiveIntegerField(default=0)
    row_count = models.PositiveIntegerField(default=0)
    changed_count = models.PositiveIntegerField(default=0)
    deleted_count = models.PositiveIntegerField(default=0)
    unreadable_count = models.PositiveIntegerField(default=0)
    is_full = models.BooleanField(default=False, help_text=_("Everything was read, not only what has changed."))
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
    def rows_left(self) -> int | None:
        """How many rows are still to come; None where nobody can say yet."""
        if self.finished_at:
            return 0
        expected = self.dataset.expected_count if self.status == Run.Status.RUNNING else None
        if expected is None and self.is_full:
            expected = self.dataset.record_count or None
        return None if expected is None else max(0, expected - self.row_count)

    @property
    def duration(self) -> timedelta | None:
        return self.finished_at - self.started_at if self.finished_at and self.started_at else None
