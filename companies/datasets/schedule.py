"""Which connections are due: continuous ones are read once a day."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.timezone import now

from companies.datasets.models import Sync
from companies.models import Connection
from integrations.models import Integration

EVERY = timedelta(days=1)


def due() -> QuerySet[Connection]:
    """Linked continuous connections whose newest reading was asked for a day ago or earlier."""
    syncs = Sync.objects.filter(connection=OuterRef("pk"))
    recent = syncs.filter(created_at__gt=now() - EVERY)
    connections: QuerySet[Connection] = Connection.objects.linked().filter(
        ~Exists(recent),
        ~Exists(syncs.unfinished()),
        Exists(syncs),
        credentials_changed_at__isnull=False,
        integration__sync_mode=Integration.SyncMode.CONTINUOUS,
    )
    return connections


def next_read_at(connection: Connection | None) -> datetime | None:
    """When a connection is read next by itself; ``None`` where it is not."""
    if connection is None or not connection.can_sync:
        return None
    if connection.integration.sync_mode != Integration.SyncMode.CONTINUOUS:
        return None
    newest: Sync | None = connection.syncs.first()
    return newest.created_at + EVERY if newest else None
