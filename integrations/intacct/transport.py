"""Bytes to the gateway and back: one pooled ``requests`` session per process, bounded in time and size."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy

import requests

TIMEOUT = (5, 30)
"""Seconds to connect, and between two pieces of the answer."""
LONGEST_ANSWER = 300
LARGEST_ANSWER = 128 * 1024 * 1024
_CHUNK = 64 * 1024

_sessions: dict[int, requests.Session] = {}


class Unreachable(Exception):
    """No connection, or it broke."""


class TimedOut(Exception):
    """The gateway took the question and did not finish its answer in time."""


class TooLarge(Exception):
    """The answer is larger than any page can be."""


@dataclass(frozen=True, slots=True)
class HttpReply:
    """What came back, before anybody looks inside."""

    status: int
    body: bytes = field(repr=False)
    received: int = 0
    """Bytes that came in, before they were unpacked."""


def session() -> requests.Session:
    """The session of this process; a forked worker gets its own. Tests mount the simulator's adapter on it."""
    pid = os.getpid()
    if pid not in _sessions:
        made = requests.Session()
        made.headers.update(
            {"Content-Type": "application/xml", "Accept-Encoding": "gzip", "User-Agent": "Ledgerbridge"}
        )
        made.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
        _sessions[pid] = made
    return _sessions[pid]


def post(url: str, body: bytes) -> HttpReply:
    """Send a request and take the whole answer.

    Redirects are not followed: they would carry the password to a place nobody chose.

    Raises:
        Unreachable, TimedOut, TooLarge: without the causing exception, because that one holds the request.
    """
    try:
        with session().post(url, data=body, timeout=TIMEOUT, allow_redirects=False, stream=True) as answer:
            body = _read(answer)
            return HttpReply(answer.status_code, body, answer.raw.tell() or len(body))
    except requests.ReadTimeout:
        raise TimedOut("no answer in time") from None
    except requests.Timeout:
        raise Unreachable("no connection in time") from None
    except requests.RequestException as error:
        raise Unreachable(f"{type(error).__name__} while talking to the gateway") from None


def _read(answer: requests.Response) -> bytes:
    """The body as bytes: the gateway's content type misleads ``requests`` about the character set."""
    pieces: list[bytes] = []
    size, ends_at = 0, time.monotonic() + LONGEST_ANSWER
    for piece in answer.iter_content(_CHUNK):
        pieces.append(piece)
        size += len(piece)
        if size > LARGEST_ANSWER:
            raise TooLarge("the answer is too large")
        if time.monotonic() > ends_at:
            raise TimedOut("the answer took too long")
    return b"".join(pieces)
