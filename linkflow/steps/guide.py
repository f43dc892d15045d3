"""A task that is done inside the provider's own product: the provider's guide, as data, on one page."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from integrations.provider import Branch, GuideStep, PermissionLine, Text
from linkflow import actions
from linkflow.answers import without_secrets
from linkflow.models import LinkSession
from linkflow.steps.base import Answer, Step
from linkflow.verdicts import can_check_again, cured_here
from linkflow.visitors import Visitor
from portal.lib.spoken import in_house


class QuestionForm(forms.Form):
    """The question on which the next steps depend."""

    def __init__(self, data: QueryDict, *, guide: GuideStep) -> None:
        super().__init__(data)
        refusal = _("Choose one of the answers.")
        self.fields["branch"] = forms.ChoiceField(
            label=str(guide.question),
            choices=[(each.key, each.label) for each in guide.branches],
            widget=forms.RadioSelect,
            error_messages={"required": refusal, "invalid_choice": refusal},
        )


class GuideTask(Step):
    """One ``GuideStep``. The customer does it elsewhere and says so here."""

    template_name = "linkflow/guide.html"
    is_task = True
    is_local = False

    def __init__(self, guide: GuideStep) -> None:
        self.guide = guide
        self.slug = guide.slug
        self.minutes = guide.minutes

    def title(self, session: LinkSession) -> Text:
        return self.guide.title

    def who(self, session: LinkSession) -> Text:
        return self.guide.who

    def note(self, session: LinkSession) -> Text:
        if verdict := cured_here(session, self.guide):
            return verdict.heading
        if self.guide.form is None or not self.is_complete(session):
            return ""
        return ", ".join(str(session.answer(name)) for name in self.guide.form.base_fields if session.answer(name))

    def is_complete(self, session: LinkSession) -> bool:
        return self.slug in session.done

    def needs_attention(self, session: LinkSession) -> bool:
        return cured_here(session, self.guide) is not None

    def form(self, session: LinkSession, data: QueryDict | None = None) -> forms.Form | None:
        if self.guide.form is None:
            return None
        return self.guide.form(data, initial={name: session.answer(name) for name in self.guide.form.base_fields})

    @property
    def branch_answer(self) -> str:
        return f"{self.slug}.branch"

    @property
    def ticked_answer(self) -> str:
        return f"{self.slug}.ticked"

    def branch(self, session: LinkSession) -> Branch | None:
        """The branch that the customer chose."""
        chosen = session.answer(self.branch_answer)
        return next((each for each in self.guide.branches if each.key == chosen), None)

    def context(self, session: LinkSession, asked: QueryDict) -> dict[str, Any]:
        ticked = set(session.answer(self.ticked_answer) or ())
        return {
            "guide": self.guide,
            "branch": self.branch(session),
            "is_open_question": bool(self.guide.branches) and self.branch(session) is None,
            "is_done": self.is_complete(session),
            "attention": cured_here(session, self.guide),
            "can_check_again": can_check_again(session),
            "applications": by_application(self.guide.permissions, ticked, session.answer(self.branch_answer)),
            "first_of_branch": len(self.guide.instructions) + 1,
        }

    def submit(self, session: LinkSession, data: QueryDict, visitor: Visitor) -> Answer:
        match data.get("do", "done"):
            case "undo":
                actions.reopen_task(session=session, slug=self.slug, title=in_house(self.guide.title))
                return Answer(to=self.slug, notices=(_("Marked as not done."),))
            case "branch":
                return self._choose_branch(session, data)
            case "tick":
                self._keep_ticks(session, data)
                return Answer(to=self.slug, fragment="permissions", notices=(_("Your ticks are kept."),))
        return self._done(session, data)

    def _choose_branch(self, session: LinkSession, data: QueryDict) -> Answer:
        form = QuestionForm(data, guide=self.guide)
        if not form.is_valid():
            return Answer(form=form)
        actions.remember(session=session, answers={self.branch_answer: form.cleaned_data["branch"]})
        return Answer(to=self.slug, fragment="branch")

    def _keep_ticks(self, session: LinkSession, data: QueryDict) -> None:
        """Keep what was changed on this page since it was drawn: another person may tick other rows meanwhile.

        ``before`` names the rows that were ticked then, ``ticked`` those that are now; what is in both says nothing.
        """
        known = {line_key(line) for line in self.guide.permissions}
        before, ticked = known.intersection(data.getlist("before")), known.intersection(data.getlist("ticked"))
        if before != ticked:
            actions.tick(session=session, name=self.ticked_answer, on=ticked - before, off=before - ticked)

    def _done(self, session: LinkSession, data: QueryDict) -> Answer:
        notices: tuple[Text, ...] = ()
        if self.guide.branches and self.branch(session) is None:
            return Answer(to=self.slug, fragment="branch", refusal=_("Say first which form you see."))
        form = self.form(session, data)
        if form is not None:
            if not form.is_valid():
                return Answer(form=form)
            actions.remember(session=session, answers=without_secrets(form))
            notices = tuple(getattr(form, "notices", ()))
        self._keep_ticks(session, data)
        actions.confirm_task(session=session, slug=self.slug, title=in_house(self.guide.title))
        return Answer(notices=notices)


def line_key(line: PermissionLine) -> str:
    return f"{line.application}/{line.row}"


def by_application(
    lines: tuple[PermissionLine, ...], ticked: set[str], branch: str
) -> list[tuple[str, tuple[str, ...], list[tuple[PermissionLine, str, bool]]]]:
    """The list of rights as one walks through it: each application with its menu path, its rows, and their ticks."""
    groups = groupby(lines, key=lambda line: line.application)
    return [
        (application, rows[0].path_in(branch), [(row, line_key(row), line_key(row) in ticked) for row in rows])
        for application, rows in ((application, list(group)) for application, group in groups)
    ]
