"""Objects as one company has them: with its own fields, and with its own dimension.

A custom field that is hidden from roles stands in lookup and is refused by query; so says a vendor's guide, the words
of the refusal are those of any unknown field. A user-defined dimension is an object of its own, and a field
``GLDIM<NAME>`` on lines.

Reference: developer.intacct.com, *User-defined dimensions*; Sage Intacct help, *Hide custom fields*.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

from integrations.intacct.simulator.books.company import CompanyBooks
from integrations.intacct.simulator.objects.company import plain, rows
from integrations.intacct.simulator.objects.registry import OBJECTS
from integrations.intacct.simulator.objects.schema import Field, Getter, ObjectType, Table, define
from integrations.intacct.simulator.world import SimulatedCompany

LINES = ("GLENTRY", "GLDETAIL", "ARINVOICEITEM", "APBILLITEM", "ARADJUSTMENTITEM", "APADJUSTMENTITEM")
REGIONS = ("North", "South", "East", "West")


def regions(company: SimulatedCompany, books: CompanyBooks) -> Table:
    return rows(31, [{"NAME": name, "RREGION": name} for name in REGIONS])


DIMENSIONS = {"REGION": define("REGION", regions, plain("NAME"), natural_key="NAME")}
"""The dimensions that a company may have of its own."""


def kind_of(company: SimulatedCompany, name: str) -> ObjectType | None:
    """Find an object of a company by its name."""
    name = name.upper()
    if name in DIMENSIONS:
        return DIMENSIONS[name] if name in company.dimensions else None
    kind = OBJECTS.get(name)
    if kind is None or not (company.custom_fields or company.dimensions):
        return kind
    own = tuple(
        (each.name, each.label, each.is_hidden) for each in company.custom_fields if each.object_name.upper() == name
    )
    dimensions = tuple(company.dimensions) if name in LINES else ()
    return _extended(name, own, dimensions) if own or dimensions else kind


def names_of(company: SimulatedCompany) -> list[str]:
    return sorted({*OBJECTS, *(name for name in company.dimensions if name in DIMENSIONS)})


@lru_cache(256)
def _extended(name: str, own: tuple[tuple[str, str, bool], ...], dimensions: tuple[str, ...]) -> ObjectType:
    kind = OBJECTS[name]
    fields = dict(kind.fields)
    for field_name, label, is_hidden in own:
        fields[field_name] = Field(
            field_name, "t", _value(field_name), is_queryable=not is_hidden, is_custom=True, title=label
        )
    for dimension in dimensions:
        key = f"GLDIM{dimension}"
        fields[key] = Field(key, "i", _dimension, is_custom=True, title=dimension.capitalize())
    return replace(kind, fields=fields)


def _value(name: str) -> Getter:
    return lambda record: f"{name[:1]}{_number(record) % 7 + 1}" if _number(record) % 5 else None


def _dimension(record: Any) -> int | None:
    number = _number(record)
    return 31 + number % len(REGIONS) * 2 if number % 3 else None


def _number(record: Any) -> int:
    return int(record.recordno)
