"""How a record looks in the API, read off its dataclass: its schema, and which of its texts are really numbers."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any

from integrations.records import Json, SourceRecord
from integrations.records.text import camel

Convert = Callable[[Any], Any]


@cache
def with_numbers(record: type[SourceRecord]) -> Convert:
    """A function that turns a stored record's exact texts into decimals, in place."""
    return _converter(record) or (lambda body: body)


@cache
def schema_of(record: type[SourceRecord]) -> Json:
    """The JSON schema of a kind of record as the API serves it."""
    return _schema(record)


def _inner(hint: Any) -> tuple[Any, bool]:
    """A type without its ``None``, and whether there was one."""
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        rest = [part for part in typing.get_args(hint) if part is not type(None)]
        return (rest[0] if len(rest) == 1 else str), len(rest) < len(typing.get_args(hint))
    return hint, False


def _converter(hint: Any) -> Convert | None:
    kind, _ = _inner(hint)
    if kind is Decimal:
        return Decimal
    if typing.get_origin(kind) is tuple:
        each = _converter(typing.get_args(kind)[0])
        return None if each is None else lambda items: [each(item) for item in items]
    if not is_dataclass(kind):
        return None
    hints = typing.get_type_hints(kind)
    inside = {camel(field.name): _converter(hints[field.name]) for field in fields(kind)}
    wanted = [(name, convert) for name, convert in inside.items() if convert is not None]
    if not wanted:
        return None

    def convert_parts(body: Json) -> Json:
        for name, convert in wanted:
            if body.get(name) is not None:
                body[name] = convert(body[name])
        return body

    return convert_parts


PLAIN: dict[Any, Json] = {
    Decimal: {"type": "number"},
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
}


def _schema(hint: Any) -> Json:
    kind, _ = _inner(hint)
    if kind in PLAIN:
        return PLAIN[kind]
    if typing.get_origin(kind) is tuple:
        return {"type": "array", "items": _schema(typing.get_args(kind)[0])}
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {"type": "string", "enum": [member.value for member in kind]}
    if not is_dataclass(kind):
        return {}
    hints = typing.get_type_hints(kind)
    return {
        "type": "object",
        "properties": {camel(field.name): _schema(hints[field.name]) for field in fields(kind)},
        "required": [
            camel(field.name)
            for field in fields(kind)
            if not _inner(hints[field.name])[1] and (field.default is not MISSING or field.default_factory is MISSING)
        ],
    }
