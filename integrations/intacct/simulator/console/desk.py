"""What the console's views are given: the world, what is being edited and not saved yet, and the mail that was sent.

``Visit`` is one request at the desk. Intacct keeps nothing until the page itself is saved, even after a window on it
was saved; the drafts imitate that, so that forgetting the second Save is noticed here first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from urllib.parse import quote

from integrations.intacct.simulator.clock import utc_now
from integrations.intacct.simulator.console import pages
from integrations.intacct.simulator.journal import CallLog
from integrations.intacct.simulator.web import HttpError, Request, Response, see_other
from integrations.intacct.simulator.world import Authorization, Rights, SimulatedCompany, World

PREFIX = "/console/"


@dataclass(kw_only=True)
class Desk:
    """The state of the console itself; only the world outlives a restart."""

    world: World
    fresh: Callable[[str], SimulatedCompany | None]
    log: CallLog = field(default_factory=CallLog)
    now: Callable[[], datetime] = utc_now
    authorization_drafts: dict[str, list[Authorization]] = field(default_factory=dict)
    rights_drafts: dict[tuple[str, str, str], Rights] = field(default_factory=dict)
    mail: dict[tuple[str, str], str] = field(default_factory=dict, repr=False)

    def forget_rights(self, company_id: str, name: str) -> None:
        """Drop the unsaved rights of a role or user, before somebody else gets its name."""
        self.rights_drafts = {key: draft for key, draft in self.rights_drafts.items() if key[::2] != (company_id, name)}

    def forget(self, company_id: str) -> None:
        """Drop what is unsaved or unread of a company."""
        self.authorization_drafts.pop(company_id, None)
        self.rights_drafts = {key: value for key, value in self.rights_drafts.items() if key[0] != company_id}
        self.mail = {key: value for key, value in self.mail.items() if key[0] != company_id}


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One request, and the pieces of its path."""

    desk: Desk
    request: Request
    pieces: dict[str, str]

    @property
    def is_post(self) -> bool:
        return self.request.method == "POST"

    @property
    def world(self) -> World:
        return self.desk.world

    @property
    def company(self) -> SimulatedCompany:
        """Find the company of the path; raises ``HttpError`` 404."""
        company = self.world.company(self.pieces["company"])
        if company is None:
            raise HttpError(HTTPStatus.NOT_FOUND, "There is no such company in this simulator.")
        return company

    def address(self, *pieces: str) -> str:
        """Make the address of a page of this company."""
        return address(self.company.company_id, *pieces)

    def go(self, *pieces: str, done: str = "") -> Response:
        """Send the browser to a page of this company; ``done`` names the sentence that the page then says."""
        return see_other(self.address(*pieces) + (f"?done={done}" if done else ""))

    def page(self, template: str, **context: object) -> Response:
        """Answer with a page of this company."""
        company = self.company
        shown = {
            "company": company,
            "base": self.address(),
            "menu": _menu(self),
            "done": pages.DONE.get(self.request.argument("done"), ""),
        }
        return pages.page(template, {**shown, **context})


View = Callable[[Visit], Response]

MENU: tuple[tuple[str, tuple[tuple[str, str, tuple[str, ...]], ...]], ...] = (
    ("Setup", (("Company", "company", ("company", "security")),)),
    (
        "Admin",
        (
            ("Users", "users", ("users",)),
            ("Web Services users", "web-services-users", ("web-services-users",)),
            ("Roles", "roles", ("roles",)),
            ("Subscriptions", "subscriptions", ("subscriptions", "multi-entity")),
        ),
    ),
    (
        "Simulator",
        (
            ("Faults", "faults", ("faults",)),
            ("Behaviour", "behaviour", ("behaviour",)),
            ("Gateway log", "log", ("log",)),
        ),
    ),
)
"""Section → (title, first page, all its pages); a user-based company has no Roles."""


def _menu(visit: Visit) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """List (title, address, whether one is there) under the headings that Intacct's menu has."""
    current = visit.request.path.removeprefix(visit.address()).split("/")[0]
    return [
        (
            section,
            [
                (title, visit.address(first), current in pages_below)
                for title, first, pages_below in entries
                if title != "Roles" or visit.company.is_role_based
            ],
        )
        for section, entries in MENU
    ]


def address(company_id: str, *pieces: str) -> str:
    """Make the address of a page of a company, each piece quoted."""
    return PREFIX + "companies/" + "".join(quote(piece, safe="") + "/" for piece in (company_id, *pieces))
