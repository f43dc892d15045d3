"""What every normalised record has in common."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from django.utils.functional import Promise

from integrations.records.text import as_text

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

    def to_text(self) -> str:
        """The record as JSON, as it is stored."""
        return as_text(self)

    def to_json(self) -> Json:
        """The record as the API serves it."""
        body: Json = json.loads(as_text(self))
        return body
