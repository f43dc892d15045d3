"""What the gateway answered, as plain data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import unquote

Row = Mapping[str, str]
"""A record: flat keys as Intacct names them, dotted ones included. An empty value is there as ``""``."""

BLOT = "•••"
SHORTEST_SECRET = 4
"""Shorter ones would blot out ordinary words."""
ECHOED_SESSION = re.compile(r"(invalid session)\s+\S+", re.IGNORECASE)
SUPPORT_ID = re.compile(r"\s*\[\s*(?:Support|Request) ID:\s*([^\]]*?)\s*\]", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One ``error`` element. Any part may be missing, and ``number`` is not always a number."""

    number: str = ""
    description: str = ""
    description2: str = ""
    correction: str = ""
    messages: tuple[str, ...] = ()
    """Error ID, category and message IDs, the same in every language, where the gateway sends them."""

    @property
    def text(self) -> str:
        """Everything that was said, without the Support ID."""
        parts = (SUPPORT_ID.sub("", part).strip() for part in (self.description, self.description2, self.correction))
        return " ".join(filter(None, parts))

    def without(self, secrets: Iterable[str]) -> Fault:
        """The same fault with ``secrets`` and echoed session ids blotted out: the gateway quotes what it refuses."""

        def blot(text: str) -> str:
            for secret in secrets:
                if len(secret) >= SHORTEST_SECRET:
                    text = text.replace(secret, BLOT)
            return ECHOED_SESSION.sub(rf"\1 {BLOT}", text)

        return Fault(
            number=blot(self.number),
            description=blot(self.description),
            description2=blot(self.description2),
            correction=blot(self.correction),
            messages=tuple(blot(message) for message in self.messages),
        )

    @property
    def support_id(self) -> str:
        """What Sage's support asks for; the gateway sends it URL-encoded."""
        found = SUPPORT_ID.search(f"{self.description} {self.description2} {self.correction}")
        return unquote(found[1]) if found else ""


@dataclass(frozen=True, slots=True)
class Branch:
    """An element with its children, for the few answers whose parts repeat at several depths."""

    name: str
    text: str
    children: tuple[Branch, ...] = ()

    def all(self, name: str) -> list[Branch]:
        return [child for child in self.children if child.name == name]

    def value(self, name: str) -> str:
        return next((child.text for child in self.children if child.name == name), "")


@dataclass(slots=True, kw_only=True)
class Data:
    """The payload of a result: rows, or single values, or branches, and the counts the gateway gave."""

    rows: list[dict[str, str]] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    branches: list[Branch] = field(default_factory=list)
    total: int | None = None
    remaining: int | None = None

    @property
    def single(self) -> Row:
        """The one record, however deep the gateway wrapped it."""
        return self.rows[0] if self.rows else self.values


@dataclass(slots=True, kw_only=True)
class Result:
    """The answer to one function."""

    status: str
    function: str
    control_id: str
    data: Data = field(default_factory=Data)
    faults: tuple[Fault, ...] = ()

    @property
    def is_success(self) -> bool:
        return self.status == "success"


@dataclass(frozen=True, slots=True, kw_only=True)
class Authentication:
    """Who the gateway took us for, and until when the session lasts."""

    status: str
    user_id: str = ""
    company_id: str = ""
    location_id: str = ""
    expires_at: datetime | None = None


@dataclass(slots=True, kw_only=True)
class Reply:
    """A whole answer. When control failed there is nothing but ``control_faults``."""

    control_status: str = ""
    control_faults: tuple[Fault, ...] = ()
    authentication: Authentication | None = None
    authentication_faults: tuple[Fault, ...] = ()
    results: list[Result] = field(default_factory=list)
