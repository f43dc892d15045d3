"""An organisation's own words in the consent: what is published, the draft, and how one becomes the other."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.organisations import actions
from portal.organisations.access import TenantRequest, able, member_required, right_required
from portal.organisations.actions import Refused
from portal.organisations.forms import PublishForm, WordsForm
from portal.organisations.models import Organisation, WordingDraft
from portal.organisations.roles import Right
from portal.organisations.wording import CLAUSE_LENGTH, MOST_CLAUSES, Language


@member_required
@require_safe
def wording(request: TenantRequest) -> HttpResponse:
    """What customers agree to now, the draft, and every version with how many agreed to it."""
    organisation = request.organisation
    versions = list(organisation.wording_versions.with_customers().select_related("organisation"))
    context = {
        **_place(organisation),
        "versions": versions,
        "current": versions[0] if versions else None,
        "agreed_before_count": organisation.consents.filter(wording=None).values("company").distinct().count(),
        "asking": next((version for version in versions if version.asks_again), None),
        "unasked_count": organisation.unasked_count,
        "able": able(request, Right.CHANGE_SETTINGS),
    }
    return render(request, "organisations/wording.html", context)


@right_required(Right.CHANGE_SETTINGS)
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: TenantRequest, language: str) -> HttpResponse:
    """Write the words of one language."""
    if language not in Language.values:
        raise Http404("This language cannot be written in.")
    organisation, kept = request.organisation, request.organisation.draft
    words, is_sent = kept.written_in(language), request.method == "POST"
    form = WordsForm(request.POST if is_sent else None, words=words, is_main=kept.main_language == language)
    if is_sent and form.is_valid():
        if request.POST.get("digest") != words.digest:
            form.add_error(None, _("Somebody saved other words since you opened the page. Saving again replaces them."))
        else:
            actions.save_draft(
                organisation=organisation,
                actor=request.membership.user,
                words=form.words,
                is_main=form.cleaned_data["is_main"],
            )
            messages.success(request, _("The draft is saved. Customers read it once it is published."))
            return _behind(request, language)
    context = {
        **_place(organisation),
        "form": form,
        "words": words,
        "languages": [(each, kept.written_in(each.value)) for each in Language],
        "language": Language(language),
        "is_main": form.was_main,
        "most": MOST_CLAUSES,
        "longest": CLAUSE_LENGTH,
    }
    return render(request, "organisations/draft.html", context)


@right_required(Right.CHANGE_SETTINGS)
@require_http_methods(["GET", "HEAD", "POST"])
def discard_draft(request: TenantRequest) -> HttpResponse:
    """Throw the draft away, after a confirmation."""
    organisation = request.organisation
    if request.method == "POST":
        if actions.discard_draft(organisation=organisation, actor=request.membership.user):
            messages.success(request, _("The draft is gone. What is published stays as it is."))
        return redirect("organisations:wording", organisation.slug)
    if organisation.draft.pk is None:
        return redirect("organisations:wording", organisation.slug)
    return render(request, "organisations/discard_draft.html", _place(organisation))


@right_required(Right.CHANGE_SETTINGS)
@require_http_methods(["GET", "HEAD", "POST"])
def publish_draft(request: TenantRequest) -> HttpResponse:
    """Publish the draft, and choose what becomes of customers who have agreed already."""
    organisation = request.organisation
    agreed_count = organisation.link_sessions.filter(consent__isnull=False).count()
    form = PublishForm(request.POST if request.method == "POST" else None, has_customers=agreed_count > 0)
    if request.method == "POST" and form.is_valid():
        try:
            version = actions.publish_draft(
                organisation=organisation,
                actor=request.membership.user,
                asks_again=form.asks_again,
                digest=request.POST.get("digest", ""),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Version %(number)s is published.") % {"number": version.number})
            return redirect("organisations:wording", organisation.slug)
    if organisation.draft.pk is None:
        return redirect("organisations:wording", organisation.slug)
    context = {**_place(organisation), "form": form, "agreed_count": agreed_count}
    return render(request, "organisations/publish_draft.html", context)


@right_required(Right.CHANGE_SETTINGS)
@require_http_methods(["GET", "HEAD", "POST"])
def draft_from_version(request: TenantRequest, number: int) -> HttpResponse:
    """Begin a draft with the words of an old version; says before that the present draft goes."""
    version = get_object_or_404(request.organisation.wording_versions, number=number)
    if request.method == "POST":
        actions.draft_from(version=version, actor=request.membership.user)
        return redirect("organisations:draft", request.organisation.slug, version.main_language)
    context = {**_place(request.organisation), "version": version}
    return render(request, "organisations/draft_from_version.html", context)


def _place(organisation: Organisation) -> dict[str, Any]:
    """What all of these pages show: where they stand, and the draft if there is one."""
    draft = WordingDraft.objects.filter(organisation=organisation).select_related("changed_by").first()
    return {"place": "settings", "section": "wording", "draft": draft}


def _behind(request: TenantRequest, language: str) -> HttpResponse:
    """Where each of the two buttons leads."""
    organisation = request.organisation
    if request.POST.get("then") == "preview":
        return redirect("links:preview_draft", organisation.slug, language)
    return redirect("organisations:draft", organisation.slug, language)
