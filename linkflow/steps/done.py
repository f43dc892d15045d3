"""The end, and what a linked company's address shows from then on: state, never data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Max
from django.http import QueryDict
from django.utils.timezone import now
from django.utils.translation import gettext as _

from companies.datasets.models import Dataset, Sync
from companies.datasets.schedule import next_read_at
from companies.models import Connection
from integrations.provider import Text
from linkflow import reading
from linkflow.models import LinkSession
from linkflow.returning import return_url, status_of
from linkflow.steps.base import Step
from linkflow.verdicts import warnings_of

SHOWN_AFTER = timedelta(hours=1)
"""How long after the first reading its lines are still shown; later the page shows state only."""


@dataclass(frozen=True, slots=True)
class FirstReading:
    """The reading of one entity that began with the link, and the kinds of data that it fills."""

    connection: Connection
    sync: Sync
    datasets: list[Dataset]


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
        connection, books = session.connection, books_of(session)
        read = Dataset.objects.filter(connection__in=books).aggregate(last=Max("last_read_at"))
        return {
            "connection": connection,
            "books": books,
            "warnings": warnings_of(session),
            "readings": first_readings(books),
            "last_read_at": read["last"],
            "next_read_at": min(filter(None, map(next_read_at, books)), default=None),
            "is_one_time": connection is not None and connection.is_for_one_reading,
            "outcome": status_of(session),
            "return_url": return_url(session, status_of(session)),
            "has_credentials": connection is not None and connection.has_credentials,
        }

    def is_moving(self, session: LinkSession) -> bool:
        return any(not sync.is_finished for sync in first_syncs(books_of(session)))

    def state_key(self, session: LinkSession) -> str:
        syncs = first_syncs(books_of(session))
        rows = Dataset.objects.filter(connection__in=[sync.connection_id for sync in syncs]).order_by("pk")
        counts = [f"{state}{count}" for state, count in rows.values_list("state", "record_count")]
        stands = [f"{sync.pk}.{sync.status}.{sync.attempts}.{sync.is_late}" for sync in syncs]
        return "-".join([*stands, *counts])


def books_of(session: LinkSession) -> list[Connection]:
    """The connections whose books are read, one for each entity; the one that leads comes first."""
    if session.connection is None:
        return []
    lead = session.connection
    followers = lead.followers.filter(entity_id__in=lead.further_ids).select_related("integration")
    return [lead, *followers.order_by("pk")]


def first_syncs(books: Sequence[Connection]) -> list[Sync]:
    """The readings that began with the link, as long as one of them is news."""
    syncs = [sync for each in books if (sync := reading.newest(each))]
    is_news = any(sync.finished_at is None or sync.finished_at > now() - SHOWN_AFTER for sync in syncs)
    return syncs if is_news else []


def first_readings(books: Sequence[Connection]) -> list[FirstReading]:
    connections = {each.pk: each for each in books}
    return [
        FirstReading(connections[sync.connection_id], sync, connections[sync.connection_id].datasets.in_order())
        for sync in first_syncs(books)
    ]
