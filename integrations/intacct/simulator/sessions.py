"""Signing in: who may, at which level, and for how long."""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from integrations.intacct.simulator.failures import (
    AuthenticationFailure,
    Error,
    invalid_session,
    no_top_level,
    top_level_only,
    wrong_location,
    wrong_sign_in,
)
from integrations.intacct.simulator.world import Login, SimulatedCompany, World

LOCK_AFTER = 5
"""Refused passwords before a user is locked. Assumed: Intacct locks users, after how many is not public."""
MOST_SESSIONS = 20_000


@dataclass
class Session:
    """A sign-in of one user by one sender, at one level; every use moves its end."""

    session_id: str = field(repr=False)
    sender_id: str
    company_id: str
    user_id: str
    location_id: str
    started: datetime
    ends: datetime


class Sessions:
    """The sessions that are open, by ID."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self._open: dict[str, Session] = {}

    def start(
        self, *, sender_id: str, company: SimulatedCompany, login: Login, location_id: str, now: datetime
    ) -> Session:
        """Open a session and return it."""
        ends = now + timedelta(hours=company.session_hours)
        session_id = f"{secrets.token_urlsafe(24)}.."
        session = Session(session_id, sender_id, company.company_id, login.user_id, location_id, now, ends)
        with self.lock:
            if len(self._open) >= MOST_SESSIONS:
                self._open = {key: kept for key, kept in self._open.items() if kept.ends > now}
            while len(self._open) >= MOST_SESSIONS:
                self._open.pop(next(iter(self._open)))
            self._open[session_id] = session
        return session

    def use(self, session_id: str, *, sender_id: str, now: datetime) -> Session:
        """Return an open session of this sender; raise ``AuthenticationFailure`` for any other."""
        with self.lock:
            session = self._open.get(session_id)
            if session is None or session.sender_id != sender_id or session.ends <= now:
                raise invalid_session(session_id)
            return session

    def peek(self, session_id: str) -> Session | None:
        with self.lock:
            return self._open.get(session_id)

    def slide(self, session: Session, hours: float, now: datetime) -> None:
        """Move the end of a session: its whole duration from now."""
        with self.lock:
            session.ends = now + timedelta(hours=hours)

    def drop(self, company_id: str = "") -> int:
        """Close all sessions (of one company); return how many there were."""
        with self.lock:
            gone = [
                key
                for key, kept in self._open.items()
                if not company_id or company_id.lower() == kept.company_id.lower()
            ]
            for key in gone:
                del self._open[key]
        return len(gone)


def sign_in(world: World, company: SimulatedCompany, user_id: str, password: str) -> Login:
    """Return the user with this password; count a refusal, and lock the user after ``LOCK_AFTER`` of them."""
    with world.lock:
        login = company.login(user_id)
        if login is None or login.status != "active":
            raise wrong_sign_in()
        if not secrets.compare_digest(login.password.encode(), password.encode()):
            with world.change():
                login.failed_sign_ins += 1
                if login.failed_sign_ins >= LOCK_AFTER:
                    login.status = "lockedout"
            raise wrong_sign_in()
        if login.has_two_step:
            raise wrong_sign_in()
        if login.failed_sign_ins:
            with world.change():
                login.failed_sign_ins = 0
        return login


def level(company: SimulatedCompany, login: Login, wanted: str | None) -> str | Error:
    """Return the entity a session is at ("" is the top level), or why it cannot be there.

    None or "" in a login mean the top level, or the only entity of a user who is kept in it.
    """
    if not wanted:
        kept = len(login.entities) == 1 and not login.may_open_top_level
        return "" if not kept else top_level_only() if company.is_top_level_only else login.entities[0]
    known = {entity.location_id for entity in company.entities}
    if wanted not in known or (login.entities and wanted not in login.entities):
        return wrong_location(wanted)
    return top_level_only() if company.is_top_level_only else wanted


def switched(company: SimulatedCompany, login: Login, wanted: str) -> str | Error:
    """Return the level after ``getAPISession`` with a ``locationid``; empty asks for the top level."""
    if not wanted and len(login.entities) == 1 and not login.may_open_top_level:
        return no_top_level()
    return level(company, login, wanted)


def placed(company: SimulatedCompany, login: Login, wanted: str | None) -> str:
    """Return the level of a login; raise ``AuthenticationFailure`` where it is refused."""
    found = level(company, login, wanted)
    if isinstance(found, Error):
        raise AuthenticationFailure(found)
    return found
