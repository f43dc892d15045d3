"""Which records of a table a request is about, in which order: positions, found without keeping any record.

A filter on RECORDNO, or on the key of the parent, is answered by arithmetic. Any other filter is one scan, whose result
(eight bytes a record) is kept for the next pages.
"""

from __future__ import annotations

import random
import threading
from array import array
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain
from typing import Any, overload

from integrations.intacct.simulator.books.numbers import mix
from integrations.intacct.simulator.books.timeline import EPOCH
from integrations.intacct.simulator.filters import (
    Check,
    Column,
    Filter,
    Group,
    Test,
    as_date,
    as_moment,
    as_number,
    columns,
    compile_filter,
    conjuncts,
    normal,
)
from integrations.intacct.simulator.objects.schema import ObjectType, Table

GONE = "\0"
"""The owner of a record that was deleted: nobody sees it."""
KEPT = 24
SHORT = 2000
"""Tables up to this size are looked through each time: short lists may change, as users and roles do."""
SINCE = {"greaterthan", "greaterthanorequalto", "between"}
TIMES = {
    "WHENMODIFIED",
    "AUWHENCREATED",
    "MODIFIED",
    "WHENCREATED",
    "BATCH_DATE",
    "ENTRY_DATE",
    "WHENPAID",
    "PAYMENTDATE",
    "RECEIPTDATE",
}
RANGES = {"greaterthan", "greaterthanorequalto", "lessthan", "lessthanorequalto", "between"}


@dataclass(frozen=True)
class Viewer:
    """Who looks: from the top level ("") or from an entity; ``entities`` is what the user is restricted to."""

    location_id: str = ""
    shows_private: bool = False
    entities: tuple[str, ...] = ()

    def sees(self, owner: str) -> bool:
        if owner == "":
            return True
        if self.location_id:
            return owner == self.location_id
        return self.shows_private and owner != GONE and (not self.entities or owner in self.entities)


@dataclass(frozen=True)
class View:
    """A table as one viewer sees it; ``key`` says which company, object and state of it this is.

    ``has_owners`` is False where no record can be private: in a company without entities in which nothing was deleted.
    """

    kind: ObjectType
    table: Table
    viewer: Viewer
    key: tuple[Hashable, ...]
    has_owners: bool
    has_deletions: bool = False


class Sieve(Sequence[int]):
    """A range without the positions that were deleted; nothing is kept but these."""

    def __init__(self, low: int, high: int, gone: tuple[int, ...]) -> None:
        self.low = low
        self.gone = gone[bisect_left(gone, low) : bisect_left(gone, high)]
        self.steps = [position - place for place, position in enumerate(self.gone)]
        self.size = max(0, high - low - len(self.gone))

    def __len__(self) -> int:
        return self.size

    @overload
    def __getitem__(self, place: int) -> int: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[int]: ...

    def __getitem__(self, place: int | slice) -> int | Sequence[int]:
        if isinstance(place, slice):
            return array("q", map(self.__getitem__, range(*place.indices(self.size))))
        if not -self.size <= place < self.size:
            raise IndexError(place)
        n = self.low + place % self.size
        return n + bisect_right(self.steps, n)


