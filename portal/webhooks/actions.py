"""Saying that something happened."""

from __future__ import annotations

from uuid import UUID

from portal.organisations.models import Organisation
from portal.webhooks.models import Delivery, Endpoint, Event
from portal.webhooks.tasks import deliver


def emit(kind: str, *, organisation: Organisation, **ids: UUID) -> Event:
    """Record an event inside the caller's transaction and queue its deliveries for after the commit."""
    payload = {name: str(value) for name, value in ids.items()}
    event = Event.objects.create(organisation=organisation, kind=kind, payload=payload)
    for endpoint in Endpoint.objects.filter(organisation=organisation, is_active=True):
        delivery = Delivery.objects.create(organisation=organisation, event=event, endpoint=endpoint)
        deliver.delay_on_commit(delivery.pk)
    return event
