"""What was read, for programs: records of every kind, how fresh they are, and how reading went.

Reference: paths and field names follow the API that customers' programs already speak (design notes 5.3, 5.4, 6.3).
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from companies.datasets.models import Dataset, Reading, Record
from companies.datasets.shapes import schema_of, with_numbers
from companies.models import Company
from integrations.records import KINDS, Json, SourceRecord
from portal.api.keys import Key
from portal.api.pages import Links, PageOf, Paging, page_of
from portal.api.problems import Problem
from portal.lib.runs import Run
from portal.organisations.roles import Right

router = Router(tags=["Data"])

PATHS = {"company": "info", "chartOfAccounts": "accounts"}
"""Where a kind's address is not its key."""
SINGLE = {"company"}
"""Kinds of which a company has one record."""
OF_CONNECTION = {"directIncomes", "directCosts", "transfers", "accountTransactions", "bankAccounts"}
"""Kinds that programs ask for below the connection; they are found below the company as well."""

DATASET_STATUS = {
    Dataset.State.PENDING: "Initial",
    Dataset.State.READING: "Fetching",
    Dataset.State.READ: "Complete",
    Dataset.State.FAILED: "FetchError",
    Dataset.State.NO_PERMISSION: "PermissionsError",
}
READING_STATUS = {
    Run.Status.QUEUED: "Queued",
    Run.Status.RUNNING: "Fetching",
    Run.Status.SUCCEEDED: "Complete",
    Run.Status.FAILED: "FetchError",
    Run.Status.SKIPPED: "Cancelled",
}


class Books(Schema):
    """Whose books, where a company has several."""

    connection_id: uuid.UUID | None = Field(
        None,
        alias="connectionId",
        description="The connection to the entity that is meant, where the customer chose several; those of the first "
        "if empty.",
    )


class RecordPaging(Paging, Books):
    """Which page, whose books, which changes, and whether records that are gone at the source are wanted."""

    modified_since: datetime | None = Field(
        None, alias="modifiedSince", description="Only records that we saw change at or after this time."
    )
    include_deleted: bool = Field(
        False, alias="includeDeleted", description="Also records that are gone at the source (metadata.isDeleted)."
    )


class DataStatus(Schema):
    dataType: str
    currentStatus: str
    lastSuccessfulSync: datetime | None = None
    latestSyncId: uuid.UUID | None = None
    latestSuccessfulSyncId: uuid.UUID | None = None


class PullOperation(Schema):
    """One kind of data in one run of reading."""

    id: uuid.UUID
    companyId: uuid.UUID
    connectionId: uuid.UUID
    dataType: str
    status: str
    statusDescription: str
    errorMessage: str
    requested: datetime
    completed: datetime | None
    progress: int
    isCompleted: bool
    isErrored: bool


def company_of(request: HttpRequest, company_id: uuid.UUID) -> Company:
    key = request.auth  # type: ignore[attr-defined]
    found: Company = get_object_or_404(key.organisation.companies.select_related("organisation"), public_id=company_id)
    return found


def datasets_of(company: Company, connection_id: uuid.UUID | None) -> QuerySet[Dataset]:
    """The datasets of the books that are meant; without a connection those of no follower.

    Raises:
        Http404: the company has no such connection.
    """
    if connection_id is None:
        return company.datasets.filter(connection__lead=None)
    return company.datasets.filter(connection=get_object_or_404(company.connections, public_id=connection_id))


def records_of(company: Company, kind: str, connection_id: uuid.UUID | None) -> QuerySet[Record]:
    """All records of a kind, in a total order.

    Raises:
        Problem: 409, nothing of this kind has been read yet; an empty list would say that there is nothing.
    """
    datasets = list(datasets_of(company, connection_id).filter(kind=kind))
    read = [dataset for dataset in datasets if dataset.last_read_at is not None]
    if not read:
        lacking = any(dataset.state == Dataset.State.NO_PERMISSION for dataset in datasets)
        reason = "the accounting software does not permit it" if lacking else "it has not been read yet"
        raise Problem(
            409, f"There is no {kind} of this company: {reason}.", can_be_retried="False" if lacking else "True"
        )
    return Record.objects.filter(organisation=company.organisation, dataset__in=read).order_by("pk")


