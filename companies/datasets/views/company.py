"""A company's summary: whose books, what they come to, what is read of them; and reading them anew."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from companies.actions import Refused
from companies.datasets import actions, charts, figures, schedule
from companies.datasets.models import Dataset, Sync
from companies.models import Company, Connection
from integrations.records import Json, Kind
from portal.audit.models import AuditEvent
from portal.audit.sentences import lines_of
from portal.organisations.access import TenantRequest, right_required
from portal.organisations.roles import Right

TIMELINE = 6


@right_required(Right.VIEW_COMPANIES)
@never_cache
@vary_on_headers("HX-Request")
@require_safe
def company(request: TenantRequest, public_id: str) -> HttpResponse:
    """The summary; while a sync runs, the table of data types keeps itself up to date."""
    found = get_object_or_404(request.organisation.companies, public_id=public_id)
    context = summary(found, may_view_data=request.membership.may(Right.VIEW_DATA))
    is_poll = request.headers.get("HX-Request") == "true"
    template = "datasets/_reading.html" if is_poll else "datasets/company.html"
    return render(request, template, {**context, "is_poll": is_poll})


@right_required(Right.REFRESH_DATA)
@require_POST
def refresh(request: TenantRequest, public_id: str) -> HttpResponse:
    """Read everything anew, or say why that is not possible now."""
    found = get_object_or_404(request.organisation.companies, public_id=public_id)
    connection = found.connection
    if connection is None or not connection.can_sync:
        messages.warning(request, actions.why_not(connection))
    elif Sync.objects.unfinished().filter(connection=connection).exists():
        messages.info(request, _("This company is being read already. The table shows how far it is."))
    else:
        try:
            actions.start_sync(
                connection=connection, trigger=Sync.Trigger.REFRESH, requested_by=request.membership.user
            )
            messages.success(request, _("Reading starts. The table below moves with every page."))
        except Refused as refusal:
            messages.warning(request, str(refusal))
    return redirect(found)


def summary(company: Company, *, may_view_data: bool) -> dict[str, Any]:
    """What the summary page and its live part show."""
    connection = company.connection
    sync = connection.syncs.first() if connection else None
    datasets = datasets_of(connection, sync)
    events = AuditEvent.objects.filter(organisation=company.organisation, object_id=company.public_id)
    return {
        "place": "companies",
        "tab": "summary",
        "company": company,
        "connection": connection,
        "sync": sync,
        "is_running": sync is not None and not sync.is_finished,
        "datasets": datasets,
        "record_count": sum(dataset.record_count for dataset in datasets),
        "last_read_at": max((dataset.last_read_at for dataset in datasets if dataset.last_read_at), default=None),
        "next_read_at": schedule.next_read_at(connection),
        "why_not": actions.why_not(connection),
        "proof": company.proofs.first(),
        "lines": lines_of(events[:TIMELINE]),
        **(_books(connection, datasets) if connection and may_view_data else {}),
    }


def datasets_of(connection: Connection | None, sync: Sync | None) -> list[Dataset]:
    """Every data type of a connection in order, also those without a row yet, with their part in ``sync``."""
    if connection is None:
        return []
    known = {dataset.kind: dataset for dataset in connection.datasets.all()}
    parts = {reading.dataset_id: reading for reading in sync.readings.all()} if sync else {}
    rows = Dataset.ordered([known.get(kind) or Dataset(kind=kind) for kind in connection.kinds])
    for dataset in rows:
        dataset.part = parts.get(dataset.pk)
    return rows


def _books(connection: Connection, rows: list[Dataset]) -> dict[str, Any]:
    """The facts and figures of the books, as far as they were read."""
    today = timezone.localdate()
    datasets = {dataset.kind: dataset for dataset in rows}
    facts = _company_facts(datasets.get(Kind.COMPANY))
    base = str(facts.get("baseCurrency") or connection.facts.get("base_currency") or "")
    result = None
    if (entries := datasets.get(Kind.JOURNAL_ENTRIES)) and (accounts := datasets.get(Kind.CHART_OF_ACCOUNTS)):
        result = figures.result(entries, accounts, base_currency=base, today=today)
    invoices, bills = datasets.get(Kind.INVOICES), datasets.get(Kind.BILLS)
    return {
        "facts": facts,
        "base_currency": base,
        "has_books": any(dataset.last_read_at for dataset in datasets.values()),
        "result": result,
        "chart": charts.chart(result.months) if result else None,
        "revenue_spark": charts.spark([month.revenue for month in result.months]) if result else "",
        "profit_spark": charts.spark([month.profit for month in result.months]) if result else "",
        "receivables": figures.still_open(invoices, base_currency=base, today=today) if invoices else None,
        "payables": figures.still_open(bills, base_currency=base, today=today) if bills else None,
    }


def _company_facts(dataset: Dataset | None) -> Json:
    """The record about the company itself."""
    record = dataset.records.live().first() if dataset and dataset.pk else None
    return dict(record.data) if record else {}
