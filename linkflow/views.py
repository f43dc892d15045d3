"""The wizard's pages. Nothing here talks to a provider: pages read rows, and watch the work that fills them."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from companies.actions import Refused
from linkflow import actions
from linkflow.doors import WizardRequest, reload, through_link, through_link_to_withdraw
from linkflow.returning import return_url
from linkflow.steps import Answer, Step
from linkflow.visitors import Visitor
from portal.organisations import redirects
from portal.organisations.redirects import Status

WATCHED_FOR = 600
"""Seconds for which an open page looks at missing rights by itself; then a person has to ask."""
OPEN_WHEN_LINKED = frozenset({"permissions", "done"})


@require_safe
@through_link
def open_link(request: WizardRequest) -> HttpResponse:
    """Go on where this company stands."""
    actions.open_session(link=request.link, query=redirects.kept(request.GET.dict()))
    reload(request)
    slug = "welcome" if request.walk.is_asked_again else request.way.first_unfinished().slug
    return redirect("linkflow:step", request.token, slug)


@require_http_methods(["GET", "HEAD", "POST"])
@through_link
def step(request: WizardRequest, slug: str) -> HttpResponse:
    """One page of the wizard: show it, or do what was asked on it."""
    found = _step(request, slug)
    if refused := _not_now(request, found):
        return refused
    answer = Answer(form=found.form(request.walk))
    if request.method == "POST":
        answer = _submit(request, found)
        if answer.form is None:
            return _go_on(request, found, answer)
    else:
        with override(settings.LANGUAGE_CODE):  # for the organisation that waits, which reads another language
            title = str(found.label(request.walk))
        actions.stand_at(session=request.walk, slug=found.slug, title=title)
    return render(request, found.template_name, {**page(request, found), "form": answer.form})


@transaction.non_atomic_requests
@require_safe
@through_link
def progress(request: WizardRequest, slug: str) -> HttpResponse:
    """The moving part of a page, or nothing as long as it would look the same."""
    found = _step(request, slug)
    if not found.progress_template_name:
        raise Http404("Nothing moves on this page.")
    if not request.headers.get("HX-Request"):
        return redirect("linkflow:step", request.token, found.slug)
    if _not_now(request, found) is not None:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    context = page(request, found)
    if request.GET.get("seen") == context["seen"]:
        return HttpResponse(status=204)
    is_over = found.slug == "credentials" and not found.is_moving(request.walk)
    if is_over or request.walk.is_read_once:  # more than the moving part would look different
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return render(request, found.progress_template_name, {**context, "is_part": True})


@require_POST
@through_link
def recheck(request: WizardRequest) -> HttpResponse:
    """Check missing rights again; the page asks for it by itself for a while, a person at any time."""
    found = _step(request, "permissions")
    if refused := _not_now(request, found):
        return refused
    try:
        actions.recheck(session=request.walk)
    except Refused as error:
        if not request.headers.get("HX-Request"):
            messages.warning(request, str(error))
    if not request.headers.get("HX-Request"):
        return redirect("linkflow:step", request.token, found.slug)
    reload(request)
    return render(request, found.progress_template_name, {**page(request, found), "is_part": True})


@require_http_methods(["GET", "HEAD", "POST"])
@through_link_to_withdraw
def disconnect(request: WizardRequest) -> HttpResponse:
    """Withdraw: ask once, then erase the credentials at once. Where nothing is connected it is the consent alone."""
    if not request.walk.can_withdraw:
        return redirect("linkflow:open_link", request.token)
    context = {"is_connected": request.walk.can_disconnect}
    if request.method == "POST":
        actions.disconnect(session=request.walk)
        reload(request)
        return render(request, "linkflow/disconnected.html", {**surroundings(request), **context})
    return render(request, "linkflow/disconnect.html", {**surroundings(request), **context})


def _step(request: WizardRequest, slug: str) -> Step:
    found = request.way.get(slug)
    if found is None:
        raise Http404("No such step.")
    return found


def _not_now(request: WizardRequest, found: Step) -> HttpResponse | None:
    """Another page, where this one cannot be opened now; ``None`` where it can."""
    walk = request.walk
    if walk.is_linked:
        is_open = found.slug in OPEN_WHEN_LINKED or (found.slug == "welcome" and walk.is_asked_again)
        return None if is_open else redirect("linkflow:step", request.token, "done")
    if walk.is_read_once and found.slug in OPEN_WHEN_LINKED:
        return None if found.slug == "done" else redirect("linkflow:step", request.token, "done")
    if withdrawn := _nothing_to_choose(request, found):
        return withdrawn
    if not found.is_applicable(walk):
        return redirect("linkflow:step", request.token, request.way.after(found).slug)
    if blocker := request.way.blocker(found):
        if not blocker.is_gate:
            messages.info(request, _("First: %(step)s.") % {"step": blocker.label(walk)})
        to = blocker if blocker.is_gate or blocker.is_local else request.way.first_unfinished()
        return redirect("linkflow:step", request.token, to.slug)
    return None


def _nothing_to_choose(request: WizardRequest, found: Step) -> HttpResponse | None:
    """The page for a customer who cannot go on: nothing is offered, not this any more, or nobody can open it now."""
    walk = request.walk
    is_behind = found.slug not in ("welcome", "select")
    chosen = walk.integration if is_behind else None
    if chosen is not None and not (chosen.is_offered and chosen.can_be_opened):
        actions.tell_nothing_to_choose(session=walk, chosen=chosen)
    elif not walk.organisation.integrations.offered().exists():
        actions.tell_nothing_to_choose(session=walk)
    else:
        return None
    if request.headers.get("HX-Request"):
        return HttpResponse(status=409, headers={"HX-Refresh": "true"})
    context = {
        **surroundings(request),
        "step": found,
        "chosen": chosen,
        "others": walk.organisation.integrations.offered().exclude(pk=chosen.pk if chosen else None).exists(),
        "outcome": Status.NOT_SUPPORTED,
        "return_url": return_url(walk, Status.NOT_SUPPORTED),
    }
    return render(request, "linkflow/nothing_offered.html", context, status=409)


def _submit(request: WizardRequest, found: Step) -> Answer:
    try:
        return found.submit(request.walk, request.POST, Visitor.of(request))
    except Refused as error:
        return Answer(to=found.slug, refusal=str(error))


def _go_on(request: WizardRequest, found: Step, answer: Answer) -> HttpResponse:
    for notice in answer.notices:
        messages.info(request, str(notice))
    if answer.refusal:
        messages.warning(request, str(answer.refusal))
    if request.headers.get("HX-Request"):
        list(messages.get_messages(request))  # nothing is shown now, so nothing may be left to show later
        return HttpResponse(status=204)
    reload(request)
    slug = answer.to or request.way.after(request.way.get(found.slug) or found).slug
    address = reverse("linkflow:step", args=[request.token, slug])
    return redirect(f"{address}#{answer.fragment}" if answer.fragment else address)


def page(request: WizardRequest, found: Step) -> dict[str, Any]:
    """What a step's templates need."""
    walk, way = request.walk, request.way
    is_running = found.is_moving(walk)  # before all that is shown, which then can only be newer
    if walk.connection is not None:
        walk.connection.reread()
    since = _since(request)
    is_watching = time.time() - since < WATCHED_FOR
    before = way.before(found)
    return {
        **surroundings(request),
        "step": found,
        "title": found.title(walk),
        "task": way.task_of(found),
        "back": before.slug if before else "",
        "since": since,
        "is_watching": is_watching,
        "is_running": is_running,
        "is_edited": "edit" in request.GET,
        "seen": f"{found.state_key(walk)}.{is_watching}",
        "help_url": reverse("linkflow:help", args=[request.token, found.slug]),
        **found.context(walk, request.GET),
    }


def surroundings(request: WizardRequest) -> dict[str, Any]:
    """What every page of the wizard needs: who asks, about whom, and the ways out."""
    return {
        "token": request.token,
        "link": request.link,
        "session": request.walk,
        "organisation": request.walk.organisation,
        "company": request.walk.company,
        "provider_name": request.walk.provider_name,
        "way": request.way,
        "leave_url": reverse("linkflow:leave", args=[request.token]),
        "data_url": reverse("linkflow:data", args=[request.token]),
        "help_url": reverse("linkflow:help", args=[request.token, request.way.first_unfinished().slug]),
    }


def _since(request: WizardRequest) -> int:
    """When the page was opened, in seconds: it tells so itself with every question; never later than now."""
    told = request.POST.get("since", "") or request.GET.get("since", "")
    moment = int(time.time())
    return min(int(told), moment) if told.isdecimal() and len(told) < 12 else moment
