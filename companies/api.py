"""Companies and their connections, for programs.

Reference: field names follow the platform API that customers' programs already speak (design notes 4.1, 4.2, 6.2).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import F, Prefetch, QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from companies.models import Company, Connection, Link, Probe
from companies.requesting import url_of
from portal.api.keys import Key
from portal.api.pages import PageOf, Paging, page_of
from portal.organisations.models import ApiKey, Organisation
from portal.organisations.roles import Right

router = Router(tags=["Companies"])

STATUS = {
    Connection.Status.PENDING: "PendingAuth",
    Connection.Status.LINKED: "Linked",
    Connection.Status.DEAUTHORISED: "Deauthorized",
    Connection.Status.UNLINKED: "Unlinked",
}


class ConnectionProblem(Schema):
    statusCode: str
    statusText: str
    errorMessage: str
    erroredOnUtc: datetime
    status: str = Field(description="Active or Resolved")
    owner: str = Field("", description="Who must act: customer, administrator, organisation, vendor or nobody")
    fix: list[str] = Field([], description="What to do, step by step; **bold** are the words of the software itself")
    menuPath: list[str] = []
    isRetried: bool = Field(False, description="Whether it is tried again without anybody's doing")


class ConnectionOut(Schema):
    id: uuid.UUID
    integrationId: uuid.UUID
    integrationKey: str
    sourceId: uuid.UUID
    sourceType: str
    platformName: str
    linkUrl: str = Field(description="The Link URL of the company, empty when no link works or the key may not see it.")
    status: str = Field(description="PendingAuth, Linked, Deauthorized or Unlinked")
    created: datetime
    lastSync: datetime | None
    connectionInfo: dict[str, str] = Field(
        description="accountId, and entityId and entityName where one entity is read. Each entity that the customer "
        "chose has a connection of its own; the first in the list leads the others."
    )
    dataConnectionErrors: list[ConnectionProblem]


class CompanyOut(Schema):
    id: uuid.UUID
    name: str
    description: str | None
    redirect: str = Field(description="The Link URL, empty when no link works or the key may not see it.")
    created: datetime
    createdByUserName: str | None
    lastSync: datetime | None
    isTest: bool
    products: list[str]
    tags: dict[str, str]
    dataConnections: list[ConnectionOut]


def companies_of(organisation: Organisation) -> QuerySet[Company]:
    """An organisation's companies with all that is shown of them."""
    links = Prefetch("links", Link.objects.usable(), to_attr="usable_links")
    rows = organisation.companies.with_state().select_related("created_by").prefetch_related(links)
    newest = Prefetch("connections__probes", Probe.objects.newest(), to_attr="newest_probes")
    return rows.prefetch_related(newest).order_by("-created_at", "-pk")


def show_company(company: Any, key: ApiKey) -> dict[str, Any]:
    link_url = url_of(company.usable_links[0]) if company.usable_links and key.may(Right.ISSUE_LINKS) else ""
    connections = sorted(company.connections.all(), key=lambda connection: (connection.lead_id or 0, connection.pk))
    return {
        "id": company.public_id,
        "name": company.name,
        "description": None,
        "redirect": link_url,
        "created": company.created_at,
        "createdByUserName": company.created_by.email if company.created_by else None,
        "lastSync": company.last_read_at,
        "isTest": company.is_test,
        "products": [],
        "tags": {},
        "dataConnections": [show_connection(connection, link_url=link_url) for connection in connections],
    }


