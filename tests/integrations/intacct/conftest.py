"""The gateway twice: the simulator, and a script of recorded answers for what a simulator never says."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
import requests
from requests.adapters import BaseAdapter
from urllib3 import HTTPResponse

from integrations.intacct import backoff, transport
from integrations.intacct.client import IntacctClient
from integrations.intacct.provider import IntacctProvider
from integrations.intacct.session import Login, Sender
from integrations.intacct.simulator.faults import Fault
from integrations.intacct.simulator.scenarios import SCENARIOS

REPLIES = Path(__file__).parent / "replies"
GATEWAY = "https://api.intacct.com/ia/xml/xmlgw.phtml"


def reply(name):
    return (REPLIES / f"{name}.xml").read_bytes()


class Script(BaseAdapter):
    """Answers each request with the next line of the script, and keeps what was asked."""

    def __init__(self):
        super().__init__()
        self.lines = []
        self.requests = []

    def says(self, *lines):
        """Add answers: a recorded reply's name, bytes, ``(status, body)``, or an exception."""
        self.lines += lines
        return self

    def send(self, request, **options):
        self.requests.append(request)
        assert self.lines, "the script has no more lines"
        line = self.lines.pop(0)
        if isinstance(line, Exception):
            raise line
        status, body = line if isinstance(line, tuple) else (200, line)
        answer = requests.Response()
        answer.status_code, answer.url, answer.request = status, request.url, request
        answer.raw = HTTPResponse(BytesIO(reply(body) if isinstance(body, str) else body), preload_content=False)
        return answer

    @property
    def bodies(self):
        return [request.body.decode() for request in self.requests]

    def close(self):
        pass


@pytest.fixture
def script(gateway):
    """A script in the place of api.intacct.com; ``gateway`` puts the adapters back."""
    made = Script()
    transport.session().mount("https://", made)
    return made


@pytest.fixture
def pauses(monkeypatch):
    """Stop the clock of the back-off and keep what it would have waited."""
    waited = []
    monkeypatch.setattr(backoff, "sleep", waited.append)
    return waited


@pytest.fixture
def northwind(script, pauses):
    return IntacctClient(
        sender=Sender("acmeSender", "sender-s3cret"),
        login=Login("NorthwindCo", "ws_reader", "hunter2-user"),
        gateway=GATEWAY,
    )


@pytest.fixture
def simulator(gateway, pauses):
    """The simulated gateway: ``opens(key)`` makes a scenario's provider, ``fails(kind)`` orders trouble."""
    return Simulator(gateway)


class Simulator:
    def __init__(self, adapter):
        self.adapter, self.gateway = adapter, adapter.gateway

    def opens(self, key, entity="", **typed):
        scenario = next(each for each in SCENARIOS if each.key == key)
        return IntacctProvider(
            settings={"sender_id": scenario.sender, "sender_password": scenario.sender_password},
            credentials={
                "company_id": scenario.company_id,
                "user_id": scenario.user_id,
                "password": scenario.password,
                **typed,
            },
            entity=entity,
        )

    def fails(self, kind, **when):
        self.gateway.faults.add(Fault(kind, **when))
