"""A browser for the simulator's console."""

from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import pytest

from integrations.intacct.simulator.console.app import Console
from integrations.intacct.simulator.console.desk import Desk
from integrations.intacct.simulator.scenarios import build_world, fresh_company
from integrations.intacct.simulator.web import Request

HOST = "127.0.0.1:8001"


class Browser:
    """Gets and posts; ``post`` follows the redirect that a good form answers with."""

    def __init__(self):
        self.world = build_world()
        self.console = Console(Desk(world=self.world, fresh=fresh_company))
        self.status = 0
        self.page = ""

    def send(self, method, address, fields=(), **headers):
        parts = urlsplit(address)
        request = Request(
            method=method,
            path=unquote(parts.path),
            query=parse_qs(parts.query),
            headers={"host": HOST, **headers},
            body=urlencode(fields, doseq=True).encode(),
        )
        response = self.console.handle(request)
        self.status, self.page, self.headers = response.status, response.body.decode(), response.headers
        return self

    def get(self, address, **headers):
        return self.send("GET", address, **headers)

    def post(self, address, fields=(), **headers):
        self.send("POST", address, fields, **headers)
        return self.get(self.headers["Location"]) if "Location" in self.headers else self


@pytest.fixture
def browser():
    return Browser()
