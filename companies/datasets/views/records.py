"""The books themselves: the data types, the table of one, a record in full, a table as CSV."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from companies.books import books_of
from companies.datasets import actions, sheets
from companies.datasets.fields import STATUSES, status_of
from companies.datasets.models import Dataset, Quarantined, Record
from companies.datasets.portrait import portrait
from companies.datasets.tables import DELETED, Table
from companies.datasets.views.company import datasets_of
from companies.models import Company, Connection
from integrations.records import KINDS, Json, SourceRecord
from integrations.records.text import camel
from portal.organisations.access import TenantRequest, right_required
from portal.organisations.roles import Right

RECORDS = 50
QUARANTINED = 50


@right_required(Right.VIEW_DATA)
@never_cache
@require_safe
def data(request: TenantRequest, public_id: str) -> HttpResponse:
    """The data types of a company's books."""
    company = get_object_or_404(request.organisation.companies, public_id=public_id)
    connection = books_of(request, company)
    sync = connection.syncs.first() if connection else None
    if connection is not None:
        connection.reread()
    datasets = datasets_of(connection, sync)
    context = {
        **_frame(company, connection),
        "datasets": datasets,
        "record_count": sum(dataset.record_count for dataset in datasets),
        "is_running": sync is not None and not sync.is_finished,
        "sync": sync,
        "why_not": actions.why_not(connection),
    }
    return render(request, "datasets/data.html", context)


@right_required(Right.VIEW_DATA)
@never_cache
@require_safe
def records(request: TenantRequest, public_id: str, kind: str) -> HttpResponse:
    """One data type as a table: searched, sorted, in pages, totalled."""
    company, dataset = _dataset(request, public_id, kind)
    table = _table(request, dataset)
    everything = Record.objects.of(dataset)
    found = table.of(everything)
    quarantined = Quarantined.objects.filter(dataset_id=dataset.pk)
    page = Paginator(found, RECORDS).get_page(request.GET.get("page"))
    context = {
        **_frame(company, dataset.connection),
        "dataset": dataset,
        "sync": dataset.connection.syncs.first(),
        "table": table,
        "headings": list(table.headings()),
        "page": page,
        "lines": table.lines(page, timezone.localdate()),
        "totals": table.totals(found) if page.paginator.count else [],
        "statuses": [(status, STATUSES.get(status, ("", status))[1]) for status in everything.statuses()],
        "has_deleted": everything.filter(is_deleted=True).exists(),
        "is_filtered": bool(table.query or table.status),
        "quarantined_count": quarantined.count(),
        "quarantined": quarantined[:QUARANTINED],
    }
    return render(request, "datasets/records.html", context)


@right_required(Right.VIEW_DATA)
@never_cache
@require_safe
def record(request: TenantRequest, public_id: str, kind: str, pk: int) -> HttpResponse:
    """One record in full, and as it was read."""
    company, dataset = _dataset(request, public_id, kind)
    found = get_object_or_404(Record.objects.of(dataset), pk=pk)
    badge, word = status_of(found.data, timezone.localdate())
    context = {
        **_frame(company, dataset.connection),
        "dataset": dataset,
        "record": found,
        "portrait": portrait(dataset.record_class, found.data),
        "badge": badge,
        "status": word,
        "raw": json.dumps(_in_order(dataset.record_class, found.data), indent=2, ensure_ascii=False),
    }
    return render(request, "datasets/record.html", context)


@right_required(Right.VIEW_DATA)  # type: ignore[arg-type]  # a streamed answer is no HttpResponse
@never_cache
@require_safe
def download(request: TenantRequest, public_id: str, kind: str) -> HttpResponseBase:
    """The table as it was asked for, whole, as CSV."""
    company, dataset = _dataset(request, public_id, kind)
    table = _table(request, dataset)
    rows: Iterator[str] = sheets.lines(table, table.of(Record.objects.of(dataset)))
    name = sheets.file_name(company.name, kind)
    return StreamingHttpResponse(
        rows, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _dataset(request: TenantRequest, public_id: str, kind: str) -> tuple[Company, Dataset]:
    """The company and its dataset of a kind; to a stranger, or for a kind that is not read, there is nothing here."""
    company = get_object_or_404(request.organisation.companies, public_id=public_id)
    connection = books_of(request, company)
    known = connection.datasets.filter(kind=kind).first() if connection else None
    was_read = known is not None and known.last_read_at is not None
    if connection is None or kind not in KINDS or (kind not in connection.kinds and not was_read):
        raise Http404("No such data type of this company.")
    return company, known or Dataset(connection=connection, company=company, kind=kind)


def _table(request: TenantRequest, dataset: Dataset) -> Table:
    asked = request.GET
    return Table(
        dataset.record_class,
        query=asked.get("q", "").strip()[:100],
        status=asked.get("status", "")[:40],
        sort=asked.get("sort", ""),
    )


def _frame(company: Company, connection: Connection | None) -> dict[str, Any]:
    return {
        "place": "companies",
        "tab": "data",
        "company": company,
        "connection": connection,
        "DELETED": DELETED,
    }


def _in_order(record_class: type[SourceRecord], data: Json) -> Json:
    """The JSON with its fields in the order of the class; databases keep no order."""
    order = [camel(name) for name in record_class.__dataclass_fields__]
    return {key: data[key] for key in sorted(data, key=lambda key: order.index(key) if key in order else len(order))}
