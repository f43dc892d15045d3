"""The API itself: which routers it is made of is said in ``portal.urls``."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern, re_path
from ninja import NinjaAPI, Router
from ninja.errors import HttpError, ValidationError

from portal.api.exact import ExactRenderer
from portal.api.keys import Key
from portal.api.problems import answer_to, no_such_address, not_allowed


def make_api(*routers: Router) -> NinjaAPI:
    """Build the API from the routers of the apps that own the resources."""
    api = NinjaAPI(
        title="Ledgerbridge",
        version="1",
        description="Read your customers' companies, their connections, and the books that they agreed to share.",
        urls_namespace="api",
        docs_url=None,
        auth=Key(),
        renderer=ExactRenderer(),
    )
    for error in (Exception, Http404, HttpError, ValidationError):
        api.add_exception_handler(error, answer_to)
    for router in routers:
        api.add_router("", router)
    return api


def addresses(api: NinjaAPI) -> tuple[list[Any], str, str]:
    """The URL patterns of the API; a wrong address and a wrong method are answered in the one shape too."""
    patterns, app, namespace = api.urls
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            pattern.callback = _in_one_shape(pattern.callback)
    return [*patterns, re_path("", no_such_address)], app, namespace


def _in_one_shape(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view, assigned=())
    def shaped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            answer = view(request, *args, **kwargs)
        except Http404:
            return no_such_address(request)
        if isinstance(answer, HttpResponseNotAllowed):
            return not_allowed(request, answer["Allow"])
        return answer

    return shaped
