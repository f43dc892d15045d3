"""A delivery reaches its address over HTTP, signed; or is retried and given up."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils.timezone import now
from requests.adapters import HTTPAdapter

from portal.lib import outbound
from portal.lib.runs import LOST_AFTER
from portal.webhooks import delivering
from portal.webhooks.actions import emit, send_test
from portal.webhooks.models import Delivery, Endpoint
from portal.webhooks.signing import is_signed, new_secret
from portal.webhooks.tasks import resume_stale
from tests.factories import CompanyFactory


class Receiver(ThreadingHTTPServer):
    """A program that is told; it answers with the next of ``answers``, else 204."""

    def __init__(self):
        self.received, self.answers = [], []
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/in"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append((dict(self.headers), body))
        status = self.server.answers.pop(0) if self.server.answers else 204
        self.send_response(status)
        if status == 302:
            self.send_header("Location", f"{self.server.url}-elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def receiver():
    with Receiver() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join(timeout=5)


@pytest.fixture
def loopback_allowed(monkeypatch):
    """Put the ordinary adapter in the place of the one that refuses private hosts; all else is as in production."""
    monkeypatch.setattr(outbound, "PublicOnly", HTTPAdapter)


@pytest.fixture
def endpoint(acorn, receiver):
    return Endpoint.objects.create(organisation=acorn, url=receiver.url, secret=new_secret())


def claimed(endpoint, ada):
    delivery = send_test(endpoint=endpoint, actor=ada)
    assert delivery.claim()
    return delivery


def test_an_event_arrives_signed_and_holds_ids_only(
    endpoint, receiver, acorn, loopback_allowed, django_capture_on_commit_callbacks
):
    company = CompanyFactory(organisation=acorn, name="Hartwell Joinery")
    with django_capture_on_commit_callbacks(execute=True):
        event = emit("company.created", organisation=acorn, company=company.public_id)
    ((headers, body),) = receiver.received
    assert json.loads(body) == {
        "id": str(event.public_id),
        "eventType": "company.created",
        "generatedDate": event.created_at.isoformat(),
        "payload": {"company": str(company.public_id)},
    }
    stamp = int(headers["webhook-timestamp"])
    assert abs(time.time() - stamp) < 60
    said = {"secret": endpoint.secret, "event_id": headers["webhook-id"], "timestamp": stamp}
    assert is_signed(headers["webhook-signature"], body, **said)
    assert not is_signed(headers["webhook-signature"], body + b" ", **said)
    assert not is_signed(headers["webhook-signature"], body, **{**said, "timestamp": stamp + 1})
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.response_status) == (Delivery.Status.SUCCEEDED, 204)


@pytest.mark.parametrize("status", [302, 400, 410, 500, 503])
def test_any_answer_but_2xx_is_no_delivery(status, endpoint, receiver, ada, loopback_allowed):
    receiver.answers = [status]
    with pytest.raises(delivering.NotDelivered, match=str(status)):
        delivering.run(claimed(endpoint, ada))
    assert Delivery.objects.get().response_status == status
    assert len(receiver.received) == 1, "a redirect is not followed"


def test_a_private_address_is_refused_before_anything_is_sent(endpoint, receiver, ada):
    with pytest.raises(delivering.NotDelivered, match="not on the public internet"):
        delivering.run(claimed(endpoint, ada))
    assert receiver.received == []


def test_after_the_last_try_the_endpoint_is_shown_as_failing_and_recovers(endpoint, receiver, ada, loopback_allowed):
    delivery = claimed(endpoint, ada)
    delivering.give_up(delivery, "The address answered 500.")
    endpoint.refresh_from_db()
    assert endpoint.failing_since is not None and endpoint.is_active
    delivering.run(claimed(endpoint, ada))
    endpoint.refresh_from_db()
    assert endpoint.failing_since is None


def test_an_event_arrives_later_where_no_broker_takes_its_message(
    endpoint, receiver, acorn, loopback_allowed, broker_away, django_capture_on_commit_callbacks
):
    with broker_away(), django_capture_on_commit_callbacks(execute=True):
        emit("company.created", organisation=acorn)
    assert receiver.received == []
    Delivery.objects.update(due_at=now() - 2 * LOST_AFTER)
    with django_capture_on_commit_callbacks(execute=True):
        resume_stale()
    assert len(receiver.received) == 1


def test_a_delivery_is_sent_by_one_worker_only(endpoint, receiver, ada, loopback_allowed):
    delivery = claimed(endpoint, ada)
    assert not Delivery.objects.get(pk=delivery.pk).claim()
