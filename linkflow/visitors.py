"""Who sits before the wizard, as far as a request tells: written down with a consent, used for nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from portal.lib.addresses import address_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """One reader of the wizard. ``address`` is ``None`` where it cannot be known."""

    address: str | None
    language: str
    user_agent: str

    @classmethod
    def of(cls, request: HttpRequest) -> Visitor:
        return cls(
            address=address_of(request),
            language=get_language() or settings.LANGUAGE_CODE,
            user_agent=request.headers.get("User-Agent", "")[:300],
        )
