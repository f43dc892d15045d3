"""What customers agreed to, for programs that keep the proof of it themselves."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from companies.datasets.api import company_of
from linkflow import actions
from linkflow.evidence import HOW, shown
from portal.api.keys import Key
from portal.api.pages import PageOf, Paging, page_of
from portal.organisations.models import ApiKey
from portal.organisations.roles import Right

router = Router(tags=["Consents"])


class ConsentOut(Schema):
    id: uuid.UUID
    agreed: datetime
    status: str = Field(description="InForce, Replaced by a later consent, or Withdrawn by the customer")
    ended: datetime | None = Field(description="When it was replaced or withdrawn.")
    text: str = Field(description="The whole text, in the words that stood on the page.")
    textVersion: str
    textHash: str = Field(description=HOW)
    hashAlgorithm: str
    textFitsHash: bool = Field(description="Whether the text as it is kept now still has this hash.")
    notedInAuditLog: datetime | None = Field(description="When the audit log wrote down the same hash.")
    language: str
    networkAddress: str | None
    userAgent: str
    linkIssued: datetime | None = Field(description="When the link was issued by which the customer came.")


@router.get(
    "/companies/{uuid:company_id}/consents",
    auth=Key(Right.VIEW_CONSENTS),
    response=PageOf[ConsentOut],
    by_alias=True,
)
def list_consents(request: HttpRequest, company_id: uuid.UUID, paging: Query[Paging]) -> Any:
    """What a company agreed to, the newest first. That a key asked is written down in the audit log, once a day."""
    key: ApiKey = request.auth  # type: ignore[attr-defined]
    company = company_of(request, company_id)
    found = {each.consent.pk: each for each in actions.export_consents_to_program(company=company, key=key)}
    rows = company.consents.order_by("-agreed_at", "-pk")
    return page_of(request, rows, paging, lambda row: shown(found[row.pk]))
