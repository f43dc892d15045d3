"""What was read when, how long it took, and what went wrong."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from companies.books import books_of
from companies.datasets import actions
from portal.organisations.access import TenantRequest, right_required
from portal.organisations.roles import Right

SYNCS = 20


@right_required(Right.VIEW_COMPANIES)
@never_cache
@require_safe
def history(request: TenantRequest, public_id: str) -> HttpResponse:
    """Every sync of a company, newest first, with what each data type came to."""
    company = get_object_or_404(request.organisation.companies, public_id=public_id)
    connection = books_of(request, company)
    syncs = company.syncs.filter(connection=connection).with_totals().with_readings()
    page = Paginator(syncs, SYNCS).get_page(request.GET.get("page"))
    context = {
        "place": "companies",
        "tab": "history",
        "company": company,
        "connection": connection,
        "page": page,
        "is_running": any(not sync.is_finished for sync in page),
        "why_not": actions.why_not(connection),
    }
    return render(request, "datasets/history.html", context)
