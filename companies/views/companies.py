"""The list of companies, and a company's own row: create, edit, delete."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from companies import actions
from companies.forms import CompanyForm, DeleteCompanyForm, MailLinkForm, NewCompanyForm
from companies.listing import PER_PAGE, Listing, counts_of
from companies.mailing import Correspondence
from companies.models import Company
from companies.requesting import DataRequest, request_of
from integrations import registry
from portal.organisations.access import TenantRequest, right_required
from portal.organisations.roles import Right


@right_required(Right.VIEW_COMPANIES)
@never_cache
@require_safe
def companies(request: TenantRequest) -> HttpResponse:
    """All companies, by state, words and order."""
    listing = Listing.asked_by(request.GET)
    every = request.organisation.companies.with_state()
    found = listing.found(every)
    page = Paginator(listing.in_state(found), PER_PAGE).get_page(request.GET.get("page"))
    ask = _asked(request)
    context = {
        "place": "companies",
        "listing": listing,
        "tabs": listing.tabs(found),
        "counts": counts_of(every),
        "total": request.organisation.companies.count(),
        "page": page,
        "providers": registry.choices(),
        "ask": ask,
        "correspondence": Correspondence(ask.company, ask.link) if ask else None,
        "form": MailLinkForm(),
    }
    return render(request, "companies/companies.html", context)


def _asked(request: TenantRequest) -> DataRequest | None:
    """The request that lies open over the list, right after a company was created."""
    if not request.membership.may(Right.ISSUE_LINKS) or "request" not in request.GET:
        return None
    try:
        company = request.organisation.companies.filter(public_id=request.GET["request"]).first()
    except ValidationError:
        return None
    return request_of(company) if company else None


@right_required(Right.ADD_COMPANIES)
@require_http_methods(["GET", "HEAD", "POST"])
def new_company(request: TenantRequest) -> HttpResponse:
    """Create a company and lay its Link URL out."""
    form = NewCompanyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        company = actions.create_company(
            organisation=request.organisation,
            name=form.cleaned_data["name"],
            is_test=form.cleaned_data["is_test"],
            actor=request.membership.user,
            public_id=form.cleaned_data["form_id"],
        )
        _tell(request, company, form)
        where = reverse("companies:companies", args=[request.organisation.slug])
        return redirect(f"{where}?request={company.public_id}")
    return render(request, "companies/new_company.html", {"place": "companies", "form": form})


def _tell(request: TenantRequest, company: Company, form: CompanyForm) -> None:
    messages.success(request, _("%(name)s was created.") % {"name": company.name})
    for notice in form.notices:
        messages.info(request, notice)
    if request.organisation.companies.filter(name__iexact=company.name).exclude(pk=company.pk).exists():
        messages.warning(
            request, _("There is another company called %(name)s. Both are on the list.") % {"name": company.name}
        )


@right_required(Right.ADD_COMPANIES)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_company(request: TenantRequest, public_id: str) -> HttpResponse:
    """Rename a company, or mark it as a test."""
    company = get_object_or_404(request.organisation.companies, public_id=public_id)
    form = CompanyForm(request.POST if request.method == "POST" else None, instance=company)
    if request.method == "POST" and form.is_valid():
        company.refresh_from_db()  # the form has written on the row; the action wants to see what was before
        actions.rename_company(
            company=company,
            name=form.cleaned_data["name"],
            is_test=form.cleaned_data["is_test"],
            actor=request.membership.user,
        )
        messages.success(request, _("Saved."))
        for notice in form.notices:
            messages.info(request, notice)
        return redirect("companies:connection", request.organisation.slug, company.public_id)
    company = request.organisation.companies.get(pk=company.pk)
    return render(request, "companies/edit_company.html", {"place": "companies", "company": company, "form": form})


@right_required(Right.DELETE_COMPANIES)
@require_http_methods(["GET", "HEAD", "POST"])
def delete_company(request: TenantRequest, public_id: str) -> HttpResponse:
    """Delete a company after saying what is lost; typing its name proves that it is the right one."""
    company = get_object_or_404(request.organisation.companies, public_id=public_id)
    form = DeleteCompanyForm(request.POST if request.method == "POST" else None, company=company)
    if request.method == "POST" and form.is_valid():
        actions.delete_company(company=company, actor=request.membership.user)
        messages.success(request, _("%(name)s was deleted.") % {"name": company.name})
        return redirect("companies:companies", request.organisation.slug)
    context = {
        "place": "companies",
        "company": company,
        "connection": company.connection,
        "form": form,
        "record_count": company.datasets.aggregate(total=Sum("record_count"))["total"] or 0,
        "link_works": any(link.is_usable for link in company.links.all()),
    }
    return render(request, "companies/delete_company.html", context)
