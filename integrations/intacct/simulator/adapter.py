"""The gateway behind ``requests``: the whole protocol without a socket, for tests.

``session.mount("https://", SimulatorAdapter(gateway))`` and every POST of the session is answered by the gateway.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from requests import PreparedRequest, Response
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict
from urllib3 import HTTPResponse

from integrations.intacct.simulator.gateway import SimulatedGateway

FUNCTION = re.compile(rb"<function\b[^>]*>\s*<([A-Za-z_]+)")


@dataclass(frozen=True)
class HandledCall:
    """One request that was answered: its functions by name, its address, and the status it got. No secrets."""

    url: str
    functions: tuple[str, ...]
    status: int

    @property
    def count(self) -> int:
        return len(self.functions)


class SimulatorAdapter(BaseAdapter):
    """Answers requests from a ``SimulatedGateway``; ``calls`` lists what it answered."""

    def __init__(self, gateway: SimulatedGateway) -> None:
        super().__init__()
        self.gateway = gateway
        self.calls: list[HandledCall] = []

    def send(
        self,
        request: PreparedRequest,
        stream: bool = False,
        timeout: float | tuple[float, float] | tuple[float, None] | None = None,
        verify: bool | str = True,
        cert: bytes | str | tuple[bytes | str, bytes | str] | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> Response:
        body = request.body or b""
        content = body if isinstance(body, bytes) else str(body).encode()
        answer = self.gateway.handle(
            content, request.headers.get("Content-Type", ""), request.headers.get("Accept-Encoding", "")
        )
        names = tuple(name.decode() for name in FUNCTION.findall(content))
        self.calls.append(HandledCall(request.url or "", names, answer.status))
        response = Response()
        response.status_code = answer.status
        response.headers = CaseInsensitiveDict(answer.headers)
        response.url, response.request = request.url or "", request
        response.encoding = _charset(answer.headers)
        response.raw = HTTPResponse(
            body=io.BytesIO(answer.body), headers=answer.headers, status=answer.status, preload_content=False
        )
        return response

    def close(self) -> None:
        """Nothing is open."""

    def functions(self) -> list[str]:
        """Return the names of all functions that were called, in order."""
        return [name for call in self.calls for name in call.functions]


def _charset(headers: dict[str, Any]) -> str | None:
    found = re.search(r"charset=([\w-]+)", headers.get("Content-Type", ""))
    return found.group(1) if found else "ISO-8859-1"
