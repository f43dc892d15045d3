"""A browser's way in: the page, the password, the organisation, and out again."""

import pytest

from tests.factories import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sign_in(page, live_server, email, password):
    page.goto(f"{live_server.url}/accounts/login/")
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(password)
    page.locator("[name=password]").press("Enter")


def test_ada_comes_to_her_organisation(page, live_server, ada, acorn):
    sign_in(page, live_server, ada.email, PASSWORD)
    page.wait_for_url(f"**/o/{acorn.slug}/**")
    assert page.get_by_text(acorn.name).first.is_visible()


def test_a_wrong_password_is_said_and_opens_nothing(page, live_server, ada, acorn):
    sign_in(page, live_server, ada.email, "not the password")
    page.locator("[name=password]").wait_for()
    assert "/accounts/login/" in page.url
    page.goto(f"{live_server.url}/o/{acorn.slug}/companies/")
    assert "/accounts/login/" in page.url
