"""Behind a proxy attempts are counted by visitor, as the proxy saw them."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from tests.factories import PASSWORD

ATTACKER, HOME = "203.0.113.66", "198.51.100.7"


@pytest.fixture(autouse=True)
def _proxy(settings):
    """One proxy of ours before the portal, and nothing counted yet."""
    settings.TRUSTED_PROXIES = 1
    settings.AXES_ENABLED = True
    settings.AXES_FAILURE_LIMIT = 3
    cache.clear()
    yield
    cache.clear()


def sign_in(client, forwarded, email="ada@acorn.example", password="wrong"):
    """Send the form through the proxy, which writes the visitor's address at the end of the header."""
    return client.post(
        reverse("account_login"),
        {"login": email, "password": password},
        headers={"X-Forwarded-For": forwarded},
        REMOTE_ADDR="172.18.0.2",
    )


def test_an_attacker_locks_nobody_out_elsewhere(client, ada):
    assert [sign_in(client, ATTACKER).status_code for _ in range(3)] == [200, 200, 429]
    assert sign_in(client, HOME, password=PASSWORD).status_code == 302


def test_an_attacker_escapes_no_lock_by_naming_other_addresses(client, ada):
    answers = [sign_in(client, f"192.0.2.{number}, {ATTACKER}").status_code for number in range(3)]
    assert answers == [200, 200, 429]
    assert sign_in(client, f"{HOME}, {ATTACKER}", password=PASSWORD).status_code == 429


def test_an_attacker_locks_nobody_out_by_naming_their_address(client, ada):
    for _ in range(3):
        sign_in(client, f"{HOME}, {ATTACKER}")
    assert sign_in(client, HOME, password=PASSWORD).status_code == 302


def test_an_attacker_uses_up_nobody_elses_attempts(client, ada):
    names = [f"nobody-{number}@acorn.example" for number in range(31)]
    answers = [sign_in(client, f"192.0.2.{number}, {ATTACKER}", name) for number, name in enumerate(names)]
    assert (answers[0].status_code, answers[-1].status_code) == (200, 429)
    assert sign_in(client, HOME, password=PASSWORD).status_code == 302


def test_a_visitor_whose_address_is_not_told_signs_in_all_the_same(client, ada):
    assert sign_in(client, "no address", password=PASSWORD).status_code == 302


def test_a_request_that_came_around_the_proxy_is_counted_by_its_own_address(client, ada):
    assert [sign_in(client, "").status_code for _ in range(3)] == [200, 200, 429]
    assert sign_in(client, HOME, password=PASSWORD).status_code == 302
