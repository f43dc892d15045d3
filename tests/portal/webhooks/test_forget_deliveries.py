"""Deliveries that ended long ago are deleted; what may still be asked about stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.module_loading import import_string
from django.utils.timezone import now

from portal.webhooks import tasks
from portal.webhooks.models import Delivery, Endpoint, Event


@pytest.fixture
def endpoint(acorn):
    return Endpoint.objects.create(organisation=acorn, url="https://hooks.acorn.example/in", secret="whsec_c2VjcmV0")


def delivery(endpoint, days, status="succeeded"):
    """A delivery that ended some days ago; one that did not end began then."""
    moment = now() - timedelta(days=days)
    event = Event.objects.create(organisation=endpoint.organisation, kind="company.created", created_at=moment)
    return Delivery.objects.create(
        organisation=endpoint.organisation,
        event=event,
        endpoint=endpoint,
        status=status,
        created_at=moment,
        due_at=moment,
        finished_at=None if status in ("queued", "running") else moment,
    )


def test_those_that_ended_more_than_ninety_days_ago_go(endpoint):
    for status in ("succeeded", "failed"):
        delivery(endpoint, 91, status)
    kept = [delivery(endpoint, 91, "queued"), delivery(endpoint, 91, "running"), delivery(endpoint, 89)]
    tasks.forget_deliveries()
    assert list(Delivery.objects.order_by("pk")) == kept


def test_how_long_they_are_kept_is_a_setting(endpoint, settings):
    settings.WEBHOOK_DELIVERIES_DAYS = 30
    delivery(endpoint, 31)
    kept = [delivery(endpoint, 29), delivery(endpoint, 1)]
    tasks.forget_deliveries()
    assert list(Delivery.objects.order_by("pk")) == kept


def test_the_newest_to_each_address_stays(endpoint, acorn):
    other = Endpoint.objects.create(organisation=acorn, url="https://other.acorn.example/", secret="whsec_b3RoZXI=")
    delivery(endpoint, 400)
    kept = [delivery(endpoint, 300), delivery(other, 500)]
    tasks.forget_deliveries()
    assert list(Delivery.objects.order_by("pk")) == kept


def test_many_go_piece_by_piece(endpoint, monkeypatch):
    monkeypatch.setattr(tasks, "FORGOTTEN_AT_ONCE", 2)
    newest = [delivery(endpoint, 100) for _ in range(6)][-1]
    tasks.forget_deliveries()
    assert Delivery.objects.get() == newest


def test_it_is_done_every_day(settings):
    entry = settings.CELERY_BEAT_SCHEDULE["forget-old-deliveries"]
    assert import_string(entry["task"]) == tasks.forget_deliveries
    assert entry["schedule"].hour == {3} and len(entry["schedule"].day_of_week) == 7
