"""Doors for the worker."""

from __future__ import annotations

from celery import shared_task
from celery.contrib.django.task import DjangoTask

from companies.models import Connection
from linkflow import reading


@shared_task(base=DjangoTask)
def begin_reading(connection_pk: int) -> None:
    """Follow a check of rights: begin the first reading if they are all there."""
    connection = Connection.objects.filter(pk=connection_pk).first()
    if connection is not None:
        reading.begin(connection)


@shared_task
def begin_waiting() -> None:
    """Look for first readings that nobody began."""
    reading.begin_waiting()