def show_record(record: Record, convert: Callable[[Any], Any]) -> Json:
    body: Json = convert(record.data)
    body["modifiedDate"] = record.modified_at
    body["metadata"] = {"isDeleted": record.is_deleted}
    return body


def _rows(company: Company, kind: str, connection_id: uuid.UUID | None, paging: RecordPaging) -> QuerySet[Record]:
    rows = records_of(company, kind, connection_id)
    if not paging.include_deleted:
        rows = rows.filter(is_deleted=False)
    if paging.modified_since:
        rows = rows.filter(modified_at__gte=paging.modified_since)
    return rows


def serve(kind: str, record_class: type[SourceRecord]) -> None:
    """Add the addresses of one kind."""
    convert = with_numbers(record_class)

    def one_page(request: HttpRequest, company_id: uuid.UUID, paging: RecordPaging, connection_id: Any = None) -> Any:
        rows = _rows(company_of(request, company_id), kind, connection_id or paging.connection_id, paging)
        return page_of(request, rows, paging, lambda record: show_record(record, convert))

    def list_records(request: HttpRequest, company_id: uuid.UUID, paging: Query[RecordPaging]) -> Any:
        return one_page(request, company_id, paging)

    def list_records_of_connection(
        request: HttpRequest, company_id: uuid.UUID, connection_id: uuid.UUID, paging: Query[RecordPaging]
    ) -> Any:
        return one_page(request, company_id, paging, connection_id)

    def get_record(request: HttpRequest, company_id: uuid.UUID, record_id: str, books: Query[Books]) -> Any:
        rows = records_of(company_of(request, company_id), kind, books.connection_id)
        if "\0" in record_id:  # PostgreSQL knows no such character, and refuses to look for it
            raise Http404("No record has such an id.")
        return show_record(get_object_or_404(rows, source_id=record_id), convert)

    def get_single(request: HttpRequest, company_id: uuid.UUID, books: Query[Books]) -> Any:
        record = records_of(company_of(request, company_id), kind, books.connection_id).filter(is_deleted=False).last()
        if record is None:
            raise Http404("Read, and there is none.")
        return show_record(record, convert)

    path = PATHS.get(kind, kind)
    data = f"/companies/{{uuid:company_id}}/data/{path}"
    one = served_schema(record_class)
    if kind in SINGLE:
        _add(data, get_single, f"get_{kind}", f"{record_class.label}", one)
        return
    _add(data, list_records, f"list_{kind}", f"{record_class.label}: a page", paged(one))
    _add(f"{data}/{{path:record_id}}", get_record, f"get_{kind}", f"{record_class.label}: one record", one)
    if kind in OF_CONNECTION:
        below = f"/companies/{{uuid:company_id}}/connections/{{uuid:connection_id}}/data/{path}"
        label = f"{record_class.label} of one connection: a page"
        _add(below, list_records_of_connection, f"list_{kind}_of_connection", label, paged(one))


def _add(path: str, view: Callable[..., Any], name: str, summary: str, schema: Json) -> None:
    answer = {"description": "OK", "content": {"application/json": {"schema": schema}}}
    router.add_api_operation(
        path,
        ["GET"],
        view,
        auth=Key(Right.VIEW_DATA),
        operation_id=name,
        summary=summary,
        openapi_extra={"responses": {200: answer}},
    )


def served_schema(record_class: type[SourceRecord]) -> Json:
    schema = schema_of(record_class)
    meta = {"type": "object", "properties": {"isDeleted": {"type": "boolean"}}}
    added = {"modifiedDate": {"type": "string", "format": "date-time"}, "metadata": meta}
    return {**schema, "title": record_class.__name__, "properties": {**schema["properties"], **added}}


