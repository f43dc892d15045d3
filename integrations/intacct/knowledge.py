"""What the gateway tells about the user that is signed in, where the user may ask: its type, its kind, its rights.

None of it is needed. What is not told stays unknown, and unknown is never taken for an answer.

Reference: developer.intacct.com, *Users*, *Permissions*; Sage Intacct help, *Web Services users*, *User types*.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from integrations.intacct import calls, company
from integrations.intacct.calls import Call
from integrations.intacct.paging import answered
from integrations.intacct.replies import Result, Row

USER_FIELDS = ("LOGINID", "USERTYPE", "ADMIN", "STATUS", "LOGINDISABLED", "PWDNEVEREXPIRES", "UNRESTRICTED")
BUSINESS = "business user"
HARMLESS = frozenset({"List", "View", "Run", "Enable", "Read only", "Readonly"})

ROLES: Call = calls.query("ROLES", ("RECORDNO",), page_size=1)
"""Asked once, to tell companies that grant rights by roles from those that grant them user by user."""

Rights = Mapping[str, Mapping[str, frozenset[str]]]
"""Application → row → boxes; names without regard to case, which differs between Intacct's screens and its answers."""


def questions(user_id: str) -> tuple[Call, ...]:
    """What to ask, in one request with whatever else is asked: the user itself, and its rights."""
    own = calls.query("USERINFO", USER_FIELDS, where=calls.equal_to("LOGINID", user_id), page_size=1, folds=True)
    return own, calls.user_permissions(user_id)


@dataclass(frozen=True)
class Knowledge:
    """What was told. ``user`` is empty and ``rights`` is None where the user may not ask."""

    user: Row
    rights: Rights | None

    @classmethod
    def of(cls, results: Sequence[Result]) -> Knowledge:
        """Read the answers to ``questions``."""
        own, held = results
        told = company.rights(held.data) if held.is_success else {}
        rights = {
            application.casefold(): {row.casefold(): boxes for row, boxes in rows.items()}
            for application, rows in told.items()
        }
        return cls(answered(own).single, rights or None)

    def says(self, name: str) -> bool | None:
        """A flag of the user; None where it is not told."""
        return {"true": True, "t": True, "false": False, "f": False}.get(self.user.get(name, "").strip().lower())

    @property
    def is_person(self) -> bool | None:
        """A login that people use, too: its password expires, and two-step verification can be turned on for it."""
        disabled = self.says("LOGINDISABLED")
        return None if disabled is None else not disabled

    @property
    def is_restricted(self) -> bool | None:
        """Limited to some entities or departments."""
        unrestricted = self.says("UNRESTRICTED")
        return None if unrestricted is None else not unrestricted

    @property
    def ceiling(self) -> str:
        """The type of a user who is no business user: it forbids whole applications, whatever a role permits."""
        kind = self.user.get("USERTYPE", "").strip()
        return "" if kind.lower() in ("", BUSINESS) else kind

    @cached_property
    def boxes_too_many(self) -> tuple[str, ...]:
        """Rows in which the user may do more than read, as ``application: row``."""
        return tuple(
            f"{application.title()}: {row}"
            for application, rows in (self.rights or {}).items()
            for row, boxes in rows.items()
            if boxes - HARMLESS
        )

    def is_subscribed(self, application: str) -> bool | None:
        return None if self.rights is None else application.casefold() in self.rights

    def boxes(self, application: str, row: str) -> frozenset[str] | None:
        """The boxes that are ticked in a row; None where it is not told."""
        return None if self.rights is None else self.rows(application).get(row.casefold(), frozenset())

    def rows(self, application: str) -> Mapping[str, frozenset[str]]:
        """The rows of an application that are told, with their boxes."""
        return (self.rights or {}).get(application.casefold(), {})


NOTHING = Knowledge({}, None)
