"""What members see of their customers' way through the wizard: how far they come, and what they agreed to."""

from __future__ import annotations

import csv

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from companies.datasets import sheets
from companies.models import Company
from linkflow import actions
from linkflow.consent import consent_text
from linkflow.evidence import as_json, as_text, evidence_of
from linkflow.forms import ExportForm
from linkflow.funnel import PERIODS, Asked, funnel_of
from linkflow.steps.welcome import ConsentForm
from portal.organisations.access import TenantRequest, member_required, right_required
from portal.organisations.models import WordingDraft, WordingVersion
from portal.organisations.roles import Right
from portal.organisations.wording import Language

UNDER_WAY = 25


@right_required(Right.VIEW_COMPANIES)
@never_cache
@require_safe
def funnel(request: TenantRequest) -> HttpResponse:
    """How links go: the steps with how many came to each, and who is under way."""
    asked = Asked.by(request.GET)
    found = funnel_of(request.organisation, asked)
    context = {
        "place": "companies",
        "asked": asked,
        "periods": [(key, label) for key, (label, _span) in PERIODS.items()],
        "funnel": found,
        "page": Paginator(found.under_way, UNDER_WAY).get_page(request.GET.get("page")),
        "test_count": asked.left_out(request.organisation).count(),
        "unopened_count": asked.unopened(request.organisation).count(),
        "has_any": bool(found.began_count) or request.organisation.link_sessions.exists(),
    }
    return render(request, "linkflow/funnel.html", context)


@right_required(Right.VIEW_COMPANIES)
@never_cache
@require_safe
def download_funnel(request: TenantRequest) -> HttpResponse:
    """The steps as they were asked for, as CSV; times in seconds."""
    asked = Asked.by(request.GET)
    name = f"{slugify(request.organisation.name) or 'organisation'}-links-{asked.period}-{localdate():%Y-%m-%d}.csv"
    answer = HttpResponse(
        "\ufeff",
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
    writer = csv.writer(answer)
    heads = [_("Step"), _("Companies"), _("Share of those that began, %"), _("Went no further")]
    more = [_("Share of those at this step, %"), _("Median time since the step before, seconds")]
    writer.writerow([*heads, *more])
    for row in funnel_of(request.organisation, asked).rows:
        stopped = ["", ""] if row.is_last else [row.stopped, f"{row.stopped_share:.1f}"]
        seconds = "" if row.median is None else f"{row.median.total_seconds():.0f}"
        writer.writerow([sheets.safe(str(row.mark.label)), row.count, f"{row.share:.1f}", *stopped, seconds])
    return answer


@member_required
@never_cache
@require_safe
def preview_draft(request: TenantRequest, language: str) -> HttpResponse:
    """The first page as a customer will find it once the draft is published."""
    draft = request.organisation.draft
    if draft.pk is None:
        raise Http404("There is no draft.")
    return _preview(request, draft, language)


@member_required
@never_cache
@require_safe
def preview_version(request: TenantRequest, number: int, language: str) -> HttpResponse:
    """The first page as a customer finds it, or found it, with a version of the organisation's own words."""
    return _preview(request, get_object_or_404(request.organisation.wording_versions, number=number), language)


def _preview(request: TenantRequest, wording: WordingDraft | WordingVersion, language: str) -> HttpResponse:
    if language not in Language.values:
        raise Http404("Nobody can write in this language.")
    with override(language):
        company = Company(organisation=request.organisation, name=_("Example Company"))
        text = consent_text(company, wording)
    context = {
        "place": "settings",
        "section": "wording",
        "wording": wording,
        "is_draft": isinstance(wording, WordingDraft),
        "text": text,
        "form": ConsentForm(current_hash=text.hash),
        "languages": list(Language),
        "language": Language(language),
        "words": wording.words_in(language),
        "is_offered": request.organisation.integrations.offered().exists(),
        "face": request.organisation.shown_face,
    }
    return render(request, "linkflow/preview_consent.html", context)


@right_required(Right.VIEW_CONSENTS)
@never_cache
@require_safe
def consents(request: TenantRequest, public_id: str) -> HttpResponse:
    """Every consent of a company, with its words, and whether it is in force."""
    company = get_object_or_404(request.organisation.companies, public_id=public_id)
    context = {
        "place": "companies",
        "tab": "connection",
        "company": company,
        "connection": company.connection,
        "found": evidence_of(company),
    }
    return render(request, "linkflow/consents.html", context)


@right_required(Right.VIEW_CONSENTS)
@never_cache
@require_POST
def export_consents(request: TenantRequest, public_id: str) -> HttpResponse:
    """Hand all of it out as a file. Not by a mere address: it is written down who took it."""
    company = get_object_or_404(request.organisation.companies, public_id=public_id)
    form = ExportForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["format"][0]))
        return redirect("links:consents", request.organisation.slug, company.public_id)
    member, chosen = request.membership.user, form.cleaned_data["format"]
    found = actions.export_consents(company=company, actor=member, format=chosen)
    write, media_type, ending = (
        (as_json, "application/json", "json") if chosen == ExportForm.JSON else (as_text, "text/plain", "txt")
    )
    return HttpResponse(
        write(company, found, taken_by=member.email, taken_at=now()),
        content_type=f"{media_type}; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{slugify(company.name) or "company"}-consents.{ending}"',
            "X-Content-Type-Options": "nosniff",
        },
    )
