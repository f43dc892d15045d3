"""Where a customer goes when finished: which addresses are allowed, and how they are told what came out.

An address may hold names in braces, such as ``{statusCode}``; one without any gets the most useful ones as its query.
Nothing that opens a link or the API is among them. Names that we do not know are the organisation's own: what the query
of the Link URL said of them when the link was opened is handed back.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from enum import IntEnum
from itertools import islice
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.utils.translation import gettext as _

NAMES = (
    "statusCode",
    "statusText",
    "errorMessage",
    "clientId",
    "companyId",
    "connectionId",
    "integrationId",
    "sourceId",
    "platform",
    "platformName",
    "sourceType",
    "data.company.companyName",
)
APPENDED = ("statusCode", "errorMessage", "companyId", "connectionId")
"""What an address without names gets, those that are empty left out."""
OURS = ("embed", "said", "seen", "since", "edit", "q")
"""Names in the queries of the wizard's own addresses; they are never an organisation's."""
MOST_KEPT = 10
LONGEST_VALUE = 200
MOST_HOSTS = 20
LOOPBACK = ("localhost", "127.0.0.1")

_NAME = re.compile(r"\{([^{}]*)\}")
_OWN = re.compile(r"[A-Za-z0-9_.-]{1,50}")
_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"{_LABEL}(\.{_LABEL})*(:\d{{1,5}})?")


class Status(IntEnum):
    """What came out, as programs know it from other portals of this kind."""

    LINKED = 200
    ALREADY_LINKED = 201
    LEFT = 403
    ENDED = 410
    FAILED = 500
    NOT_SUPPORTED = 501


ERRORS = {
    Status.LEFT: "User cancelled.",
    Status.FAILED: "Unknown error occurred.",
    Status.NOT_SUPPORTED: "Not supported.",
}
"""For programs, so never translated."""


def fault_of_host(host: str) -> str:
    """Why a line of the allow-list is no host; empty if it is one."""
    name = host.partition(":")[0]
    if not _HOST.fullmatch(host) or ("." not in name and not is_loopback(name)):
        return _("“%(host)s” is no host. Enter only its name, such as app.example.com.") % {"host": host}
    return ""


def fault_of(address: str, hosts: Collection[str]) -> str:
    """Why customers must not be led to an address; empty if they may."""
    if re.search(r"[\s\\<>\"^`\x00-\x20\x7f]", address) or not address.isascii():
        return _("Take out blanks and other characters that an address cannot hold.")
    try:
        parts = urlsplit(address)
        host = host_of(address)
    except ValueError:
        return _("This is not a whole address. Copy it from your browser.")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname or "")):
        return _("Begin the address with https://")
    if "@" in parts.netloc:
        return _("Take the user name and password out of the address.")
    if not host or host not in hosts:
        return _("%(host)s is not among the allowed hosts. Add it there, or correct the address.") % {
            "host": host or _("The host")
        }
    names = _NAME.findall(address)
    if not all(map(_OWN.fullmatch, names)) or re.search(r"[{}]", _NAME.sub("", address)):
        return _("Between braces stands a name of up to 50 letters, digits, _, - and dots, such as {companyId}.")
    if taken := next((name for name in names if name in OURS), ""):
        return _("The wizard uses “%(name)s” in its own addresses. Choose another name.") % {"name": taken}
    return ""


def own_names(address: str) -> list[str]:
    """The names in an address that are the organisation's own, each once."""
    return list(dict.fromkeys(name for name in _NAME.findall(address) if name not in NAMES))


def kept(query: Mapping[str, str]) -> dict[str, str]:
    """What is kept of a Link URL's query for the way back: a few names that are nobody else's, with short values.

    What does not fit is left out and not cut: half a value would be another one.
    """
    fitting = (
        (name, value)
        for name, value in query.items()
        if _OWN.fullmatch(name) and name not in (*NAMES, *OURS) and len(value) <= LONGEST_VALUE and value.isprintable()
    )
    return dict(islice(fitting, MOST_KEPT))


def host_of(address: str) -> str:
    """The host of an address as the allow-list names it: with the port if it is not the usual one.

    Raises:
        ValueError: the address cannot be taken apart.
    """
    parts = urlsplit(address)
    usual = {"https": 443, "http": 80}.get(parts.scheme)
    name = parts.hostname or ""
    return f"{name}:{parts.port}" if name and parts.port not in (None, usual) else name


def filled(address: str, values: Mapping[str, str]) -> str:
    """The address with what came out in it; names without a value become empty."""
    if _NAME.search(address):
        return _NAME.sub(lambda name: quote(values.get(name[1], ""), safe=""), address)
    parts = urlsplit(address)
    told = urlencode({name: values[name] for name in APPENDED if values.get(name)})
    return urlunsplit(parts._replace(query="&".join(filter(None, (parts.query, told)))))


def is_loopback(name: str) -> bool:
    """This machine, for whoever builds against the portal; on a production machine nobody is led there."""
    return name in LOOPBACK and not settings.IN_PRODUCTION
