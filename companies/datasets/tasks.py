"""Doors for the worker."""

from __future__ import annotations

from typing import Any

from celery import Task, shared_task
from celery.contrib.django.task import DjangoTask
from django.utils.translation import gettext as _

from companies.datasets import planning, syncing
from companies.datasets.models import Sync
from integrations.errors import ProviderUnavailable
from portal.lib.runs import retry

MAX_RETRIES = 60
"""A gateway may be down for a while: at up to ninety seconds between two tries this is about an hour."""


@shared_task(bind=True, base=DjangoTask, max_retries=MAX_RETRIES)
def run_sync(self: Task[Any, Any], sync_pk: int) -> None:
    """Run a sync that nobody else is running, a slice at a time."""
    sync = Sync.objects.filter(pk=sync_pk).first()
    if sync is None or not sync.claim():
        return
    try:
        if syncing.run(sync):
            run_sync.delay_on_commit(sync.pk)
    except ProviderUnavailable as error:
        if self.request.retries >= MAX_RETRIES:
            syncing.give_up(sync, str(error.user_message), str(error))
        else:
            retry(self, sync, error)
    except Exception as error:  # a fault of ours: it would happen again at every turn
        syncing.give_up(
            sync, _("Something went wrong on our side. Our support staff can see it."), type(error).__name__
        )
        raise


@shared_task
def resume_stale() -> None:
    """Queue syncs whose worker died or whose message was lost."""
    for sync in Sync.objects.lost():
        sync.requeue()
        run_sync.delay_on_commit(sync.pk)


@shared_task
def read_due() -> None:
    """Queue a reading of what is due."""
    for sync in planning.begin_due():
        run_sync.delay_on_commit(sync.pk)
