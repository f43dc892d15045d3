"""Who we are to the gateway: a sender, a sign-in, and the session it opened."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from integrations.intacct.calls import Node
from integrations.intacct.replies import Authentication

RENEW_BEFORE = timedelta(minutes=5)
OWN_DOMAIN = ".intacct.com"


@dataclass(frozen=True, slots=True)
class Sender:
    """The organisation's Web Services sender."""

    sender_id: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Login:
    """The customer's Web Services user."""

    company_id: str
    user_id: str
    password: str = field(repr=False)

    def element(self, entity: str = "") -> Node:
        """The ``login`` element; the gateway wants this order. Without an entity the session is at top level."""
        parts = (("userid", self.user_id), ("companyid", self.company_id), ("password", self.password))
        return "login", (*parts, ("locationid", entity)) if entity else parts


@dataclass(frozen=True, slots=True)
class Session:
    """An open session. It slides: every answer says anew until when it lasts."""

    session_id: str = field(repr=False)
    endpoint: str
    location_id: str = ""
    expires_at: datetime | None = None
    renew_before: timedelta = RENEW_BEFORE

    @classmethod
    def opened(cls, *, session_id: str, endpoint: str, location_id: str, expires_at: datetime | None) -> Session:
        """A session that begins now; one that is short from the start is renewed later than usual."""
        lasts = expires_at - datetime.now(UTC) if expires_at else timedelta.max
        margin = min(RENEW_BEFORE, lasts / 4)
        return cls(session_id, endpoint, location_id, expires_at, margin)

    @property
    def element(self) -> Node:
        return "sessionid", self.session_id

    def is_ending(self, now: datetime | None = None) -> bool:
        """Whether it is time for a new session."""
        return self.expires_at is not None and self.expires_at - (now or datetime.now(UTC)) < self.renew_before

    def slid(self, authentication: Authentication | None) -> Session:
        """The session after an answer."""
        if authentication is None or authentication.expires_at is None:
            return self
        return replace(self, expires_at=authentication.expires_at)


def safe_endpoint(offered: str, gateway: str) -> str:
    """The address for the calls of a session: the offered one on the gateway's own domain or host, else ``gateway``.

    What a session returns is followed nowhere else, because every call carries the sender's password.
    """
    try:
        there, here = urlsplit(offered), urlsplit(gateway)
        host = (there.hostname or "").lower()
        is_own = (
            there.scheme == "https"
            and there.port in {None, 443}
            and host.endswith(OWN_DOMAIN)
            and (here.hostname or "").lower().endswith(OWN_DOMAIN)
        )
        is_same = (there.scheme, there.netloc) == (here.scheme, here.netloc)
    except ValueError:
        return gateway
    return offered if (is_own or is_same) and there.username is None else gateway
