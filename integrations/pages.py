"""What reading is about: what is wanted of a provider, and the pages that it yields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from integrations.errors import ProviderError
from integrations.records import SourceRecord

Cursor = dict[str, Any]
"""The provider's own JSON: where a reading stands. Empty at the start; we only keep it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A row that could not become a record. ``raw`` is what the provider sent, for support staff."""

    source_id: str
    reason: str
    raw: Mapping[str, str] = field(default_factory=dict)
    key: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of source keys: greater than ``after``, up to and with ``upto``; None is an open end."""

    after: int | None = None
    upto: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of records and where the reading of its kind stands after it: both are to be kept together, or neither.

    ``keys`` are the source's numbers of the records, one for each: what it creates, changes and deletes as one. Records
    that share a key (the lines of a journal entry) stand on one page. ``part`` is the object of the source, where a
    kind has several. ``spans`` and ``whole`` say what the page proves beyond its records: of ``part``, everything with
    a key in these stretches, or with one of these keys, is on this page, among the records or the unreadable rows; what
    we hold beside them is gone at the source. Nothing is proved of what is dated before ``since``, the start of a
    history window, nor of what is dated on or after ``before``, where a page is of a reading of older records only.
    ``gone`` are ids of records that the source has deleted.

    ``total`` is how many records the reading will come to, where known. ``is_last`` ends the reading of the kind.
    ``unreadable`` are rows that did not become records; ``raw`` keeps the row of a record, by its id, where a field of
    it could not be read and was dropped. ``notices`` are sentences for support staff, such as a field that this company
    does not have.
    """

    records: Sequence[SourceRecord]
    cursor: Cursor
    kind: str = ""
    part: str = ""
    keys: Sequence[int] = ()
    spans: Sequence[Span] = ()
    whole: Sequence[int] = ()
    gone: Sequence[str] = ()
    since: date | None = None
    before: date | None = None
    total: int | None = None
    is_last: bool = False
    unreadable: Sequence[Unreadable] = ()
    raw: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    notices: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One kind to be read: from ``cursor`` on, which is empty for a reading of everything.

    ``since`` is where the history window begins: records that are dated before it are left alone.
    """

    kind: str
    cursor: Cursor = field(default_factory=dict)
    since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """A kind that cannot be read further; the others go on."""

    kind: str
    error: ProviderError


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What a conversation has cost: requests, what the provider counts as transactions, bytes received, seconds waited.

    ``waited`` is the time in which we had nothing to do but wait for an answer or for our own turn.
    """

    requests: int = 0
    transactions: int = 0
    bytes_in: int = 0
    waited: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What the source itself counts of one part of a kind: how many rows, and the sum of their keys.

    None in place of ``key_sum`` where keys are no numbers there.
    """

    kind: str
    part: str
    count: int
    key_sum: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """An account in the source's own trial balance; debit is positive. ``part`` is an entity, where there are some."""

    account_id: str
    currency: str
    opening: Decimal
    debits: Decimal
    credits: Decimal
    closing: Decimal
    part: str = ""


class Holdings(Protocol):
    """What we hold already. A provider asks, so that it need not fetch again what has not changed, and can find out
    what the source has deleted without a word."""

    def changed(self, kind: str, part: str, keys: Sequence[int]) -> Mapping[int, datetime | None]:
        """Which of these keys we hold, each with when it was changed at the source."""

    def posted(self, kind: str, part: str, keys: Sequence[int]) -> Mapping[int, date]:
        """Which of these keys we hold that may stand in the ledger: each has a day, and none is a draft."""

    def by_day(self, kind: str, part: str, since: date | None) -> Mapping[date | None, tuple[int, int]]:
        """How many keys we hold of each day from ``since`` on, and their sum; None is the day of what has no date."""

    def keys_of(self, kind: str, part: str, days: Sequence[date | None]) -> set[int]:
        """The keys that we hold of some days."""


class NothingHeld:
    """The holdings of those who hold nothing."""

    def changed(self, kind: str, part: str, keys: Sequence[int]) -> Mapping[int, datetime | None]:
        return {}

    def posted(self, kind: str, part: str, keys: Sequence[int]) -> Mapping[int, date]:
        return {}

    def by_day(self, kind: str, part: str, since: date | None) -> Mapping[date | None, tuple[int, int]]:
        return {}

    def keys_of(self, kind: str, part: str, days: Sequence[date | None]) -> set[int]:
        return set()


nothing_held: Holdings = NothingHeld()
