"""Pages into the database: rows, cursor and counts of a page become true in one transaction, or none of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import DataError, IntegrityError, transaction
from django.utils.timezone import now

from companies.datasets.deletions import mark_gone, mark_told, neighbours, release
from companies.datasets.models import Dataset, Quarantined, Reading, Sync
from companies.datasets.rows import LONGEST, Row, Unstorable, row_of
from companies.datasets.upsert import Held, Written, write
from companies.models import Connection
from integrations.pages import Page, Unreadable, Usage

NOTHING = Usage()
_OF_DATASET = ["state", "failure", "cursor", "record_count", "expected_count", "last_read_at"]


class Withdrawn(Exception):
    """The connection was taken away while we were reading; nothing more may be kept."""


@transaction.atomic
def begin(sync: Sync, reading: Reading) -> None:
    """Start a reading; one that had begun already goes on where it stands.

    Raises:
        ClaimLost, Withdrawn: nothing may be written.
    """
    _may_write(sync)
    if reading.status == Reading.Status.RUNNING:
        return
    dataset = reading.dataset
    if reading.is_full:
        dataset.cursor = {}
    reading.is_full = not dataset.cursor
    reading.status, reading.started_at = Reading.Status.RUNNING, now()
    reading.save(update_fields=["status", "started_at", "is_full"])
    dataset.state, dataset.failure, dataset.expected_count = Dataset.State.READING, "", None
    dataset.save(update_fields=["state", "failure", "cursor", "expected_count"])


@transaction.atomic
def store(page: Page, *, sync: Sync, reading: Reading, usage: Usage = NOTHING) -> bool:
    """Keep a page with the cursor behind it and what it has cost; say whether to go on: not once paused.

    The last page completes the reading.

    Raises:
        ClaimLost, Withdrawn: nothing was written.
    """
    goes_on = _may_write(sync, usage)
    moment, dataset = now(), reading.dataset
    rows, unreadable = _sorted_out(page)
    near = neighbours(page, dataset)
    held = {one.source_id: one.held for one in near}
    written = _write(rows, unreadable, held, reading, moment)
    gone = mark_gone(page, near, rows, unreadable, moment) + mark_told(page, dataset, rows, moment)
    release(page, dataset, rows, unreadable)
    _quarantine(unreadable, page, reading, moment)
    dataset.cursor = page.cursor
    dataset.expected_count = page.total if page.total is not None else dataset.expected_count
    dataset.record_count += written.new + written.revived - gone
    reading.page_count += 1
    reading.row_count += len(page.records) + len(page.unreadable)
    reading.changed_count += written.new + written.changed
    reading.deleted_count += gone
    reading.unreadable_count += len(unreadable)
    reading.notices = list(dict.fromkeys([*reading.notices, *map(str, page.notices)]))
    if page.is_last:
        _complete(reading, moment)
    dataset.save(update_fields=_OF_DATASET)
    reading.save()
    return goes_on


@transaction.atomic
def complete(*, sync: Sync, reading: Reading) -> None:
    """Complete a reading whose pages ended without one that called itself the last."""
    _may_write(sync)
    _complete(reading, now())
    reading.dataset.save(update_fields=_OF_DATASET)
    reading.save()


def _may_write(sync: Sync, usage: Usage = NOTHING) -> bool:
    """Make sure that we may write; say whether we may also go on to read, which we may not once paused."""
    sync.hold(tries=0, **Sync.spent(usage))
    found = Connection.objects.linked().filter(pk=sync.connection_id).values_list("paused_at", flat=True)
    for paused_at in found:
        return paused_at is None
    raise Withdrawn(f"Connection {sync.connection_id} is not linked any more.")


def _sorted_out(page: Page) -> tuple[list[Row], list[Unreadable]]:
    """The rows of a page by id, the last of two with the same id, and what cannot become a row."""
    rows: dict[str, Row] = {}
    unreadable = [_named(one) for one in page.unreadable]
    keys: Sequence[int | None] = page.keys or [None] * len(page.records)
    for record, key in zip(page.records, keys, strict=True):
        raw = page.raw.get(record.id) if page.raw else None
        try:
            rows[record.id] = row_of(record, part=page.part, key=key, raw=raw)
        except Unstorable as error:
            one = Unreadable(source_id=str(record.id), reason=str(error), key=key, raw=raw or {})
            unreadable.append(_named(one))
    return list(rows.values()), unreadable


def _write(
    rows: list[Row], unreadable: list[Unreadable], held: Mapping[str, Held], reading: Reading, moment: datetime
) -> Written:
    """Write a page; when the database refuses it, one by one, so that only the refused rows stay out."""
    try:
        with transaction.atomic():
            return write(rows, held, reading=reading, moment=moment)
    except (DataError, IntegrityError) as error:
        if len(rows) == 1:
            (row,) = rows
            reason = f"{type(error).__name__}: {error}"
            unreadable.append(Unreadable(source_id=row.source_id, reason=reason, key=row.source_key))
            return Written()
    written = Written()
    for row in rows:
        written = written.plus(_write([row], unreadable, held, reading, moment))
    return written


def _quarantine(unreadable: Iterable[Unreadable], page: Page, reading: Reading, moment: datetime) -> None:
    kept = [
        Quarantined(
            organisation_id=reading.organisation_id,
            dataset_id=reading.dataset_id,
            source_id=one.source_id,
            source_part=page.part,
            source_key=one.key,
            reason=_clean(one.reason),
            raw={_clean(name): _clean(str(value)) for name, value in one.raw.items()},
            first_seen_at=moment,
            last_seen_at=moment,
        )
        for one in unreadable
    ]
    if kept:
        Quarantined.objects.bulk_create(
            {one.source_id: one for one in kept}.values(),
            update_conflicts=True,
            unique_fields=["dataset", "source_id"],
            update_fields=["source_part", "source_key", "reason", "raw", "last_seen_at"],
        )


def _named(one: Unreadable) -> Unreadable:
    """The row under a name that the table holds; its key where it has none."""
    name = _clean(one.source_id)[: LONGEST["source_id"]]
    return replace(one, source_id=name or ("" if one.key is None else f"#{one.key}"))


def _clean(text: str) -> str:
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def _complete(reading: Reading, moment: datetime) -> None:
    dataset = reading.dataset
    if reading.is_full:  # everything was met anew: what was not set aside again is readable now, or gone
        dataset.quarantined.filter(last_seen_at__lt=reading.started_at).delete()
    dataset.state, dataset.failure, dataset.last_read_at = Dataset.State.READ, "", moment
    reading.status, reading.finished_at = Reading.Status.SUCCEEDED, moment
