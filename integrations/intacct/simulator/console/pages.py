"""Templates into responses, with the headers that keep a page from doing more than it should."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path

from django.template import Context, Engine

from integrations.intacct.simulator.web import HttpError, Response

HERE = Path(__file__).parent
POLICY = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",
    # Not "no-referrer": with that, browsers hide the Origin that tells our own forms from foreign ones.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
DONE = {
    "authorizations": "The Web Services authorizations are saved.",
    "behaviour": "The behaviour of the gateway is saved.",
    "clock": "The clock is turned. The books of every company that was read before have grown.",
    "company": "The company information is saved.",
    "deleted-role": "The role is deleted.",
    "deleted-user": "The user is deleted.",
    "dropped": "Nothing was changed.",
    "entity-restrictions": "The entity restrictions are saved.",
    "fault": "The trouble is ordered.",
    "faults-cleared": "No trouble is ordered any more.",
    "reset": "The company is as its scenario first made it.",
    "rights": "The permissions are saved.",
    "role": "The role is saved.",
    "subscribed": "The application is subscribed.",
    "unlocked": "The user is unlocked.",
    "unsubscribed": "The application is no longer subscribed.",
    "user": "The user is saved.",
}

_engine = Engine(dirs=[str(HERE / "templates")], autoescape=True)


def page(template: str, context: Mapping[str, object], *, status: int = HTTPStatus.OK) -> Response:
    """Answer with a page; numbers and dates are shown as they are, since there are no Django settings."""
    rendered = _engine.get_template(template).render(Context(dict(context), use_l10n=False, use_tz=False))
    return Response(status=status, body=rendered.encode(), headers=dict(HEADERS))


def problem(error: HttpError) -> Response:
    """Answer an ``HttpError`` with a page that leads back."""
    return page("error.html", {"status": error.status, "message": error.message}, status=error.status)


def stylesheet() -> Response:
    """Answer with the console's one static file."""
    body = (HERE / "static" / "console.css").read_bytes()
    return Response(body=body, headers={"Content-Type": "text/css; charset=utf-8", "Cache-Control": "max-age=60"})
