"""Doors for the worker."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from celery import Task, shared_task
from celery.contrib.django.task import DjangoTask
from django.utils.translation import gettext_lazy as _

from companies import probing, renewing
from companies.models import Probe, Renewal
from integrations.errors import ProviderUnavailable
from portal.lib.runs import Run, queue, retry

MAX_RETRIES = 6
Row = TypeVar("Row", bound=Run)


@shared_task(bind=True, base=DjangoTask, max_retries=MAX_RETRIES)
def run_probe(self: Task[Any, Any], probe_pk: int) -> None:
    """Run a probe that nobody else is running."""
    _run(self, Probe.objects.filter(pk=probe_pk).first(), probing.run, probing.give_up)


@shared_task(bind=True, base=DjangoTask, max_retries=MAX_RETRIES)
def run_renewal(self: Task[Any, Any], renewal_pk: int) -> None:
    """Try a new sign-in that nobody else is trying."""
    _run(self, Renewal.objects.filter(pk=renewal_pk).first(), renewing.run, renewing.give_up)


def _run(
    task: Task[Any, Any],
    row: Row | None,
    work: Callable[[Row], None],
    give_up: Callable[[Row, ProviderUnavailable], None],
) -> None:
    if row is None or not row.claim():
        return
    try:
        work(row)
    except ProviderUnavailable as error:
        if task.request.retries >= MAX_RETRIES:
            give_up(row, error)
        else:
            row.failure = error.user_message  # until the next try the page says why it waits
            row.save(update_fields=["failure"])
            retry(task, row, error)
    except Exception as error:  # a fault of ours: it would happen again at every turn, with a password each time
        failure = _("Something went wrong on our side. Our support staff can see it.")
        row.finish(Run.Status.FAILED, failure=failure, detail=type(error).__name__)
        raise


@shared_task
def resume_stale() -> None:
    """Queue probes and renewals whose worker died or whose message was lost."""
    for probe in Probe.objects.lost():
        probe.requeue()
        queue(run_probe, probe)
    for renewal in Renewal.objects.lost():
        renewal.requeue()
        queue(run_renewal, renewal)
