"""The work of a delivery: one event, signed, sent, written down."""

from __future__ import annotations

import json
import time
from contextlib import suppress

import requests
from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.utils.timezone import now

from portal.lib import outbound
from portal.lib.runs import ClaimLost
from portal.webhooks.models import Delivery, Endpoint
from portal.webhooks.signing import sign

LONGEST = 45
"""Seconds that a receiver may hold a worker, however slowly it answers: the time limit of the task."""


class NotDelivered(Exception):
    """The receiver did not answer with success; worth another try."""


def run(delivery: Delivery) -> None:
    """Send a claimed delivery once.

    Raises:
        NotDelivered: no connection, no answer in time, or an answer other than 2xx.
    """
    with suppress(ClaimLost):
        with delivery.beating():
            status = _send(delivery)
        delivery.hold(response_status=status)
        if not 200 <= status < 300:
            raise NotDelivered(f"The address answered {status}.")
        _succeed(delivery)


def _send(delivery: Delivery) -> int:
    """Send the event and return the status of the answer. What else the receiver says is not read."""
    event = delivery.event
    body = json.dumps(
        {
            "id": str(event.public_id),
            "eventType": event.kind,
            "generatedDate": event.created_at.isoformat(),
            "payload": event.payload,
        }
    ).encode()
    stamp = int(time.time())
    signature = sign(body, secret=delivery.endpoint.secret, event_id=str(event.public_id), timestamp=stamp)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Ledgerbridge-Webhooks/1",
        "webhook-id": str(event.public_id),
        "webhook-timestamp": str(stamp),
        "webhook-signature": signature,
    }
    url = delivery.endpoint.url
    try:
        with (
            outbound.session() as session,
            session.post(url, data=body, headers=headers, allow_redirects=False, stream=True) as answer,
        ):
            return answer.status_code
    except outbound.AddressRefused as error:
        raise NotDelivered(str(error)) from error
    except requests.RequestException as error:
        raise NotDelivered(f"No answer: {type(error).__name__}.") from error
    except SoftTimeLimitExceeded as error:
        raise NotDelivered(f"No answer within {LONGEST} seconds.") from error


@transaction.atomic
def _succeed(delivery: Delivery) -> None:
    delivery.finish(Delivery.Status.SUCCEEDED)
    Endpoint.objects.filter(pk=delivery.endpoint_id).update(failing_since=None)


@transaction.atomic
def give_up(delivery: Delivery, reason: str) -> None:
    """End a delivery after its last try; the endpoint is shown as failing, not deleted."""
    delivery.finish(Delivery.Status.FAILED, failure=reason)
    Endpoint.objects.filter(pk=delivery.endpoint_id, failing_since__isnull=True).update(failing_since=now())
