"""A company's connection: how it stands, what the last check found, what has happened, and ending it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from companies import actions
from companies.books import books_of, to_books
from companies.models import Company, Connection, Probe
from companies.verdicts import report_of
from portal.audit.models import AuditEvent
from portal.audit.sentences import lines_of
from portal.organisations.access import TenantRequest, right_required
from portal.organisations.models import Membership
from portal.organisations.roles import Right, roles_with

TIMELINE = 30


@right_required(Right.VIEW_COMPANIES)
@never_cache
@vary_on_headers("HX-Request")
@require_safe
def connection(request: TenantRequest, public_id: str) -> HttpResponse:
    """How the connection stands; while a check runs, the page keeps itself up to date."""
    company = get_object_or_404(request.organisation.companies, public_id=public_id)
    is_poll = request.headers.get("HX-Request") == "true"
    template = "companies/_connection.html" if is_poll else "companies/connection.html"
    return render(request, template, _context(request, company))


def _context(request: TenantRequest, company: Company) -> dict[str, Any]:
    held = books_of(request, company)
    lead = company.connection
    probe = lead.probes.exclude(status=Probe.Status.SKIPPED).prefetch_related("checks").first() if lead else None
    for each in company.books:
        each.reread()
    events = AuditEvent.objects.filter(organisation=request.organisation, object_id=company.public_id)
    return {
        "place": "companies",
        "tab": "connection",
        "company": company,
        "connection": held,
        "report": report_of(probe, lead) if probe and lead else None,
        "is_running": probe is not None and not probe.is_finished,
        "lines": lines_of(events[:TIMELINE]),
        "session": getattr(company, "link_session", None),
        "link": company.live_link,
        "able": _able_to_unlink(request),
    }


def _able_to_unlink(request: TenantRequest) -> list[Membership]:
    """Who can disconnect, for those who cannot."""
    if request.membership.may(Right.UNLINK):
        return []
    able = request.organisation.memberships.filter(role__in=roles_with(Right.UNLINK))
    return list(able.select_related("user").order_by("user__email"))


@right_required(Right.REFRESH_DATA)
@require_POST
def check(request: TenantRequest, public_id: str) -> HttpResponse:
    """Queue a check of the connection; the page shows it as it goes."""
    company = get_object_or_404(request.organisation.companies, public_id=public_id)
    if (held := company.connection) is not None:
        try:
            actions.check_connection(connection=held, actor=request.membership.user)
        except actions.Refused as refusal:
            messages.error(request, str(refusal))
    return to_books("companies:connection", company, books_of(request, company))


@right_required(Right.UNLINK)
@require_http_methods(["GET", "HEAD", "POST"])
def unlink(request: TenantRequest, public_id: str) -> HttpResponse:
    """Disconnect after saying what stops and what stays."""
    company = get_object_or_404(request.organisation.companies, public_id=public_id)
    held = company.connection
    if held is None or held.status == Connection.Status.UNLINKED:
        messages.info(request, _("There is no connection to end."))
    elif request.method == "POST":
        actions.unlink(connection=held, actor=request.membership.user)
        messages.success(request, _("Unlinked. The sign-in data was erased."))
    else:
        context = {"place": "companies", "company": company, "connection": held}
        return render(request, "companies/unlink.html", context)
    return to_books("companies:connection", company, books_of(request, company))
