"""Asking for data: the Link URL with its message, sending it, and taking it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from companies import actions
from companies.forms import MailLinkForm
from companies.mailing import Correspondence
from companies.models import Company
from companies.requesting import request_of
from integrations.models import Integration
from portal.organisations.access import TenantRequest, right_required
from portal.organisations.roles import Right


@right_required(Right.ISSUE_LINKS)
@never_cache
@vary_on_headers("HX-Request")
@require_safe
def request_data(request: TenantRequest, public_id: str) -> HttpResponse:
    """The Link URL and how it fares: a dialog for a script, a page without one; the list of mails looks again."""
    company = get_object_or_404(request.organisation.companies, public_id=public_id)
    context = _context(request, company, MailLinkForm())
    if request.headers.get("HX-Request") != "true":
        return render(request, "companies/request_data.html", context)
    part = "companies/_mails.html" if request.GET.get("part") == "mails" else "companies/_dialog.html"
    return render(request, part, context)


def _context(request: TenantRequest, company: Company, form: MailLinkForm) -> dict[str, Any]:
    link = company.live_link
    return {
        "place": "companies",
        "company": company,
        "ask": request_of(company),
        "link": link,
        "is_offered": Integration.objects.filter(organisation=request.organisation).offered().exists(),
        "session": getattr(company, "link_session", None),
        "correspondence": Correspondence(company, link),
        "form": form,
    }


@right_required(Right.ISSUE_LINKS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mail_link(request: TenantRequest, public_id: str) -> HttpResponse:
    """Send the Link URL by e-mail."""
    company = get_object_or_404(request.organisation.companies, public_id=public_id)
    form = MailLinkForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.mail_link(company=company, actor=request.membership.user, **form.cleaned_data)
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The link is on its way by e-mail. How it fares is shown below."))
            return redirect("companies:request_data", request.organisation.slug, company.public_id)
    return render(request, "companies/request_data.html", _context(request, company, form))


@right_required(Right.ISSUE_LINKS)
@require_POST
def remind(request: TenantRequest, public_id: str) -> HttpResponse:
    """Tell the invited customer that the link waits."""
    company = get_object_or_404(request.organisation.companies, public_id=public_id)
    try:
        actions.remind(company=company, actor=request.membership.user)
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The reminder is on its way by e-mail."))
    return redirect("companies:request_data", request.organisation.slug, company.public_id)


@right_required(Right.ISSUE_LINKS)
@require_POST
def answered(request: TenantRequest, public_id: str) -> HttpResponse:
    """Note that the customer who asked for a new link has it."""
    company = get_object_or_404(request.organisation.companies, public_id=public_id)
    actions.answer_asked_anew(company=company, actor=request.membership.user)
    messages.success(request, _("Noted: the customer has a link that works."))
    return redirect("companies:request_data", request.organisation.slug, company.public_id)


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
