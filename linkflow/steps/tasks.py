"""The hub: every task with its state, shown again on every return."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from integrations.provider import Text
from linkflow.models import LinkSession
from linkflow.steps.base import Step


class Tasks(Step):
    """It asks for nothing; its lines are made by ``linkflow.way``."""

    slug = "tasks"
    template_name = "linkflow/tasks.html"

    def title(self, session: LinkSession) -> Text:
        return _("Connect %(provider)s") % {"provider": session.provider_name}

    def is_complete(self, session: LinkSession) -> bool:
        return True
