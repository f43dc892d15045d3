"""Records at rest, and rows that could not become one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Self

from django.db import models
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from companies.datasets.models.syncs import Dataset
from portal.organisations.models import Organisation


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
        """For each currency, count, and sum the amounts under ``keys`` as ``sum_<key>``, with ``_`` for a dot."""
        sums = {f"sum_{key.replace('.', '_')}": models.Sum(_figure(key)) for key in keys}
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
    whether a record that is read again has changed; ``modified_at`` moves only if it has. ``source_part`` is the object
    of the source where a kind has several, ``source_key`` the number under which the source creates, changes and
    deletes it: records that share one (the lines of a journal entry) come and go together.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="records")
    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="records", db_index=False)
    source_id = models.CharField(max_length=120)
    source_part = models.CharField(max_length=24, blank=True)
    source_key = models.BigIntegerField(null=True)
    label = models.CharField(max_length=300, blank=True)
    date = models.DateField(null=True)
    amount = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    currency = models.CharField(max_length=10, blank=True)
    status = models.CharField(max_length=40, blank=True)
    data = models.JSONField()
    raw = models.JSONField(null=True, help_text=_("What the source sent, where a field of it was dropped."))
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
            models.Index(fields=["dataset", "source_key"], name="record_by_source_key"),
        ]

    def __str__(self) -> str:
        return self.label or self.source_id


class Quarantined(models.Model):
    """A row of the source that could not become a record: kept aside with the reason, so that a page never stops."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="quarantined")
    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="quarantined")
    source_id = models.CharField(max_length=120, blank=True)
    source_part = models.CharField(max_length=24, blank=True)
    source_key = models.BigIntegerField(null=True)
    reason = models.TextField()
    raw = models.JSONField(default=dict, help_text=_("What the source sent."))
    first_seen_at = models.DateTimeField(default=now)
    last_seen_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name_plural = "quarantined"
        ordering = ["source_id"]
        constraints = [models.UniqueConstraint(fields=["dataset", "source_id"], name="quarantined_once_per_source_id")]

    def __str__(self) -> str:
        return f"{self.dataset.kind} {self.source_id}: {self.reason}"
