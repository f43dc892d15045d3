"""Doors for the worker."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

from celery import shared_task
from celery.contrib.django.task import DjangoTask
from celery.exceptions import SoftTimeLimitExceeded
from django.db import DatabaseError, InterfaceError, OperationalError, close_old_connections, connection
from django.db.models import F
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from companies.datasets import planning, reviving, syncing
from companies.datasets.models import Sync
from companies.datasets.turns import claim_next
from integrations.errors import ProviderUnavailable
from portal.lib.runs import STALE_AFTER, ClaimLost, backoff, queue
from portal.lib.spoken import Text

MAX_TRIES = 60
"""A gateway may be down for a while: at up to ninety seconds between two tries this is about an hour."""

LOST_AFTER = timedelta(seconds=15)
"""Where a sync waits for so long, its message may be lost."""
TOLD_AGAIN = 4
"""For how many of these a sweep sends messages while turns are taken: all may wait because workers are busy."""


@shared_task(base=DjangoTask)
def run_sync(sync_pk: int) -> None:
    """Give a sync a turn: the named one, or one that is more in need of it. The other's own message then serves this.

    So there is a message for each sync that waits, and which of them comes first is decided by the rows.
    """
    sync = claim_next()
    if sync is None:
        return
    try:
        if syncing.run(sync):
            queue(run_sync, sync)
    except ProviderUnavailable as error:
        _try_again(sync, str(error.user_message), str(error))
    except (OperationalError, InterfaceError, SoftTimeLimitExceeded) as error:
        if not connection.in_atomic_block:
            close_old_connections()
        with suppress(DatabaseError):  # the database is still away: the sweep finds the sync when it is back
            _try_again(sync, _went_wrong(), type(error).__name__)
    except Exception as error:  # a fault of ours: it would happen again at every turn
        syncing.give_up(sync, _went_wrong(), type(error).__name__)
        raise


@shared_task(base=DjangoTask)
def resume_stale() -> None:
    """Queue syncs whose worker died or whose message was lost.

    A message too many harms nobody: it serves whoever waits, or finds nobody. Where messages pile up, sweeps expire
    behind them and send no more.
    """
    moment = now()
    for sync in Sync.objects.filter(status=Sync.Status.RUNNING, heartbeat_at__lt=moment - STALE_AFTER):
        if sync.let_go():
            queue(run_sync, sync)
    waiting = Sync.objects.due().filter(due_at__lt=moment - LOST_AFTER).order_by("due_at")
    if Sync.objects.filter(last_turn_at__gt=moment - LOST_AFTER).exists():
        waiting = waiting[:TOLD_AGAIN]  # fewer messages than syncs keep fewer workers busy than there are
    for sync in waiting:
        sync.requeue()
        queue(run_sync, sync)


@shared_task
def read_due() -> None:
    """Queue a reading of what is due."""
    for sync in planning.begin_due():
        queue(run_sync, sync)


@shared_task
def look_again() -> None:
    """Queue checks of books that were lost through settings which have been changed since."""
    reviving.look_again()


def _try_again(sync: Sync, failure: Text, detail: str) -> None:
    """Give a sync back, to be tried again after a while that grows; one that was tried too often has failed."""
    sync.refresh_from_db(fields=["tries"])
    if sync.tries >= MAX_TRIES:
        with suppress(ClaimLost):
            syncing.give_up(sync, failure, detail)
        return
    wait = backoff(sync.tries)
    Sync.objects.filter(pk=sync.pk).update(tries=F("tries") + 1, failure=failure, failure_detail=detail)
    sync.release(after=timedelta(seconds=wait))
    queue(run_sync, sync, after=wait)


def _went_wrong() -> Any:
    return _("Something went wrong on our side. Our support staff can see it.")
