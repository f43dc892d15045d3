"""One record in full: every field labelled, its parts spelt out, its lines as a table that ties to the total."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from django.utils.translation import gettext as _

from companies.datasets.fields import NUMBERS, label_of, word_for
from companies.datasets.tables import typed
from integrations.records import Json, Ref, SourceRecord
from integrations.records.parts import Metadata, PaymentAllocation, PaymentLink
from integrations.records.reports import ReportSection
from integrations.records.text import camel

TIES = {
    "lineItems": ("totalAmount", "totalAmount"),
    "journalLines": ("debit", "totalDebit"),
    "lines": ("amount", "totalAmount"),
}
"""The column of the lines that adds up to a field of the record."""
SUMMED = {"subTotal", "taxAmount", "totalAmount", "debit", "credit", "amount"}


@dataclass(frozen=True, slots=True)
class Fact:
    """A labelled value. ``style``: text, date, moment, money, number, flag or status."""

    key: str
    label: str
    value: Any
    style: str = "text"


@dataclass(slots=True)
class Part:
    """The lines of a record. ``ties``: whether they add up to the record's own figure, None where nothing should."""

    label: str
    columns: list[Fact]
    rows: list[list[Fact]]
    sums: list[Decimal | None]
    currency: str = ""
    ties: bool | None = None

    @property
    def has_sums(self) -> bool:
        return any(total is not None for total in self.sums)


@dataclass(slots=True)
class Portrait:
    facts: list[Fact] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)


def portrait(record_class: type[SourceRecord], data: Json) -> Portrait:
    """Spell out a record's JSON by the types of its class."""
    made = Portrait()
    kind = record_class.kind
    for key, hint in _fields(record_class):
        inner = _lines_of(hint)
        if inner is not None:
            if rows := data.get(key):
                made.parts.append(_part(key, inner, rows, data, kind))
        elif hint is Metadata:
            made.facts.append(_fact("isDeleted", bool, (data.get(key) or {}).get("isDeleted")))
        elif hint is ReportSection:
            section = data.get(key) or {}
            made.facts.append(_fact(key, Decimal, section.get("value")))
            if section.get("items"):
                made.parts.append(_statement(key, section, data))
        else:
            made.facts.append(_fact(key, hint, data.get(key), kind))
    made.facts.sort(key=lambda fact: fact.key in ("id", "sourceModifiedDate"))
    return made


def _fields(cls: type) -> Iterator[tuple[str, Any]]:
    hints = get_type_hints(cls)
    for one in fields(cls):
        yield camel(one.name), _bare(hints[one.name])


def _bare(hint: Any) -> Any:
    """A type without the ``| None``."""
    if get_origin(hint) is UnionType:
        return next(arm for arm in get_args(hint) if arm is not type(None))
    return hint


def _lines_of(hint: Any) -> type | None:
    """The dataclass of which a field holds many, where each is a line; references and payments are words in a row."""
    inner = get_args(hint)[0] if get_origin(hint) is tuple else None
    if inner is Ref or inner is PaymentAllocation:
        return None
    return inner if isinstance(inner, type) and is_dataclass(inner) else None


def _fact(key: str, hint: Any, value: Any, kind: str = "") -> Fact:
    style = "text"
    if hint is Decimal:
        style = "number" if key in NUMBERS else "money"
        value = None if value is None else Decimal(value)
    elif hint is datetime:
        style = "moment"
    elif hint is date:
        style = "date"
    elif hint is bool:
        style = "flag"
    elif key in ("status", "itemStatus"):
        style = "status"
    elif get_args(hint)[:1] == (PaymentLink,):
        value = "; ".join(_link(one) for one in value or ())
    elif get_args(hint)[:1] == (PaymentAllocation,):
        value = "; ".join(_paid(one) for one in value or ())
    elif isinstance(hint, type) and issubclass(hint, Enum):
        value = word_for(value)
    if isinstance(value, dict | list):
        value = _spelt(value)
    return Fact(key, label_of(key, kind), typed(value, style), style)


