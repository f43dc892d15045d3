"""Records as JSON text: camelCase names, ISO dates, decimals as exact strings, empty parts left out.

What writes a field is chosen once, by the field's type; so a record becomes text in one go, without a tree between.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from json.encoder import encode_basestring
from operator import attrgetter
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

Writer = Callable[[Any], str]


def camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(word.capitalize() for word in rest)


def as_text(value: Any) -> str:
    """Write a value as JSON, by what it is."""
    kind: Any = type(value)
    return "null" if value is None else _writer(kind)(value)


@cache
def _writer(kind: Any) -> Writer:
    """What writes values of a type, or of what a type hint says beside None."""
    arms = [arm for arm in get_args(kind) if arm is not type(None)] if get_origin(kind) in (UnionType, Union) else []
    if arms:
        return _writer(arms[0]) if len(arms) == 1 else as_text
    origin = get_origin(kind)
    if origin in (tuple, list):
        return _of_many(_writer(get_args(kind)[0]))
    if not isinstance(kind, type):
        return as_text if origin is None else _writer(origin)
    if is_dataclass(kind):
        return _of_parts(kind)
    if issubclass(kind, Enum):
        return _of_members(kind)
    if kind is bool:
        return _BOOLS.__getitem__
    return next((write for parent, write in _WRITERS.items() if issubclass(kind, parent)), _of_anything)


def _of_parts(kind: type[Any]) -> Writer:
    """Writes a dataclass; its plan is made at its first value, for a part may be of its own type."""
    plan: list[tuple[str, Writer]] = []
    names = [field.name for field in fields(kind)]
    values = attrgetter(*names) if len(names) > 1 else lambda value: (getattr(value, names[0]),)

    def write(value: Any) -> str:
        if not plan:
            hints = get_type_hints(kind)
            plan.extend((f"{encode_basestring(camel(name))}:", _writer(hints[name])) for name in names)
        pairs = zip(plan, values(value), strict=True)
        return "{" + ",".join([key + write(item) for (key, write), item in pairs if item is not None]) + "}"

    return write


def _of_many(write: Writer) -> Writer:
    return lambda items: "[" + ",".join(map(write, items)) + "]"


def _of_members(kind: type[Enum]) -> Writer:
    texts = {member: as_text(member.value) for member in kind}
    return texts.__getitem__


def _exact(value: Decimal) -> str:
    text = str(value)
    return f'"{value:f}"' if "E" in text else f'"{text}"'


def _iso(value: date) -> str:
    return f'"{value.isoformat()}"'


def _of_anything(value: Any) -> str:
    """Write what no field is declared as; its parts may be anything."""
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{encode_basestring(key)}:{as_text(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(as_text, value)) + "]"
    return json.dumps(value)


_BOOLS = {True: "true", False: "false"}
_WRITERS: dict[type[Any], Writer] = {
    str: encode_basestring,
    int: int.__repr__,
    Decimal: _exact,
    datetime: _iso,
    date: _iso,
}
