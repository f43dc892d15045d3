"""Where one arrives, and what has happened in an organisation."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from portal.accounts.models import User
from portal.audit.models import AuditEvent
from portal.audit.sentences import lines_of, verbs_saying
from portal.organisations.access import TenantRequest, member_required, right_required
from portal.organisations.models import Organisation
from portal.organisations.roles import Right

EVENTS_PER_PAGE = 50


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The way in: to one's organisation, else to what explains why there is none."""
    if not isinstance(request.user, User):
        return render(request, "dashboard/home.html")
    first = Organisation.objects.of(request.user).first()
    if first is not None:
        return redirect("companies:companies", first.slug)
    return render(request, "dashboard/no_organisation.html")


@member_required
@require_safe
def organisation(request: TenantRequest) -> HttpResponse:
    return redirect("companies:companies", request.organisation.slug)


@right_required(Right.VIEW_ACTIVITY)
@require_safe
def activity(request: TenantRequest) -> HttpResponse:
    """Who did what, newest first."""
    text = request.GET.get("q", "").strip()
    events = AuditEvent.objects.filter(organisation=request.organisation)
    total = events.count()
    if text:
        words = Q(object_label__icontains=text) | Q(actor_label__icontains=text)
        events = events.filter(words | Q(verb__in=verbs_saying(text)))
    page = Paginator(events, EVENTS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "place": "activity",
        "page": page,
        "lines": lines_of(page),
        "q": text,
        "total": total,
        "existing": _existing(request, page),
    }
    return render(request, "dashboard/activity.html", context)


def _existing(request: TenantRequest, events: Iterable[AuditEvent]) -> set[str]:
    """Public ids of those companies on the page that still exist: only they are links."""
    ids = {event.object_id for event in events if event.object_id}
    found = request.organisation.companies.filter(public_id__in=ids).values_list("public_id", flat=True)
    return {str(one) for one in found}
