"""What a page proves to be gone: records where the source has nothing any more, or says that it has deleted them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Q

from companies.datasets.models import Dataset, Quarantined, Record
from companies.datasets.rows import Row
from companies.datasets.upsert import Held
from integrations.pages import Page, Unreadable

BATCH = 500


class Neighbour(NamedTuple):
    """A record that we hold in a stretch of keys of which a page says that it is complete."""

    source_id: str
    source_key: int | None
    date: date | None
    held: Held


def neighbours(page: Page, dataset: Dataset) -> list[Neighbour]:
    """What we hold, deleted or not, where the page is complete."""
    ours = Record.objects.filter(dataset=dataset, source_part=page.part)
    columns = ("source_id", "source_key", "date", "pk", "digest", "is_deleted")
    found = [row for stretch in _stretches(page) for row in ours.filter(stretch).values_list(*columns)]
    return [Neighbour(source_id, key, day, Held(*rest)) for source_id, key, day, *rest in found]


def mark_gone(
    page: Page, near: Sequence[Neighbour], rows: Iterable[Row], unreadable: Sequence[Unreadable], moment: datetime
) -> int:
    """Mark what is gone as deleted; how many that were.

    A row without any name may have been each of the records that we hold: beside it nothing is called deleted.
    """
    if any(one.key is None and not one.source_id for one in unreadable):
        return 0
    there = {row.source_id for row in rows} | {one.source_id for one in unreadable}
    # An unreadable row without a key: which of our records it was, any of its values may say.
    there |= {text for one in unreadable if one.key is None for text in one.raw.values()}
    keys = {one.key for one in unreadable if one.key is not None}
    gone = [
        one.held.pk
        for one in near
        if not one.held.is_deleted and one.source_id not in there and one.source_key not in keys
        if _is_proved(page, one.date)
    ]
    return sum(
        Record.objects.live().filter(pk__in=gone[start : start + BATCH]).update(is_deleted=True, modified_at=moment)
        for start in range(0, len(gone), BATCH)
    )


def _is_proved(page: Page, day: date | None) -> bool:
    """Whether a page speaks of what has this date; what has none is old."""
    if day is None:
        return page.since is None
    return (page.since is None or day >= page.since) and (page.before is None or day < page.before)


def mark_told(page: Page, dataset: Dataset, rows: Iterable[Row], moment: datetime) -> int:
    """Mark what the source says it has deleted; how many that were. What is on the page all the same is there again."""
    there = {row.source_id for row in rows}
    gone = [source_id for source_id in page.gone if source_id not in there]
    ours = Record.objects.live().filter(dataset=dataset)
    return sum(
        ours.filter(source_id__in=gone[start : start + BATCH]).update(is_deleted=True, modified_at=moment)
        for start in range(0, len(gone), BATCH)
    )


def release(page: Page, dataset: Dataset, rows: Sequence[Row], unreadable: Sequence[Unreadable]) -> None:
    """Take rows out of quarantine that became readable, or that the source no longer has."""
    ours = Quarantined.objects.filter(dataset=dataset)
    if not ours.exists():
        return
    met = {row.source_key for row in rows if row.source_key is not None}
    places = [Q(source_id__in={row.source_id for row in rows} | set(page.gone))]
    places += [Q(source_part=page.part) & stretch for stretch in (Q(source_key__in=met), *_stretches(page))]
    names = {one.source_id for one in unreadable}
    keys = {one.key for one in unreadable}
    for place in places:
        near = ours.filter(place).values_list("pk", "source_id", "source_key")
        free = [pk for pk, source_id, key in near if source_id not in names and (key is None or key not in keys)]
        ours.filter(pk__in=free).delete()


def _stretches(page: Page) -> Iterable[Q]:
    """The stretches in which a page is complete, as questions of a size that any database takes."""
    for span in page.spans:
        after = Q() if span.after is None else Q(source_key__gt=span.after)
        yield after & (Q(source_key__isnull=False) if span.upto is None else Q(source_key__lte=span.upto))
    for start in range(0, len(page.whole), BATCH):
        yield Q(source_key__in=list(page.whole[start : start + BATCH]))
