"""Fetch and authorise in one breath: every tenant page goes through here.

``member_required`` turns the organisation in the URL into ``request.organisation`` and ``request.membership``; to a
stranger the page does not exist. ``right_required`` asks for a right of the matrix on top and answers 403 with who can.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from portal.organisations.models import Membership, Organisation
from portal.organisations.roles import Right, roles_with

P = ParamSpec("P")


class TenantRequest(HttpRequest):
    """A request whose organisation has been fetched and whose user belongs to it."""

    organisation: Organisation
    membership: Membership


View = Callable[Concatenate[TenantRequest, P], HttpResponse]


def member_required(view: View[P]) -> Callable[..., HttpResponse]:
    """Let members of the organisation in the URL in; for everybody else there is nothing here."""

    @login_required
    @wraps(view)
    def wrapped(request: TenantRequest, organisation: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        membership = (
            Membership.objects.select_related("organisation", "user")
            .filter(organisation__slug=organisation, user=request.user.pk)
            .first()
        )
        if membership is None:
            raise Http404("No such organisation for this user.")
        request.membership = membership
        request.organisation = membership.organisation
        return view(request, *args, **kwargs)

    return wrapped


def right_required(right: Right) -> Callable[[View[P]], Callable[..., HttpResponse]]:
    """Let members in whose role carries ``right``; tell the others who can."""

    def decorate(view: View[P]) -> Callable[..., HttpResponse]:
        @member_required
        @wraps(view)
        def wrapped(request: TenantRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.membership.may(right):
                return forbidden(request, right)
            return view(request, *args, **kwargs)

        return wrapped

    return decorate


def able(request: TenantRequest, right: Right) -> list[Membership]:
    """The members who hold a right, for one who does not; nobody for one who does."""
    if request.membership.may(right):
        return []
    members = request.organisation.memberships.filter(role__in=roles_with(right))
    return list(members.select_related("user").order_by("user__email"))


def forbidden(request: TenantRequest, right: Right) -> HttpResponse:
    """The 403 page: what this member may not do, and who can."""
    able = Membership.objects.filter(organisation=request.organisation, role__in=roles_with(right))
    context = {"right": right, "roles": roles_with(right), "able": able.select_related("user").order_by("role")}
    return render(request, "403.html", context, status=403)
