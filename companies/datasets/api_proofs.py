"""Whether the books tie, for programs: the proofs that are made after each reading."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from companies.datasets.api import company_of
from companies.datasets.models import Proof, ProofLine
from portal.api.keys import Key
from portal.api.pages import PageOf, Paging, page_of
from portal.organisations.roles import Right

router = Router(tags=["Proofs"])


class RecordConcerned(Schema):
    """A record that does not tie: its kind, and its id at the source."""

    dataType: str
    id: str


class ProofLineShown(Schema):
    """One thing that was checked: of a data type as a whole, or of the period, entity or account in ``part``."""

    rule: str
    dataType: str
    part: str
    outcome: str
    checked: int
    off: int
    expected: str
    found: str
    remark: str
    records: list[RecordConcerned]


class ProofShown(Schema):
    """The proof that was made after one reading: tied, off, or unknown."""

    syncId: uuid.UUID
    companyId: uuid.UUID
    connectionId: uuid.UUID
    created: datetime
    outcome: str
    seconds: float


class ProofInFull(ProofShown):
    lines: list[ProofLineShown]


@router.get(
    "/companies/{uuid:company_id}/proofs",
    auth=Key(Right.VIEW_DATA),
    response=PageOf[ProofShown],
    by_alias=True,
)
def list_proofs(request: HttpRequest, company_id: uuid.UUID, paging: Query[Paging]) -> Any:
    """The proofs of a company's books, the newest first."""
    company = company_of(request, company_id)
    rows = company.proofs.select_related("sync__connection", "company").order_by("-created_at", "-pk")
    return page_of(request, rows, paging, show_proof)


@router.get(
    "/companies/{uuid:company_id}/proofs/{uuid:sync_id}",
    auth=Key(Right.VIEW_DATA),
    response=ProofInFull,
)
def get_proof(request: HttpRequest, company_id: uuid.UUID, sync_id: uuid.UUID) -> Any:
    """The proof that was made after one reading, line by line, with the first records that do not tie."""
    company = company_of(request, company_id)
    proofs = company.proofs.select_related("sync__connection", "company").prefetch_related("lines")
    proof = get_object_or_404(proofs, sync__public_id=sync_id)
    return {**show_proof(proof), "lines": [show_line(line) for line in proof.lines.all()]}


def show_proof(proof: Proof) -> dict[str, Any]:
    return {
        "syncId": proof.sync.public_id,
        "companyId": proof.company.public_id,
        "connectionId": proof.sync.connection.public_id,
        "created": proof.created_at,
        "outcome": proof.outcome,
        "seconds": proof.seconds,
    }


def show_line(line: ProofLine) -> dict[str, Any]:
    return {
        "rule": line.rule,
        "dataType": line.kind,
        "part": line.part,
        "outcome": line.outcome,
        "checked": line.checked_count,
        "off": line.off_count,
        "expected": line.expected,
        "found": line.found,
        "remark": line.remark,
        "records": [{"dataType": source["kind"], "id": source["id"]} for source in line.sources],
    }