def _spelt(value: Any) -> str:
    """References in words: one by id and name, several by their names; parts of a part likewise."""
    if isinstance(value, list):
        return ", ".join(_spelt(one).rpartition(" · ")[2] for one in value)
    if not isinstance(value, dict):
        return str(value)
    identifier = str(value.get("id", ""))
    names = [_spelt(part) for key, part in value.items() if key not in ("id", "dataType") and part != identifier]
    return " · ".join(filter(None, (identifier, *names)))


def _link(value: Json) -> str:
    """What a part of a payment settles, in words: what it is, its id, by how much it changes."""
    parts = (word_for(value.get("type")), value.get("id"), value.get("amount"))
    return " ".join(str(part) for part in parts if part)


def _paid(value: Json) -> str:
    """A payment in words: through which account, when, how much of it."""
    payment, share = value.get("payment") or {}, value.get("allocation") or {}
    account = payment.get("accountRef") or {}
    parts = (account.get("name") or account.get("id"), payment.get("paidOnDate"), share.get("totalAmount"))
    return " ".join(str(part) for part in parts if part)


def _statement(key: str, section: Json, data: Json) -> Part:
    """A section of a statement, account by account; it ties where these add up to what the section says."""
    rows = [
        [
            Fact("accountId", _("Account"), line.get("accountId")),
            Fact("name", _("Name"), line["name"]),
            Fact("category", _("Category"), group["name"]),
            Fact("amount", _("Amount"), Decimal(line["value"]), "money"),
        ]
        for group in section["items"]
        for line in group["items"]
    ]
    total = sum((row[-1].value for row in rows), Decimal(0))
    ties = total == Decimal(section["value"])
    return Part(label_of(key), rows[0], rows, [None, None, None, total], str(data.get("currency") or ""), ties)


def _part(key: str, inner: type, rows: list[Json], data: Json, kind: str) -> Part:
    currency = str(data.get("currency") or "")
    hints = dict(_fields(inner))
    lines = [[fact for name, hint in hints.items() for fact in _line_facts(name, hint, row)] for row in rows]
    hidden = _redundant(rows, currency)
    shown = [
        position
        for position, column in enumerate(lines[0])
        if column.key not in hidden and any(line[position].value not in (None, "") for line in lines)
    ]
    shown.sort(key=lambda position: _place(lines[0][position]))
    kept = [[line[position] for position in shown] for line in lines]
    sums = [
        sum((line[place].value or Decimal(0) for line in kept), Decimal(0)) if column.key in SUMMED else None
        for place, column in enumerate(kept[0])
    ]
    part = Part(label_of(key, kind), kept[0], kept, sums, currency)
    column_key, field_key = TIES.get(key, ("", ""))
    for column, total in zip(part.columns, sums, strict=True):
        if column.key == column_key and data.get(field_key) is not None:
            part.ties = total == Decimal(data[field_key])
    return part


def _place(column: Fact) -> int:
    """Where a column stands: the account first, then words, then figures, the unit price after its quantity."""
    if column.style == "number":
        return 2
    if column.style == "money":
        return 3
    return 0 if column.key == "accountRef" else 1


def _line_facts(name: str, hint: Any, row: Json) -> list[Fact]:
    """The cells of one field of a line; a signed amount becomes debit and credit."""
    if name != "netAmount":
        return [_fact(name, hint, row.get(name))]
    amount = Decimal(row.get(name) or 0)
    return [
        Fact("debit", _("Debit"), amount if amount > 0 else None, "money"),
        Fact("credit", _("Credit"), -amount if amount < 0 else None, "money"),
    ]


def _redundant(rows: list[Json], currency: str) -> set[str]:
    """Columns that would repeat in each line what the page says once, or what another column says."""
    found = {"tracking"}
    if all(row.get("currency") in (None, "", currency) for row in rows):
        found.add("currency")
    if all(row.get("transactionCurrency") in (None, "", row.get("currency")) for row in rows):
        found |= {"transactionCurrency", "transactionAmount"}
    return found
