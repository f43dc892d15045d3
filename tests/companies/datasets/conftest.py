"""A linked company whose books stand on a shelf, and a way to read them through the real task."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection as database
from django.utils.timezone import now

from companies.datasets import actions
from companies.datasets.models import Sync
from companies.models import Connection
from integrations import registry
from portal.lib import runs
from tests.companies.datasets.shelf import Shelf
from tests.factories import CompanyFactory, ConnectionFactory, IntegrationFactory


@pytest.fixture(autouse=True)
def heart(monkeypatch):
    """Still the heartbeat where all threads share one connection, which is busy when a slow reading is at work."""
    if database.vendor == "sqlite":
        monkeypatch.setattr(runs, "HEARTBEAT", timedelta(hours=1))


@pytest.fixture
def shelf(settings):
    settings.INTEGRATION_PROVIDERS = [*settings.INTEGRATION_PROVIDERS, "tests.companies.datasets.shelf.Shelf"]
    registry.all_providers.cache_clear()
    Shelf.clear()
    yield Shelf
    registry.all_providers.cache_clear()


@pytest.fixture
def linked(acorn, shelf):
    """Acorn's linked company on the shelf."""
    return ConnectionFactory(
        company=CompanyFactory(organisation=acorn, name="Hartwell Joinery"),
        integration=IntegrationFactory(organisation=acorn, provider="shelf"),
        status=Connection.Status.LINKED,
        credentials={"password": "shelf-secret"},
        credentials_changed_at=now(),
        account_id="shelf-1",
        linked_at=now(),
    )


@pytest.fixture
def read(django_capture_on_commit_callbacks):
    """Start a sync and let the worker finish everything that follows."""

    def start(connection, trigger=Sync.Trigger.REFRESH, **options):
        connection = Connection.objects.get(pk=connection.pk)
        with django_capture_on_commit_callbacks(execute=True):
            sync = actions.start_sync(connection=connection, trigger=trigger, **options)
        return Sync.objects.get(pk=sync.pk)

    return start
