"""A new sign-in for books that are connected, before the old one breaks or soon after."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods

from companies.actions import Refused
from companies.models import Renewal
from linkflow import actions
from linkflow.doors import WizardRequest, reload, through_link
from linkflow.models import LinkSession
from linkflow.verdicts import card_of
from linkflow.views import surroundings

NEWS_FOR = timedelta(hours=1)
"""How long the page says how the last try ended."""


@require_http_methods(["GET", "HEAD", "POST"])
@through_link
def renew(request: WizardRequest) -> HttpResponse:
    """Enter a new sign-in, and watch it being tried."""
    if not request.walk.can_renew:
        return redirect("linkflow:open_link", request.token)
    form = _form(request)
    if request.method == "POST" and form.is_valid():
        try:
            actions.renew(session=request.walk, credentials=form.cleaned_data)
        except Refused as error:
            reload(request)
            form.add_error(None, str(error))
        else:
            return redirect("linkflow:renew", request.token)
    context = {**surroundings(request), "form": form, **_last_try(request.walk)}
    if request.headers.get("HX-Request"):  # the page watches: it comes anew when the try has ended
        return HttpResponse(status=204, headers={} if context["is_running"] else {"HX-Refresh": "true"})
    return render(request, "linkflow/renew.html", context)


def _form(request: WizardRequest) -> forms.Form:
    """The provider's own form. Of what is known it shows the account, but not the user: others may hold this link."""
    walk = request.walk
    form_class: Any = walk.provider.credentials_form if walk.provider else forms.Form
    account = walk.connection.account_id.casefold() if walk.connection else ""
    answers = {name: str(walk.answer(name)) for name in form_class.base_fields}
    known = {name: value for name, value in answers.items() if value.casefold() == account}
    form: forms.Form = form_class(request.POST if request.method == "POST" else None, initial=known)
    return form


def _last_try(walk: LinkSession) -> dict[str, Any]:
    renewal = walk.connection.renewals.defer("credentials").first() if walk.connection else None
    if renewal is None or (renewal.finished_at and renewal.finished_at < now() - NEWS_FOR):
        return {"renewal": None, "is_running": False}
    has_failed = renewal.status == Renewal.Status.FAILED
    return {
        "renewal": renewal,
        "is_running": not renewal.is_finished,
        "has_failed": has_failed,
        "is_renewed": renewal.status == Renewal.Status.SUCCEEDED,
        "card": card_of(walk, renewal.verdict) if has_failed else None,
    }
