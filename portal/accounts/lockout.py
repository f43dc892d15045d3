"""What django-axes asks us: which address somebody tried, and what to say once it is locked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from axes.helpers import get_cool_off
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def typed_email(request: HttpRequest | None, credentials: Mapping[str, Any] | None) -> str:
    """The address that was tried, in the one form that counts; forms and backends name it differently."""
    sources: list[Mapping[str, Any]] = [credentials or {}, request.POST if request is not None else {}]
    for source in sources:
        for name in ("email", "login", "username"):
            if typed := source.get(name):
                return str(typed).strip().lower()
    return ""


def locked(request: HttpRequest, response: HttpResponse | None, credentials: Mapping[str, Any] | None) -> HttpResponse:
    """The page after too many refused passwords: why, for how long, and what helps."""
    pause = get_cool_off(request)
    seconds = int(pause.total_seconds()) if pause else 0
    context = {
        "email": typed_email(request, credentials),
        "failure_limit": settings.AXES_FAILURE_LIMIT,
        "minutes": -(-seconds // 60),
    }
    answer = render(request, "account/locked.html", context, status=429)
    if seconds:
        answer["Retry-After"] = str(seconds)
    return answer
