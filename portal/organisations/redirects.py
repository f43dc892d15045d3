"""Where a customer goes when finished: which addresses are allowed, and how they are told what came out.

An address may hold names in braces, such as ``{statusCode}``; one without any gets the most useful ones as its query.
Nothing that opens a link or the API is among them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from enum import IntEnum
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
    "platform",
    "platformName",
    "sourceType",
)
APPENDED = ("statusCode", "errorMessage", "companyId", "connectionId")
"""What an address without names gets, those that are empty left out."""
MOST_HOSTS = 20
LOOPBACK = ("localhost", "127.0.0.1")

_NAME = re.compile(r"\{([^{}]*)\}")
_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"{_LABEL}(\.{_LABEL})*(:\d{{1,5}})?")


class Status(IntEnum):
    """What came out, as programs know it from other portals of this kind."""

    LINKED = 200
    ALREADY_LINKED = 201
    LEFT = 403
    ENDED = 410


ERRORS = {Status.LEFT: "User cancelled."}
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
    unknown = [name for name in _NAME.findall(address) if name not in NAMES]
    if unknown or re.search(r"[{}]", _NAME.sub("", address)):
        return _("“{%(name)s}” is not known. These are: %(names)s.") % {
            "name": unknown[0] if unknown else "…",
            "names": ", ".join(f"{{{name}}}" for name in NAMES),
        }
    return ""


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
