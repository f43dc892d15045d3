"""The wizard within an organisation's own site: which responses may stand there, and how forms do without cookies.

In a frame on another site browsers send and keep no cookie of ours. Nothing here needs one: what a page may do rests
on the token in its address, what a form says is trusted because of ``Origin``, and what the next page is to say goes
there in its address (``linkflow.notices``). Which site a page may speak to is known to ``embedded.js`` alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import REASON_NO_REFERER, CsrfViewMiddleware, RejectRequest
from django.shortcuts import render
from django.utils.decorators import decorator_from_middleware
from django.views.decorators.csrf import csrf_exempt

from companies.models import Link
from portal.organisations.models import Organisation


class _OwnOrigin(CsrfViewMiddleware):
    """Django's protection of forms, without its cookie: a browser says where a form stood, and it must be with us."""

    def _check_token(self, request: HttpRequest) -> None:
        if "HTTP_ORIGIN" not in request.META:
            raise RejectRequest(REASON_NO_REFERER)


_from_own_origin = decorator_from_middleware(_OwnOrigin)


def own_forms_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Refuse forms of other sites by their origin.

    Django's own check is switched off for the view, because it needs a cookie, which frames on other sites do not have,
    and because no cookie gives a form any power here: who does not know the token in the address cannot send one, and
    who knows it needs nobody else's browser. What remains is that nobody has somebody else's browser agree to a consent
    that is written down with its address; for that the origin suffices, which every browser tells with every POST.
    """
    return cast(Callable[..., HttpResponse], csrf_exempt(_from_own_origin(view)))


def is_framed(request: HttpRequest) -> bool:
    """The page is to be shown in a frame."""
    return request.headers.get("Sec-Fetch-Dest") == "iframe"


def is_refused(request: HttpRequest, organisation: Organisation) -> bool:
    """A site that the organisation has not listed says that it opens the wizard."""
    host = request.GET.get("embed")
    return host is not None and host not in organisation.shown_face.embedding_origins


def refusal(request: HttpRequest, link: Link) -> HttpResponse:
    """The page for whoever meets a site that must not open the wizard; its headers let no site show or hold it."""
    return render(request, "linkflow/not_from_here.html", {"link": link, "organisation": link.organisation}, status=403)


def shown_to(organisation: Organisation, response: HttpResponse) -> HttpResponse:
    """Let the organisation's own sites frame a response, and keep the pop-up that they opened. Nobody else may."""
    if origins := organisation.shown_face.embedding_origins:
        exceptions: Any = response  # the marks that django-csp and Django's own decorators leave
        exceptions._csp_replace = {"frame-ancestors": origins}
        exceptions.xframe_options_exempt = True
        response["Cross-Origin-Opener-Policy"] = "unsafe-none"
    return response
