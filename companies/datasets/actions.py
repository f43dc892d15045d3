"""What people do with syncs: ask for one, take it back."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from companies.actions import Refused
from companies.datasets import syncing
from companies.datasets.models import Reading, Sync
from companies.datasets.preparing import prepare
from companies.datasets.tasks import run_sync
from companies.models import Connection
from companies.telling import note
from portal.accounts.models import User
from portal.audit.actions import Actor
from portal.lib.runs import queue


@transaction.atomic
def start_sync(
    *,
    connection: Connection,
    trigger: str,
    kinds: Collection[str] | None = None,
    is_full: bool = False,
    requested_by: User | None = None,
) -> Sync:
    """Queue a new reading of every dataset, or of ``kinds``; an unfinished one takes on what it lacks and is returned.

    What is read ``is_full`` is read from the beginning, otherwise only what has changed.

    Raises:
        Refused: the connection is not linked, is paused, or holds no credentials.
    """
    if not connection.can_sync or connection.is_paused:
        raise Refused(why_not(connection))
    sync, is_new = prepare(connection, trigger, requested_by, kinds=kinds, is_full=is_full)
    if is_new:
        if requested_by:
            note(sync.company, requested_by, "sync.requested", sync=str(sync.public_id))
        queue(run_sync, sync)
    return sync


@transaction.atomic
def prepare_sync(*, connection: Connection, trigger: str, requested_by: User | None = None) -> Sync:
    """Create a sync with its readings and pending datasets and do not queue it; return the unfinished one if any.

    For callers that chain ``run_sync`` behind something else.
    """
    return prepare(connection, trigger, requested_by)[0]


@transaction.atomic
def revive(*, sync: Sync) -> Sync:
    """Queue a sync again that was skipped because the connection was not ready; return the unfinished one if any."""
    unfinished: Sync | None = Sync.objects.unfinished().filter(connection=sync.connection_id).first()
    if unfinished is not None:
        return unfinished
    skipped = Sync.objects.filter(pk=sync.pk, status=Sync.Status.SKIPPED)
    if skipped.update(status=Sync.Status.QUEUED, failure="", failure_detail="", finished_at=None, due_at=now()):
        sync.readings.filter(status=Reading.Status.SKIPPED).update(status=Reading.Status.QUEUED, finished_at=None)
        queue(run_sync, sync)
    sync.refresh_from_db()
    return sync


@transaction.atomic
def cancel_sync(*, sync: Sync, actor: Actor) -> Sync:
    """Stop a sync; what was read stays. A worker that is at it learns it before it writes the next page."""
    locked: Sync = Sync.objects.select_for_update().get(pk=sync.pk)
    if not locked.is_finished:
        syncing.abandon(locked, _("Cancelled."), "", Sync.Status.SKIPPED)
        note(locked.company, actor, "sync.cancelled", sync=str(locked.public_id))
    return locked


@transaction.atomic
def forget_books(*, connection: Connection) -> None:
    """Delete all that was read through a connection, because other books are behind it from now on."""
    connection.datasets.all().delete()


def why_not(connection: Connection | None) -> str:
    """Say why a connection's data cannot be read now; empty if it can."""
    if connection is None:
        return _("The customer has not connected yet. Send the Link URL first.")
    if connection.can_sync:
        return _("Reading is paused. It goes on as soon as somebody resumes it.") if connection.is_paused else ""
    if connection.status == Connection.Status.PENDING:
        return _("The customer has not finished connecting. Reading starts by itself once that is done.")
    if connection.waits_for_organisation:
        return _("Access was lost. Mend your settings first: we look again by ourselves once they were changed.")
    if connection.status == Connection.Status.DEAUTHORISED:
        return _("Access was lost. Send the Link URL again, so that the customer can reconnect.")
    return _("The company is disconnected. Send the Link URL again to read new data.")