def problems_of(connection: Any) -> Iterator[dict[str, Any]]:
    """Why a connection does not work: lost access, or what the newest probe found amiss, with cause, owner and cure."""
    if connection.status == Connection.Status.DEAUTHORISED:
        yield {
            "statusCode": "401",
            "statusText": "Unauthorized",
            "errorMessage": connection.status_reason,
            "erroredOnUtc": connection.status_changed_at,
            "status": "Active",
        }
    for probe in connection.newest_probes if connection.status == Connection.Status.PENDING else ():
        for check in probe.checks.all():
            if check.blocks and check.verdict:
                yield {
                    "statusCode": "401" if probe.kind == Probe.Kind.SIGN_IN else "403",
                    "statusText": check.verdict["key"],
                    "errorMessage": check.verdict["cause"],
                    "erroredOnUtc": check.checked_at,
                    "status": "Active",
                    "owner": check.verdict["owner"],
                    "fix": check.verdict["fix"],
                    "menuPath": check.verdict["menu_path"],
                    "isRetried": check.verdict["is_retried"],
                }


def show_connection(connection: Any, *, link_url: str) -> dict[str, Any]:
    """A connection as it is served; fetched with when it was last read."""
    integration = connection.integration
    facts = {
        "accountId": connection.account_id,
        "entityId": connection.entity_id or "",
        "entityName": connection.entity_name,
    }
    return {
        "id": connection.public_id,
        "integrationId": integration.public_id,
        "integrationKey": integration.provider,
        "sourceId": integration.source_id,
        "sourceType": "Accounting",
        "platformName": integration.name,
        "linkUrl": link_url,
        "status": STATUS[Connection.Status(connection.status)],
        "created": connection.created_at,
        "lastSync": connection.last_read_at,
        "connectionInfo": {name: value for name, value in facts.items() if value},
        "dataConnectionErrors": list(problems_of(connection)),
    }


@router.get("/companies", auth=Key(Right.VIEW_COMPANIES), response=PageOf[CompanyOut], by_alias=True)
def list_companies(request: HttpRequest, paging: Query[Paging]) -> Any:
    """All companies of the organisation, the newest first."""
    key: ApiKey = request.auth  # type: ignore[attr-defined]
    return page_of(request, companies_of(key.organisation), paging, lambda company: show_company(company, key))


@router.get("/companies/{uuid:company_id}", auth=Key(Right.VIEW_COMPANIES), response=CompanyOut, by_alias=True)
def get_company(request: HttpRequest, company_id: uuid.UUID) -> Any:
    """One company with its connections."""
    key: ApiKey = request.auth  # type: ignore[attr-defined]
    return show_company(get_object_or_404(companies_of(key.organisation), public_id=company_id), key)


@router.get(
    "/companies/{uuid:company_id}/connections",
    auth=Key(Right.VIEW_COMPANIES),
    response=PageOf[ConnectionOut],
    by_alias=True,
)
def list_connections(request: HttpRequest, company_id: uuid.UUID, paging: Query[Paging]) -> Any:
    """The connections of one company."""
    key: ApiKey = request.auth  # type: ignore[attr-defined]
    company: Any = get_object_or_404(companies_of(key.organisation), public_id=company_id)
    shown = show_company(company, key)
    newest = Prefetch("probes", Probe.objects.newest(), to_attr="newest_probes")
    rows = company.connections.select_related("integration").defer("integration__settings").prefetch_related(newest)
    rows = rows.with_last_read().order_by(F("lead").asc(nulls_first=True), "pk")
    return page_of(request, rows, paging, lambda row: show_connection(row, link_url=shown["redirect"]))


@router.get(
    "/companies/{uuid:company_id}/connections/{uuid:connection_id}",
    auth=Key(Right.VIEW_COMPANIES),
    response=ConnectionOut,
    by_alias=True,
)
def get_connection(request: HttpRequest, company_id: uuid.UUID, connection_id: uuid.UUID) -> Any:
    """One connection."""
    key: ApiKey = request.auth  # type: ignore[attr-defined]
    company: Any = get_object_or_404(companies_of(key.organisation), public_id=company_id)
    row = next((row for row in company.connections.all() if row.public_id == connection_id), None)
    if row is None:
        raise Http404("No such connection.")
    return show_connection(row, link_url=show_company(company, key)["redirect"])
