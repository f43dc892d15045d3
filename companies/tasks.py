"""Doors for the worker."""

from __future__ import annotations

from typing import Any

from celery import Task, shared_task
from celery.contrib.django.task import DjangoTask
from django.utils.translation import gettext as _

from companies import probing
from companies.models import Probe
from integrations.errors import ProviderUnavailable
from portal.lib.runs import retry

MAX_RETRIES = 6


@shared_task(bind=True, base=DjangoTask, max_retries=MAX_RETRIES)
def run_probe(self: Task[Any, Any], probe_pk: int) -> None:
    """Run a probe that nobody else is running."""
    probe = Probe.objects.filter(pk=probe_pk).first()
    if probe is None or not probe.claim():
        return
    try:
        probing.run(probe)
    except ProviderUnavailable as error:
        if self.request.retries >= MAX_RETRIES:
            probe.finish(Probe.Status.FAILED, failure=str(error.user_message), detail=str(error))
        else:
            retry(self, probe, error)
    except Exception as error:  # a fault of ours: it would happen again at every turn, with a password each time
        failure = _("Something went wrong on our side. Our support staff can see it.")
        probe.finish(Probe.Status.FAILED, failure=failure, detail=type(error).__name__)
        raise


@shared_task
def resume_stale() -> None:
    """Queue probes whose worker died or whose message was lost."""
    for probe in Probe.objects.lost():
        probe.requeue()
        run_probe.delay_on_commit(probe.pk)
