"""Pages beside the way: leaving, coming back, help, what happens to the data, tasks for a colleague, a new address."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from companies import actions as companies
from companies.models import Link
from companies.tokens import token_of
from linkflow import help_texts
from linkflow.consent import consent_text
from linkflow.doors import WizardRequest, closed_link, through_link
from linkflow.models import LinkSession
from linkflow.returning import return_url, status_of
from linkflow.rewording import changes_since, clauses_of
from linkflow.steps import GuideTask, Step
from linkflow.verdicts import lines_of
from linkflow.views import surroundings
from linkflow.way import Task


@require_http_methods(["GET", "HEAD", "POST"])
@closed_link
def ask_anew(request: HttpRequest, link: Link) -> HttpResponse:
    """Tell the organisation that its link ended; the page behind says that it was told, and when."""
    if request.method == "POST":
        companies.ask_anew(link=link)
    return redirect("linkflow:open_link", token_of(link))


@require_safe
@through_link
def leave(request: WizardRequest) -> HttpResponse:
    """Everything is kept; this is how to come back."""
    address = _address(reverse("linkflow:open_link", args=[request.token]))
    context = {
        **surroundings(request),
        "address": address,
        "return_url": return_url(request.walk, status_of(request.walk)),
    }
    return render(request, "linkflow/leave.html", context)


@require_safe
@through_link
def data(request: WizardRequest) -> HttpResponse:
    """What happens to the data: the words that were agreed to, and what is other now; before that, what is asked."""
    walk = request.walk
    context = {**surroundings(request), "consent": walk.consent}
    if walk.consent is None:
        context |= {"clauses": consent_text(walk.company).clauses}
    else:
        context |= {"clauses": clauses_of(walk.consent), "changes": changes_since(walk.consent, walk.company)}
    return render(request, "linkflow/data.html", context)


@require_safe
@through_link
def help(request: WizardRequest, slug: str) -> HttpResponse:
    """Help for one step: what it is for, and what to do when it does not go as described."""
    found = _known(request, slug)
    notes = found.guide.notes if isinstance(found, GuideTask) else ()
    context = {
        **surroundings(request),
        "step": found,
        "title": found.title(request.walk),
        "who": found.who(request.walk),
        "summary": found.guide.summary if isinstance(found, GuideTask) else "",
        "notes": notes,
        "questions": help_texts.questions(found.slug, request.walk, is_guide=isinstance(found, GuideTask)),
    }
    return render(request, "linkflow/help.html", context)


@require_safe
@through_link
def send(request: WizardRequest, slug: str) -> HttpResponse:
    """An address to one task, or to all that a colleague can do, and a mail that explains it."""
    walk, way = request.walk, request.way
    found = _known(request, slug)
    tasks = way.sendable if slug == "tasks" else [task for task in way.tasks if task.slug == slug]
    if not tasks:
        return redirect("linkflow:step", request.token, way.first_unfinished().slug)
    address = _address(reverse("linkflow:step", args=[request.token, slug]))
    items = _missing_rights(walk) if slug == "permissions" else ()
    subject, text = _mail(walk, tasks, address, items)
    context = {
        **surroundings(request),
        "step": found,
        "tasks": tasks,
        "address": address,
        "subject": subject,
        "text": text,
        "mailto": f"mailto:?subject={quote(subject)}&body={quote(text)}",
    }
    return render(request, "linkflow/send.html", context)


@require_safe
@through_link
def permission_list(request: WizardRequest, slug: str) -> HttpResponse:
    """The rights to grant, on paper."""
    found = _known(request, slug)
    if not isinstance(found, GuideTask) or not found.guide.permissions:
        raise Http404("This step has no list.")
    context = {**surroundings(request), "step": found, "title": found.title(request.walk)}
    return render(request, "linkflow/permission_list.html", {**context, **found.context(request.walk, request.GET)})


def _known(request: WizardRequest, slug: str) -> Step:
    found = request.way.get(slug)
    if found is None:
        raise Http404("No such step.")
    return found


def _address(path: str) -> str:
    return f"{settings.PUBLIC_URL.rstrip('/')}{path}"


def _missing_rights(walk: LinkSession) -> list[str]:
    return [f"- {line.card.heading}".replace("**", "") for line in lines_of(walk) if line.card and line.is_required]


def _mail(walk: LinkSession, tasks: list[Task], address: str, items: Sequence[str]) -> tuple[str, str]:
    minutes = sum(task.minutes for task in tasks)
    names = {
        "organisation": walk.organisation.name,
        "company": walk.company.name,
        "provider": walk.provider_name,
        "task": str(tasks[0].label),
        "minutes": minutes,
        "address": address,
    }
    if len(tasks) == 1:
        subject = _("A task in %(provider)s: %(task)s") % names
    else:
        subject = _("Tasks in %(provider)s for %(organisation)s") % names
    lines = [
        _("Hello,"),
        _("%(organisation)s asks to read the books of %(company)s in %(provider)s.") % names,
        ngettext(
            "This has to be done in %(provider)s, about %(minutes)s minute in all:",
            "This has to be done in %(provider)s, about %(minutes)s minutes in all:",
            minutes,
        )
        % names,
        "\n".join(items or [f"- {task.label} ({task.who})".replace("**", "") for task in tasks]),
        _("This address shows each step and the values to copy. It asks for no sign-in:"),
        address,
        _("Say there when it is done. Pass the address on to nobody else."),
    ]
    return subject, "\n\n".join(lines)
