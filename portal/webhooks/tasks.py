"""Doors for the worker."""

from __future__ import annotations

from typing import Any

from celery import Task, shared_task
from celery.contrib.django.task import DjangoTask

from portal.lib.runs import queue, retry
from portal.webhooks import delivering
from portal.webhooks.models import Delivery

MAX_ATTEMPTS = 9
FORGOTTEN_AT_ONCE = 1000


@shared_task(
    bind=True,
    base=DjangoTask,
    max_retries=None,
    soft_time_limit=delivering.LONGEST,
    time_limit=delivering.LONGEST + 30,
)
def deliver(self: Task[Any, Any], delivery_pk: int) -> None:
    """Send a delivery that nobody else is sending."""
    delivery = Delivery.objects.select_related("event", "endpoint").filter(pk=delivery_pk).first()
    if delivery is None or not delivery.claim():
        return
    if delivery.attempts > MAX_ATTEMPTS:  # a worker that dies while sending says nothing of it
        delivering.give_up(delivery, "Interrupted at every try.")
        return
    try:
        delivering.run(delivery)
    except delivering.NotDelivered as error:
        if delivery.attempts >= MAX_ATTEMPTS:
            delivering.give_up(delivery, str(error))
        else:
            retry(self, delivery, error)


@shared_task
def resume_stale() -> None:
    """Queue deliveries whose worker died or whose message was lost."""
    for delivery in Delivery.objects.lost():
        delivery.requeue()
        queue(deliver, delivery)


@shared_task
def forget_deliveries() -> None:
    """Delete deliveries that ended long ago, piece by piece, so that nothing waits for a table to be emptied."""
    while keys := list(Delivery.objects.forgettable().order_by().values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE]):
        Delivery.objects.filter(pk__in=keys).delete()
