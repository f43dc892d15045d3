from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.urls import reverse
from django.utils.timezone import now

from tests.factories import PASSWORD


@pytest.fixture(autouse=True)
def _axes(settings):
    settings.AXES_ENABLED = True
    settings.AXES_FAILURE_LIMIT = 3


def sign_in(client, email="ada@acorn.example", password="wrong", address="192.0.2.1"):
    return client.post(reverse("account_login"), {"login": email, "password": password}, REMOTE_ADDR=address)


def test_comes_with_the_last_wrong_password(client, ada):
    assert [sign_in(client).status_code for _ in range(3)] == [200, 200, 429]


def test_says_whom_and_how_long(client, ada):
    for _ in range(3):
        answer = sign_in(client)
    assert answer["Retry-After"] == "900"
    page = answer.content.decode()
    assert "ada@acorn.example was tried with 3 wrong passwords" in page
    assert "15 minutes after the last attempt" in page


def test_refuses_the_right_password_too(client, ada):
    for _ in range(3):
        sign_in(client)
    assert sign_in(client, password=PASSWORD).status_code == 429
    assert "_auth_user_id" not in client.session


def test_counts_an_address_however_it_is_written(client, ada):
    answers = [sign_in(client, email) for email in ("ada@acorn.example", "ADA@acorn.example", " Ada@Acorn.example ")]
    assert answers[-1].status_code == 429


def test_leaves_other_people_and_other_networks_alone(client, ada, ben):
    for _ in range(3):
        sign_in(client)
    assert sign_in(client, "ben@acorn.example", PASSWORD).status_code == 302
    client.logout()
    assert sign_in(client, password=PASSWORD, address="192.0.2.2").status_code == 302


def test_ends_after_a_quarter_of_an_hour(client, ada):
    for _ in range(3):
        sign_in(client)
    AccessAttempt.objects.update(attempt_time=now() - timedelta(minutes=16))
    assert sign_in(client, password=PASSWORD).status_code == 302


def test_keeps_no_password(client, ada):
    sign_in(client, password="a password nobody may see")
    attempt = AccessAttempt.objects.get()
    assert "a password nobody may see" not in f"{attempt.post_data}{attempt.get_data}"
