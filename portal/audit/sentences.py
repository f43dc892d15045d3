"""What an audit event says, as a sentence: one line for each verb, and a fair one for verbs nobody told us about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.audit.models import AuditEvent
from portal.organisations.roles import Role


@dataclass(frozen=True, slots=True)
class Line:
    """One event as a line of a timeline or of the activity log."""

    event: AuditEvent
    text: str
    icon: str
    style: str

    @property
    def actor(self) -> str:
        """Who acted, as a reader would name them."""
        event = self.event
        if event.actor_kind == AuditEvent.Actor.CUSTOMER:
            return event.actor_label or _("The customer")
        if event.actor_kind == AuditEvent.Actor.STAFF:
            return _("Ledgerbridge support (%(name)s)") % {"name": event.actor_label}
        if event.actor_kind == AuditEvent.Actor.KEY:
            return _("API key %(name)s") % {"name": event.actor_label}
        return event.actor_label


DONE, NEUTRAL, ENDED, WRONG = ("tick", "good"), ("ring", "quiet"), ("off", "quiet"), ("cross", "bad")
ASKS = ("alert", "warn")

SENTENCES: dict[str, tuple[Promise, tuple[str, str]]] = {
    "company.created": (gettext_lazy("Company created"), NEUTRAL),
    "company.renamed": (gettext_lazy("Company edited"), NEUTRAL),
    "company.deleted": (gettext_lazy("Company deleted with everything that was read"), ENDED),
    "link.issued": (gettext_lazy("Link issued"), NEUTRAL),
    "link.revoked": (gettext_lazy("Link revoked"), ENDED),
    "link.opened": (gettext_lazy("Link opened"), NEUTRAL),
    "link.mailed": (gettext_lazy("Link sent by e-mail"), NEUTRAL),
    "link.reminded": (gettext_lazy("Reminder of the link sent by e-mail"), NEUTRAL),
    "link.asked_anew": (gettext_lazy("New link asked for"), ASKS),
    "link.answered": (gettext_lazy("Request for a new link answered"), DONE),
    "link.nothing_offered": (gettext_lazy("Link opened, but no integration is switched on"), WRONG),
    "link.software_withdrawn": (gettext_lazy("Link opened, but its integration is switched off"), WRONG),
    "link.software_unreadable": (gettext_lazy("Link opened, but the stored credentials cannot be read"), WRONG),
    "task.done": (gettext_lazy("Task done"), DONE),
    "task.reopened": (gettext_lazy("Task reopened"), NEUTRAL),
    "other_books.accepted": (gettext_lazy("Agreed that other books are read than before"), NEUTRAL),
    "consent.given": (gettext_lazy("Agreed that the books are read"), DONE),
    "consent.withdrawn": (gettext_lazy("Consent withdrawn"), ENDED),
    "consent.exported": (gettext_lazy("Consents exported"), NEUTRAL),
    "connection.begun": (gettext_lazy("Connecting begun"), NEUTRAL),
    "credentials.entered": (gettext_lazy("Sign-in data entered"), NEUTRAL),
    "credentials.offered": (gettext_lazy("New sign-in data entered"), NEUTRAL),
    "credentials.renewed": (gettext_lazy("Sign-in data replaced"), DONE),
    "entity.chosen": (gettext_lazy("Entity chosen"), NEUTRAL),
    "connection.linked": (gettext_lazy("Linked"), DONE),
    "connection.unlinked": (gettext_lazy("Unlinked, and the sign-in data erased"), ENDED),
    "connection.deauthorised": (gettext_lazy("Access lost"), WRONG),
    "connection.checked": (gettext_lazy("Check of the connection asked for"), NEUTRAL),
    "connection.needs_organisation": (gettext_lazy("Needs you"), WRONG),
    "credentials.erased": (gettext_lazy("Sign-in data erased"), ENDED),
    "sync.requested": (gettext_lazy("Reading asked for"), NEUTRAL),
    "sync.cancelled": (gettext_lazy("Read stopped"), ENDED),
    "sync.finished": (gettext_lazy("Read completed"), DONE),
    "sync.failed": (gettext_lazy("Read failed"), WRONG),
    "sync.resumed": (gettext_lazy("Reading resumed"), NEUTRAL),
    "sync.paused": (gettext_lazy("Reading paused"), ENDED),
    "rules.saved": (gettext_lazy("What is read, and how often, changed"), NEUTRAL),
    "rules.reset": (gettext_lazy("What is read, and how often, set back"), NEUTRAL),
    "integration.saved": (gettext_lazy("Settings of the integration saved"), NEUTRAL),
    "integration.enabled": (gettext_lazy("Integration switched on"), DONE),
    "integration.disabled": (gettext_lazy("Integration switched off"), ENDED),
    "logo.changed": (gettext_lazy("Logo of the customers’ pages changed"), NEUTRAL),
    "logo.removed": (gettext_lazy("Logo of the customers’ pages removed"), ENDED),
    "accent.changed": (gettext_lazy("Colour of the customers’ pages changed"), NEUTRAL),
    "welcome.changed": (gettext_lazy("Welcome text changed"), NEUTRAL),
    "purpose.changed": (gettext_lazy("Purpose in the consent changed"), NEUTRAL),  # in entries from before versions
    "wording.published": (gettext_lazy("Consent text published"), DONE),
    "wording.draft_discarded": (gettext_lazy("Draft of the consent text discarded"), ENDED),
    "support_email.changed": (gettext_lazy("Support e-mail changed"), NEUTRAL),
    "return_url.changed": (gettext_lazy("Where customers go when finished changed"), NEUTRAL),
    "return_hosts.changed": (gettext_lazy("Hosts that customers may be sent to changed"), NEUTRAL),
    "link_lifetime.changed": (gettext_lazy("How long links are valid changed"), NEUTRAL),
    "origins.changed": (gettext_lazy("Own sites that may show the customers’ pages changed"), NEUTRAL),
    "partner_credential.granted": (gettext_lazy("Partner credentials lent"), DONE),
    "partner_credential.withdrawn": (gettext_lazy("Partner credentials withdrawn"), ENDED),
    "api_key.issued": (gettext_lazy("API key issued"), NEUTRAL),
    "api_key.revoked": (gettext_lazy("API key revoked"), ENDED),
    "endpoint.added": (gettext_lazy("Webhook endpoint added"), NEUTRAL),
    "endpoint.removed": (gettext_lazy("Webhook endpoint removed"), ENDED),
    "endpoint.tested": (gettext_lazy("Webhook endpoint tested"), NEUTRAL),
    "member.invited": (gettext_lazy("Person invited"), NEUTRAL),
    "member.uninvited": (gettext_lazy("Invitation withdrawn"), ENDED),
    "member.joined": (gettext_lazy("Person joined"), DONE),
    "member.role_changed": (gettext_lazy("Role changed"), NEUTRAL),
    "member.removed": (gettext_lazy("Person removed"), ENDED),
    "member.left": (gettext_lazy("Person left"), ENDED),
    "user.unlocked": (gettext_lazy("Sign-in unlocked"), NEUTRAL),
}


def line_of(event: AuditEvent) -> Line:
    """The sentence of one event."""
    sentence, (icon, style) = SENTENCES.get(event.verb, (None, NEUTRAL))
    text = str(sentence) if sentence is not None else _spelt_out(event.verb)
    detail = _detail(event.verb, event.data)
    return Line(event, f"{text}: {detail}" if detail else text, icon, style)


def lines_of(events: Iterable[AuditEvent]) -> list[Line]:
    return [line_of(event) for event in events]


def verbs_saying(text: str) -> list[str]:
    """The verbs whose sentence holds ``text``, for a search that finds what a reader sees."""
    return [verb for verb, (sentence, _look) in SENTENCES.items() if text.lower() in str(sentence).lower()]


def _spelt_out(verb: str) -> str:
    """A verb that has no sentence yet, readable all the same: ``webhook.paused`` → Webhook paused."""
    return verb.replace(".", " ").replace("_", " ").capitalize()


def _detail(verb: str, data: Mapping[str, Any]) -> str:
    """The one fact that a reader wants beside the sentence."""
    if verb == "company.renamed" and data.get("before"):
        return _("was called %(name)s") % {"name": data["before"]}
    if verb == "wording.published" and data.get("number"):
        words = _("version %(number)s, customers who had agreed are asked again")
        return (words if data.get("asks_again") else _("version %(number)s")) % {"number": data["number"]}
    if verb == "link_lifetime.changed" and data.get("days"):
        return ngettext("%(days)s day", "%(days)s days", data["days"]) % {"days": data["days"]}
    if verb.startswith("member.") and data.get("role"):
        return str(Role(data["role"]).label)
    names = ("task", "entity", "account", "cause", "reason", "failure", "outcome", "colour", "email", "host", "hosts")
    return next((str(data[name]).rstrip(".") for name in names if data.get(name)), "")
