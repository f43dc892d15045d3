"""What the audit history tells: which records were deleted, and which objects that change rarely were touched.

One question for all kinds. It names a record as it likes: by RECORDNO, by RECORDNO with ``--REC`` behind it, or by the
id that people gave it; and such an id may be a number too. Where it can be either, the gateway is asked which of the
records are still there. An id that was given again needs no question: the record that has it now is among the changes.

Reference: developer.intacct.com, *Audit history*; it needs a permission of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from integrations.errors import PermissionMissing, UnexpectedReply
from integrations.intacct import calls, paging
from integrations.intacct.changes import OVERLAP
from integrations.intacct.client import IntacctClient
from integrations.intacct.paging import Order
from integrations.intacct.sources import Source

HISTORY = "AUDITHISTORY"
FIELDS = ("ID", "OBJECTTYPE", "OBJECTKEY", "ACCESSMODE")
IN_ORDER = Order(("ACCESSTIME",), distinct="ID")
MARK = "--REC"


@dataclass(slots=True, kw_only=True)
class Departures:
    """What is gone, by object: keys and ids; and which objects were touched at all."""

    is_readable: bool = True
    touched: set[str] = field(default_factory=set)
    keys: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    names: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    days: set[date] = field(default_factory=set)
    """The days of documents that we hold and that are gone: their journal entries go with them, unmentioned."""
    counted: set[str] = field(default_factory=set)
    """Kinds that were counted, to see what else is gone."""

    def note(self, kind: str, subject: str, keys: Iterable[int]) -> None:
        """Take what counting has found to be gone."""
        self.counted.add(kind)
        self.keys[subject].update(keys)

    def of(self, subject: str) -> tuple[Sequence[int], Sequence[str]]:
        """The keys and the ids of what is gone of an object."""
        return sorted(self.keys.get(subject, ())), sorted(self.names.get(subject, ()))


def ask(client: IntacctClient, sources: Iterable[Source], since: datetime) -> Departures:
    """Ask for what was deleted since a moment, whatever zone its clock is in.

    Raises:
        CredentialsRejected, ProviderUnavailable
    """
    by_type: dict[str, Source] = {}
    for source in sources:
        by_type.setdefault("glbatch" if source.key == "BATCHKEY" else source.subject.lower(), source)
    found = Departures()
    try:
        for kind, key, mode in _history(client, by_type, since):
            if kind not in by_type:
                continue
            found.touched.add(kind.upper())
            if mode == "D":
                _note(found, by_type[kind], kind.upper(), key)
    except (PermissionMissing, UnexpectedReply):
        return Departures(is_readable=False)
    for source in by_type.values():
        if found.keys.get(source.subject) and found.names.get(source.subject):
            _verify(client, source, found)
    return found


def _history(client: IntacctClient, by_type: dict[str, Source], since: datetime) -> Iterable[tuple[str, str, str]]:
    masters = [kind for kind, source in by_type.items() if source.is_master]
    deleted = calls.equal_to("ACCESSMODE", "D")
    modes = calls.is_in("ACCESSMODE", ("C", "M"))
    touched = calls.any_of(deleted, ("and", (modes, calls.is_in("OBJECTTYPE", masters)))) if masters else deleted
    start = calls.not_less_than("ACCESSTIME", f"{since - OVERLAP:%m/%d/%Y %H:%M:%S}")
    where = calls.all_of(start, calls.is_in("OBJECTTYPE", by_type), touched)
    for page in paging.pages(client, HISTORY, FIELDS, order=IN_ORDER, where=where):
        for row in page.rows:
            yield row.get("OBJECTTYPE", "").lower(), row.get("OBJECTKEY", ""), row.get("ACCESSMODE", "")


def _note(found: Departures, source: Source, subject: str, key: str) -> None:
    number = key.removesuffix(MARK)
    if number.isdecimal():
        found.keys[subject].add(int(number))
    if source.named_by and key and not key.endswith(MARK) and not _is_number(source, key):
        found.names[subject].add(key)


def _is_number(source: Source, key: str) -> bool:
    """Whether a key can only be a RECORDNO: the id of an order begins with the name of its type."""
    return source.named_by == "DOCID" and key.isdecimal()


def _verify(client: IntacctClient, source: Source, found: Departures) -> None:
    """Take back what is still there: a number may have been meant as an id, and an id may have been given again."""
    subject, name = source.subject, source.named_by
    names, keys = sorted(found.names[subject])[: calls.MOST_VALUES], sorted(found.keys[subject])[: calls.MOST_VALUES]
    where = calls.is_in(name, names)
    if keys:
        where = calls.any_of(where, calls.is_in("RECORDNO", map(str, keys)))
    for page in paging.pages(client, subject, (name,), where=where):
        for row in page.rows:
            found.names[subject].discard(row.get(name, ""))
            found.keys[subject].discard(int(row["RECORDNO"]))
