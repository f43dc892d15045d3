"""The last step: every right is checked, what is missing shows its cure, and reading begins behind it."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies.models import Probe, ProbeCheck
from integrations.provider import Text
from linkflow import actions
from linkflow.identity import books_of, identity_of
from linkflow.models import LinkSession
from linkflow.steps.base import Answer, Step
from linkflow.steps.credentials import is_tried_again, pace_of
from linkflow.steps.entity import SelectEntity
from linkflow.verdicts import lines_of
from linkflow.visitors import Visitor


class Permissions(Step):
    """It queues the probe and the first reading, and watches them."""

    slug = "permissions"
    template_name = "linkflow/permissions.html"
    progress_template_name = "linkflow/_permissions.html"
    is_task = True
    minutes = 1

    def title(self, session: LinkSession) -> Text:
        return _("Are these the right books?") if session.has_other_books else _("Checking permissions")

    def label(self, session: LinkSession) -> Text:
        return _("Check permissions")

    def who(self, session: LinkSession) -> Text:
        return gettext_lazy("Runs by itself")

    def is_complete(self, session: LinkSession) -> bool:
        return session.is_linked

    def needs_attention(self, session: LinkSession) -> bool:
        probes = session.permission_probes
        return bool(probes) and probes[0].is_finished and not session.is_linked

    def needs(self, earlier: Step) -> bool:
        return True

    def context(self, session: LinkSession, asked: QueryDict) -> dict[str, Any]:
        probes = session.permission_probes
        newest = probes[0] if probes else None
        lines = lines_of(session)
        checked = next((probe.finished_at for probe in probes if probe.is_finished), None)
        missing = [line for line in lines if line.card and line.is_required]
        return {
            "probe": newest,
            "lines": lines,
            "passed": sum(line.state == "passed" for line in lines),
            "checking": sum(line.state == "checking" for line in lines),
            "missing": missing,
            "optional": [line for line in lines if line.card and not line.is_required],
            "is_tried_again": newest is not None and is_tried_again(newest),
            "is_linked": session.is_linked,
            "lacks_optional": session.lacks_optional,
            "checked_at": checked,
            "may_look_again": bool(missing) and not _failed_as_a_whole(session),
            "has_whole_failure": _failed_as_a_whole(session),
            "has_other_books": session.has_other_books,
            "identity": identity_of(session),
            "has_choice": SelectEntity().is_applicable(session),
            "entity": books_of(session.connection) if session.connection else "",
            "connection": session.connection,
        }

    def is_moving(self, session: LinkSession) -> bool:
        return bool(session.permission_probes) and not session.permission_probes[0].is_finished

    def state_key(self, session: LinkSession) -> str:
        if not session.permission_probes:
            return ""
        probe = session.permission_probes[0]
        return f"{probe.pk}.{probe.status}.{probe.attempts}.{pace_of(probe)}.{session.is_linked}"

    def submit(self, session: LinkSession, data: QueryDict, visitor: Visitor) -> Answer:
        match data.get("do"):
            case "finish":
                actions.close(session=session)
                return Answer(to="done")
            case "without":
                actions.go_without(session=session)
                return Answer(to=self.slug)
            case "other":
                session = actions.accept_other_books(session=session)
        actions.finish(session=session)
        return Answer(to=self.slug)


def _failed_as_a_whole(session: LinkSession) -> bool:
    """The newest probe ended before it knew what is missing: nothing is looked at again without a person asking."""
    probes = session.permission_probes
    if not probes or probes[0].status != Probe.Status.FAILED:
        return False
    return all(check.outcome != ProbeCheck.Outcome.FAILED for check in probes[0].checks.all())
