"""Company > Admin > Subscriptions: what the company has bought, and how its entities may be opened."""

from __future__ import annotations

from http import HTTPStatus

from integrations.intacct.simulator.catalogue import ALWAYS_SUBSCRIBED, APPLICATIONS
from integrations.intacct.simulator.console.desk import Visit
from integrations.intacct.simulator.console.forms import Choices, Field, Form
from integrations.intacct.simulator.web import HttpError, Response
from integrations.intacct.simulator.world import SimulatedCompany

WEB_SERVICES = "Web Services"
MULTI_ENTITY = "Multi-Entity Management"
JOURNALS: Choices = (("", "Choose a journal"), ("IEJ", "IEJ--Inter Entity Journal"), ("GJ", "GJ--General Journal"))


def index(visit: Visit) -> Response:
    """List the applications with their toggles."""
    company = visit.company
    rows = [
        {
            "name": name,
            "is_on": _is_on(company, name),
            "note": _note(company, name),
            "is_fixed": bool(_fixed(company, name)),
            "url": visit.address("subscriptions", name),
            "configure": visit.address("multi-entity") if name == MULTI_ENTITY and company.is_multi_entity else "",
        }
        for name in sorted((*APPLICATIONS, MULTI_ENTITY, WEB_SERVICES))
    ]
    return visit.page("subscriptions.html", rows=rows)


def toggle(visit: Visit) -> Response:
    """Subscribe to an application or end its subscription, after asking where it may cost or break something."""
    company, name = visit.company, visit.pieces["application"]
    if name not in (*APPLICATIONS, WEB_SERVICES):
        raise HttpError(HTTPStatus.NOT_FOUND, "There is no such application.")
    if reason := _fixed(company, name):
        raise HttpError(HTTPStatus.CONFLICT, reason)
    is_on = _is_on(company, name)
    if not visit.is_post:
        return visit.page("subscribe.html", name=name, is_on=is_on, is_web_services=name == WEB_SERVICES)
    wanted = visit.request.field("action") == "subscribe"
    if name == WEB_SERVICES:
        company.has_web_services = wanted
    elif wanted and not is_on:
        company.subscriptions = [each for each in APPLICATIONS if each in (*company.subscriptions, name)]
    elif not wanted:
        company.subscriptions = [each for each in company.subscriptions if each != name]
    return visit.go("subscriptions", done="subscribed" if wanted else "unsubscribed")


def entity_restrictions(visit: Visit) -> Response:
    """Configure Multi-Entity Management: whether entities can be opened, and the journal that this then needs."""
    company = visit.company
    if not company.is_multi_entity:
        raise HttpError(HTTPStatus.NOT_FOUND, "This company has one entity, so there is nothing to configure.")
    form = _restrictions_form().fill(top_level_only=company.is_top_level_only, journal=company.iet_credits_journal)
    if visit.is_post:
        form.read(visit.request)
        if not form.is_on("top_level_only") and not form.text("journal"):
            form.refuse("journal", "IET credits journal is required when access is not restricted.")
        if form.is_valid:
            company.is_top_level_only = form.is_on("top_level_only")
            company.iet_credits_journal = form.text("journal")
            return visit.go("subscriptions", done="entity-restrictions")
    return visit.page(
        "form.html",
        title="Multi-Entity Management: configure",
        form=form,
        back=visit.address("subscriptions"),
        crumb="Subscriptions",
    )


def _is_on(company: SimulatedCompany, name: str) -> bool:
    if name == WEB_SERVICES:
        return company.has_web_services
    if name == MULTI_ENTITY:
        return company.is_multi_entity
    return name in company.subscriptions


def _fixed(company: SimulatedCompany, name: str) -> str:
    """Say why a subscription cannot be changed here; empty when it can."""
    if name in ALWAYS_SUBSCRIBED:
        return "Part of every company."
    if name == MULTI_ENTITY:
        return "Sage changes this subscription with you." if company.is_multi_entity else "This company has one entity."
    if name == WEB_SERVICES and company.kind == "trial":
        return "Not available in a trial company."
    return ""


def _note(company: SimulatedCompany, name: str) -> str:
    what = "Lets other software post and retrieve data through the XML Gateway." if name == WEB_SERVICES else ""
    return " ".join(filter(None, (what, _fixed(company, name))))


def _restrictions_form() -> Form:
    return Form(
        Field(name="restrictions", label="Entity restrictions", kind="heading"),
        Field(
            name="top_level_only",
            label="Restrict access to top level only",
            kind="check",
            help="While this is ticked, no entity can be opened, by people or through Web Services.",
        ),
        Field(name="transactions", label="Inter-entity transactions", kind="heading"),
        Field(name="journal", label="IET credits journal", kind="select", choices=JOURNALS),
    )
