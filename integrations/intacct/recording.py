"""Rows become records; those that cannot are set aside with their reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from integrations.intacct.formats import BadValue
from integrations.intacct.mapping.context import Context
from integrations.intacct.replies import Row
from integrations.intacct.sources import Source
from integrations.pages import Unreadable
from integrations.records import SourceRecord


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of rows. ``keys`` has a number for each record; ``raw`` the rows of which a field was dropped."""

    records: list[SourceRecord] = field(default_factory=list)
    keys: list[int] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    raw: dict[str, Row] = field(default_factory=dict)


def recorded(
    source: Source, rows: Sequence[Row], keys: Sequence[int], lines: Mapping[int, Sequence[Row]], context: Context
) -> Recorded:
    """Make records of rows and their lines."""
    found = Recorded()
    to_record, dropped = source.to_record, context.dropped
    for key, row in zip(keys, rows, strict=True):
        try:
            record = to_record(row, context, lines.get(key, ()))
        except BadValue as error:
            dropped.clear()
            reason = str(error)
            found.unreadable.append(Unreadable(source_id=row.get("RECORDNO", ""), reason=reason, raw=row, key=key))
            continue
        if record is None:
            continue
        found.records.append(record)
        found.keys.append(key)
        if dropped:
            found.raw[record.id] = row
            dropped.clear()
    return found
