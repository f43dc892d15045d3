"""The console's front door: which path is which view, and whose posts are let in."""

from __future__ import annotations

import re
from http import HTTPStatus
from urllib.parse import urlsplit

from integrations.intacct.simulator.console import (
    companies,
    pages,
    permissions,
    roles,
    setup,
    subscriptions,
    users,
    workings,
)
from integrations.intacct.simulator.console.desk import PREFIX, Desk, View, Visit
from integrations.intacct.simulator.web import HttpError, Request, Response

COMPANY = "companies/<company>/"
USERS = COMPANY + "<kind:users|web-services-users>/"
ROLES = COMPANY + "<kind:roles>/"
HOLDERS = COMPANY + "<kind:roles|users|web-services-users>/named/<holder>/subscriptions/"
ROUTES: tuple[tuple[str, View], ...] = (
    ("", companies.index),
    (COMPANY, companies.overview),
    (COMPANY + "reset/", companies.reset),
    (COMPANY + "company/", setup.general),
    (COMPANY + "company/edit/", setup.edit_general),
    (COMPANY + "security/", setup.security),
    (COMPANY + "security/edit/", setup.edit_security),
    (COMPANY + "security/edit/add/", setup.add_authorization),
    (COMPANY + "security/edit/<index>/", setup.edit_authorization),
    (COMPANY + "subscriptions/", subscriptions.index),
    (COMPANY + "subscriptions/<application>/", subscriptions.toggle),
    (COMPANY + "multi-entity/", subscriptions.entity_restrictions),
    (USERS, users.index),
    (USERS + "add/", users.add),
    (USERS + "named/<holder>/", users.edit),
    (USERS + "named/<holder>/reset-password/", users.reset_password),
    (USERS + "named/<holder>/mail/", users.mail),
    (USERS + "named/<holder>/unlock/", users.unlock),
    (USERS + "named/<holder>/delete/", users.delete),
    (COMPANY + "faults/", workings.faults),
    (COMPANY + "behaviour/", workings.behaviour),
    (COMPANY + "log/", workings.log),
    (COMPANY + "clock/", workings.clock),
    (ROLES, roles.index),
    (ROLES + "add/", roles.add),
    (ROLES + "named/<holder>/", roles.edit),
    (ROLES + "named/<holder>/delete/", roles.delete),
    (HOLDERS, permissions.applications),
    (HOLDERS + "<application>/", permissions.window),
)
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
HOST = re.compile(r":\d*$")


def _compiled(path: str) -> re.Pattern[str]:
    pieces = re.split(r"<(\w+)(?::([^>]+))?>", path)
    pattern = re.escape(pieces[0])
    for name, choice, after in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
        pattern += f"(?P<{name}>{choice or '[^/]+'}){re.escape(after)}"
    return re.compile(pattern)


class Console:
    """Answers everything under ``/console/``. ``is_local`` refuses any host name that is not this machine's own."""

    def __init__(self, desk: Desk, *, is_local: bool = True) -> None:
        self.desk = desk
        self.is_local = is_local
        self.routes = [(_compiled(path), view) for path, view in ROUTES]

    def handle(self, request: Request) -> Response:
        """Answer one request; what a view changes is saved before the answer leaves."""
        try:
            self._guard(request)
            if request.path == PREFIX + "static/console.css":
                return pages.stylesheet()
            view, pieces = self._find(request.path.removeprefix(PREFIX))
            visit = Visit(desk=self.desk, request=request, pieces=pieces)
            if visit.is_post:
                with self.desk.world.change():
                    return view(visit)
            with self.desk.world.lock:
                return view(visit)
        except HttpError as error:
            return pages.problem(error)

    def _find(self, path: str) -> tuple[View, dict[str, str]]:
        for pattern, view in self.routes:
            if found := pattern.fullmatch(path):
                return view, found.groupdict()
        raise HttpError(HTTPStatus.NOT_FOUND, "There is no such page in this simulator.")

    def _guard(self, request: Request) -> None:
        """Keep other sites' pages, open in the same browser, from posting here or reading under a borrowed name."""
        host = request.headers.get("host", "")
        if self.is_local and HOST.sub("", host) not in LOOPBACK:
            raise HttpError(
                HTTPStatus.MISDIRECTED_REQUEST,
                "This console answers under localhost only, unless it is started with --host.",
            )
        if request.method not in ("GET", "POST"):
            raise HttpError(HTTPStatus.METHOD_NOT_ALLOWED, "This console answers to GET and POST only.")
        if request.method == "POST" and _is_foreign(request, host):
            raise HttpError(HTTPStatus.FORBIDDEN, "This form was sent from another site. Nothing was changed.")


def _is_foreign(request: Request, host: str) -> bool:
    """Tell whether a browser sent this from another site; what is no browser sends neither header."""
    fetch_site = request.headers.get("sec-fetch-site")
    if fetch_site is not None:
        return fetch_site not in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != host
