"""What every normalised record has in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from types import UnionType
from typing import Any, ClassVar, get_args, get_origin, get_type_hints

from django.utils.functional import Promise

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a kind's table in the portal: a key of the record's JSON, its heading, and how it is set.

    A dot in ``key`` leads into a part: ``customerRef.companyName``. ``sort`` names the promoted fact that holds the
    same value (``label``, ``date``, ``amount``, ``currency``, ``status``, or ``source_id``): a table is sorted by it.
    """

    key: str
    label: str | Promise
    style: str = "text"  # text, date, money, number, status, flag
    sort: str = ""
    is_summed: bool = True
    """Whether the amounts of many records make sense in sum: prices and balances of several days do not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promoted:
    """The facts by which a table of any kind can be searched, sorted and totalled."""

    label: str = ""
    date: date | None = None
    amount: Decimal | None = None
    currency: str = ""
    status: str = ""


def camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(word.capitalize() for word in rest)


Turn = Callable[[Any], Any]
"""What makes JSON of a value of one type; None in its place where the value is JSON already."""

_PLAIN = (str, bool, int)
_plans: dict[type[Any], tuple[tuple[str, str, Turn | None], ...]] = {}


def _plan(kind: type[Any]) -> tuple[tuple[str, str, Turn | None], ...]:
    """The fields of a dataclass, their JSON keys and what turns them into JSON: worked out once, by their types."""
    if kind not in _plans:
        hints = get_type_hints(kind)
        _plans[kind] = tuple((f.name, camel(f.name), _turn(hints[f.name])) for f in fields(kind))
    return _plans[kind]


def _turn(hint: Any) -> Turn | None:
    arms = [arm for arm in get_args(hint) if arm is not type(None)] if get_origin(hint) is UnionType else [hint]
    if len(arms) != 1:
        return as_json
    if arms[0] in _PLAIN:
        return None
    if arms[0] is Decimal:
        return _exact
    if get_origin(arms[0]) is tuple:
        each = _turn(get_args(arms[0])[0])
        return list if each is None else lambda items: [each(item) for item in items]
    return as_json


def _exact(value: Decimal) -> str:
    return format(value, "f")


def as_json(value: Any) -> Any:
    """Turn a value into JSON: camelCase names, ISO dates, decimals as exact strings, empty parts left out."""
    if value is None or type(value) is str:
        return value
    if is_dataclass(value):
        body = {}
        for name, key, turn in _plans.get(type(value)) or _plan(type(value)):
            item = getattr(value, name)
            if item is not None:
                body[key] = item if turn is None else turn(item)
        return body
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return _exact(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: as_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(item) for item in value]
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Ref:
    """A pointer to another record, by its id and with a name for people."""

    id: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRecord(ABC):
    """One normalised record on its way from a provider into the portal.

    A subclass says all there is to say about its kind: name, fields, promoted facts, portal columns. ``id`` is the
    natural key at the source, unique within the kind of one company; dates carry no zone, timestamps are UTC.
    """

    kind: ClassVar[str]
    label: ClassVar[str | Promise]
    columns: ClassVar[tuple[Column, ...]]

    id: str
    source_modified_date: datetime | None = None

    @abstractmethod
    def promoted(self) -> Promoted:
        """The facts that become columns of the ``Record`` table."""

    def to_json(self) -> Json:
        """The record as the API serves it."""
        body: Json = as_json(self)
        return body
