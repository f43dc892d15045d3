"""A delivery reaches its address over HTTP, signed; or is retried and given up."""

from __future__ import annotations

import json
import signal
import threading
import time
from contextlib import suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import OperationalError, connection
from django.utils.timezone import now
from requests.adapters import HTTPAdapter

from portal.lib import outbound, runs
from portal.lib.runs import LOST_AFTER, STALE_AFTER
from portal.webhooks import delivering, tasks
from portal.webhooks.actions import emit, send_test
from portal.webhooks.models import Delivery, Endpoint, Event
from portal.webhooks.signing import is_signed, new_secret
from portal.webhooks.tasks import resume_stale
from tests.factories import CompanyFactory


class Receiver(ThreadingHTTPServer):
    """A program that is told; it answers with the next of ``answers``, else 204.

    Before it answers it calls ``before``. With ``drips`` it never comes to the end of what is named there.
    """

    def __init__(self):
        self.received, self.answers, self.drips = [], [], ""
        self.before = lambda: None
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/in"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append((dict(self.headers), body))
        self.server.before()
        status = self.server.answers.pop(0) if self.server.answers else 204
        self.send_response(status)
        if status == 302:
            self.send_header("Location", f"{self.server.url}-elsewhere")
        if self.server.drips == "headers":
            self.flush_headers()
            self.drip()
        self.send_header("Content-Length", "1000000" if self.server.drips else "0")
        self.end_headers()
        if self.server.drips == "body":
            self.drip()

    def drip(self):
        """Send a byte now and then, until nobody listens any more."""
        with suppress(OSError):
            while True:
                self.wfile.write(b"x")
                time.sleep(0.02)

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


def again(delivery):
    return Delivery.objects.select_related("endpoint").get(pk=delivery.pk)


@pytest.fixture
def hurried():
    """Break off what takes too long, as the time limit of a worker does."""

    def break_off(*args):
        raise SoftTimeLimitExceeded

    before = signal.signal(signal.SIGALRM, break_off)
    yield lambda seconds: signal.setitimer(signal.ITIMER_REAL, seconds)
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


def test_what_a_receiver_says_without_end_is_not_listened_to(endpoint, receiver, ada, loopback_allowed, hurried):
    receiver.answers, receiver.drips = [200], "body"
    hurried(5)
    delivering.run(claimed(endpoint, ada))
    assert Delivery.objects.get().status == Delivery.Status.SUCCEEDED


def test_a_receiver_that_never_comes_to_an_answer_is_left(endpoint, receiver, ada, loopback_allowed, hurried):
    receiver.drips = "headers"
    hurried(0.3)
    with pytest.raises(delivering.NotDelivered, match="No answer within"):
        delivering.run(claimed(endpoint, ada))
    assert tasks.deliver.soft_time_limit == delivering.LONGEST < tasks.deliver.time_limit


def test_it_is_tried_so_often_and_no_more_though_each_message_is_a_new_one(
    endpoint, receiver, ada, loopback_allowed, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(tasks, "retry", lambda task, delivery, error: delivery.release(after=-2 * LOST_AFTER))
    receiver.answers = [500] * 50
    with django_capture_on_commit_callbacks(execute=True):
        delivery = send_test(endpoint=endpoint, actor=ada)
    for _ in range(2 * tasks.MAX_ATTEMPTS):
        with django_capture_on_commit_callbacks(execute=True):
            tasks.resume_stale()
    delivery = again(delivery)
    assert (delivery.status, delivery.attempts) == (Delivery.Status.FAILED, tasks.MAX_ATTEMPTS)
    assert len(receiver.received) == tasks.MAX_ATTEMPTS
    assert delivery.endpoint.failing_since is not None


def test_it_is_given_up_where_each_worker_dies_over_it(endpoint, receiver, ada, loopback_allowed):
    delivery = send_test(endpoint=endpoint, actor=ada)
    for _ in range(tasks.MAX_ATTEMPTS):
        assert delivery.claim()
        Delivery.objects.update(heartbeat_at=now() - 2 * STALE_AFTER)
    tasks.deliver(delivery.pk)
    delivery = again(delivery)
    assert (delivery.status, receiver.received) == (Delivery.Status.FAILED, [])
    assert delivery.endpoint.failing_since is not None


@pytest.mark.django_db(transaction=True)
def test_the_heart_beats_while_the_receiver_takes_its_time(endpoint, receiver, acorn, loopback_allowed, monkeypatch):
    monkeypatch.setattr(runs, "HEARTBEAT", timedelta(milliseconds=20))
    event = Event.objects.create(organisation=acorn, kind="endpoint.test")
    delivery = Delivery.objects.create(organisation=acorn, event=event, endpoint=endpoint)
    assert delivery.claim()
    Delivery.objects.update(heartbeat_at=now() - 2 * STALE_AFTER)
    lost = [delivery]

    def look():
        for _ in range(200):
            with suppress(OperationalError):
                lost[:] = Delivery.objects.lost()
                if not lost:
                    break
            time.sleep(0.02)
        connection.close()

    receiver.before = look
    delivering.run(delivery)
    assert lost == []
    assert again(delivery).status == Delivery.Status.SUCCEEDED


def test_who_was_too_slow_leaves_it_to_whoever_took_it_over(endpoint, receiver, ada, loopback_allowed):
    delivery = claimed(endpoint, ada)
    Delivery.objects.update(heartbeat_at=now() - 2 * STALE_AFTER)
    heir = again(delivery)
    assert heir.claim()
    receiver.answers = [410]
    delivering.run(delivery)
    assert (again(delivery).status, again(delivery).response_status) == (Delivery.Status.RUNNING, None)
    delivering.run(heir)
    assert again(delivery).status == Delivery.Status.SUCCEEDED
