"""Filters: what a query asks for, as a tree, and the test that a record must pass.

An absent value passes no comparison, as in SQL. ``codes`` makes a comparison use database codes instead of labels,
which is what the filters of readByQuery do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from integrations.intacct.simulator.failures import invalid_fields, processing_error
from integrations.intacct.simulator.objects.common import STATE_CODES, STATUS_CODES
from integrations.intacct.simulator.objects.registry import OBJECTS
from integrations.intacct.simulator.objects.schema import Field, Getter, ObjectType

Check = Callable[[Any], bool]


@dataclass(frozen=True)
class Test:
    """One comparison; ``operator`` is named as in the query schema."""

    operator: str
    field: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """``and``, ``or`` or ``not`` over other filters."""

    operator: str
    parts: tuple[Filter, ...]


Filter = Test | Group


@dataclass(frozen=True)
class Changed:
    """A record with written values over it; ``base`` is None for one that has no more than these.

    A value may be a function of the record.
    """

    recordno: int
    base: Any
    values: dict[str, Any]


@dataclass(frozen=True)
class Column:
    """A field of an object or of one that it relates to, under the name that was asked for.

    ``get`` reads any record; ``fast`` only those of a table in which nothing was written.
    """

    name: str
    field: Field
    get: Getter
    fast: Getter


def column(kind: ObjectType, name: str) -> Column | None:
    """Find a field by its name, or by a path through relations."""
    name = name.upper()
    if (found := kind.fields.get(name)) is not None:
        return Column(name, found, _tolerant(found), found.get) if found.is_queryable else None
    path, _, rest = name.partition(".")
    relation = kind.relation(path)
    if relation is None or not rest or (target := OBJECTS.get(relation.target)) is None:
        return None
    inner = column(target, rest)
    if inner is None:
        return None
    get = _through(relation.get, inner.get)
    return Column(name, inner.field, get, get)


def columns(kind: ObjectType, names: Sequence[str]) -> list[Column]:
    """Find all fields; raise the failure that names those that do not exist."""
    found = {name: column(kind, name) for name in names}
    if bad := [name for name, known in found.items() if known is None]:
        raise invalid_fields(bad)
    return [known for name in names if (known := found[name]) is not None]


def _through(first: Getter, then: Getter) -> Getter:
    def get(record: Any) -> Any:
        if type(record) is Changed:
            record = record.base
        related = first(record) if record is not None else None
        return None if related is None else then(related)

    return get


def _tolerant(found: Field) -> Getter:
    """Return a getter that also reads written records."""
    name, plain = found.name, found.get

    def get(record: Any) -> Any:
        if type(record) is Changed:
            if name in record.values:
                value = record.values[name]
                return value(record.base) if callable(value) else value
            return None if record.base is None else plain(record.base)
        return plain(record)

    return get


def as_date(text: str) -> date:
    try:
        return datetime.strptime(text.strip(), "%m/%d/%Y").date()  # noqa: DTZ007
    except ValueError:
        raise processing_error() from None


def as_moment(text: str) -> int:
    for form in ("%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%Y"):
        try:
            return int(datetime.strptime(text.strip(), form).replace(tzinfo=UTC).timestamp())
        except ValueError:
            continue
    raise processing_error()


def as_number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise processing_error() from None


def normal(letter: str, value: Any) -> Any:
    """Return a record's value in the form in which it is compared."""
    if letter in "ncp":
        return value if isinstance(value, float) else value / 100
    if letter == "b":
        return value if isinstance(value, str) else "true" if value else "false"
    return str(value) if letter in "te" else value


def typed(field: Field, text: str, *, codes: bool) -> Any:
    """Return the value of a filter in the form in which it is compared."""
    letter = field.letter
    if letter == "d":
        return as_date(text.split(" ")[0])
    if letter == "ts":
        return as_moment(text)
    if letter in "incp":
        return as_number(text)
    if letter == "b":
        return {"t": "true", "f": "false"}.get(text.lower(), text.lower())
    if codes:
        return _label(field, text)
    return text


def _label(field: Field, code: str) -> str:
    """Return the label of a database code: active for T in STATUS; flags that hold T or F stay."""
    known = STATUS_CODES if field.name == "STATUS" else STATE_CODES if field.name == "STATE" else {}
    found = next((label for label, short in known.items() if short == code and label in field.values), None)
    if found is None:
        return f"\0{code}" if known and code in field.values else code
    return found


def pattern(text: str, *, folds: bool) -> Callable[[str], bool]:
    words = "".join(".*" if part == "%" else "." if part == "_" else re.escape(part) for part in text)
    return lambda value: re.fullmatch(words, value, re.DOTALL | (re.IGNORECASE if folds else 0)) is not None


def compile_filter(tree: Filter, kind: ObjectType, *, folds: bool = False, codes: bool = False) -> Check:
    """Return the test of a filter; raise for fields that do not exist and values that cannot be read."""
    if isinstance(tree, Group):
        parts = [compile_filter(part, kind, folds=folds, codes=codes) for part in tree.parts]
        if tree.operator == "not":
            return lambda record: not parts[0](record)
        if tree.operator == "and":
            return lambda record: all(part(record) for part in parts)
        return lambda record: any(part(record) for part in parts)
    (found,) = columns(kind, [tree.field])
    return _comparison(tree, found, folds=folds, codes=codes)


def _comparison(test: Test, found: Column, *, folds: bool, codes: bool) -> Check:
    get, letter, operator = found.get, found.field.letter, test.operator
    if operator in {"isnull", "isnotnull"}:
        wanted = operator == "isnull"
        return lambda record: (get(record) in (None, "")) is wanted
    if operator in {"like", "notlike"}:
        matches, positive, write = pattern(test.values[0], folds=folds), operator == "like", found.field.write
        return lambda record: (value := get(record)) is not None and matches(write(value)) is positive
    lower = folds and letter in "te"
    values = [typed(found.field, value, codes=codes) for value in test.values]
    if lower:
        values = [value.lower() for value in values]
    holds = OPERATORS[operator]
    chosen: Any = frozenset(values) if operator in {"in", "notin"} else values

    def check(record: Any) -> bool:
        value = get(record)
        if value is None or value == "":
            return False
        value = normal(letter, value)
        return holds(value.lower() if lower else value, chosen)

    return check


OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "equalto": lambda value, wanted: bool(value == wanted[0]),
    "notequalto": lambda value, wanted: bool(value != wanted[0]),
    "lessthan": lambda value, wanted: bool(value < wanted[0]),
    "lessthanorequalto": lambda value, wanted: bool(value <= wanted[0]),
    "greaterthan": lambda value, wanted: bool(value > wanted[0]),
    "greaterthanorequalto": lambda value, wanted: bool(value >= wanted[0]),
    "between": lambda value, wanted: bool(wanted[0] <= value <= wanted[1]),
    "in": lambda value, wanted: value in wanted,
    "notin": lambda value, wanted: value not in wanted,
}
UNARY = ("isnull", "isnotnull")
COMPARISONS = (*OPERATORS, "like", "notlike", *UNARY)


def conjuncts(tree: Filter | None) -> tuple[Filter, ...]:
    """Return the parts that must all hold."""
    if tree is None:
        return ()
    if isinstance(tree, Group) and tree.operator == "and":
        return tuple(inner for part in tree.parts for inner in conjuncts(part))
    return (tree,)
