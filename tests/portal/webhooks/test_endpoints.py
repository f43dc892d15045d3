"""The page of webhooks: addresses are added, tested, removed."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.urls import reverse

from portal.audit.models import AuditEvent
from portal.webhooks.actions import add_endpoint, emit
from portal.webhooks.models import Delivery, Endpoint, Event
from tests.between import just_after_reading
from tests.factories import MembershipFactory, UserFactory

PAGE = "/o/acorn/developers/webhooks/"
URL = "https://hooks.acorn.example/in"


@pytest.fixture
def page(ada, signed_in):
    return signed_in(ada)


@pytest.fixture
def endpoint(acorn):
    return Endpoint.objects.create(organisation=acorn, url=URL, secret="whsec_c2VjcmV0")


def test_the_secret_is_shown_once_and_lies_encrypted(page):
    answer = page.post(PAGE, {"url": URL})
    secret = re.search(r'value="(whsec_[\w+/=]+)"', answer.content.decode())[1]
    assert Endpoint.objects.get().secret == secret
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM webhooks_endpoint")
        assert secret.encode() not in bytes(cursor.fetchone()[0])
    assert secret not in page.get(PAGE).content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert secret not in str([vars(event) for event in AuditEvent.objects.all()])


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://hooks.acorn.example/in", "Begin the address with https://"),
        ("ftp://hooks.acorn.example/in", "Begin the address with https://"),
        ("hooks.acorn.example", "Begin the address with https://"),
        ("https://127.0.0.1/in", "public internet"),
        ("https://[::1]/in", "public internet"),
        ("https://169.254.169.254/latest/meta-data", "public internet"),
        ("https://10.1.2.3/", "public internet"),
        ("https://localhost/in", "public internet"),
        ("https://intranet/in", "public internet"),
        ("https://printer.local/in", "public internet"),
        ("https://user:password@hooks.acorn.example/", "Take the user name and password out"),
        ("https://hooks.acorn.example/in#part", "Take out the part after #"),
        ("https://hooks acorn.example/in", "not a whole address"),
        ("https://[::1", "not a whole address"),
        ("https://hooks.acorn.example]/in", "not a whole address"),
        ("", "Enter the address."),
    ],
)
def test_an_address_that_cannot_be_told_is_refused_with_the_cure(url, reason, page):
    answer = page.post(PAGE, {"url": url})
    assert reason in answer.content.decode()
    assert not Endpoint.objects.exists()


def test_an_address_is_told_once(page, endpoint):
    assert "This address is told already." in page.post(PAGE, {"url": URL}).content.decode()
    assert Endpoint.objects.count() == 1


def test_an_address_is_told_once_though_two_forms_come_at_the_same_moment(page, acorn, ada):
    with just_after_reading(Endpoint, lambda: add_endpoint(organisation=acorn, url=URL, actor=ada)):
        answer = page.post(PAGE, {"url": URL}).content.decode()
    assert "This address is told already." in answer
    assert "whsec_" not in answer
    assert Endpoint.objects.count() == 1


def test_an_address_is_told_to_each_organisation_that_asks(page, birch, cleo):
    add_endpoint(organisation=birch, url=URL, actor=cleo)
    assert "whsec_" in page.post(PAGE, {"url": URL}).content.decode()


def test_a_second_one_of_an_address_from_earlier_times_is_shown_and_not_told(page, endpoint, acorn):
    Endpoint.objects.create(organisation=acorn, url=URL, secret="whsec_b3RoZXI=", is_active=False)
    assert "The same address was added twice." in page.get(PAGE).content.decode()
    emit("company.created", organisation=acorn)
    assert Delivery.objects.get().endpoint == endpoint


def test_a_test_event_goes_to_this_address_only(page, endpoint, acorn, django_capture_on_commit_callbacks):
    other = Endpoint.objects.create(organisation=acorn, url="https://other.acorn.example/", secret="whsec_b3RoZXI=")
    with django_capture_on_commit_callbacks() as queued:
        page.post(reverse("webhooks:send_test", args=["acorn", endpoint.public_id]))
    assert len(queued) == 1
    delivery = Delivery.objects.get()
    assert delivery.endpoint == endpoint and delivery.endpoint != other
    assert delivery.event.kind == "endpoint.test"


def test_it_lists_the_last_five_deliveries_of_each(page, endpoint, acorn):
    for number in range(7):
        event = Event.objects.create(organisation=acorn, kind=f"number.{number}")
        Delivery.objects.create(
            organisation=acorn, event=event, endpoint=endpoint, status="succeeded", response_status=204
        )
    text = page.get(PAGE).content.decode()
    assert [number for number in range(7) if f"number.{number}" in text] == [2, 3, 4, 5, 6]


def test_removing_asks_first(page, endpoint):
    address = reverse("webhooks:remove_endpoint", args=["acorn", endpoint.public_id])
    assert URL in page.get(address).content.decode()
    assert Endpoint.objects.exists()
    assert "is not told any more" in page.post(address, follow=True).content.decode()
    assert not Endpoint.objects.exists()


def test_each_act_is_written_down(page, endpoint, ada):
    page.post(PAGE, {"url": "https://second.acorn.example/"})
    page.post(reverse("webhooks:send_test", args=["acorn", endpoint.public_id]))
    page.post(reverse("webhooks:remove_endpoint", args=["acorn", endpoint.public_id]))
    verbs = AuditEvent.objects.filter(actor=ada).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["endpoint.added", "endpoint.tested", "endpoint.removed"]


@pytest.mark.parametrize("role", ["analyst", "onboarding"])
def test_other_roles_change_nothing(role, acorn, endpoint, signed_in):
    user = UserFactory()
    MembershipFactory(organisation=acorn, user=user, role=role)
    client = signed_in(user)
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, {"url": "https://second.acorn.example/"}).status_code == 403
    assert client.post(reverse("webhooks:remove_endpoint", args=["acorn", endpoint.public_id])).status_code == 403
    assert Endpoint.objects.count() == 1
