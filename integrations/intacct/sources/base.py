"""What is said of an Intacct object so that it can be read: fields, filter, keys, and what its rows become."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from integrations.intacct.calls import Node
from integrations.intacct.mapping.context import Context
from integrations.intacct.paging import ORDERS
from integrations.intacct.replies import Row
from integrations.records import SourceRecord

Mapped = Callable[[Row, Context, Sequence[Row]], SourceRecord | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """The object that holds the lines of a document; ``parent`` names the field with the document's RECORDNO."""

    subject: str
    fields: tuple[str, ...]
    parent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An Intacct object that a kind comes from.

    ``where`` says which of its rows belong to the kind, as a filter, so that counts can be compared. ``to_record``
    makes a record of a row and its lines; it raises BadValue for a row that cannot become one.
    """

    subject: str
    fields: tuple[str, ...]
    to_record: Mapped
    part: str = ""
    """Names the object where a kind has several; the source part of its records."""
    lines: Lines | None = None
    where: Node | None = None
    key: str = "RECORDNO"
    """The number under which Intacct creates, changes and deletes: rows that share it come and go together."""
    is_few: bool = False
    """Few of the object's rows belong to the kind, so that their lines are asked for by key."""
    dated: str = ""
    """The field of the history window and of the first months; empty for what has no date."""
    created: str = "WHENCREATED"
    """The stamp of creation: AUWHENCREATED on documents, whose WHENCREATED is the document's date."""
    named_by: str = ""
    """The field whose value the audit history may give in place of RECORDNO, such as CUSTOMERID."""
    is_master: bool = False
    """Changes rarely: asked for when the audit history tells of it, and once a day."""

    @property
    def tie(self) -> str:
        """A second number, which tells apart the rows that share a key; empty where the key is RECORDNO."""
        return "" if self.key == "RECORDNO" else ORDERS[self.subject].fields[0]


Sources = Mapping[str, tuple[Source, ...]]


def plain(mapping: Callable[[Row, Context], SourceRecord]) -> Mapped:
    """The mapping of rows that have no lines."""
    return lambda row, context, _: mapping(row, context)
