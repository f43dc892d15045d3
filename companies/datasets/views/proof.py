"""Whether the books tie: every rule in plain words, the records of which it does not hold, and the proofs of before."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from companies.books import books_of
from companies.datasets import sheets
from companies.datasets.models import Proof, ProofLine, Record
from companies.datasets.proof_rules import RULES, Rule
from companies.models import Company, Connection
from integrations.records import Kind
from portal.organisations.access import TenantRequest, right_required
from portal.organisations.roles import Right

PROOFS = 12


@dataclass(slots=True)
class Source:
    """A record concerned; ``pk`` leads to it, where we still hold it."""

    kind: str
    id: str
    label: str
    pk: int | None


@dataclass(slots=True)
class Finding:
    """A line of a proof with the records that it names."""

    line: ProofLine
    sources: list[Source]
    parts: list[Finding] = field(default_factory=list)

    @property
    def more(self) -> int:
        """How many records are concerned beside those that are named."""
        return max(0, self.line.off_count - len(self.sources)) if self.sources else 0

    @property
    def kind_label(self) -> Any:
        return Kind(self.line.kind).label

    @property
    def places(self) -> int:
        """How many decimals both figures need, so that no difference is rounded away."""
        return max(len(text.partition(".")[2]) for text in (self.line.expected, self.line.found))


@dataclass(slots=True)
class Group:
    """All lines of one rule."""

    rule: Rule
    findings: list[Finding]

    @property
    def outcome(self) -> str:
        outcomes = {finding.line.outcome for finding in self.findings}
        return next((one for one in (Proof.Outcome.OFF, Proof.Outcome.TIED) if one in outcomes), Proof.Outcome.UNKNOWN)

    @property
    def label(self) -> Any:
        return Proof.Outcome(self.outcome).label

    @property
    def pill(self) -> str:
        return Proof.PILLS[Proof.Outcome(self.outcome)]


@right_required(Right.VIEW_DATA)
@never_cache
@require_safe
def proof(request: TenantRequest, public_id: str) -> HttpResponse:
    """The proof of the last sync."""
    company = get_object_or_404(request.organisation.companies, public_id=public_id)
    connection = books_of(request, company)
    return _page(request, company, connection, Proof.objects.of(connection).first(), is_latest=True)


@right_required(Right.VIEW_DATA)
@never_cache
@require_safe
def proof_of_sync(request: TenantRequest, public_id: str, sync_id: str) -> HttpResponse:
    """A proof of before."""
    company = get_object_or_404(request.organisation.companies, public_id=public_id)
    connection = books_of(request, company)
    proofs = Proof.objects.of(connection)
    shown = get_object_or_404(proofs, sync__public_id=sync_id)
    return _page(request, company, connection, shown, is_latest=shown == proofs.first())


def _page(
    request: TenantRequest, company: Company, connection: Connection | None, shown: Proof | None, *, is_latest: bool
) -> HttpResponse:
    lines = list(shown.lines.all()) if shown else []
    context = {
        "place": "companies",
        "tab": "proof",
        "company": company,
        "connection": connection,
        "proof": shown,
        "is_latest": is_latest,
        "groups": grouped(connection, lines),
        "off_count": len({line.rule for line in lines if line.outcome == Proof.Outcome.OFF}),
        "unknown_count": sum(line.outcome == Proof.Outcome.UNKNOWN for line in lines),
        "page": Paginator(Proof.objects.of(connection), PROOFS).get_page(request.GET.get("page")),
    }
    return render(request, "datasets/proof.html", context)


@right_required(Right.VIEW_DATA)
@never_cache
@require_safe
def download_proof(request: TenantRequest, public_id: str, sync_id: str) -> HttpResponse:
    """Every line of a proof as CSV, with the ids of the records concerned."""
    company = get_object_or_404(request.organisation.companies, public_id=public_id)
    shown = get_object_or_404(Proof.objects.of(books_of(request, company)), sync__public_id=sync_id)
    name = f"{slugify(company.name) or 'company'}-proof-{shown.created_at:%Y-%m-%d}.csv"
    answer = HttpResponse(
        "\ufeff",
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
    writer = csv.writer(answer)
    heads = [_("Rule"), _("Data type"), _("Of"), _("Outcome"), _("Checked"), _("Not tied"), _("Expected"), _("Found")]
    writer.writerow([*heads, _("Remark"), _("Records")])
    for line in shown.lines.all():
        said = [_label(line.rule), str(Kind(line.kind).label), line.part, line.get_outcome_display()]
        ids = " ".join(source["id"] for source in line.sources)
        figures = [line.checked_count, line.off_count, line.expected, line.found]
        writer.writerow([*map(sheets.safe, said), *figures, sheets.safe(line.remark), sheets.safe(ids)])
    return answer


def _label(rule: str) -> str:
    return str(RULES[rule].label) if rule in RULES else rule


def grouped(connection: Connection | None, lines: Sequence[ProofLine]) -> list[Group]:
    """The lines by rule, those about a part below the one about the whole."""
    known = _records(connection, lines)
    groups: dict[str, list[Finding]] = {}
    for line in lines:
        found = groups.setdefault(line.rule, [])
        finding = Finding(line, [_source(source, known) for source in line.sources])
        if line.part and found and found[-1].line.kind == line.kind:
            found[-1].parts.append(finding)
        else:
            found.append(finding)
    return [Group(RULES[key], found) for key, found in groups.items() if key in RULES]


def _source(source: dict[str, str], known: dict[tuple[str, str], tuple[int, str]]) -> Source:
    pk, label = known.get((source["kind"], source["id"]), (None, ""))
    return Source(source["kind"], source["id"], label or source["id"], pk)


def _records(connection: Connection | None, lines: Iterable[ProofLine]) -> dict[tuple[str, str], tuple[int, str]]:
    """The records that lines name: where they are, and what they are called."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for line in lines:
        for source in line.sources:
            wanted[source["kind"]].add(source["id"])
    found: dict[tuple[str, str], tuple[int, str]] = {}
    for kind, ids in wanted.items():
        rows = Record.objects.filter(dataset__connection=connection, dataset__kind=kind, source_id__in=ids)
        found |= {(kind, source): (pk, label) for pk, source, label in rows.values_list("pk", "source_id", "label")}
    return found
