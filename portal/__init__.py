"""The shell around everything; the Celery app is loaded with it so that tasks find their broker."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
