"""A record on its way into the table: its JSON, its promoted columns, and the digest that tells whether it changed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from hashlib import blake2b

from companies.datasets.models import Record
from integrations.records import SourceRecord

LONGEST = {field.name: field.max_length for field in Record._meta.concrete_fields if field.max_length}
LARGEST = Decimal(10) ** 18
"""Amounts have 24 digits, six of them after the point."""


class Unstorable(Exception):
    """A record that the table cannot hold; ``str()`` is the reason, for support staff."""


@dataclass(frozen=True, slots=True)
class Row:
    """The columns of ``Record`` that come from the source."""

    source_id: str
    label: str
    date: date | None
    amount: Decimal | None
    currency: str
    status: str
    data: str
    digest: str
    source_modified_at: datetime | None


def row_of(record: SourceRecord) -> Row:
    """Turn a record into a row.

    Raises:
        Unstorable: an id that is missing or too long, an amount that is no number, text that no database takes.
    """
    try:
        promoted = record.promoted()
        body = record.to_json()
        data = json.dumps(body, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        facts = (promoted.label, promoted.date, promoted.amount, promoted.currency, promoted.status)
        digest = blake2b(f"{data}{facts!r}".encode(), digest_size=16).hexdigest()
    except (ValueError, TypeError, AttributeError, ArithmeticError) as error:
        raise Unstorable(f"{type(error).__name__}: {error}") from error
    if not record.id or len(record.id) > LONGEST["source_id"]:
        raise Unstorable("The identifier is missing." if not record.id else "The identifier is too long.")
    if "\\u0000" in data or "\x00" in record.id:
        raise Unstorable("A text holds a character that cannot be stored.")
    modified = record.source_modified_date
    return Row(
        source_id=record.id,
        label=promoted.label[: LONGEST["label"]],
        date=promoted.date,
        amount=_amount(promoted.amount),
        currency=_short("currency", promoted.currency),
        status=_short("status", promoted.status),
        data=data,
        digest=digest,
        source_modified_at=modified.replace(tzinfo=UTC) if modified and modified.tzinfo is None else modified,
    )


def _amount(value: Decimal | None) -> Decimal | None:
    if value is None:
        return None
    try:
        if not value.is_finite() or abs(value) >= LARGEST:
            raise Unstorable(f"The amount {value} cannot be stored.")
        return value.quantize(Decimal("0.000001"))
    except InvalidOperation as error:
        raise Unstorable(f"The amount {value} cannot be stored.") from error


def _short(name: str, value: str) -> str:
    if len(value) > LONGEST[name]:
        raise Unstorable(f"The {name} is too long.")
    return value
