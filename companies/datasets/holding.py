"""What we hold already, as a provider may ask for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, Sum

from companies.datasets.models import Dataset, Record, RecordQuerySet
from companies.models import Connection

BATCH = 500
DRAFT = "Draft"
"""The status that every kind gives to what is not posted yet."""


class Held:
    """The live records of a connection, by kind, part and source key."""

    def __init__(self, connection: Connection) -> None:
        datasets = Dataset.objects.filter(connection=connection)
        self._datasets: dict[str, int] = dict(datasets.values_list("kind", "pk"))

    def changed(self, kind: str, part: str, keys: Sequence[int]) -> Mapping[int, datetime | None]:
        """Which of these keys we hold, each with when it was changed at the source."""
        return dict(self._of(kind, part, keys, "source_modified_at"))

    def posted(self, kind: str, part: str, keys: Sequence[int]) -> Mapping[int, date]:
        """Which of these keys we hold that may stand in the ledger: each has a day, and none is a draft."""
        held = self._of(kind, part, keys, "date", "status")
        return {key: day for key, day, status in held if day and status != DRAFT}

    def by_day(self, kind: str, part: str, since: date | None) -> Mapping[date | None, tuple[int, int]]:
        """How many keys we hold of each day from ``since`` on, and their sum."""
        ours = self._ours(kind, part).exclude(source_key=None).order_by()
        ours = ours.filter(date__gte=since) if since else ours
        days = ours.values_list("date").annotate(Count("source_key"), Sum("source_key"))
        return {day: (count, int(total)) for day, count, total in days}

    def keys_of(self, kind: str, part: str, days: Sequence[date | None]) -> set[int]:
        """The keys that we hold of some days."""
        chosen = Q(date__in=[day for day in days if day])
        chosen = chosen | Q(date=None) if None in days else chosen
        keys = self._ours(kind, part).filter(chosen).exclude(source_key=None)
        return {key for key in keys.values_list("source_key", flat=True) if key is not None}

    def _of(self, kind: str, part: str, keys: Sequence[int], *columns: str) -> Iterator[tuple[Any, ...]]:
        for start in range(0, len(keys), BATCH):
            batch = self._ours(kind, part).filter(source_key__in=list(keys[start : start + BATCH]))
            yield from batch.values_list("source_key", *columns)

    def _ours(self, kind: str, part: str) -> RecordQuerySet:
        return Record.objects.live().filter(dataset_id=self._datasets.get(kind, 0), source_part=part)