class Memory:
    """The results of the last scans, shared by all requests."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self._kept: OrderedDict[Hashable, array[int]] = OrderedDict()

    def get(self, key: Hashable) -> array[int] | None:
        with self.lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, key: Hashable, positions: array[int]) -> array[int]:
        with self.lock:
            self._kept[key] = positions
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return positions


def visible(view: View) -> Check | None:
    """Return the test of a position, or None where everybody sees everything."""
    viewer = view.viewer
    sees_all = viewer.shows_private and not viewer.location_id and not viewer.entities
    if not view.has_owners or (sees_all and not view.has_deletions):
        return None
    owner, sees = view.table.owner, viewer.sees
    return lambda n: sees(owner(n))


@dataclass(frozen=True)
class Narrowed:
    """A filter taken apart: positions by arithmetic, and what is left to test (``among`` which, if not all)."""

    low: int
    high: int
    listed: Sequence[int] | None
    rest: tuple[Filter, ...]
    among: tuple[range, ...] = ()


def narrow(view: View, tree: Filter | None) -> Narrowed:
    table = view.table
    low, high = 0, table.count
    chosen: Sequence[int] | None = None
    rest: list[Filter] = []
    for part in conjuncts(tree):
        name = part.field.upper() if isinstance(part, Test) else ""
        if isinstance(part, Test) and name == "RECORDNO" and view.kind.is_sequential and part.operator in RANGES:
            begin, end = _range(table, part)
            low, high = max(low, begin), min(high, end)
        elif isinstance(part, Test) and name and name == _family(view) and part.operator in RANGES:
            begin, end = _family_range(view, part)
            low, high = max(low, begin), min(high, end)
        elif (
            isinstance(part, Test)
            and chosen is None
            and part.operator in {"equalto", "in"}
            and (
                (name == "RECORDNO" and view.kind.is_sequential) or (name == view.kind.parent_field and table.children)
            )
        ):
            chosen = _listed(table, part, by_parent=name != "RECORDNO")
        else:
            rest.append(part)
    return Narrowed(low, max(low, high), chosen, tuple(rest), _among(view, rest))


def _among(view: View, rest: Sequence[Filter]) -> tuple[range, ...]:
    """Return where the records of a filter by time must lie: books are in the order of time."""
    table = view.table
    for part in rest:
        if isinstance(part, Test) and part.operator in SINCE and part.field in TIMES and table.since is not None:
            found = columns(view.kind, [part.field])[0].field
            day = (
                as_date(part.values[0])
                if found.letter == "d"
                else EPOCH + timedelta(as_moment(part.values[0]) // 86400)
            )
            return tuple(table.since(day))
    return (range(table.count),)


def _range(table: Table, test: Test) -> tuple[int, int]:
    at = table.numbers.at_or_after
    numbers = [as_number(value) for value in test.values]
    first = int(-(-numbers[0] // 1))
    operator = test.operator
    if operator == "greaterthanorequalto":
        return min(at(first), table.count), table.count
    if operator == "greaterthan":
        return min(at(int(numbers[0] // 1) + 1), table.count), table.count
    if operator == "lessthan":
        return 0, min(at(first), table.count)
    if operator == "lessthanorequalto":
        return 0, min(at(int(numbers[0] // 1) + 1), table.count)
    return min(at(first), table.count), min(at(int(numbers[1] // 1) + 1), table.count)


def _family(view: View) -> str:
    """Return the field of the parent's key where children stand in the order of their parents."""
    return view.kind.parent_field if view.table.children and view.table.is_by_family else ""


def _family_range(view: View, test: Test) -> tuple[int, int]:
    (found,) = columns(view.kind, [test.field])
    table, numbers = view.table, [as_number(value) for value in test.values]

    def before(number: float, *, with_it: bool = False) -> int:
        side = bisect_right if with_it else bisect_left
        return side(range(table.count), number, key=lambda n: found.get(table.record(n)))

    if test.operator in ("greaterthan", "greaterthanorequalto"):
        return before(numbers[0], with_it=test.operator == "greaterthan"), table.count
    if test.operator in ("lessthan", "lessthanorequalto"):
        return 0, before(numbers[0], with_it=test.operator == "lessthanorequalto")
    return before(numbers[0]), before(numbers[1], with_it=True)


def _listed(table: Table, test: Test, *, by_parent: bool) -> Sequence[int]:
    found: set[int] = set()
    for value in test.values:
        number = as_number(value)
        if number != int(number):
            continue
        if by_parent and table.children:
            found.update(table.children(int(number)))
        else:
            n = table.numbers.at_or_after(int(number))
            if n < table.count and table.numbers.number(n) == number:
                found.add(n)
    return sorted(found)


