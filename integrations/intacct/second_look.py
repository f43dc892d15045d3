"""Causes that no single answer tells apart, told apart by what else is known.

GW-0011 says that the company or the sender is unknown or not active. A question that names no company is answered
differently: with *Invalid session*, if the sender is let in. No password is sent with it, so nobody is locked by it.

Reference: developer.intacct.com, *Error handling*; the refusal of an unknown session is quoted in published fixtures.
"""

from __future__ import annotations

import re
from dataclasses import replace

from integrations.errors import ProviderError
from integrations.intacct.catalogue import BY_KEY
from integrations.intacct.client import IntacctClient
from integrations.provider import Verdict

_NOT_LIVE = re.compile(r"[-_. ](trial|demo|sandbox|sbx|imp|impl|copy|test|training)\d*$", re.IGNORECASE)
_TRIAL = frozenset({"trial", "demo"})


def looked_again(client: IntacctClient, error: ProviderError) -> Verdict | None:
    """The verdict on a refused sign-in, narrowed down as far as can be known."""
    verdict = error.verdict
    if verdict is None:
        return None
    if verdict.key == "gateway-refused":
        key = {True: "company-unknown", False: "sender-inactive"}.get(client.knows_sender())  # type: ignore[arg-type]
        return _instead(verdict, key) if key else verdict
    if verdict.key == "web-services-off" and not_live(client.login.company_id) in _TRIAL:
        return _instead(verdict, "company-trial")
    return verdict


def not_live(company_id: str) -> str:
    """The ending by which a company ID says that these are no live books, in lower case; usually there is none."""
    found = _NOT_LIVE.search(company_id.strip())
    return found[1].lower() if found else ""


def _instead(verdict: Verdict, key: str) -> Verdict:
    entry = BY_KEY[key]
    return replace(verdict, key=key, cause=entry.cause, owner=entry.owner, fix=entry.fix, menu_path=entry.menu_path)
