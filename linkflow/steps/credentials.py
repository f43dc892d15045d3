"""Signing in: the credentials go straight into the connection, are tried once, and are never shown again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies.actions import Refused
from companies.models import Probe, ProbeCheck
from integrations.provider import Text
from linkflow import actions
from linkflow.answers import is_secret, without_secrets
from linkflow.models import LinkSession
from linkflow.steps.base import Answer, Step
from linkflow.steps.entity import SelectEntity
from linkflow.verdicts import can_check_again, card_of, checks_of, failed_check, warnings_of
from linkflow.visitors import Visitor
from portal.lib.spoken import told


class Credentials(Step):
    """Enter the sign-in; the page then watches the probe that tries it."""

    slug = "credentials"
    template_name = "linkflow/credentials.html"
    progress_template_name = "linkflow/_sign_in.html"
    is_task = True
    minutes = 2

    def title(self, session: LinkSession) -> Text:
        return session.provider.credentials_title if session.provider else self.label(session)

    def label(self, session: LinkSession) -> Text:
        if session.may_choose_several:
            return _("Sign in and choose the entities")
        return _("Sign in and choose the entity")

    def who(self, session: LinkSession) -> Text:
        return gettext_lazy("You")

    def note(self, session: LinkSession) -> Text:
        if session.connection is not None and session.connection.waits_for_organisation:
            return _("Waits for %(organisation)s.") % {"organisation": session.organisation.name}
        if self.needs_attention(session) and session.sign_in_probe:
            check = failed_check(session.sign_in_probe)
            card = card_of(session, check.verdict) if check else None
            return card.heading if card else told(session.sign_in_probe.failure) or _("Sign in anew.")
        return SelectEntity().note(session) if self.is_complete(session) else ""

    def is_complete(self, session: LinkSession) -> bool:
        return session.is_signed_in

    def needs_attention(self, session: LinkSession) -> bool:
        connection, probe = session.connection, session.sign_in_probe
        if connection is None or connection.status == connection.Status.UNLINKED:
            return False
        return probe is not None and probe.is_finished and not session.is_signed_in

    def needs(self, earlier: Step) -> bool:
        return True

    def form(self, session: LinkSession, data: QueryDict | None = None) -> forms.Form | None:
        if session.provider is None:
            return None
        form_class = session.provider.credentials_form
        shown = [name for name, field in form_class.base_fields.items() if not is_secret(field)]
        advised = _advised(session)
        return form_class(data, initial={name: session.answer(name) or advised.get(name, "") for name in shown})

    def context(self, session: LinkSession, asked: QueryDict) -> dict[str, Any]:
        probe = session.sign_in_probe
        check = failed_check(probe)
        is_waiting = session.connection is not None and session.connection.waits_for_organisation
        has_failed = self.needs_attention(session) and not is_waiting
        return {
            "probe": probe,
            "is_signed_in": session.is_signed_in,
            "has_failed": has_failed,
            "is_waiting": is_waiting,
            "checks": checks_of(probe) or _to_be_checked(session),
            "passed": sum(check.is_passed for check in checks_of(probe)),
            "warnings": warnings_of(session),
            "card": card_of(session, check.verdict) if check and has_failed else None,
            "can_check_again": has_failed and can_check_again(session),
            "entity": session.connection.entity_names if session.connection else "",
            "is_several": bool(session.connection and session.connection.further_ids),
            "has_choice": SelectEntity().is_applicable(session),
            "has_entity": session.has_entity,
            "secret_id": self._secret_id(session),
        }

    def _secret_id(self, session: LinkSession) -> str:
        """The id of the password field, to which an error leads."""
        form = self.form(session)
        return next((field.id_for_label for field in form or () if is_secret(field.field)), "")

    def is_moving(self, session: LinkSession) -> bool:
        return session.sign_in_probe is not None and not session.sign_in_probe.is_finished

    def state_key(self, session: LinkSession) -> str:
        probe = session.sign_in_probe
        return f"{probe.pk}.{probe.status}.{probe.attempts}.{pace_of(probe)}" if probe else ""

    def submit(self, session: LinkSession, data: QueryDict, visitor: Visitor) -> Answer:
        if data.get("do") == "again":
            actions.sign_in_again(session=session)
            return Answer(to=self.slug)
        form = self.form(session, data)
        if form is None or not form.is_valid():
            return Answer(form=form)
        try:
            actions.sign_in(session=session, credentials=form.cleaned_data, answers=without_secrets(form))
        except Refused as error:
            form.add_error(None, str(error))
            return Answer(form=form)
        return Answer(to=self.slug, notices=tuple(getattr(form, "notices", ())))


def _to_be_checked(session: LinkSession) -> list[ProbeCheck]:
    """What the page shows before a worker has begun."""
    labels = session.provider.sign_in_checks if session.provider else ()
    return [ProbeCheck(label=str(label), outcome=ProbeCheck.Outcome.WAITING) for label in labels]


def _advised(session: LinkSession) -> dict[str, str]:
    """What the guide had the customer copy into the provider's forms: it is known, so it is not asked for again."""
    values = (value for guide in session.guide for step in guide.instructions for value in step.paste)
    return {value.name: value.value for value in values}


def pace_of(probe: Probe) -> str:
    """Changes with what a page says of a probe that is under way: how far it is, and whether that takes long."""
    passed = sum(check.is_passed for check in probe.checks.all())
    return f"{passed}.{probe.is_late}.{probe.is_slow}"


def is_tried_again(probe: Probe) -> bool:
    """The provider was out of reach, and the worker tries once more."""
    return not probe.is_finished and probe.attempts > 0 and probe.status == Probe.Status.QUEUED
