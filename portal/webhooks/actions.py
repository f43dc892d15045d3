"""Saying that something happened, and to whom."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from portal.accounts.models import User
from portal.audit.actions import record
from portal.lib.runs import queue
from portal.organisations.models import Organisation
from portal.webhooks.models import Delivery, Endpoint, Event
from portal.webhooks.signing import new_secret
from portal.webhooks.tasks import deliver

TEST = "endpoint.test"


class Refused(Exception):
    """It cannot be done now. The message is for the member who asked; nothing was changed."""


def emit(kind: str, *, organisation: Organisation, **ids: UUID) -> Event:
    """Record an event inside the caller's transaction and queue its deliveries for after the commit."""
    payload = {name: str(value) for name, value in ids.items()}
    event = Event.objects.create(organisation=organisation, kind=kind, payload=payload)
    for endpoint in Endpoint.objects.filter(organisation=organisation, is_active=True):
        _send(event, endpoint)
    return event


@transaction.atomic
def add_endpoint(*, organisation: Organisation, url: str, actor: User) -> tuple[Endpoint, str]:
    """Add an address to tell; return the row and its signing secret, which is shown once.

    Raises:
        Refused: the address is told already.
    """
    secret = new_secret()
    try:
        with transaction.atomic():
            endpoint = Endpoint.objects.create(organisation=organisation, url=url, secret=secret)
    except IntegrityError as taken:
        raise Refused(str(Endpoint.URL_TAKEN)) from taken
    _note(endpoint, actor, "endpoint.added")
    return endpoint, secret


@transaction.atomic
def remove_endpoint(*, endpoint: Endpoint, actor: User) -> None:
    """Stop telling an address; its deliveries and its secret go with it."""
    _note(endpoint, actor, "endpoint.removed")
    endpoint.delete()


@transaction.atomic
def send_test(*, endpoint: Endpoint, actor: User) -> Delivery:
    """Send an event that means nothing to one endpoint only, signed and retried like any other."""
    event = Event.objects.create(
        organisation=endpoint.organisation, kind=TEST, payload={"endpoint": str(endpoint.public_id)}
    )
    _note(endpoint, actor, "endpoint.tested")
    return _send(event, endpoint)


def _send(event: Event, endpoint: Endpoint) -> Delivery:
    delivery = Delivery.objects.create(organisation=event.organisation, event=event, endpoint=endpoint)
    queue(deliver, delivery)
    return delivery


def _note(endpoint: Endpoint, actor: User, verb: str, **facts: Any) -> None:
    record(
        organisation=endpoint.organisation,
        actor=actor,
        verb=verb,
        object_label=endpoint.url,
        object_id=endpoint.public_id,
        **facts,
    )
