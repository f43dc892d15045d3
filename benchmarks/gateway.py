"""The simulator in a process of its own, with a meter: ``python -m benchmarks.gateway``, started by ``benchmarks.rig``.

It answers as the simulator does, and beyond that

- remembers when each request came and went and what it asked for, so that slots can be seen busy and a page that is
  asked for twice is found out;
- waits, so that every answer to a question for rows takes a given time;
- keeps answers ready-made, so that no benchmark waits for the simulator to make a page (``canned``);
- lets every question meet trouble once before it is answered (``trouble``).

``GET /figures`` hands out what was seen, ``POST /control`` changes these switches while it runs.
"""

from __future__ import annotations

import argparse
import json
import re
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from integrations.intacct.simulator.faults import Fault
from integrations.intacct.simulator.gateway import SimulatedGateway
from integrations.intacct.simulator.scenarios import build_world
from integrations.intacct.simulator.server import GATEWAY_PATH, listen, serve
from integrations.intacct.simulator.web import Request, Response, as_wsgi, text
from integrations.intacct.simulator.wire import Reply

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

FUNCTION = re.compile(rb"<function[^>]*>(.*?)</function>", re.DOTALL)
NAME = re.compile(rb"<(\w+)")
OBJECT = re.compile(rb"<object>(\w+)</object>|object=\"(\w+)\"")
SESSION = re.compile(rb"<sessionid>([^<]+)</sessionid>|<companyid>([^<]+)</companyid>")
PASSING = (
    "busy", "bad gateway", "truncated", "unavailable", "session dropped", "malformed", "empty 500", "front door page",
    "origin timeout", "maintenance page", "service off-line",
)  # fmt: skip
"""Trouble that passes by itself, in the order in which questions meet it."""


@dataclass
class Exchange:
    """One request: what it asked, as one word for each different question, and when it was there."""

    question: str
    functions: list[str]
    objects: list[str]
    company: str
    begun: float
    ended: float = 0.0
    status: int = 0
    size: int = 0
    fault: str = ""


@dataclass
class Switches:
    """What ``POST /control`` changes. ``seconds`` is how long a question for rows takes."""

    seconds: float = 0.0
    is_canned: bool = False
    has_trouble: bool = False


@dataclass
class Meter:
    """The gateway behind its meter."""

    gateway: SimulatedGateway
    switches: Switches
    lock: threading.Lock = field(default_factory=threading.Lock)
    exchanges: list[Exchange] = field(default_factory=list)
    canned: dict[tuple[str, str, str], tuple[list[str], Reply]] = field(default_factory=dict)
    met: set[tuple[str, str]] = field(default_factory=set)
    troubles: int = 0
    under_way: dict[int, tuple[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.gateway.faults.take = self.trouble  # type: ignore[method-assign]

    def answer(self, request: Request) -> Response:
        if request.path == GATEWAY_PATH:
            return self.through(request)
        if request.path == "/figures":
            return self.figures()
        if request.path.startswith("/canned"):
            return self.ready_made(request.path.rpartition("/")[2])
        if request.path == "/control":
            return self.control(json.loads(request.body or b"{}"))
        return text("ok")

    def through(self, request: Request) -> Response:
        """Answer one request, and note it."""
        begun, body = time.time(), request.body
        asked = FUNCTION.findall(body)
        functions = [NAME.search(each)[1].decode() for each in asked]  # type: ignore[index]
        who = SESSION.search(body)
        exchange = Exchange(
            question=sha256(b"".join(asked)).hexdigest()[:16],
            functions=functions,
            objects=[(found[0] or found[1]).decode() for each in asked for found in OBJECT.findall(each)],
            company=self.company(who[1], who[2]) if who else "",
            begun=begun,
        )
        reads = "getAPISession" not in functions
        key = (exchange.company, exchange.question, request.headers.get("accept-encoding", ""))
        reply = self.canned[key][1] if self.switches.is_canned and reads and key in self.canned else None
        if reply is None:
            self.under_way[threading.get_ident()] = (exchange.company, exchange.question)
            reply = self.gateway.handle(body, request.headers["content-type"], accept_encoding=key[2])
            exchange.fault = self.under_way.pop(threading.get_ident())[0] if self.switches.has_trouble else ""
            if self.switches.is_canned and reads and reply.status == 200:
                self.canned[key] = exchange.objects, reply
        if reads and self.switches.seconds:
            time.sleep(max(begun + self.switches.seconds - time.time(), 0))
        exchange.ended, exchange.status, exchange.size = time.time(), reply.status, len(reply.body)
        with self.lock:
            self.exchanges.append(exchange)
        return Response(status=reply.status, body=reply.body, headers=dict(reply.headers))

    def company(self, session: bytes, company: bytes) -> str:
        if company:
            return company.decode().lower()
        held = self.gateway.desk.sessions.peek(session.decode())
        return held.company_id.lower() if held else ""

    def trouble(
        self, company_id: str, functions: Sequence[str], own: Sequence[Fault] = (), now: float = 0.0
    ) -> Fault | None:
        """Let every question meet trouble when it is asked for the first time."""
        if not self.switches.has_trouble:
            return None
        asked = self.under_way[threading.get_ident()]
        with self.lock:
            if asked in self.met:
                self.under_way[threading.get_ident()] = ("", asked[1])
                return None
            self.met.add(asked)
            self.troubles += 1
            kind = PASSING[self.troubles % len(PASSING)]
        self.under_way[threading.get_ident()] = (kind, asked[1])
        return Fault(kind)

    def figures(self) -> Response:
        with self.lock:
            seen = [asdict(each) for each in self.exchanges]
        totals = {name: asdict(each) for name, each in self.gateway.log.totals.items()}
        body = json.dumps({"exchanges": seen, "totals": totals, "troubles": self.troubles}).encode()
        return Response(body=body, headers={"Content-Type": "application/json"})

    def ready_made(self, question: str) -> Response:
        """Send an answer that was kept, compressed as it was; without a question, name those that there are."""
        kept = {key: held for (_, key, coding), held in self.canned.items() if coding == "gzip"}
        if question in ("", "canned"):
            named = {key: objects for key, (objects, _) in kept.items()}
            return Response(body=json.dumps(named).encode(), headers={"Content-Type": "application/json"})
        _, reply = kept[question]
        return Response(body=reply.body, headers=dict(reply.headers))

    def control(self, given: dict[str, Any]) -> Response:
        with self.lock:
            if given.pop("reset", False):
                self.exchanges.clear()
                self.met.clear()
                self.gateway.log.clear()
            if company := given.pop("trouble_again_for", ""):
                self.met = {asked for asked in self.met if asked[0] != company.lower()}
            for name, value in given.items():
                setattr(self.switches, name, value)
        return text("ok")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gateway")
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--switches", type=json.loads, default={})
    chosen = parser.parse_args()
    listener = listen("127.0.0.1", 0)
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"

    def make() -> WSGIApplication:
        gateway = SimulatedGateway(build_world(chosen.state), endpoint=address + GATEWAY_PATH)
        return as_wsgi(Meter(gateway, Switches(**chosen.switches)).answer)

    serve(make, listener, ready=f"Ready {address}")


if __name__ == "__main__":
    main()
