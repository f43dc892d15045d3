"""Who asks, what for, and a deliberate yes; and the same once more when the organisation has changed its words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from integrations.provider import Text
from linkflow import actions
from linkflow.consent import consent_text
from linkflow.models import LinkSession
from linkflow.rewording import changes_since
from linkflow.steps.base import Answer, Step
from linkflow.visitors import Visitor


class ConsentForm(forms.Form):
    """The box that is ticked on purpose; ``text_hash`` tells whether the words changed while the page was open."""

    agreed = forms.BooleanField(
        label=_("I may decide this for my company, and I agree."),
        error_messages={"required": _("Tick the box if you agree. Without it nothing is connected.")},
    )
    text_hash = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, current_hash: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.current_hash = current_hash

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("text_hash") != self.current_hash:
            raise forms.ValidationError(_("The text has changed since you opened the page. Read it again, then agree."))
        return cleaned


class Welcome(Step):
    """The first page: consent."""

    slug = "welcome"
    template_name = "linkflow/welcome.html"
    is_gate = True

    def title(self, session: LinkSession) -> Text:
        names = {"organisation": session.organisation.name}
        if session.is_asked_again:
            return _("%(organisation)s has changed the words that you agreed to") % names
        return _("%(organisation)s asks to read your books") % names

    def is_complete(self, session: LinkSession) -> bool:
        """Whoever is connected may decide later: the books are read on the words of before until then."""
        return session.consent is not None and (session.is_linked or not session.is_asked_again)

    def form(self, session: LinkSession, data: QueryDict | None = None) -> forms.Form:
        return ConsentForm(data, current_hash=consent_text(session.company).hash)

    def context(self, session: LinkSession, asked: QueryDict) -> dict[str, Any]:
        context: dict[str, Any] = {"text": consent_text(session.company)}
        if session.consent is not None and session.is_asked_again:
            context["changes"] = changes_since(session.consent, session.company)
        return context

    def submit(self, session: LinkSession, data: QueryDict, visitor: Visitor) -> Answer:
        form = self.form(session, data)
        if not form.is_valid():
            return Answer(form=form)
        actions.record_consent(session=session, text=consent_text(session.company), visitor=visitor)
        if session.is_linked:
            return Answer(to="done", notices=(_("You agreed to the new words."),))
        return Answer()
