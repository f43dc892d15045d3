"""What an object is: its fields with their types, its relations, and the table that holds its records.

A value is None (an empty element), text, a whole number, a bool, a date, seconds since 1970 (timestamps), whole
cents or a float (decimals). ``WRITERS`` says how each type goes on the wire.

Reference: developer.intacct.com, *Parameter formats*: dates MM/DD/YYYY, timestamps MM/DD/YYYY HH:MM:SS.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from operator import attrgetter
from pathlib import Path
from typing import Any, Protocol

from integrations.intacct.simulator.books.company import CompanyBooks
from integrations.intacct.simulator.books.timeline import EPOCH, clock
from integrations.intacct.simulator.world import SimulatedCompany

Getter = Callable[[Any], Any]
DATATYPES = {
    "t": "TEXT", "e": "ENUM", "i": "INTEGER", "n": "DECIMAL", "c": "CURRENCY", "p": "PERCENT", "b": "BOOLEAN",
    "d": "DATE", "ts": "TIMESTAMP",
}  # fmt: skip
UNSAFE = re.compile("[&<>]")
LABELS = {
    "RECORDNO": "Record number",
    "WHENCREATED": "Created date",
    "WHENMODIFIED": "Modified date",
    "ACCOUNTNO": "Account number",
    "ACCOUNTTITLE": "Account title",
    "CUSTOMERID": "Customer ID",
    "VENDORID": "Vendor ID",
    "RECORDID": "Reference number",
    "WHENDUE": "Due date",
    "TOTALENTERED": "Total amount",
    "TOTALDUE": "Total due",
    "TOTALPAID": "Total paid",
    "BATCH_DATE": "Posting date",
    "BATCH_TITLE": "Description",
    "NORMALBALANCE": "Normal balance",
    "ACCOUNTTYPE": "Account type",
    "TERMNAME": "Term",
    "BASECURR": "Base currency",
    "CURRENCY": "Transaction currency",
    "LOCATIONID": "Location ID",
    "DEPARTMENTID": "Department ID",
    "MEGAENTITYID": "Created at - Entity ID",
    "MEGAENTITYNAME": "Created at - Entity name",
    "MEGAENTITYKEY": "Created at - Entity key",
    "TR_TYPE": "Debit/credit",
}


@dataclass(frozen=True)
class Always:
    """A getter of one value whatever the record; it is written once for a whole page."""

    value: Any

    def __call__(self, record: Any) -> Any:
        return self.value


def always(value: Any) -> Always:
    return Always(value)


@dataclass(frozen=True)
class Via:
    """A getter of a value of a part of the record, which many neighbours share; it is written once for them all."""

    key: str
    part: Getter
    of: Getter

    def __call__(self, record: Any) -> Any:
        part = self.part(record)
        return None if part is None else self.of(part)


def via(path: str) -> Via:
    """Return the getter of a dotted path of attributes."""
    first, _, rest = path.partition(".")
    return Via(first, attrgetter(first), attrgetter(rest))


class Numbers(Protocol):
    """Positions and RECORDNOs, both ways; RECORDNOs rise with the position."""

    def number(self, n: int, /) -> int: ...

    def at_or_after(self, number: int, /) -> int: ...


@dataclass(frozen=True)
class Listed:
    """The numbers of a short list."""

    numbers: tuple[int, ...]

    def number(self, n: int, /) -> int:
        return self.numbers[n]

    def at_or_after(self, number: int, /) -> int:
        return bisect_left(self.numbers, number)


def no_owner(n: int) -> str:
    return ""


@dataclass(frozen=True)
class Table:
    """The records of one object in one company: ``count`` of them, each made when it is asked for.

    ``owner`` tells the entity a record is private to; ``children`` the positions that belong to a parent's RECORDNO;
    ``since`` the positions outside of which nothing was dated, created or changed on or after a day; ``gone`` those
    that were deleted, in order. Children stand in the order of their parents, unless ``is_by_family`` is False.
    """

    count: int
    record: Getter
    numbers: Numbers
    owner: Callable[[int], str] = no_owner
    children: Callable[[int], Sequence[int]] | None = None
    since: Callable[[date], Sequence[range]] | None = None
    gone: tuple[int, ...] = ()
    is_by_family: bool = True


def listed(records: Sequence[Any]) -> Table:
    """Return a table over a short list whose records have a ``recordno`` that rises."""
    return Table(len(records), records.__getitem__, Listed(tuple(record.recordno for record in records)))


@dataclass(frozen=True)
class Field:
    name: str
    letter: str
    get: Getter
    is_required: bool = False
    is_queryable: bool = True
    values: tuple[str, ...] = ()
    is_custom: bool = False
    title: str = ""

    @property
    def datatype(self) -> str:
        return DATATYPES[self.letter]

    @property
    def label(self) -> str:
        return self.title or LABELS.get(self.name) or self.name.replace("_", " ").replace(".", " ").capitalize()

    def write(self, value: Any) -> str:
        """Return a value as it goes into an element: formatted and escaped."""
        return "" if value is None else WRITERS[self.letter](value)


@dataclass(frozen=True)
class Relation:
    """A way from a record to one other record."""

    path: str
    target: str
    related_by: str
    get: Getter
    label: str = ""


@dataclass(frozen=True)
class ObjectType:
    """One object of the API; ``open`` finds its table in a company."""

    name: str
    fields: dict[str, Field]
    open: Callable[[SimulatedCompany, CompanyBooks], Table]
    natural_key: str
    relations: tuple[Relation, ...] = ()
    parent_field: str = ""
    is_sequential: bool = True

    def relation(self, path: str) -> Relation | None:
        return next((relation for relation in self.relations if relation.path == path), None)


@dataclass
class Specification:
    letters: dict[str, tuple[str, bool]] = field(default_factory=dict)
    values: dict[str, tuple[str, ...]] = field(default_factory=dict)


@lru_cache(1)
def specifications() -> dict[str, Specification]:
    """Read the list of fields that stands beside this module."""
    found: dict[str, Specification] = {}
    for line in Path(__file__).with_name("fields.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            current = found[line[1:-1]] = Specification()
        elif " = " in line and not line.startswith("#"):
            name, values = line.split(" = ", 1)
            current.values[name] = tuple(value.strip() for value in values.split("|"))
        elif line and not line.startswith("#"):
            for word in line.split():
                name, letter = word.rstrip("!").split(":")
                current.letters[name] = (letter, word.endswith("!"))
    return found


nothing = Always(None)


def _getter(path: str) -> Getter:
    return via(path) if "." in path else attrgetter(path)


def define(
    name: str,
    open_table: Callable[[SimulatedCompany, CompanyBooks], Table],
    getters: Mapping[str, Getter | str],
    *,
    natural_key: str = "RECORDNO",
    relations: Sequence[Relation] = (),
    parent_field: str = "",
    refused: Sequence[str] = (),
    is_sequential: bool = True,
) -> ObjectType:
    """Make an object from its list of fields and the getters of those that the books fill; the others are empty.

    A getter may be written as a dotted path of attributes. ``refused`` are fields that lookup shows and query refuses.
    """
    specification = specifications()[name]
    ready = {key: _getter(get) if isinstance(get, str) else get for key, get in getters.items()}
    fields = {
        key: Field(
            key, letter, ready.get(key, nothing), required, key not in refused, specification.values.get(key, ())
        )
        for key, (letter, required) in specification.letters.items()
        if "#" not in key
    }
    return ObjectType(name, fields, open_table, natural_key, tuple(relations), parent_field, is_sequential)


def escape(text: str) -> str:
    """Return text that may stand in an element."""
    if UNSAFE.search(text):
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text


def write_number(value: int | float) -> str:
    """Write whole cents, or a float as it is; trailing zeros are not kept, as in Intacct."""
    if isinstance(value, float):
        return f"{value:.10f}".rstrip("0").rstrip(".")
    whole, cents = divmod(abs(value), 100)
    sign = "-" if value < 0 else ""
    if not cents:
        return f"{sign}{whole}"
    return f"{sign}{whole}.{cents:02d}" if cents % 10 else f"{sign}{whole}.{cents // 10}"


def write_date(value: date) -> str:
    return clock((value - EPOCH).days)


def write_moment(value: int) -> str:
    day, second = divmod(value, 86400)
    return f"{clock(day)} {second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"


def write_bool(value: bool | str) -> str:
    return value if isinstance(value, str) else "true" if value else "false"


WRITERS: dict[str, Callable[[Any], str]] = {
    "t": escape,
    "e": escape,
    "i": str,
    "n": write_number,
    "c": write_number,
    "p": write_number,
    "b": write_bool,
    "d": write_date,
    "ts": write_moment,
}
