"""Asking for data: the Link URL with its message, and taking it back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from companies import actions
from companies.requesting import request_of
from integrations.models import Integration
from portal.organisations.access import TenantRequest, right_required
from portal.organisations.roles import Right


@right_required(Right.ISSUE_LINKS)
@never_cache
@vary_on_headers("HX-Request")
@require_safe
def request_data(request: TenantRequest, public_id: str) -> HttpResponse:
    """The Link URL and how it fares: a dialog for a script, a page without one."""
    company = get_object_or_404(request.organisation.companies, public_id=public_id)
    context = {
        "place": "companies",
        "company": company,
        "ask": request_of(company),
        "link": company.live_link,
        "is_offered": Integration.objects.filter(organisation=request.organisation).offered().exists(),
        "session": getattr(company, "link_session", None),
    }
    is_dialog = request.headers.get("HX-Request") == "true"
    return render(request, "companies/_dialog.html" if is_dialog else "companies/request_data.html", context)


@right_required(Right.ISSUE_LINKS)
@require_http_methods(["GET", "HEAD", "POST"])
def issue_link(request: TenantRequest, public_id: str) -> HttpResponse:
    """Issue a new link; where one works still, say first that it stops."""
    company = get_object_or_404(request.organisation.companies, public_id=public_id)
    link = company.live_link
    replaced = str(link.public_id) if link else ""
    if request.method == "POST":
        if request.POST.get("replaces", "") == replaced:
            actions.issue_link(company=company, actor=request.membership.user)
            messages.success(request, _("A new link was issued. Send it to your customer."))
        else:
            messages.info(request, _("Somebody was quicker: this is the link that was issued last."))
        return redirect("companies:request_data", request.organisation.slug, company.public_id)
    context = {"place": "companies", "company": company, "link": link, "replaced": replaced}
    return render(request, "companies/issue_link.html", context)


@right_required(Right.ISSUE_LINKS)
@require_http_methods(["GET", "HEAD", "POST"])
def revoke_link(request: TenantRequest, public_id: str) -> HttpResponse:
    """Take the link back after saying what follows."""
    company = get_object_or_404(request.organisation.companies, public_id=public_id)
    link = company.live_link
    if link is None:
        messages.info(request, _("There is no link that works."))
    elif request.method == "POST":
        actions.revoke_link(link=link, actor=request.membership.user)
        messages.success(request, _("The link was revoked. Whoever opens it now learns only that it ended."))
    else:
        context = {"place": "companies", "company": company, "link": link}
        return render(request, "companies/revoke_link.html", context)
    return redirect("companies:request_data", request.organisation.slug, company.public_id)