def paged(schema: Json) -> Json:
    whole = {"type": "integer"}
    parts = {"results": {"type": "array", "items": schema}, "pageNumber": whole, "pageSize": whole}
    links = Links.model_json_schema(ref_template="#/components/schemas/{model}")
    links.pop("$defs", None)
    return {"type": "object", "properties": {**parts, "totalResults": whole, "_links": links}}


for _kind, _record_class in KINDS.items():
    serve(_kind, _record_class)


def operation_id_of(sync_id: uuid.UUID, kind: str) -> uuid.UUID:
    """The public id of one kind's part in one sync."""
    return uuid.uuid5(sync_id, kind)


@router.get(
    "/companies/{uuid:company_id}/dataStatus",
    auth=Key(Right.VIEW_DATA),
    response=dict[str, DataStatus],
    exclude_none=True,
)
def data_status(request: HttpRequest, company_id: uuid.UUID, books: Query[Books]) -> Any:
    """How fresh each kind of data is."""
    company = company_of(request, company_id)
    found = {kind: {"dataType": kind, "currentStatus": "Initial"} for kind in KINDS}
    latest, successful = _latest(company)
    for dataset in datasets_of(company, books.connection_id):
        status: dict[str, Any] = {
            "dataType": dataset.kind,
            "currentStatus": DATASET_STATUS[Dataset.State(dataset.state)],
            "lastSuccessfulSync": dataset.last_read_at,
            "latestSyncId": latest.get(dataset.pk),
            "latestSuccessfulSyncId": successful.get(dataset.pk),
        }
        found[dataset.kind] = status
    return found


def _latest(company: Company) -> tuple[dict[int, uuid.UUID], dict[int, uuid.UUID]]:
    """By dataset: the id of its latest reading, and of the latest that succeeded."""
    succeeded = Max("pk", filter=Q(status=Run.Status.SUCCEEDED))
    rows = Reading.objects.filter(dataset__company=company).order_by().values("dataset")
    ends = list(rows.annotate(newest=Max("pk"), best=succeeded).values_list("newest", "best"))
    wanted = Reading.objects.filter(pk__in={pk for pair in ends for pk in pair if pk}).select_related("sync", "dataset")
    by_pk = {reading.pk: reading for reading in wanted}

    def ids(position: int) -> dict[int, uuid.UUID]:
        chosen = [by_pk[pair[position]] for pair in ends if pair[position]]
        return {row.dataset_id: operation_id_of(row.sync.public_id, row.dataset.kind) for row in chosen}

    return ids(0), ids(1)


@router.get(
    "/companies/{uuid:company_id}/data/history",
    auth=Key(Right.VIEW_DATA),
    response=PageOf[PullOperation],
    by_alias=True,
)
def history(request: HttpRequest, company_id: uuid.UUID, paging: Query[Paging]) -> Any:
    """Every reading of every kind, the newest first."""
    company = company_of(request, company_id)
    rows = Reading.objects.filter(dataset__company=company).select_related("dataset__connection", "sync")
    return page_of(request, rows.order_by("-pk"), paging, lambda reading: show_reading(reading, company))


def show_reading(reading: Reading, company: Company) -> Json:
    dataset = reading.dataset
    is_completed = reading.status == Run.Status.SUCCEEDED
    is_finished = reading.finished_at is not None
    expected = dataset.expected_count or 0
    return {
        "id": operation_id_of(reading.sync.public_id, dataset.kind),
        "companyId": company.public_id,
        "connectionId": dataset.connection.public_id,
        "dataType": dataset.kind,
        "status": READING_STATUS[Run.Status(reading.status)],
        "statusDescription": str(Run.Status(reading.status).label),
        "errorMessage": reading.failure,
        "requested": reading.sync.created_at,
        "completed": reading.finished_at,
        "progress": 100 if is_finished else min(99, reading.row_count * 100 // expected) if expected else 0,
        "isCompleted": is_completed,
        "isErrored": reading.status == Run.Status.FAILED,
    }
