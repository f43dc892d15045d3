"""What a mapping knows besides the row."""

from __future__ import annotations

from dataclasses import dataclass

from integrations.intacct.formats import Formats


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The books that are read: whose, in which base currency, with which formats."""

    company_id: str
    entity: str = ""
    base_currency: str = ""
    formats: Formats = Formats()
