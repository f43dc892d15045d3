from __future__ import annotations

from celery import shared_task
from django.core.management import call_command


@shared_task
def forget_sessions() -> None:
    """Delete browser sessions that have ended."""
    call_command("clearsessions")
