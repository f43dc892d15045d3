"""A record on its way into the table: its JSON, its promoted columns, and the digest that tells whether it changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from hashlib import blake2b
from typing import NamedTuple

from companies.datasets.models import Record
from integrations.records import SourceRecord

LONGEST = {field.name: field.max_length for field in Record._meta.concrete_fields if field.max_length}
LARGEST = Decimal(10) ** 18
"""Amounts have 24 digits, six of them after the point."""
LARGEST_KEY = 2**63

_ID, _LABEL = LONGEST["source_id"], LONGEST["label"]
_CENTS = Decimal("0.000001")


class Unstorable(Exception):
    """A record that the table cannot hold; ``str()`` is the reason, for support staff."""


class Row(NamedTuple):
    """The columns of ``Record`` that come from the source, in the order in which they are written."""

    source_id: str
    source_part: str
    source_key: int | None
    label: str
    date: date | None
    amount: Decimal | None
    currency: str
    status: str
    data: str
    raw: str | None
    digest: str
    source_modified_at: datetime | None


def row_of(
    record: SourceRecord, *, part: str = "", key: int | None = None, raw: Mapping[str, str] | None = None
) -> Row:
    """Turn a record into a row.

    Raises:
        Unstorable: an id that is missing or too long, an amount that is no number, text that no database takes.
    """
    try:
        promoted = record.promoted()
        label, amount = promoted.label, promoted.amount
        facts = (label, promoted.date, amount, promoted.currency, promoted.status)
        data = record.to_text()
        kept = json.dumps(dict(raw), ensure_ascii=False) if raw else None
        digest = blake2b(f"{data}{facts!r}{part}{key}{kept}".encode(), digest_size=16).hexdigest()
    except (ValueError, TypeError, AttributeError, ArithmeticError) as error:
        raise Unstorable(f"{type(error).__name__}: {error}") from error
    source_id = record.id
    if not source_id or len(source_id) > _ID:
        raise Unstorable("The identifier is missing." if not source_id else "The identifier is too long.")
    if "\\u0000" in data or "\x00" in source_id or (kept and "\\u0000" in kept):
        raise Unstorable("A text holds a character that cannot be stored.")
    if key is not None and not -LARGEST_KEY <= key < LARGEST_KEY:
        raise Unstorable("The key is too large.")
    modified = record.source_modified_date
    return Row(
        source_id,
        part,
        key,
        label if len(label) <= _LABEL else label[:_LABEL],
        promoted.date,
        None if amount is None else _amount(amount),
        _short("currency", promoted.currency),
        _short("status", promoted.status),
        data,
        kept,
        digest,
        modified.replace(tzinfo=UTC) if modified and modified.tzinfo is None else modified,
    )


def _amount(value: Decimal) -> Decimal:
    try:
        if not value.is_finite() or abs(value) >= LARGEST:
            raise Unstorable(f"The amount {value} cannot be stored.")
        return value.quantize(_CENTS)
    except InvalidOperation as error:
        raise Unstorable(f"The amount {value} cannot be stored.") from error


def _short(name: str, value: str) -> str:
    if len(value) > LONGEST[name]:
        raise Unstorable(f"The {name} is too long.")
    return value
