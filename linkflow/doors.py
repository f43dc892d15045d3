"""The only way into the wizard: a token becomes a link, a session and a way, or a page that says why not."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from functools import wraps
from typing import Any

from django.contrib.messages.storage.base import BaseStorage
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.cache import add_never_cache_headers

from companies.models import Link
from companies.tokens import link_of, token_of
from linkflow import actions, embedding
from linkflow.models import LinkSession
from linkflow.notices import AddressStorage
from linkflow.way import Way
from portal.organisations.redirects import Status


class WizardRequest(HttpRequest):
    """A request that came through a usable link. ``walk`` is the company's session; Django's own is the browser's."""

    token: str
    link: Link
    walk: LinkSession
    way: Way
    _messages: BaseStorage


def reload(request: WizardRequest) -> None:
    """Read the session anew, at the door and after an action changed it."""
    request.walk = LinkSession.objects.with_everything().get(pk=request.walk.pk)
    request.way = Way(request.walk)


def through_link(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let holders of a usable link in; tell the others, in words, what happened to theirs."""
    return _door(view, lambda link: link.is_usable)


def through_link_to_withdraw(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let holders of a link in that has run out, too: whoever agreed withdraws without asking for a new address first.

    One that was taken back opens nothing.
    """
    return _door(view, lambda link: link.is_usable or (not link.is_revoked and withdrawable(link) is not None))


def withdrawable(link: Link) -> LinkSession | None:
    """The session of the link's company, if there is something in it that can be taken back."""
    session = LinkSession.objects.with_everything().filter(company=link.company_id).first()
    return session if session is not None and session.can_withdraw else None


def _door(view: Callable[..., HttpResponse], is_open: Callable[[Link], bool]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def wrapped(request: WizardRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponse:
        link = link_of(token)
        if link is None or not is_open(link):
            return _closed(request, link)
        if embedding.is_refused(request, link.organisation):
            return discreet(embedding.refusal(request, link))
        request.token, request.link = token, link
        if embedding.is_framed(request):
            request._messages = AddressStorage(request, token=token)
        with transaction.atomic() if only_looks(request) else nullcontext():
            request.walk = actions.session_of(link=link)
            reload(request)
            answer = view(request, *args, **kwargs)
            if only_looks(request):
                transaction.set_rollback(True)  # it is answered like anybody, and nothing of it is kept
        return discreet(embedding.shown_to(request.walk.organisation, answer))

    return embedding.own_forms_only(wrapped)


def only_looks(request: HttpRequest) -> bool:
    """Nobody has opened anything: a program tries the address, or a browser fetches what may be asked for next."""
    purpose = request.headers.get("Sec-Purpose") or request.headers.get("Purpose", "")
    return request.method == "HEAD" or (request.method == "GET" and "prefetch" in purpose.lower())


def closed_link(view: Callable[[HttpRequest, Link], HttpResponse]) -> Callable[..., HttpResponse]:
    """Let holders of a link that ended in, who find every other door shut; the others go to where their link leads."""

    @wraps(view)
    def wrapped(request: HttpRequest, token: str) -> HttpResponse:
        link = link_of(token)
        if link is None:
            return _closed(request, link)
        to = redirect("linkflow:open_link", token) if link.is_usable else view(request, link)
        return discreet(embedding.shown_to(link.organisation, to))

    return embedding.own_forms_only(wrapped)


def _closed(request: HttpRequest, link: Link | None) -> HttpResponse:
    """The page for a link that opens nothing: unknown (or its company was deleted), taken back, or run out.

    A link that ended is still an organisation's, which may show this page on its own site. An unknown one is nobody's.
    """
    status = 404 if link is None else 410
    if request.headers.get("HX-Request"):
        return discreet(HttpResponse(status=status, headers={"HX-Refresh": "true"}))
    if link is None:
        return discreet(render(request, "linkflow/unknown.html", status=status))
    if embedding.is_refused(request, link.organisation):
        return discreet(embedding.refusal(request, link))
    context = {
        "link": link,
        "organisation": link.organisation,
        "company": link.company,
        "token": token_of(link),
        "outcome": Status.ENDED,
        "is_linked": link.company.connections.filter(status="linked").exists(),
        "can_withdraw": not link.is_revoked and withdrawable(link) is not None,
    }
    answer = render(request, "linkflow/ended.html", context, status=status)
    return discreet(embedding.shown_to(link.organisation, answer))


def discreet(response: HttpResponse) -> HttpResponse:
    """A page whose address is a key: nobody stores it, no search engine lists it, no other site is told of it.

    The policy is ``same-origin`` and not ``no-referrer``, because browsers would then send ``Origin: null`` with forms
    and every one of them would be refused as forged.
    """
    add_never_cache_headers(response)
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Link"] = f"<{static('portal/app.css')}>; rel=preload; as=style"  # asked for before the page is parsed
    return response
