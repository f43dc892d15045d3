"""A company's summary: whose books, what they come to, what is read of them; and reading them anew."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from companies.books import books_of
from companies.datasets import actions, charts, figures, schedule
from companies.datasets.models import Dataset, Proof, Sync
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
    connection = books_of(request, found)
    context = reading(found, connection)
    is_poll = request.headers.get("HX-Request") == "true"
    if not (is_poll and context["is_running"]):
        may_view_data = request.membership.may(Right.VIEW_DATA)
        context |= summary(found, connection, context["datasets"], may_view_data=may_view_data)
    template = "datasets/_reading.html" if is_poll else "datasets/company.html"
    return render(request, template, {**context, "is_poll": is_poll})


def reading(company: Company, connection: Connection | None) -> dict[str, Any]:
    """What the live part of the summary page shows: how one set of books is being read."""
    sync = connection.syncs.first() if connection else None
    if connection is not None:
        connection.reread()
    datasets = datasets_of(connection, sync)
    return {
        "place": "companies",
        "tab": "summary",
        "company": company,
        "connection": connection,
        "sync": sync,
        "is_running": sync is not None and not sync.is_finished,
        "datasets": datasets,
        "record_count": sum(dataset.record_count for dataset in datasets),
        "why_not": actions.why_not(connection),
    }


def summary(
    company: Company, connection: Connection | None, datasets: list[Dataset], *, may_view_data: bool
) -> dict[str, Any]:
    """What the summary page shows beside that part, which brings it along once a reading has ended."""
    events = AuditEvent.objects.filter(organisation=company.organisation, object_id=company.public_id)
    return {
        "last_read_at": max((dataset.last_read_at for dataset in datasets if dataset.last_read_at), default=None),
        "next_read_at": schedule.next_read_at(connection),
        "proof": Proof.objects.of(connection).first(),
        "lines": lines_of(events[:TIMELINE]),
        **(_books(connection, datasets) if connection and may_view_data else {}),
    }


def datasets_of(connection: Connection | None, sync: Sync | None) -> list[Dataset]:
    """Every data type of a connection in order, with their part in ``sync``.

    Also those without a row yet, and those that are switched off and hold something from before.
    """
    if connection is None:
        return []
    kinds = connection.kinds
    held = connection.datasets.annotate(quarantined_count=Count("quarantined"))
    known = {dataset.kind: dataset for dataset in held}
    parts = {reading.dataset_id: reading for reading in sync.readings.all()} if sync else {}
    left = [dataset for dataset in known.values() if dataset.kind not in kinds and dataset.last_read_at]
    for dataset in left:
        dataset.is_off = True
    rows = Dataset.ordered([*(known.get(kind) or Dataset(kind=kind) for kind in kinds), *left])
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
