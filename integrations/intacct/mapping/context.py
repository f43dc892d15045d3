"""What a mapping knows besides the row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from integrations.intacct.formats import BadValue, Formats
from integrations.intacct.replies import Row

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The books that are read: whose, in which base currency, with which formats."""

    company_id: str
    entity: str = ""
    base_currency: str = ""
    formats: Formats = Formats()
    dropped: list[str] = field(default_factory=list, compare=False)
    """Fields of the row in hand that could not be read and were left out; whoever maps the next row empties it."""

    def optional(self, read: Callable[[Row, str], Value], row: Row, name: str) -> Value | None:
        """Read a field that a record can do without; one that cannot be read is dropped."""
        try:
            return read(row, name)
        except BadValue:
            self.dropped.append(name)
            return None
