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
    if not found or not all(ipaddress.ip_address(address[0]).is_global for address in found):
        raise AddressRefused(f"The host {host} is not on the public internet.")
    return str(found[0][0]), int(found[0][1])


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
        return super().send(request, **kwargs)


def session() -> requests.Session:
    """A session for one conversation with an address that a user typed."""
    made = requests.Session()
    made.trust_env = False
    made.max_redirects = 0
    adapter = PublicOnly(max_retries=0)
    made.mount("http://", adapter)
    made.mount("https://", adapter)
    return made
