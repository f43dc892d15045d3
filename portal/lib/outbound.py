"""Requests to addresses that users typed: timeouts, no redirects, no private hosts.

The host is resolved once, every address must be a public one, and the connection goes to the address that was
checked, so that a name cannot resolve to something else between check and use.
"""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

TIMEOUT = (5, 15)
EMBEDDING = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "2002::/16")))
"""IPv6 addresses that a translator turns into IPv4 ones, private ones too."""


class AddressRefused(requests.ConnectionError):
    """The host is not on the public internet."""


def public_address(host: str, port: int) -> tuple[str, int]:
    """Resolve a host to an address on the public internet.

    Raises:
        AddressRefused: it does not resolve, or any of its addresses is private.
    """
    try:
        found = [row[4] for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except OSError as error:
        raise AddressRefused(f"The host {host} does not resolve.") from error
    if not found or not all(_is_public(str(address[0])) for address in found):
        raise AddressRefused(f"The host {host} is not on the public internet.")
    return str(found[0][0]), int(found[0][1])


def _is_public(address: str) -> bool:
    parsed = ipaddress.ip_address(address)
    return parsed.is_global and not parsed.is_multicast and not any(parsed in network for network in EMBEDDING)


class _Pinned(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return socket.create_connection(public_address(self._dns_host, self.port or 80), TIMEOUT[0])


class _PinnedTls(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return socket.create_connection(public_address(self._dns_host, self.port or 443), TIMEOUT[0])


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Pinned


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _PinnedTls


class PublicOnly(HTTPAdapter):
    """Reaches public addresses only."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}

    def send(self, request: Any, **kwargs: Any) -> requests.Response:  # type: ignore[override]
        kwargs["timeout"] = kwargs.get("timeout") or TIMEOUT
        kwargs["proxies"] = {}
        try:
            return super().send(request, **kwargs)
        except requests.ConnectionError as error:
            raise _refusal_in(error) or error from None


def _refusal_in(error: BaseException | None) -> AddressRefused | None:
    """The refusal that the libraries between have wrapped, where there is one."""
    for _ in range(10):
        if error is None or isinstance(error, AddressRefused):
            return error
        error = error.__cause__ or error.__context__
    return None


class _StraightSession(requests.Session):
    """A redirect is an answer like any other."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        return None


def session() -> requests.Session:
    """A session for one conversation with an address that a user typed."""
    made = _StraightSession()
    made.trust_env = False
    adapter = PublicOnly(max_retries=0)
    made.mount("http://", adapter)
    made.mount("https://", adapter)
    return made