def positions(
    view: View, memory: Memory, tree: Filter | None, *, folds: bool = False, codes: bool = False
) -> Sequence[int]:
    """Return the positions of all records that pass, in the order of RECORDNO."""
    narrowed = narrow(view, tree)
    sees = visible(view)
    rest = Group("and", narrowed.rest) if narrowed.rest else None
    check = compile_filter(rest, view.kind, folds=folds, codes=codes) if rest else None
    gone = view.table.gone
    if narrowed.listed is not None:
        inside = [n for n in narrowed.listed if narrowed.low <= n < narrowed.high]
        return _scan(view, inside, sees, check)
    if sees is None and check is None:
        whole = range(narrowed.low, narrowed.high)
        return Sieve(narrowed.low, narrowed.high, gone) if gone else whole
    key = (view.key, view.viewer, rest, folds, codes)
    found = memory.get(key)
    if found is None:
        found = _scan(view, chain(*narrowed.among), sees, check)
        if view.table.count > SHORT:
            memory.put(key, found)
    if (narrowed.low, narrowed.high) == (0, view.table.count):
        return found
    return found[bisect_left(found, narrowed.low) : bisect_left(found, narrowed.high)]


def _scan(view: View, among: Iterable[int], sees: Check | None, check: Check | None) -> array[int]:
    record, gone = view.table.record, frozenset(view.table.gone)
    return array(
        "q",
        (
            n
            for n in among
            if (not gone or n not in gone) and (sees is None or sees(n)) and (check is None or check(record(n)))
        ),
    )


@dataclass(frozen=True)
class Order:
    field: str
    is_descending: bool = False


def ordered(
    view: View, memory: Memory, found: Sequence[int], orders: tuple[Order, ...], key: Hashable
) -> Sequence[int]:
    """Sort positions by the values of fields; empty values come last."""
    if len(orders) == 1 and orders[0].field.upper() == "RECORDNO" and view.kind.is_sequential:
        return found[::-1] if orders[0].is_descending else found
    if _is_by_family(view, orders):
        return found[::-1] if orders[0].is_descending else found
    by = columns(view.kind, [order.field for order in orders])
    whole = (view.key, view.viewer, key, orders)
    kept = memory.get(whole)
    if kept is not None:
        return kept
    sorted_positions = list(found)
    for column, order in reversed(list(zip(by, orders, strict=True))):
        sorted_positions.sort(key=_sort_key(view.table, column), reverse=order.is_descending)
    if view.table.count <= SHORT:
        return sorted_positions
    return memory.put(whole, array("q", sorted_positions))


def _is_by_family(view: View, orders: tuple[Order, ...]) -> bool:
    """Whether an order is that of the table: by parent, and among siblings by key."""
    names = tuple(order.field.upper() for order in orders)
    is_one_way = len({order.is_descending for order in orders}) == 1
    return is_one_way and len(names) == 2 and names[0] == _family(view) and names[1] in ("RECORDNO", "GLENTRYKEY")


def _sort_key(table: Table, column: Column) -> Any:
    letter, get, record = column.field.letter, column.get, table.record

    def key(n: int) -> tuple[bool, Any]:
        value = get(record(n))
        return (True, 0) if value is None or value == "" else (False, normal(letter, value))

    return key


def page(found: Sequence[int], offset: int, size: int) -> Sequence[int]:
    return found[offset : offset + size]


def disturbed_page(found: Sequence[int], offset: int, size: int, seed: int) -> Sequence[int]:
    """Return a page of a query without an order: where pages meet they overlap and skip, and each is shuffled.

    Intacct promises no order without ``orderby``; every page is a new query. A pager that relies on one is caught here.
    """
    total = len(found)
    count = min(size, max(0, total - offset))
    if not count:
        return []
    bits = mix(seed, 37, offset)
    shift = bits % (size // 3 + 1) if total > size else 0
    start = (offset + shift) % total
    chosen = [found[(start + step) % total] for step in range(count)]
    random.Random(bits).shuffle(chosen)  # noqa: S311
    return chosen
