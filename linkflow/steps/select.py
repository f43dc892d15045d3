"""Tiles: in which software are the books kept?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from integrations.models import Integration
from integrations.provider import Text
from linkflow import actions
from linkflow.models import LinkSession
from linkflow.returning import return_url
from linkflow.steps.base import Answer, Step
from linkflow.visitors import Visitor
from portal.organisations.redirects import Status

SEARCH_BEYOND = 8


class SoftwareForm(forms.Form):
    """One of the integrations that the organisation offers."""

    provider = forms.ChoiceField(
        label=_("Accounting software"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose the software in which the books are kept."),
            "invalid_choice": _("This software is not offered any more. Choose another."),
        },
    )

    def __init__(self, *args: Any, offered: list[Integration], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["provider"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(each.provider, each.name) for each in offered]


class SelectSoftware(Step):
    """Choosing a tile begins the connection."""

    slug = "select"
    template_name = "linkflow/select.html"
    is_gate = True

    def title(self, session: LinkSession) -> Text:
        return _("Select your accounting software")

    def is_complete(self, session: LinkSession) -> bool:
        return session.integration is not None and session.connection is not None

    def offered(self, session: LinkSession) -> list[Integration]:
        return list(session.organisation.integrations.offered())

    def form(self, session: LinkSession, data: QueryDict | None = None) -> forms.Form:
        offered = self.offered(session)
        chosen = session.integration.provider if session.integration else ""
        only = offered[0].provider if len(offered) == 1 else ""
        return SoftwareForm(data, offered=offered, initial={"provider": chosen or only})

    def context(self, session: LinkSession, asked: QueryDict) -> dict[str, Any]:
        offered, wanted = self.offered(session), asked.get("q", "").strip().casefold()
        return {
            "offered": offered,
            "shown": [each for each in offered if wanted in each.name.casefold()],
            "is_searchable": len(offered) > SEARCH_BEYOND,
            "return_url": return_url(session, Status.NOT_SUPPORTED),
            "chosen": session.integration.provider if session.integration else (offered[0].provider if offered else ""),
        }

    def submit(self, session: LinkSession, data: QueryDict, visitor: Visitor) -> Answer:
        form = self.form(session, data)
        if not form.is_valid():
            return Answer(form=form)
        offered = {each.provider: each for each in self.offered(session)}
        actions.choose_software(session=session, integration=offered[form.cleaned_data["provider"]])
        return Answer(to="tasks")
