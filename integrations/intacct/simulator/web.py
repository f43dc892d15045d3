"""The little of HTTP that the simulator needs: a request, a response, and the way from and to WSGI."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MAX_BODY = 2 * 1024 * 1024
MAX_FIELDS = 2_000


@dataclass(frozen=True, kw_only=True)
class Request:
    """One request; header names are in lower case."""

    method: str
    path: str
    query: dict[str, list[str]] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)
    scheme: str = "http"

    @property
    def form(self) -> dict[str, list[str]]:
        """Read the body as a form; raises ``HttpError`` when it is none."""
        try:
            return parse_qs(self.body.decode(), keep_blank_values=True, max_num_fields=MAX_FIELDS)
        except ValueError as error:
            raise HttpError(HTTPStatus.BAD_REQUEST, "The form could not be read.") from error

    def field(self, name: str) -> str:
        """Read one field of the form, trimmed; empty when it is missing."""
        return self.form.get(name, [""])[0].strip()

    def argument(self, name: str) -> str:
        """Read one argument of the address, trimmed; empty when it is missing."""
        return self.query.get(name, [""])[0].strip()


@dataclass(frozen=True, kw_only=True)
class Response:
    """One answer."""

    status: int = HTTPStatus.OK
    body: bytes = field(default=b"", repr=False)
    headers: dict[str, str] = field(default_factory=dict)


Answer = Callable[[Request], Response]


class HttpError(Exception):
    """Stop here and answer with ``status``; ``message`` is a sentence for the person."""

    def __init__(self, status: HTTPStatus, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


def text(body: str, *, status: int = HTTPStatus.OK) -> Response:
    """Answer with plain text."""
    return Response(status=status, body=body.encode(), headers={"Content-Type": "text/plain; charset=utf-8"})


def see_other(location: str) -> Response:
    """Send the browser on with GET, so that reloading repeats nothing."""
    return Response(status=HTTPStatus.SEE_OTHER, headers={"Location": location})


def as_wsgi(answer: Answer) -> WSGIApplication:
    """Serve ``answer`` through WSGI; an ``HttpError`` that nobody caught becomes plain text."""

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            response = answer(_request(environ))
        except HttpError as error:
            response = text(error.message + "\n", status=error.status)
        headers = {**response.headers, "Content-Length": str(len(response.body))}
        start_response(f"{int(response.status)} {_phrase(response.status)}", list(headers.items()))
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [response.body]

    return application


def _phrase(status: int) -> str:
    """Name a status; what stands in front of the real gateway sends some that no standard knows."""
    return HTTPStatus(status).phrase if status in set(HTTPStatus) else "Unknown"


def _request(environ: WSGIEnvironment) -> Request:
    headers = {name[5:].replace("_", "-").lower(): value for name, value in environ.items() if name.startswith("HTTP_")}
    headers["content-type"] = environ.get("CONTENT_TYPE", "")
    method = environ["REQUEST_METHOD"]
    return Request(
        method="GET" if method == "HEAD" else method,
        path=environ.get("PATH_INFO", "").encode("latin-1").decode("utf-8", "replace") or "/",
        query=parse_qs(environ.get("QUERY_STRING", ""), max_num_fields=100),
        headers=headers,
        body=_body(environ),
        scheme=environ["wsgi.url_scheme"],
    )


def _body(environ: WSGIEnvironment) -> bytes:
    """Read at most ``MAX_BODY`` bytes, whether or not the length was announced."""
    announced = environ.get("CONTENT_LENGTH") or "0"
    if not announced.isdigit() or int(announced) > MAX_BODY:
        raise HttpError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The request is too large.")
    if announced == "0" and not environ.get("wsgi.input_terminated"):
        return b""
    body: bytes = environ["wsgi.input"].read(MAX_BODY + 1 if announced == "0" else int(announced))
    if len(body) > MAX_BODY:
        raise HttpError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The request is too large.")
    return body
