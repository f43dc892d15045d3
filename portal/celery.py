"""The Celery app; its schedule is static and stands in the settings."""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, worker_init
from django.core.exceptions import ImproperlyConfigured

from portal import checks
from portal.lib import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

broker.use()

app = Celery("ledgerbridge")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
@beat_init.connect
def insist(**_: Any) -> None:
    """Do not work with settings that the web server would not serve with."""
    try:
        checks.insist()
    except ImproperlyConfigured as error:
        raise SystemExit(str(error)) from error  # Celery would only log another exception, and go on
