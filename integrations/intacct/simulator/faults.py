"""Trouble to order: what a real gateway, its network and its front door do on a bad day.

``gateway.faults.add(Fault("busy", times=2))`` makes the next two requests fail with HTTP 429 and everything after them
work again; a company's own trouble stands in ``company.faults`` and is kept with it. Kinds in ``BEFORE`` answer instead
of the gateway, those in ``AFTER`` spoil its answer, those in ``EVENTS`` change the company as somebody there might.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from integrations.intacct.simulator.failures import CREDENTIALS, Error
from integrations.intacct.simulator.plans import Fault as Fault
from integrations.intacct.simulator.wire import Reply, reply, short_form
from integrations.intacct.simulator.world import SimulatedCompany

CLOUDFLARE = (
    "<!DOCTYPE html><html><head><title>api.intacct.com | 524: A timeout occurred</title></head><body>"
    '<div id="cf-wrapper"><div id="cf-error-details" class="cf-error-details">A timeout occurred</div></div>'
    "</body></html>"
)
HTML = "<html><head><title>{0}</title></head><body><center><h1>{0}</h1></center></body></html>"
UNAVAILABLE = "<html><body><h1>Sage Intacct is undergoing maintenance</h1></body></html>"


def _refused(status: int, number: str, text: str) -> Callable[[], Reply]:
    return lambda: reply(short_form(Error(number, "", text)), status=status)


def _page(status: int, text: str) -> Callable[[], Reply]:
    return lambda: reply(text, status=status, content_type="text/html; charset=UTF-8")


def _service_offline() -> Reply:
    control = "<control><status>failure</status><senderid></senderid><controlid></controlid></control>"
    said = "<description2>The Service is Temporarily Off-line. Please Try Again Later.</description2>"
    error = f"<error><errorno>{CREDENTIALS}</errorno><description></description>{said}<correction></correction></error>"
    return reply(f"<response>{control}<errormessage>{error}</errormessage></response>")


BEFORE: dict[str, Callable[[], Reply]] = {
    "busy": _refused(429, "GW-0010", "API rate limit exceeded"),
    "slots taken": _refused(429, "GW-0010", "API rate limit exceeded"),
    "invalid request": _refused(400, "GW-0011", "Invalid Request [Request ID: AC47C2BE:D9EE_63EBC07F.59]"),
    "sign-in refused at the gateway": _refused(
        401, "XMLGW_JPP0002", "Sign-in information is incorrect. Please check your request."
    ),
    "empty 500": lambda: Reply(500, {"Content-Type": "text/html", "Content-Length": "0"}, b""),
    "bad gateway": _page(502, HTML.format("502 Bad Gateway")),
    "unavailable": _page(503, HTML.format("503 Service Temporarily Unavailable")),
    "origin timeout": _page(524, CLOUDFLARE),
    "front door page": _page(200, CLOUDFLARE),
    "maintenance page": _page(200, UNAVAILABLE),
    "service off-line": _service_offline,
}


def _truncated(answer: Reply) -> Reply:
    """Cut the body in half; the length in the header stays that of what is sent."""
    half = answer.body[: len(answer.body) // 2]
    return replace(answer, body=half, headers={**answer.headers, "Content-Length": str(len(half))})


def _illegal_character(answer: Reply) -> Reply:
    """Put a control character, illegal in XML, into the first text of the data."""
    place = answer.body.find(b"</", answer.body.find(b"<data"))
    body = answer.body[:place] + b"\x0b" + answer.body[place:]
    return replace(answer, body=body, headers={**answer.headers, "Content-Length": str(len(body))})


def _malformed(answer: Reply) -> Reply:
    """Close an element that was never opened."""
    body = answer.body.replace(b"</control>", b"</controls>", 1)
    return replace(answer, body=body, headers={**answer.headers, "Content-Length": str(len(body))})


def _change_passwords(company: SimulatedCompany) -> None:
    for login in company.logins:
        if login.is_web_services:
            login.password += " (changed)"


def _reduce_roles(company: SimulatedCompany) -> None:
    for rights in (*(role.rights for role in company.roles), *(login.rights for login in company.logins)):
        rights.pop("Accounts Payable", None)


AFTER: dict[str, Callable[[Reply], Reply]] = {
    "truncated": _truncated,
    "illegal character": _illegal_character,
    "malformed": _malformed,
}
EVENTS: dict[str, Callable[[SimulatedCompany], None]] = {
    "password changed": _change_passwords,
    "role reduced": _reduce_roles,
}
"""What people do while somebody reads: a new password (which ends the sessions), Accounts Payable taken from all."""
ENDS_SESSIONS = ("password changed",)
SESSION_DROPPED, SLOW = "session dropped", "slow"
KINDS = (*BEFORE, *AFTER, *EVENTS, SESSION_DROPPED, SLOW)


class Faults:
    """The trouble that was ordered for any company, oldest first; each company's own comes after it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Order trouble; raise ``ValueError`` for a kind that does not exist."""
        if fault.kind not in KINDS:
            raise ValueError(f"no such fault: {fault.kind}")
        with self.lock:
            self._waiting.append(fault)

    def clear(self) -> None:
        with self.lock:
            self._waiting.clear()

    def take(
        self, company_id: str, functions: Sequence[str], own: Sequence[Fault] = (), now: float = 0.0
    ) -> Fault | None:
        """Return the trouble that meets this request, and count it; ``own`` is the company's, ``now`` in seconds."""
        if not self._waiting and not own:
            return None
        names = list(functions)
        with self.lock:
            found = next((fault for fault in (*self._waiting, *own) if fault.hits(company_id, names, now)), None)
            self._waiting = [fault for fault in self._waiting if not fault.is_over]
        return found


def wait(fault: Fault) -> None:
    """Keep the client waiting for the first byte."""
    time.sleep(fault.seconds)
