"""The only way into the wizard: a token becomes a link, a session and a way, or a page that says why not."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers

from companies.models import Link
from companies.tokens import link_of, token_of
from linkflow import actions
from linkflow.models import LinkSession
from linkflow.way import Way


class WizardRequest(HttpRequest):
    """A request that came through a usable link. ``walk`` is the company's session; Django's own is the browser's."""

    token: str
    link: Link
    walk: LinkSession
    way: Way


def reload(request: WizardRequest) -> None:
    """Read the session anew, at the door and after an action changed it."""
    request.walk = LinkSession.objects.with_everything().get(pk=request.walk.pk)
    request.way = Way(request.walk)


def through_link(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let holders of a usable link in; tell the others, in words, what happened to theirs."""

    @wraps(view)
    def wrapped(request: WizardRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponse:
        link = link_of(token)
        if link is None or not link.is_usable:
            return discreet(_closed(request, link))
        request.token, request.link = token, link
        request.walk = actions.session_of(link=link)
        reload(request)
        return discreet(view(request, *args, **kwargs))

    return wrapped


def closed_link(view: Callable[[HttpRequest, Link], HttpResponse]) -> Callable[..., HttpResponse]:
    """Let holders of a link that ended in, who find every other door shut; the others go to where their link leads."""

    @wraps(view)
    def wrapped(request: HttpRequest, token: str) -> HttpResponse:
        link = link_of(token)
        if link is None:
            return discreet(_closed(request, link))
        if link.is_usable:
            return discreet(redirect("linkflow:open_link", token))
        return discreet(view(request, link))

    return wrapped


def _closed(request: HttpRequest, link: Link | None) -> HttpResponse:
    """The page for a link that opens nothing: unknown (or its company was deleted), taken back, or run out."""
    status = 404 if link is None else 410
    if request.headers.get("HX-Request"):
        return HttpResponse(status=status, headers={"HX-Refresh": "true"})
    if link is None:
        return render(request, "linkflow/unknown.html", status=status)
    context = {
        "link": link,
        "organisation": link.organisation,
        "company": link.company,
        "token": token_of(link),
        "is_linked": link.company.connections.filter(status="linked").exists(),
    }
    return render(request, "linkflow/ended.html", context, status=status)


def discreet(response: HttpResponse) -> HttpResponse:
    """A page whose address is a key: nobody stores it, no search engine lists it, no other site is told of it.

    The policy is ``same-origin`` and not ``no-referrer``, because browsers would then send ``Origin: null`` with forms
    and every one of them would be refused as forged.
    """
    add_never_cache_headers(response)
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
