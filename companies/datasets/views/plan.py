"""What is read, and how often: the organisation's plan, and a company's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from companies.books import books_of
from companies.datasets import costs, steering
from companies.datasets.forms import ZONES, PlanForm, RuleForm
from companies.datasets.models import Rule
from companies.models import Company, Connection
from integrations import registry
from integrations.provider import Provider
from integrations.records import KINDS, Kind
from portal.organisations.access import TenantRequest, able, forbidden, member_required, right_required
from portal.organisations.roles import Right


@dataclass(frozen=True, slots=True)
class Row:
    """One kind on the page: its form, what it needs, what it costs, and whose rule it is."""

    form: RuleForm
    is_required: bool
    transactions: int
    is_own: bool
    is_off: bool


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def data_types(request: TenantRequest) -> HttpResponse:
    """The organisation's plan for all its companies; those who may not change it see it all the same."""
    if request.method == "POST" and not request.membership.may(Right.CHANGE_SETTINGS):
        return forbidden(request, Right.CHANGE_SETTINGS)
    kinds = kinds_of(registry.all_providers().values())
    rules = steering.effective_rules(request.organisation, None, kinds)
    form = _form(request, rules)
    if request.method == "POST" and form.is_valid():
        _save(request, None, form.rules(), rules)
        return redirect("datasets:data_types", request.organisation.slug)
    own = Rule.objects.of_organisation().filter(organisation=request.organisation)
    context = {
        "place": "settings",
        "section": "data_types",
        **_page(form, rules, own, registry.all_providers().values()),
        "may_change": request.membership.may(Right.CHANGE_SETTINGS),
        "able": able(request, Right.CHANGE_SETTINGS),
        "with_own_plan": request.organisation.companies.filter(rules__isnull=False).distinct().order_by("name"),
    }
    return render(request, "datasets/data_types.html", context)


@right_required(Right.CHANGE_SETTINGS)
@require_http_methods(["GET", "HEAD", "POST"])
def reset_data_types(request: TenantRequest) -> HttpResponse:
    """Set the organisation back to the defaults, after saying what follows."""
    own = Rule.objects.of_organisation().filter(organisation=request.organisation)
    if request.method == "POST":
        steering.reset_rules(organisation=request.organisation, actor=request.membership.user)
        messages.success(request, _("The defaults hold again: everything is read on the first link and once a day."))
    elif not own:
        messages.info(request, _("The defaults hold already."))
    else:
        context = {"place": "settings", "labels": [Kind(rule.kind).label for rule in own]}
        return render(request, "datasets/reset_data_types.html", context)
    return redirect("datasets:data_types", request.organisation.slug)


@right_required(Right.VIEW_COMPANIES)
@require_http_methods(["GET", "HEAD", "POST"])
def company_plan(request: TenantRequest, public_id: str) -> HttpResponse:
    """A company's plan: which rules are its own, and which are the organisation's."""
    company = get_object_or_404(request.organisation.companies, public_id=public_id)
    if request.method == "POST" and not request.membership.may(Right.CHANGE_PLAN):
        return forbidden(request, Right.CHANGE_PLAN)
    connection = books_of(request, company)
    providers = [connection.integration.provider_class] if connection else list(registry.all_providers().values())
    rules = steering.effective_rules(request.organisation, company, kinds_of(providers))
    form = _form(request, rules)
    if request.method == "POST" and form.is_valid():
        _save(request, company, form.rules(), rules)
        return redirect("datasets:company_plan", request.organisation.slug, company.public_id)
    context = {
        "place": "companies",
        "tab": "plan",
        "company": company,
        "connection": connection,
        "not_agreed": [Kind(kind).label for kind in connection.unagreed_kinds] if connection else [],
        **_page(form, rules, Rule.objects.filter(company=company), providers),
        "may_change": request.membership.may(Right.CHANGE_PLAN),
        "able": able(request, Right.CHANGE_PLAN),
    }
    return render(request, "datasets/company_plan.html", context)


@right_required(Right.CHANGE_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def reset_company_plan(request: TenantRequest, public_id: str) -> HttpResponse:
    """Let a company follow its organisation again, after saying in what."""
    company = get_object_or_404(request.organisation.companies, public_id=public_id)
    own = Rule.objects.filter(company=company)
    if request.method == "POST":
        steering.reset_rules(organisation=request.organisation, company=company, actor=request.membership.user)
        messages.success(request, _("This company follows the organisation's rules again."))
    elif not own:
        messages.info(request, _("This company has no rules of its own."))
    else:
        context = {"place": "companies", "company": company, "labels": [Kind(rule.kind).label for rule in own]}
        return render(request, "datasets/reset_company_plan.html", context)
    return redirect("datasets:company_plan", request.organisation.slug, company.public_id)


def kinds_of(providers: Any) -> list[str]:
    """Every kind that these providers read, in the order in which pages show them."""
    offered = {kind for provider in providers for kind in provider.kinds}
    return [kind for kind in KINDS if kind in offered]


def _form(request: TenantRequest, rules: Mapping[str, Rule]) -> PlanForm:
    data = request.POST if request.method == "POST" else None
    return PlanForm(data, rules=rules, zone=timezone.get_current_timezone_name())


def _page(form: PlanForm, rules: Mapping[str, Rule], own: Any, providers: Any) -> dict[str, Any]:
    """The table and its total, the same for an organisation and a company."""
    provider: type[Provider] = next(iter(providers))
    required = {one.kind for each in providers for one in each.capabilities() if one.is_required}
    with_own = {rule.kind for rule in own}
    rows = [
        Row(
            form=row,
            is_required=row.kind in required,
            transactions=costs.planned_of(rules[row.kind], provider),
            is_own=row.kind in with_own,
            is_off=rules[row.kind].is_off,
        )
        for row in form.rows
    ]
    errors = list(form.errors())
    return {
        "form": form,
        "rows": rows,
        "errors": errors,
        "zones": ZONES,
        "provider": provider,
        "planned": costs.Cost(costs.planned(rules, provider), provider.transactions_a_month),
        "own_count": len(with_own),
    }


def _save(
    request: TenantRequest, company: Company | None, rules: Mapping[str, Rule], before: Mapping[str, Rule]
) -> None:
    changed = steering.save_rules(
        organisation=request.organisation, company=company, rules=rules, actor=request.membership.user
    )
    if not changed:
        messages.info(request, _("Nothing was changed."))
        return
    messages.success(request, _("Saved. Readings that were planned have moved to the new times."))
    on = [kind for kind in changed if before[kind].is_off and not rules[kind].is_off]
    connections = Connection.objects.filter(organisation=request.organisation).linked().leads()
    count = (connections if company is None else connections.filter(company=company)).count()
    if on and count:
        text = ngettext(
            "%(kinds)s: %(count)d linked company agreed to a list without it, and its permissions were not checked for "
            "it. It is not asked again. Tell your customer, and look at the company's data after the next reading.",
            "%(kinds)s: %(count)d linked companies agreed to a list without it, and their permissions were not checked "
            "for it. They are not asked again. Tell your customers, and look at their data after the next reading.",
            count,
        )
        messages.warning(request, text % {"kinds": _labels(on), "count": count})


def _labels(kinds: Sequence[str]) -> str:
    return get_text_list([str(Kind(kind).label) for kind in kinds], _("and"))
