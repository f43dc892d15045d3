"""Balance sheet, and profit and loss: months side by side, lines nested, every account a way to its transactions."""

from __future__ import annotations

import csv
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from companies.books import books_of
from companies.datasets import sheets
from companies.datasets.models import Dataset
from companies.datasets.statements import KINDS, PROFIT, Statements
from companies.models import Company
from integrations.records import Kind
from portal.organisations.access import TenantRequest, right_required
from portal.organisations.roles import Right

COUNTS = (3, 6, 12)
"""How many months can be shown side by side."""
USUAL = 6


@right_required(Right.VIEW_DATA)
@never_cache
@require_safe
def statement(request: TenantRequest, public_id: str, kind: str) -> HttpResponse:
    """One statement over the months that were asked for."""
    company, dataset = _dataset(request, public_id, kind)
    connection = dataset.connection if dataset.connection_id else None
    found = _asked(request, dataset)
    context = {
        "place": "companies",
        "tab": "statements",
        "company": company,
        "connection": connection,
        "dataset": dataset,
        "is_wanted": connection is not None and kind in connection.kinds,
        "has_transactions": connection is not None and Kind.ACCOUNT_TRANSACTIONS in connection.kinds,
        "choices": [(one, Kind(one).label) for one in KINDS],
        "counts": COUNTS,
        "has_total": kind == PROFIT,
        **found,
    }
    return render(request, "datasets/statement.html", context)


@right_required(Right.VIEW_DATA)
@never_cache
@require_safe
def download_statement(request: TenantRequest, public_id: str, kind: str) -> HttpResponse:
    """The statement as it was asked for, as CSV; amounts as they were read."""
    company, dataset = _dataset(request, public_id, kind)
    found = _asked(request, dataset)
    name = sheets.file_name(company.name, kind)
    answer = HttpResponse(
        "\ufeff",
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
    writer = csv.writer(answer)
    writer.writerow(["", "", *(f"{period.last:%Y-%m}" for period in found["periods"])])
    for row in found["rows"]:
        figures = ["" if value is None else f"{value:f}" for value in row.values]
        writer.writerow([sheets.safe(row.account_id), sheets.safe(row.label), *figures])
    return answer


def _dataset(request: TenantRequest, public_id: str, kind: str) -> tuple[Company, Dataset]:
    company = get_object_or_404(request.organisation.companies, public_id=public_id)
    if kind not in KINDS:
        raise Http404("No such statement.")
    connection = books_of(request, company)
    known = connection.datasets.filter(kind=kind).first() if connection else None
    return company, known or Dataset(connection=connection, company=company, kind=kind)


def _asked(request: TenantRequest, dataset: Dataset) -> dict[str, Any]:
    """The statement by the query string; what does not fit there is as if it were not said."""
    statements = Statements(dataset, request.GET.get("currency", "")[:10])
    count = next((one for one in COUNTS if str(one) == request.GET.get("months")), USUAL)
    try:
        through = date.fromisoformat(f"{request.GET.get('through', '')}-01")
    except ValueError:
        through = None
    if through not in statements.months:
        through = statements.months[-1] if statements.months else None
    periods = [period for period in statements.periods(count=count, through=through) if period.body]
    return {
        "statements": statements,
        "months": list(reversed(statements.months)),
        "count": count,
        "through": through,
        "periods": periods,
        "rows": list(statements.rows(periods)) if periods else [],
    }
