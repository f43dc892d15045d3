"""Records that clients have written, over the computed ones; kept in memory, per company."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from integrations.intacct.simulator.filters import Changed
from integrations.intacct.simulator.objects.schema import Table
from integrations.intacct.simulator.selecting import GONE

ROOM = 10_000_000
"""Records that are written get numbers above those that a growing company may still reach, in steps of this."""


@dataclass(frozen=True)
class Version:
    """One state of a written record; ``values`` lie over ``base``, or over the computed record where that is None."""

    at: int
    values: dict[str, Any] = field(default_factory=dict)
    base: Any = None
    parent: int | None = None
    owner: str = ""
    is_deleted: bool = False
    is_created: bool = False
    before: Version | None = None

    def seen_at(self, moment: int | None) -> Version | None:
        """Return the version that shows at a moment; None where the record was not written yet."""
        version: Version | None = self
        while version is not None and moment is not None and version.at > moment:
            version = version.before
        return version


Versions = dict[int, Version]
Snapshot = tuple[dict[str, Versions], dict[tuple[str, int], tuple[str, int]], dict[tuple[str, int], int]]


class Written:
    """What was created, updated and deleted in one company."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.version = 0
        self.changes: dict[str, Versions] = {}
        self.replaced: dict[tuple[str, int], tuple[str, int]] = {}
        self.postings: dict[tuple[str, int], int] = {}

    def replace_due(self, name: str, recordno: int, party_id: str, due: int) -> None:
        """Note what a computed document was worth before it was deleted or another one was put in its place."""
        with self.lock:
            self.replaced.setdefault((name, recordno), (party_id, due))

    def replaced_due(self, name: str, party_id: str) -> int:
        """Return what all such documents of a party were worth, in cents."""
        with self.lock:
            return sum(due for (held, _), (whose, due) in self.replaced.items() if (held, whose) == (name, party_id))

    def has(self, name: str) -> bool:
        return bool(self.changes.get(name))

    def latest(self, name: str, recordno: int) -> Version | None:
        with self.lock:
            return self.changes.get(name, {}).get(recordno)

    def created(self, name: str) -> list[Any]:
        """Return the records that were created and are still there, without what was laid over them."""
        with self.lock:
            held = list(self.changes.get(name, {}).values())
        return [version.base for version in held if version.base is not None and not version.is_deleted]

    def is_draft(self, recordno: int) -> bool:
        """Tell whether a journal entry was written as a draft."""
        version = self.latest("GLBATCH", recordno)
        return version is not None and version.values.get("STATE", "Posted") != "Posted"

    def is_replaced(self, name: str, recordno: int) -> bool:
        """Tell whether a computed record is deleted, or has another one in its place."""
        version = self.latest(name, recordno)
        return version is not None and (version.is_deleted or version.base is not None)

    def create(
        self, name: str, recordno: int, values: dict[str, Any], *, at: int, base: Any = None,
        parent: int | None = None, owner: str = "",
    ) -> None:  # fmt: skip
        """Add a record."""
        with self.lock:
            held = self.changes.setdefault(name, {})
            held[recordno] = Version(at, values, base, parent, owner, is_created=True)
            self.version += 1

    def update(self, name: str, recordno: int, values: dict[str, Any], *, at: int, base: Any = None) -> None:
        """Lay values over a record; ``base`` replaces the record under them."""
        with self.lock:
            held = self.changes.setdefault(name, {})
            old = held.get(recordno) or Version(at)
            held[recordno] = Version(
                at, {**old.values, **values}, old.base if base is None else base, old.parent, old.owner,
                is_created=old.is_created, before=held.get(recordno),
            )  # fmt: skip
            self.version += 1

    def delete(self, name: str, recordno: int, *, at: int) -> None:
        """Take a record away."""
        with self.lock:
            held = self.changes.setdefault(name, {})
            old = held.get(recordno)
            held[recordno] = Version(
                at, parent=old.parent if old else None, is_created=bool(old and old.is_created), is_deleted=True,
                before=old,
            )  # fmt: skip
            self.version += 1

    def snapshot(self) -> Snapshot:
        """Return the state, to be restored when a transaction fails."""
        with self.lock:
            changes = {name: dict(held) for name, held in self.changes.items()}
            return changes, dict(self.replaced), dict(self.postings)

    def restore(self, snapshot: Snapshot) -> None:
        with self.lock:
            self.changes, self.replaced, self.postings = snapshot
            self.version += 1

    def overlay(self, name: str, table: Table, *, until: int | None = None) -> tuple[Table, bool]:
        """Return the table with the changes laid over it, and whether anything of it was deleted.

        ``until`` hides what was written after a moment.
        """
        with self.lock:
            held = self.changes.get(name)
            if not held:
                return table, False
            shown = {number: seen for number, kept in held.items() if (seen := kept.seen_at(until)) is not None}
        return (_laid(table, shown), any(seen.is_deleted for seen in shown.values())) if shown else (table, False)

    def next_recordno(self, name: str, table: Table) -> int:
        last = table.numbers.number(table.count - 1) if table.count else 0
        made = [number for number, version in self.changes.get(name, {}).items() if version.is_created]
        return max(made, default=(last * 3 // ROOM + 1) * ROOM) + 1


def _laid(table: Table, shown: Versions) -> Table:
    count, numbers = table.count, table.numbers
    added = sorted(recordno for recordno, version in shown.items() if version.is_created)
    families: dict[int, list[int]] = {}
    for place, recordno in enumerate(added):
        parent = shown[recordno].parent
        if parent is not None:
            families.setdefault(parent, []).append(count + place)

    def number(n: int) -> int:
        return numbers.number(n) if n < count else added[n - count]

    def record(n: int) -> Any:
        version = shown.get(number(n))
        if version is None:
            return table.record(n)
        base = version.base if version.base is not None else table.record(n) if n < count else None
        return Changed(number(n), base, version.values)

    def owner(n: int) -> str:
        version = shown.get(number(n))
        if version is None:
            return table.owner(n)
        return GONE if version.is_deleted else version.owner if n >= count else table.owner(n)

    def children(parent: int) -> Sequence[int]:
        own = table.children(parent) if table.children else range(0)
        return tuple(chain(own, families[parent])) if parent in families else own

    class Numbers:
        def number(self, n: int, /) -> int:
            return number(n)

        def at_or_after(self, wanted: int, /) -> int:
            n = min(numbers.at_or_after(wanted), count)
            return n if n < count else count + sum(1 for given in added if given < wanted)

    return Table(
        count + len(added), record, Numbers(), owner, children if table.children else None, gone=table.gone,
        is_by_family=False,
    )  # fmt: skip
