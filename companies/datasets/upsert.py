"""Rows into the table, in bulk: COPY into a staging table and one upsert on PostgreSQL, ``executemany`` on SQLite.

Only rows that are new, have another digest, or were thought deleted are sent to the database at all; the others are
marked as seen. Everything is asked for by dataset and id, so that a page costs the same in large books as in small.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from datetime import datetime
from typing import Any

from django.db import connection

from companies.datasets.models import Reading, Record
from companies.datasets.rows import Row

BATCH = 200
"""Ids in one question: so few that PostgreSQL goes by the index even while its statistics lag behind a first read."""

TABLE = Record._meta.db_table
_FIELDS = {field.name: field for field in Record._meta.concrete_fields}
COLUMNS = tuple(field.name for field in fields(Row))
_LIST = ", ".join(COLUMNS)
_OURS = "organisation_id, dataset_id, seen_in, created_at, modified_at, is_deleted, source_part"
_ON_CONFLICT = f"""
    ON CONFLICT (dataset_id, source_id) DO UPDATE SET
        {", ".join(f"{name} = excluded.{name}" for name in COLUMNS if name != "source_id")},
        seen_in = excluded.seen_in, modified_at = excluded.modified_at, is_deleted = excluded.is_deleted
    WHERE {TABLE}.digest <> excluded.digest OR {TABLE}.is_deleted"""

# A temporary table outlives the transaction but not its rows: one for each connection, not one for each page.
_STAGING = """
    CREATE TEMPORARY TABLE IF NOT EXISTS page_of_records (
        source_id text, label text, date date, amount numeric, currency text, status text,
        data jsonb, digest text, source_modified_at timestamptz
    ) ON COMMIT DELETE ROWS"""
_COPY = f"COPY page_of_records ({_LIST}) FROM STDIN"
_UPSERT = f"""
    INSERT INTO {TABLE} ({_OURS}, {_LIST})
    SELECT %s, %s, %s, %s, %s, false, '', {_LIST} FROM page_of_records {_ON_CONFLICT}"""  # noqa: S608 (our own names, values are parameters)
_ONE = f"""
    INSERT INTO {TABLE} ({_OURS}, {_LIST})
    VALUES (%s, %s, %s, %s, %s, false, '', {", ".join(["%s"] * len(COLUMNS))}) {_ON_CONFLICT}"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Written:
    """What a page did to the table: rows that are ``new``, ``changed``, or back after they were thought deleted."""

    new: int = 0
    changed: int = 0
    revived: int = 0

    def __add__(self, other: Written) -> Written:
        return Written(self.new + other.new, self.changed + other.changed, self.revived + other.revived)


def write(rows: Sequence[Row], *, reading: Reading, moment: datetime) -> Written:
    """Write rows with distinct ids in the caller's transaction."""
    known = _known([row.source_id for row in rows], reading)
    moved = [row for row in rows if known.get(row.source_id) != (row.digest, False)]
    if moved:
        (_copy if connection.vendor == "postgresql" else _execute_many)(moved, reading, moment)
    written = {row.source_id for row in moved}
    mark_seen([row.source_id for row in rows if row.source_id not in written], reading=reading)
    new = sum(source_id not in known for source_id in written)
    revived = sum(known[source_id][1] for source_id in written if source_id in known)
    return Written(new=new, changed=len(moved) - new, revived=revived)


def mark_seen(source_ids: Sequence[str], *, reading: Reading) -> None:
    """Say that the source still has these records although they were not written."""
    ours = Record.objects.filter(dataset_id=reading.dataset_id)
    for start in range(0, len(source_ids), BATCH):
        ours.filter(source_id__in=source_ids[start : start + BATCH]).update(seen_in=reading.pk)


def _known(source_ids: Sequence[str], reading: Reading) -> dict[str, tuple[str, bool]]:
    """The digests of the records that we hold, and whether they were thought deleted."""
    ours = Record.objects.filter(dataset_id=reading.dataset_id)
    found: dict[str, tuple[str, bool]] = {}
    for start in range(0, len(source_ids), BATCH):
        batch = ours.filter(source_id__in=source_ids[start : start + BATCH])
        found |= {key: (digest, gone) for key, digest, gone in batch.values_list("source_id", "digest", "is_deleted")}
    return found


def _copy(rows: Sequence[Row], reading: Reading, moment: datetime) -> None:
    ours: list[Any] = [reading.organisation_id, reading.dataset_id, reading.pk, moment, moment]
    with connection.cursor() as cursor:
        cursor.execute(_STAGING)
        cursor.execute("DELETE FROM page_of_records")
        with connection.wrap_database_errors, cursor.copy(_COPY) as copy:
            for row in rows:
                copy.write_row(astuple(row))
        cursor.execute(_UPSERT, ours)


def _execute_many(rows: Sequence[Row], reading: Reading, moment: datetime) -> None:
    stamp = _prepared("modified_at", moment)
    ours = [reading.organisation_id, reading.dataset_id, reading.pk, stamp, stamp]
    with connection.cursor() as cursor:
        cursor.executemany(_ONE, [[*ours, *(_prepared(name, getattr(row, name)) for name in COLUMNS)] for row in rows])


def _prepared(name: str, value: Any) -> Any:
    """A value as this database wants it; JSON is text already."""
    if value is None or isinstance(value, str):
        return value
    return _FIELDS[name].get_db_prep_save(value, connection)
