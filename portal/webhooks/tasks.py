"""Doors for the worker."""

from __future__ import annotations

from typing import Any

from celery import Task, shared_task
from celery.contrib.django.task import DjangoTask

from portal.lib.runs import queue, retry
from portal.webhooks import delivering
from portal.webhooks.models import Delivery

MAX_RETRIES = 8


@shared_task(bind=True, base=DjangoTask, max_retries=MAX_RETRIES)
def deliver(self: Task[Any, Any], delivery_pk: int) -> None:
    """Send a delivery that nobody else is sending."""
    delivery = Delivery.objects.select_related("event", "endpoint").filter(pk=delivery_pk).first()
    if delivery is None or not delivery.claim():
        return
    try:
        delivering.run(delivery)
    except delivering.NotDelivered as error:
        if self.request.retries >= MAX_RETRIES:
            delivering.give_up(delivery, str(error))
        else:
            retry(self, delivery, error)


@shared_task
def resume_stale() -> None:
    """Queue deliveries whose worker died or whose message was lost."""
    for delivery in Delivery.objects.lost():
        delivery.requeue()
        queue(deliver, delivery)
