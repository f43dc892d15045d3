"""Who sits before the wizard, as far as a request tells: written down with a consent, used for nothing else."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """One reader of the wizard. ``address`` is ``None`` where it cannot be known."""

    address: str | None
    language: str
    user_agent: str

    @classmethod
    def of(cls, request: HttpRequest) -> Visitor:
        return cls(
            address=_address(request),
            language=get_language() or settings.LANGUAGE_CODE,
            user_agent=request.headers.get("User-Agent", "")[:300],
        )


def _address(request: HttpRequest) -> str | None:
    """The address that the outermost proxy of ours saw; what a client writes into the header itself counts nothing."""
    candidate = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXIES:
        hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
        if len(hops) >= settings.TRUSTED_PROXIES:
            candidate = hops[-settings.TRUSTED_PROXIES]
    try:
        return str(ipaddress.ip_address(candidate))
    except ValueError:
        return None
