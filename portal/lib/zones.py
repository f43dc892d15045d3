"""Dates in the reader's time zone: the browser names it in a cookie (``zone.js`` sets it)."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

COOKIE = "zone"


class TimeZoneMiddleware:
    """Show times in the browser's zone where it is known, else in UTC."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = request.COOKIES.get(COOKIE, "")
        if name in _known():
            with timezone.override(zoneinfo.ZoneInfo(name)):
                return self.get_response(request)
        return self.get_response(request)


@cache
def _known() -> frozenset[str]:
    """The names of all zones: finding them reads some hundred files, so it is done once."""
    return frozenset(zoneinfo.available_timezones())
