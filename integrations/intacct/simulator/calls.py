"""One function call on its way: who asks, in which company, and what they may see."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from integrations.intacct.simulator.books.company import CompanyBooks
from integrations.intacct.simulator.catalogue import ALWAYS_SUBSCRIBED, AUDIT, GUARDS, WRITE_GUARDS, Grant, Guard
from integrations.intacct.simulator.failures import no_audit_history, no_permission, not_available, unknown_object
from integrations.intacct.simulator.objects.custom import kind_of
from integrations.intacct.simulator.objects.schema import ObjectType
from integrations.intacct.simulator.selecting import Memory, View, Viewer
from integrations.intacct.simulator.sessions import Session, Sessions
from integrations.intacct.simulator.wire import Element, Function
from integrations.intacct.simulator.world import Login, Rights, SimulatedCompany
from integrations.intacct.simulator.written import Written

MOST_RESULT_SETS = 2000


@dataclass
class ResultSet:
    """Where a readByQuery stands: the rest of its rows wait for readMore."""

    result_id: str
    company_id: str
    object_name: str
    names: tuple[str, ...]
    positions: Any
    page_size: int
    done: int = 0


@dataclass
class Desk:
    """What all calls share."""

    sessions: Sessions
    memory: Memory
    endpoint: str
    result_sets: dict[str, ResultSet] = field(default_factory=dict)
    shuffles: bool = True
    lock: threading.Lock = field(default_factory=threading.Lock)
    turns: Counter[str] = field(default_factory=Counter)

    def endpoint_of(self, company: SimulatedCompany) -> str:
        """Return what the next session of a company names as its endpoint."""
        if not company.habits.endpoints:
            return self.endpoint
        with self.lock:
            self.turns[company.company_id] += 1
            turn = self.turns[company.company_id] - 1
        return company.habits.endpoints[turn % len(company.habits.endpoints)]

    def keep(self, held: ResultSet) -> None:
        """Remember a result set; the oldest is forgotten when there are too many."""
        with self.lock:
            while len(self.result_sets) >= MOST_RESULT_SETS:
                self.result_sets.pop(next(iter(self.result_sets)))
            self.result_sets[held.result_id] = held

    def kept(self, company_id: str) -> list[ResultSet]:
        """Return the result sets of a company, the latest first."""
        with self.lock:
            return [held for held in reversed(self.result_sets.values()) if held.company_id == company_id]


@dataclass
class Call:
    """One function call of a signed-in user."""

    desk: Desk
    company: SimulatedCompany
    login: Login
    rights: Rights
    sender_id: str
    location_id: str
    session: Session | None
    books: CompanyBooks
    written: Written
    spaced: bool
    now: datetime
    function: Function

    @property
    def shuffles(self) -> bool:
        return self.desk.shuffles and self.company.habits.shuffles

    def holds(self, grant: Grant) -> bool:
        held = self.rights.get(grant.application, {}).get(grant.row, [])
        return all(box in held for box in grant.boxes)

    def is_subscribed(self, application: str) -> bool:
        return application in ALWAYS_SUBSCRIBED or application in self.company.subscriptions

    def admits(self, guard: Guard) -> bool:
        """Tell whether the user holds what a guard asks for, in applications that are subscribed."""
        held = [self.is_subscribed(grant.application) and self.holds(grant) for grant in guard.grants]
        return all(held) if guard.needs_all else any(held)

    def check_object(self, asked: str, operation: str, boxes: tuple[str, ...] = ()) -> ObjectType:
        """Return an object that the user may use; raise in the gateway's order: known, subscribed, permitted.

        ``boxes`` replaces the boxes that reading needs.
        """
        kind = kind_of(self.company, asked)
        if kind is None:
            raise unknown_object(asked)
        guard = GUARDS[kind.name]
        if guard is AUDIT:
            if not self.admits(guard):
                raise no_audit_history()
            return kind
        if kind.name == "LOCATIONENTITY" and not self.company.is_multi_entity:
            raise not_available(operation, asked)
        if not any(self.is_subscribed(grant.application) for grant in guard.grants):
            raise not_available(operation, asked)
        if boxes:
            rows = WRITE_GUARDS.get(kind.name, guard).grants
            guard = Guard(tuple(Grant(grant.application, grant.row, boxes) for grant in rows))
        if not self.admits(guard):
            raise no_permission(operation, asked)
        return kind

    def check(self, guard: Guard, operation: str) -> None:
        """Raise unless the user holds a permission that belongs to no object."""
        if not self.admits(guard):
            raise no_permission(operation, operation)

    @property
    def moment(self) -> int:
        """Return now, in seconds since 1970."""
        return int(self.now.timestamp())

    def view(self, kind: ObjectType, *, shows_private: bool, is_latest: bool = False) -> View:
        """Return a table as this user sees it; ``is_latest`` shows what was just written whatever the lag."""
        viewer = Viewer(self.location_id, shows_private, tuple(self.login.entities))
        lag = 0 if is_latest else self.company.habits.lag_hours
        until = self.moment - int(lag * 3600) if lag else None
        table, deletions = self.written.overlay(kind.name, kind.open(self.company, self.books), until=until)
        written = (self.written.version, until if self.written.has(kind.name) else None)
        key = (self.books.company_id, self.books.edition, kind.name, written)
        return View(kind, table, viewer, key, bool(self.company.entities) or deletions, deletions)

    def is_written(self, kind: ObjectType) -> bool:
        return self.written.has(kind.name)


@dataclass(frozen=True)
class Answer:
    """What a function gives back: finished XML, or a whole document of another type.

    ``rows`` were read and ``written`` were written, for the log and the meter.
    """

    payload: str = ""
    document: tuple[str, str] | None = None
    rows: int = 0
    written: int = 0


Plan = Any


@dataclass(frozen=True)
class Handler:
    """A function of the API: ``read`` checks the shape (before anybody signs in), ``run`` does the work."""

    read: Callable[[Element], Plan]
    run: Callable[[Call, Plan], Answer]
