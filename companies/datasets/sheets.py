"""A table as CSV: streamed, with cells that no spreadsheet takes for a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

from django.utils.text import slugify

from companies.datasets.fields import value_at
from companies.datasets.models import RecordQuerySet
from companies.datasets.tables import Table

BATCH = 500
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def lines(table: Table, found: RecordQuerySet) -> Iterator[str]:
    """The lines of the file, the heading first. Figures and dates are as they were read, not as the page sets them."""
    writer = csv.writer(_Echo())
    yield "\ufeff"
    yield writer.writerow([safe(str(column.label)) for column in table.columns])
    for record in found.iterator(chunk_size=BATCH):
        yield writer.writerow([_cell(value_at(record.data, column.key), column.style) for column in table.columns])


def file_name(company: str, kind: str) -> str:
    return f"{slugify(company) or 'company'}-{slugify(kind)}.csv"


def _cell(value: Any, style: str) -> str:
    if value is None:
        return ""
    return str(value) if style in ("money", "number", "date") else safe(str(value))


def safe(text: str) -> str:
    """A text that opens in a spreadsheet as text."""
    return f"'{text}" if text.startswith(FORMULA) else text
