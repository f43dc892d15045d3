"""The work behind the last step: the first reading begins once the rights are there."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, OuterRef

from companies.datasets.actions import revive, start_sync
from companies.datasets.models import Sync
from companies.datasets.tasks import run_sync
from companies.models import Connection, ConnectionQuerySet
from portal.lib.runs import queue


@transaction.atomic
def begin(connection: Connection) -> None:
    """Let the reading that waits for the link begin, or say on its row why it cannot; with it those of all followers.

    A check of rights may be tried for minutes, and a sweep may meanwhile have taken the waiting reading and skipped it.
    Skipped for want of a link, it is taken up again as soon as there is one.
    """
    sync = newest(connection)
    if sync is not None and sync.status == Sync.Status.QUEUED:
        queue(run_sync, sync)
    elif sync is not None and sync.status == Sync.Status.SKIPPED and connection.can_sync:
        revive(sync=sync)
    _begin_unread(connection.followers.linked())


def _begin_unread(followers: ConnectionQuerySet) -> None:
    """Begin to read connections that were linked behind their lead, so that no reading waits for them yet."""
    begun = Sync.objects.filter(connection=OuterRef("pk"), created_at__gte=OuterRef("linked_at"))
    for follower in followers.filter(~Exists(begun), paused_at=None).for_work():
        start_sync(connection=follower, trigger=Sync.Trigger.LINK)


def begin_waiting() -> None:
    """Let first readings begin that were skipped before their connection was linked, by whomever it was linked."""
    skipped = Sync.objects.filter(trigger=Sync.Trigger.LINK, status=Sync.Status.SKIPPED)
    too_early = skipped.filter(connection=OuterRef("pk"), finished_at__lt=OuterRef("linked_at"))
    later = Sync.objects.filter(connection=OuterRef("pk"), created_at__gte=OuterRef("linked_at"))
    for connection in Connection.objects.linked().filter(Exists(too_early), ~Exists(later)):
        begin(connection)
    _begin_unread(Connection.objects.linked().filter(lead__isnull=False))


def newest(connection: Connection) -> Sync | None:
    """The newest reading that came, or should come, of linking."""
    sync: Sync | None = connection.syncs.filter(trigger=Sync.Trigger.LINK).first()
    return sync
