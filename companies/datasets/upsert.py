"""Rows into the table, in bulk: by COPY on PostgreSQL, by ``executemany`` on SQLite.

Only rows that are new, have another digest, or were thought deleted are written; the others are not touched. Rows that
nobody holds yet, as in a first reading, are not looked up before: they are copied straight into the table, and only
where one of them is there already go by a staging table and are compared. Everything is asked for by dataset and id, so
that a page costs the same in large books as in small.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import IntegrityError, connection, transaction

from companies.datasets.models import Reading, Record
from companies.datasets.rows import Row

FEW = 20
"""So few rows are not worth an attempt that may have to be taken back."""
BATCH = 200
"""Ids in one question: so few that PostgreSQL goes by the index even while its statistics lag behind a first read."""

TABLE = Record._meta.db_table
_FIELDS = {field.name: field for field in Record._meta.concrete_fields}
COLUMNS = Row._fields
_LIST = ", ".join(COLUMNS)
_OURS = "organisation_id, dataset_id, created_at, modified_at, is_deleted"
_LEAVE = "ON CONFLICT (dataset_id, source_id) DO NOTHING"
_REPLACE = f"""ON CONFLICT (dataset_id, source_id) DO UPDATE SET
        {", ".join(f"{name} = excluded.{name}" for name in COLUMNS if name != "source_id")},
        modified_at = excluded.modified_at, is_deleted = excluded.is_deleted"""

# A temporary table outlives the transaction but not its rows: one for each connection, not one for each page.
_STAGING = """
    CREATE TEMPORARY TABLE IF NOT EXISTS page_of_records (
        source_id text, source_part text, source_key bigint, label text, date date, amount numeric, currency text,
        status text, data jsonb, raw jsonb, digest text, source_modified_at timestamptz
    ) ON COMMIT DELETE ROWS"""
_COPY = f"COPY page_of_records ({_LIST}) FROM STDIN"
_COPY_STRAIGHT = f"COPY {TABLE} ({_OURS}, {_LIST}) FROM STDIN"
_FROM_STAGING = f"""
    INSERT INTO {TABLE} ({_OURS}, {_LIST})
    SELECT %s, %s, %s, %s, false, {_LIST} FROM page_of_records """  # noqa: S608 (our own names, values are parameters)
_ONE = f"""
    INSERT INTO {TABLE} ({_OURS}, {_LIST})
    VALUES (%s, %s, %s, %s, false, {", ".join(["%s"] * len(COLUMNS))}) """  # noqa: S608


class Held(NamedTuple):
    """A record that we hold, as far as a page is compared with it."""

    pk: int
    digest: str
    is_deleted: bool


class Written(NamedTuple):
    """What a page did to the table: rows that are ``new``, ``changed``, or back after they were thought deleted."""

    new: int = 0
    changed: int = 0
    revived: int = 0

    def plus(self, other: Written) -> Written:
        return Written(*map(sum, zip(self, other, strict=True)))


def write(rows: Sequence[Row], held: Mapping[str, Held], *, reading: Reading, moment: datetime) -> Written:
    """Write rows with distinct ids in the caller's transaction; ``held`` are records known to be there, by id."""
    unknown = [row for row in rows if row.source_id not in held]
    if unknown and (len(unknown) < 3 or _are_held(unknown, reading)):
        held = {**held, **_held((row.source_id for row in unknown), reading)}
        unknown = [row for row in rows if row.source_id not in held]
    new = _add(unknown, reading, moment)
    if new < len(unknown):
        held = {**held, **_held((row.source_id for row in unknown), reading)}
    moved = [row for row in rows if (one := held.get(row.source_id)) and (one.digest != row.digest or one.is_deleted)]
    _send(moved, _REPLACE, reading, moment)
    return Written(new=new, changed=len(moved), revived=sum(held[row.source_id].is_deleted for row in moved))


def _are_held(rows: Sequence[Row], reading: Reading) -> bool:
    """Whether the first, the middle or the last of these rows is there: a hint of what to expect of the others."""
    ids = {rows[place].source_id for place in (0, len(rows) // 2, -1)}
    return Record.objects.filter(dataset_id=reading.dataset_id, source_id__in=ids).exists()


def _held(source_ids: Iterable[str], reading: Reading) -> dict[str, Held]:
    ids = list(source_ids)
    ours = Record.objects.filter(dataset_id=reading.dataset_id)
    found: dict[str, Held] = {}
    for start in range(0, len(ids), BATCH):
        batch = ours.filter(source_id__in=ids[start : start + BATCH])
        columns = batch.values_list("source_id", "pk", "digest", "is_deleted")
        found |= {source_id: Held(pk, digest, is_deleted) for source_id, pk, digest, is_deleted in columns}
    return found


def _add(rows: Sequence[Row], reading: Reading, moment: datetime) -> int:
    """Insert rows that are probably new; how many were."""
    if connection.vendor != "postgresql" or len(rows) < FEW:
        return _send(rows, _LEAVE, reading, moment)
    ours = (reading.organisation_id, reading.dataset_id, moment, moment, False)
    try:
        with (
            transaction.atomic(),
            connection.cursor() as cursor,
            connection.wrap_database_errors,
            cursor.copy(_COPY_STRAIGHT) as copy,
        ):
            for row in rows:
                copy.write_row(ours + row)
    except IntegrityError:
        return _send(rows, _LEAVE, reading, moment)
    return len(rows)


def _send(rows: Sequence[Row], on_conflict: str, reading: Reading, moment: datetime) -> int:
    """Send rows to the database; how many it has written."""
    if not rows:
        return 0
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            ours: list[Any] = [reading.organisation_id, reading.dataset_id, moment, moment]
            cursor.execute(_STAGING)
            cursor.execute("DELETE FROM page_of_records")
            with connection.wrap_database_errors, cursor.copy(_COPY) as copy:
                for row in rows:
                    copy.write_row(row)
            cursor.execute(_FROM_STAGING + on_conflict, ours)
        else:
            stamp = _prepared("modified_at", moment)
            ours = [reading.organisation_id, reading.dataset_id, stamp, stamp]
            cursor.executemany(_ONE + on_conflict, [[*ours, *map(_prepared, COLUMNS, row)] for row in rows])
        return int(cursor.rowcount)


def _prepared(name: str, value: Any) -> Any:
    """A value as this database wants it; JSON is text already."""
    if value is None or isinstance(value, str | int):
        return value
    return _FIELDS[name].get_db_prep_save(value, connection)
