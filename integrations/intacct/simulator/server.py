"""The simulator as a small web server: the gateway at Intacct's own path, the console beside it.

One process with many threads, because console and gateway share one world in memory.
"""

from __future__ import annotations

import json
import socket
import sys
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

from integrations.intacct.simulator.console.app import Console
from integrations.intacct.simulator.console.desk import PREFIX, Desk
from integrations.intacct.simulator.gateway import SimulatedGateway
from integrations.intacct.simulator.journal import KEPT
from integrations.intacct.simulator.scenarios import fresh_company
from integrations.intacct.simulator.web import HttpError, Request, Response, as_wsgi, see_other, text
from integrations.intacct.simulator.world import World

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

GATEWAY_PATH = "/ia/xml/xmlgw.phtml"
LOOPBACK = ("127.0.0.1", "::1", "localhost")
THREADS = 64


def make_app(world: World, *, endpoint: str, delay_ms: int = 0, is_local: bool = True) -> WSGIApplication:
    """Put gateway and console of one world behind WSGI; ``delay_ms`` is waited before each gateway answer."""
    gateway = SimulatedGateway(world, endpoint=endpoint)
    console = Console(Desk(world=world, fresh=fresh_company, log=gateway.log, now=gateway.now), is_local=is_local)

    def answer(request: Request) -> Response:
        if request.path == GATEWAY_PATH:
            if request.method != "POST":
                raise HttpError(HTTPStatus.METHOD_NOT_ALLOWED, "The gateway answers to POST only.")
            time.sleep(delay_ms / 1000)
            return _through(gateway, request)
        if request.path.startswith(PREFIX):
            return console.handle(request)
        if request.path == "/log.json":
            return _log(gateway, request)
        if request.path == "/healthz":
            return text("ok")
        if request.path in ("/", PREFIX.rstrip("/")):
            return see_other(PREFIX)
        raise HttpError(HTTPStatus.NOT_FOUND, "There is nothing here. The console is at /console/.")

    return as_wsgi(answer)


def _log(gateway: SimulatedGateway, request: Request) -> Response:
    """Answer with the log as JSON (?company= and ?most= narrow it); DELETE empties it."""
    if request.method == "DELETE":
        gateway.log.clear()
        return text("cleared")
    most = request.argument("most")
    data = gateway.log.as_data(request.argument("company"), int(most) if most.isdigit() else KEPT)
    data["most_at_once"] = dict(gateway.limiter.most)
    return Response(body=json.dumps(data).encode(), headers={"Content-Type": "application/json"})


def _through(gateway: SimulatedGateway, request: Request) -> Response:
    reply = gateway.handle(
        request.body, request.headers["content-type"], accept_encoding=request.headers.get("accept-encoding", "")
    )
    return Response(status=reply.status, body=reply.body, headers=dict(reply.headers))


def listen(host: str, port: int) -> socket.socket:
    """Take the port before anything starts; raises ``OSError`` when somebody else has it."""
    family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    return socket.create_server((str(address[0]), port), family=family, backlog=256)


def serve(make: Callable[[], WSGIApplication], listener: socket.socket, *, ready: str) -> None:
    """Serve until interrupted; ``make`` runs in the one worker, ``ready`` is printed when it is up."""
    _Server(make, listener, ready).run()


class _Server(BaseApplication):  # type: ignore[misc]
    def __init__(self, make: Callable[[], WSGIApplication], listener: socket.socket, ready: str) -> None:
        self.make = make
        self.listener = listener
        self.ready = ready
        super().__init__()

    def load_config(self) -> None:
        settings = {
            "bind": f"fd://{self.listener.fileno()}",
            "worker_class": "gthread",
            "workers": 1,
            "threads": THREADS,
            "timeout": 0,
            "graceful_timeout": 1,
            "loglevel": "error",
            "control_socket_disable": True,
            "post_worker_init": self._say_ready,
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> WSGIApplication:
        return self.make()

    def _say_ready(self, worker: Any) -> None:
        sys.stdout.write(self.ready + "\n")
        sys.stdout.flush()
