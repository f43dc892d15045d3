"""The worker's answer to "are you there?"."""

from __future__ import annotations

from celery import shared_task
from celery.contrib.django.task import DjangoTask
from django.conf import settings
from django.utils.timezone import now


@shared_task(base=DjangoTask)
def sign_of_life() -> None:
    """Leave a file for ``portal.demo.readiness`` to find."""
    (settings.DATA_DIR / "sign-of-life").write_text(now().isoformat(), encoding="utf-8")
