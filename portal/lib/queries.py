"""What an address asks for, without the characters that stand in no text."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, QueryDict


class QueryMiddleware:
    """Take NUL out of an address's query: PostgreSQL knows no such character, and refuses whatever is asked with it.

    Forms refuse it themselves.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.GET.urlencode()
        if "%00" in asked:
            request.GET = QueryDict(asked.replace("%00", ""))
        return self.get_response(request)
