"""Pages that belong to nobody: is the process alive, is it ready, what to say when something is amiss."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """The process can work: its database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ready", content_type="text/plain")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or came from elsewhere: nothing was changed; say how to go on."""
    asked = request.META.get("HTTP_REFERER", "")
    is_ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return render(request, "csrf.html", {"back": asked if is_ours else "/"}, status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """The 500 page: needs no database, no session and no other file; its one style is allowed by its hash."""
    page, policy = _broken_page()
    return HttpResponse(page, status=500, headers={"Content-Security-Policy": policy})


@cache
def _broken_page() -> tuple[str, str]:
    page = render_to_string("500.html")
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    digest = hashlib.sha256((style[1] if style else "").encode()).digest()
    allowed = base64.b64encode(digest).decode()
    return page, f"default-src 'none'; style-src 'sha256-{allowed}'; base-uri 'none'; frame-ancestors 'none'"
