"""The state of the simulated Sage Intacct: senders, companies, their users, roles and rights.

Everything here is plain data that the console changes and the gateway reads; ``World`` keeps it in one JSON file if it
is given one, so that what a person set up in the console outlives a restart. Accounting data is not state: ``books``
computes it.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from integrations.intacct.simulator.plans import CustomField, Fault, Habits, Limits

Rights = dict[str, dict[str, list[str]]]
"""Application → permission row → boxes ticked, e.g. ``{"General Ledger": {"Accounts": ["List", "View"]}}``."""


CEILINGS = {
    "employee user": ("Company", "Time & Expenses", "Projects"),
    "project manager user": ("Company", "Time & Expenses", "Projects", "Purchasing"),
    "platform user": ("Company", "Platform Services", "Customization Services"),
    "warehouse user": ("Company", "Inventory Control", "Order Entry", "Purchasing"),
}
"""The applications that a type of user can use at all, whatever is permitted; a business user can use every one.

That there is a ceiling is documented; which applications lie below it is assumed.
"""


@dataclass(kw_only=True)
class Sender:
    """A Web Services sender: who sends requests, for whichever company.

    ``needs_login`` is Sage's own switch "needs login for API"; with it every request is refused.
    """

    sender_id: str
    password: str
    is_active: bool = True
    needs_login: bool = False


@dataclass(kw_only=True)
class Authorization:
    """A row of a company's *Web Services authorizations*."""

    sender_id: str
    description: str = ""
    is_active: bool = True


@dataclass(kw_only=True)
class Role:
    """A role of a role-based company."""

    name: str
    description: str = ""
    rights: Rights = field(default_factory=dict)


@dataclass(kw_only=True)
class Login:
    """A user of a company. ``entities`` empty means unrestricted."""

    user_id: str
    password: str
    user_name: str = ""
    contact_name: str = ""
    email: str = ""
    user_type: str = "business user"
    admin: str = "false"
    status: str = "active"
    is_web_services: bool = True
    has_two_step: bool = False
    roles: list[str] = field(default_factory=list)
    rights: Rights = field(default_factory=dict)
    entities: list[str] = field(default_factory=list)
    may_open_top_level: bool = True
    failed_sign_ins: int = 0


@dataclass(kw_only=True)
class Entity:
    """A subsidiary of a multi-entity company."""

    location_id: str
    name: str
    currency: str = "USD"
    country: str = "United States"


@dataclass(kw_only=True)
class Books:
    """How large a company's books are; ``books`` computes every record from these numbers.

    ``as_of`` is the day on which they were set up, as YYYY-MM-DD; the gateway sets it when they are first read, and
    from then on they grow. Empty: not read yet.
    """

    seed: int = 1
    customers: int = 60
    vendors: int = 40
    invoices: int = 240
    bills: int = 180
    journal_entries: int = 200
    currencies: list[str] = field(default_factory=lambda: ["USD"])
    as_of: str = ""


@dataclass(kw_only=True)
class SimulatedCompany:
    """One company that can be signed in to, and all that the wizard asks its administrator to change."""

    company_id: str
    title: str
    scenario: str
    summary: str
    kind: str = "standard"  # standard, sandbox, trial or expired
    is_active: bool = True
    has_web_services: bool = True
    is_role_based: bool = True
    subscriptions: list[str] = field(default_factory=list)
    authorizations: list[Authorization] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)
    logins: list[Login] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    is_top_level_only: bool = False
    iet_credits_journal: str = ""
    base_currency: str = "USD"
    date_format: str = "/mdY"
    clock: str = "24"
    gmt_offset: str = "+00:00"
    session_hours: float = 6.0
    books: Books = field(default_factory=Books)
    faults: list[Fault] = field(default_factory=list)
    limits: Limits = field(default_factory=Limits)
    habits: Habits = field(default_factory=Habits)
    custom_fields: list[CustomField] = field(default_factory=list)
    dimensions: list[str] = field(default_factory=list)

    @property
    def is_multi_entity(self) -> bool:
        return bool(self.entities)

    def login(self, user_id: str) -> Login | None:
        """Find a user by ID; Intacct compares user IDs without regard to case."""
        return next((login for login in self.logins if login.user_id.lower() == user_id.lower()), None)

    def role(self, name: str) -> Role | None:
        return next((role for role in self.roles if role.name == name), None)

    def authorization(self, sender_id: str) -> Authorization | None:
        """Find the row for a sender; sender IDs are case sensitive."""
        return next((row for row in self.authorizations if row.sender_id == sender_id), None)

    def rights_of(self, login: Login) -> Rights:
        """What a user may do: the union of its roles, or in a user-based company its own rights, under its ceiling."""
        granted = self._granted_by_roles(login) if self.is_role_based else login.rights
        ceiling = CEILINGS.get(login.user_type, tuple(granted))
        return {application: rows for application, rows in granted.items() if application in ceiling}

    def _granted_by_roles(self, login: Login) -> Rights:
        merged: Rights = {}
        for role in filter(None, map(self.role, login.roles)):
            for application, rows in role.rights.items():
                for row, boxes in rows.items():
                    held = merged.setdefault(application, {}).setdefault(row, [])
                    held.extend(box for box in boxes if box not in held)
        return merged


class World:
    """All senders and companies, guarded by one lock and kept in ``path`` when one is given.

    ``ahead`` is how many seconds its clock was turned ahead of ours.
    """

    def __init__(self, *, senders: list[Sender], companies: list[SimulatedCompany], path: Path | None = None) -> None:
        self.lock = threading.RLock()
        self.path = path
        self.ahead = 0.0
        self.senders = {sender.sender_id: sender for sender in senders}
        self.companies = {company.company_id.lower(): company for company in companies}
        if path is not None and path.exists():
            self._load(json.loads(path.read_text(encoding="utf-8")))

    def company(self, company_id: str) -> SimulatedCompany | None:
        """Find a company; Intacct compares company IDs without regard to case."""
        return self.companies.get(company_id.lower())

    @contextmanager
    def change(self) -> Iterator[None]:
        """Change the world inside this block; it is saved at the end."""
        with self.lock:
            yield
            self._save()

    def _save(self) -> None:
        if self.path is None:
            return
        body = {
            "ahead": self.ahead,
            "senders": [asdict(sender) for sender in self.senders.values()],
            "companies": [asdict(company) for company in self.companies.values()],
        }
        scratch = self.path.with_suffix(".tmp")
        scratch.touch(mode=0o600)
        scratch.write_text(json.dumps(body, indent=1), encoding="utf-8")
        os.replace(scratch, self.path)

    def _load(self, body: dict[str, Any]) -> None:
        self.senders.update({row["sender_id"]: Sender(**row) for row in body["senders"]})
        self.ahead = float(body.get("ahead", 0))
        self.companies.update({row["company_id"].lower(): _company(row) for row in body["companies"]})


def _company(row: dict[str, Any]) -> SimulatedCompany:
    lists: dict[str, Any] = {
        "authorizations": Authorization, "roles": Role, "logins": Login, "entities": Entity, "faults": Fault,
        "custom_fields": CustomField,
    }  # fmt: skip
    parts: dict[str, Any] = {"books": Books, "limits": Limits, "habits": Habits}
    made = {name: [kind(**item) for item in row[name]] for name, kind in lists.items() if name in row}
    made |= {name: kind(**row[name]) for name, kind in parts.items() if name in row}
    return SimulatedCompany(**{**row, **made})
