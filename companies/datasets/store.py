"""Pages into the database: rows, cursor and counts of a page become true in one transaction, or none of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import DataError, IntegrityError, transaction
from django.utils.timezone import now

from companies.datasets.models import Dataset, Quarantined, Reading, Record, Sync
from companies.datasets.rows import LONGEST, Row, Unstorable, row_of
from companies.datasets.upsert import Written, mark_seen, write
from companies.models import Connection
from integrations.pages import Page, Unreadable


class Withdrawn(Exception):
    """The connection was taken away while we were reading; nothing more may be kept."""


@transaction.atomic
def begin(sync: Sync, reading: Reading) -> None:
    """Start a reading from the beginning; one that had begun already goes on where it stands.

    Raises:
        ClaimLost, Withdrawn: nothing may be written.
    """
    _may_write(sync)
    if reading.status == Reading.Status.RUNNING:
        return
    dataset = reading.dataset
    reading.status, reading.started_at = Reading.Status.RUNNING, now()
    reading.save(update_fields=["status", "started_at"])
    dataset.state, dataset.failure, dataset.cursor, dataset.expected_count = Dataset.State.READING, "", {}, None
    dataset.save(update_fields=["state", "failure", "cursor", "expected_count"])


@transaction.atomic
def store(page: Page, *, sync: Sync, reading: Reading) -> None:
    """Keep a page with the cursor behind it. The last page completes the reading.

    Raises:
        ClaimLost, Withdrawn: nothing was written.
    """
    _may_write(sync)
    moment, dataset = now(), reading.dataset
    rows, unreadable = _sorted_out(page)
    written = _write(rows, unreadable, reading, moment)
    _quarantine(unreadable, reading, moment)
    dataset.cursor = page.cursor
    dataset.expected_count = page.total if page.total is not None else dataset.expected_count
    dataset.record_count += written.new + written.revived
    reading.page_count += 1
    reading.row_count += len(page.records) + len(page.unreadable)
    reading.changed_count += written.new + written.changed
    reading.unreadable_count += len(unreadable)
    reading.notices = list(dict.fromkeys([*reading.notices, *map(str, page.notices)]))
    if page.is_last:
        _complete(reading, moment)
    dataset.save()
    reading.save()


@transaction.atomic
def complete(*, sync: Sync, reading: Reading) -> None:
    """Complete a reading whose pages ended without one that called itself the last."""
    _may_write(sync)
    _complete(reading, now())
    reading.dataset.save()
    reading.save()


def _may_write(sync: Sync) -> None:
    sync.hold()
    if not Connection.objects.linked().filter(pk=sync.connection_id).exists():
        raise Withdrawn(f"Connection {sync.connection_id} is not linked any more.")


def _sorted_out(page: Page) -> tuple[list[Row], list[Unreadable]]:
    """The rows of a page by id, the last of two with the same id, and what cannot become a row."""
    rows: dict[str, Row] = {}
    unreadable = list(page.unreadable)
    for record in page.records:
        try:
            rows[record.id] = row_of(record)
        except Unstorable as error:
            unreadable.append(Unreadable(source_id=str(record.id), reason=str(error)))
    return list(rows.values()), unreadable


def _write(rows: list[Row], unreadable: list[Unreadable], reading: Reading, moment: datetime) -> Written:
    """Write a page; when the database refuses it, one by one, so that only the refused rows stay out."""
    try:
        with transaction.atomic():
            return write(rows, reading=reading, moment=moment)
    except (DataError, IntegrityError) as error:
        if len(rows) == 1:
            unreadable.append(Unreadable(source_id=rows[0].source_id, reason=f"{type(error).__name__}: {error}"))
            return Written()
    return sum((_write([row], unreadable, reading, moment) for row in rows), Written())


def _quarantine(unreadable: Iterable[Unreadable], reading: Reading, moment: datetime) -> None:
    kept = [
        Quarantined(
            organisation_id=reading.organisation_id,
            dataset_id=reading.dataset_id,
            source_id=_clean(one.source_id)[: LONGEST["source_id"]],
            reason=_clean(one.reason),
            raw={_clean(name): _clean(str(value)) for name, value in one.raw.items()},
            seen_in=reading.pk,
            first_seen_at=moment,
            last_seen_at=moment,
        )
        for one in unreadable
    ]
    if not kept:
        return
    Quarantined.objects.bulk_create(
        {one.source_id: one for one in kept}.values(),
        update_conflicts=True,
        unique_fields=["dataset", "source_id"],
        update_fields=["reason", "raw", "seen_in", "last_seen_at"],
    )
    # The source still has these rows. Which of our records they were, any of their values may say.
    mark_seen([text for one in kept for text in (one.source_id, *one.raw.values()) if text], reading=reading)


def _clean(text: str) -> str:
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def _complete(reading: Reading, moment: datetime) -> None:
    """End a full read: what it did not meet is gone at the source.

    A row without an identifier may have been any of the records we hold; after such a read nothing is called deleted.
    """
    dataset = reading.dataset
    nameless = dataset.quarantined.filter(seen_in=reading.pk, source_id="").exists()
    if not nameless:
        gone = Record.objects.live().filter(dataset=dataset).exclude(seen_in=reading.pk)
        reading.changed_count += gone.update(is_deleted=True, modified_at=moment)
        dataset.quarantined.exclude(seen_in=reading.pk).delete()
    dataset.record_count = Record.objects.live().filter(dataset=dataset).count()
    dataset.state, dataset.failure, dataset.last_read_at = Dataset.State.READ, "", moment
    reading.status, reading.finished_at = Reading.Status.SUCCEEDED, moment
