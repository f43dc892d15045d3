"""The end, and what a linked company's address shows from then on: state, never data."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import QueryDict
from django.utils.timezone import now
from django.utils.translation import gettext as _

from companies.datasets.models import Sync
from companies.datasets.schedule import next_read_at
from integrations.models import Integration
from integrations.provider import Text
from linkflow import reading
from linkflow.models import LinkSession
from linkflow.returning import return_url, status_of
from linkflow.steps.base import Step
from linkflow.verdicts import warnings_of

SHOWN_AFTER = timedelta(hours=1)
"""How long after the first reading its lines are still shown; later the page shows state only."""


class Done(Step):
    """Connected: what is being read, when it is read next, how to disconnect."""

    slug = "done"
    template_name = "linkflow/done.html"
    progress_template_name = "linkflow/_reading.html"

    def title(self, session: LinkSession) -> Text:
        return _("Your books were read, as agreed") if session.is_read_once else _("Your books are connected")

    def is_complete(self, session: LinkSession) -> bool:
        return session.is_linked

    def needs(self, earlier: Step) -> bool:
        return True

    def context(self, session: LinkSession, asked: QueryDict) -> dict[str, Any]:
        connection, sync = session.connection, first_sync(session)
        datasets = connection.datasets.in_order() if connection else []
        read = [dataset.last_read_at for dataset in datasets if dataset.last_read_at]
        return {
            "connection": connection,
            "warnings": warnings_of(session),
            "sync": sync,
            "datasets": datasets if sync else [],
            "is_reading": self.is_moving(session),
            "last_read_at": max(read, default=None),
            "next_read_at": next_read_at(connection),
            "is_one_time": session.integration is not None
            and session.integration.sync_mode == Integration.SyncMode.ONE_TIME,
            "outcome": status_of(session),
            "return_url": return_url(session, status_of(session)),
            "has_credentials": connection is not None and connection.has_credentials,
        }

    def is_moving(self, session: LinkSession) -> bool:
        sync = first_sync(session)
        return sync is not None and not sync.is_finished

    def state_key(self, session: LinkSession) -> str:
        sync = first_sync(session)
        if sync is None or session.connection is None:
            return ""
        rows = session.connection.datasets.order_by("pk").values_list("state", "record_count")
        counts = "-".join(f"{state}{count}" for state, count in rows)
        return f"{sync.pk}.{sync.status}.{sync.attempts}.{sync.is_late}.{counts}"


def first_sync(session: LinkSession) -> Sync | None:
    """The reading that began with the link, as long as it is news."""
    sync = reading.newest(session.connection) if session.connection else None
    if sync is None or (sync.finished_at and sync.finished_at < now() - SHOWN_AFTER):
        return None
    return sync
