"""The reading of a kind's changes: which rows are news, what is gone, and the cursor for the next time.

The cursor moves when the kind is through, and not before: what is met twice is kept twice as the same. The first
reading of what has no numbers to walk by is done here too, as if all were news; it can be long, so its cursor says how
far it came, as ``{"began": …, "places": {part: place}, "read": rows}``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from integrations.errors import PermissionMissing, ProviderError
from integrations.intacct import calls, grants
from integrations.intacct.calls import Node
from integrations.intacct.changes import Changed, Changes, Found, Heads, belongs, changed_since, is_settled
from integrations.intacct.conversation import Known
from integrations.intacct.deletions import Departures
from integrations.intacct.formats import BadValue
from integrations.intacct.mapping.context import Context
from integrations.intacct.recording import recorded
from integrations.intacct.replies import Row
from integrations.intacct.sources import SOURCES, Source
from integrations.pages import Cursor, Holdings, Page, Stopped, Wanted
from integrations.records import Kind

MASTERS_LAST = timedelta(hours=24)
LEDGER = (Kind.JOURNAL_ENTRIES.value, Kind.ACCOUNT_TRANSACTIONS.value)
"""The entries, and their lines, which go with them."""


class ChangeReading:
    """A kind that was read before, and what has become of it since."""

    def __init__(
        self,
        wanted: Wanted,
        known: Known,
        context: Context,
        departures: Departures,
        holdings: Holdings,
        now: datetime,
        heads: Heads,
    ) -> None:
        """``heads`` are the walks that the readings of other kinds have begun, to be shared where they are the same."""
        self.kind, self.wanted, self.known, self.context = wanted.kind, wanted, known, context
        cursor = wanted.cursor
        self.is_first = "ended" not in cursor
        """Whether all rows are news, as in the first reading of what has no numbers to walk by."""
        if self.is_first and "places" in cursor:
            now = datetime.fromisoformat(cursor["began"])
        self.departures, self.holdings, self.now = departures, holdings, now
        self.began = datetime.fromisoformat(cursor["began"]) if not self.is_first else now
        self.ended = datetime.fromisoformat(cursor["ended"]) if not self.is_first else now
        self._places: dict[str, Any] = dict(cursor.get("places") or {})
        self._read: int = cursor.get("read") or 0
        self._left: dict[str, int | None] = {}
        self.is_due = self.is_first or is_due(wanted, now)
        self.masters = now if self.is_due else _masters_asked(wanted)
        self.changes = [
            Changes(source, self._where(source), heads, self._places.get(source.part))
            for source in SOURCES[self.kind]
            if not source.is_master or self.is_due or self._is_told(source)
        ]
        self.has_news = bool(departures.of("GLBATCH")[0])
        """Whether a row was met that is not held as it is, or one is gone from the ledger."""
        self.errors: dict[int, ProviderError] = {}
        self._named: set[str] = set()
        """Ids that rows have, whether news or not: one that was deleted may have been given again."""

    def _where(self, source: Source) -> Node | None:
        if not self.is_first:
            return changed_since(self.began, "WHENCREATED" if source.key == "BATCHKEY" else source.created)
        since = self.wanted.since if source.dated else None
        dated = calls.not_less_than(source.dated, f"{since:%m/%d/%Y}") if since else None
        return calls.all_of(source.where, dated)

    def _is_told(self, source: Source) -> bool:
        """Whether the audit history tells of an object that changes rarely, or cannot be asked."""
        return not self.departures.is_readable or source.subject in self.departures.touched

    @property
    def is_over(self) -> bool:
        return all(id(each) in self.errors or (each.is_over and not each.ready) for each in self.changes)

    def news(self, changes: Changes, found: Found) -> tuple[list[Row], list[int]]:
        """The rows that are news and belong to the kind, and the keys of those held ones that belong to it no more."""
        rows, left = self._sorted(changes, found)
        self.has_news = self.has_news or bool(rows or left)
        return rows, left

    def _sorted(self, changes: Changes, found: Found) -> tuple[list[Row], list[int]]:
        source = changes.source
        if source.named_by:
            self._named.update(row.get(source.named_by, "") for row in found.rows)
        if changes.is_by_group:
            return self._unknown(Kind.JOURNAL_ENTRIES, "", "WHENCREATED", found.rows), []
        mine: list[Row] = []
        others: list[Row] = []
        for row in found.rows:
            (mine if belongs(row, source.where) else others).append(row)
        left = [int(row["RECORDNO"]) for row in others]
        held = self.holdings.changed(self.kind, source.part, left) if left else {}
        gone = [key for key in left if key in held]
        return self._unknown(self.kind, source.part, source.created, mine), gone

    def _unknown(self, kind: str, part: str, created: str, rows: Sequence[Row]) -> list[Row]:
        """Rows that are not held with the same stamp, or may have changed in the second in which they were read."""
        if not rows or self.is_first:
            return list(rows)
        keys = [int(row["RECORDNO"]) for row in rows]
        held = self.holdings.changed(kind, part, keys)
        return [row for row in rows if not self._is_held(row, created, held)]

    def _is_held(self, row: Row, created: str, held: Mapping[int, datetime | None]) -> bool:
        key, moment = int(row["RECORDNO"]), self.context.formats.moment
        if key not in held:
            return False
        try:
            stamp = moment(row, "WHENMODIFIED") or moment(row, "MODIFIED")
            last = stamp or moment(row, created)
        except BadValue:
            return False
        return held[key] == stamp and last is not None and is_settled(last, self.began, self.ended)

    def page(self, changes: Changes, changed: Changed, notices: Sequence[str]) -> Page:
        """Make a page of rows that are news."""
        source = changes.source
        found = recorded(source, changed.rows, changed.keys, changed.lines, self.context)
        if self.is_first:
            self._move(source, changed)
        return Page(
            kind=self.kind,
            part=source.part,
            records=found.records,
            keys=found.keys,
            unreadable=found.unreadable,
            raw=found.raw,
            whole=changed.whole,
            since=self.wanted.since if source.dated else None,
            cursor=self._unmoved(),
            total=self._total(),
            notices=notices,
        )

    def _move(self, source: Source, changed: Changed) -> None:
        """Stand where the walk stood, when all that it had found there has been handed out."""
        self._read += len(changed.rows)
        if changed.found is not None:
            self._places[source.part] = changed.found.place
            self._left[source.part] = changed.found.left

    def _total(self) -> int | None:
        """How many rows there will be, in a first reading that knows."""
        left = list(self._left.values())
        return self._read + sum(filter(None, left)) if left and None not in left else None

    def leave(self, changes: Changes, keys: Sequence[int]) -> Page:
        """Make a page that says what has left the kind."""
        return self._farewell(changes.source.part, keys, ())

    def uncounted(self) -> str:
        """The kind of which more may be gone than the audit history tells, if nobody has counted it yet."""
        is_ledger = self.kind in LEDGER
        is_hidden = self.is_due and not self.departures.is_readable
        if self.is_first or not (is_hidden or (is_ledger and self.departures.days)):
            return ""
        kind = LEDGER[0] if is_ledger else self.kind
        return "" if kind in self.departures.counted else kind

    def farewells(self) -> list[Page]:
        """The pages that say what was deleted; the last one of them ends the reading."""
        pages = []
        for source in SOURCES[self.kind]:
            subject = "GLBATCH" if source.key == "BATCHKEY" else source.subject
            keys, names = self.departures.of(subject)
            gone = [name for name in names if name not in self._named] if source.named_by else []
            gone += [f"{source.part}{mark}{name}" for name in gone for mark in "-:"] if source.part else []
            if keys or gone:
                pages.append(self._farewell(source.part, keys, gone))
        end = Page(kind=self.kind, records=(), cursor=self.cursor(), total=self._total(), is_last=True)
        return [*pages, end]

    def _farewell(self, part: str, keys: Sequence[int], gone: Sequence[str]) -> Page:
        return Page(kind=self.kind, part=part, records=(), whole=keys, gone=gone, cursor=self._unmoved())

    def refuse(self, changes: Changes, error: ProviderError) -> Page | Stopped:
        """Go on without an object that may not be read; the kind has stopped when none of its objects can be."""
        self.errors[id(changes)] = error
        if isinstance(error, PermissionMissing):
            error = PermissionMissing(str(error), verdict=grants.of_reading(self.kind, error.verdict))
            if len(self.errors) < len(SOURCES[self.kind]):
                part, notices = changes.source.part, (str(error),)
                return Page(kind=self.kind, part=part, records=(), cursor=self._unmoved(), notices=notices)
        return Stopped(kind=self.kind, error=error)

    def _unmoved(self) -> Cursor:
        unmoved = {**self.wanted.cursor, "known": self.known.as_json()}
        if not self.is_first:
            return unmoved
        return {**unmoved, "began": self.now.isoformat(timespec="seconds"), "places": self._places, "read": self._read}

    def cursor(self) -> Cursor:
        """Where the next reading of changes begins."""
        return {
            "began": self.now.isoformat(timespec="seconds"),
            "ended": datetime.now(UTC).isoformat(timespec="seconds"),
            "masters": self.masters.isoformat(timespec="seconds"),
            "known": self.known.as_json(),
            "read": self._read or None,
        }


def is_due(wanted: Wanted, now: datetime) -> bool:
    """Whether what is not asked for each time is to be asked again: it was a day ago."""
    return now - _masters_asked(wanted) >= MASTERS_LAST


def _masters_asked(wanted: Wanted) -> datetime:
    return datetime.fromisoformat(wanted.cursor.get("masters") or wanted.cursor["began"])
