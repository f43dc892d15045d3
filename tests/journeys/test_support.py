"""A browser's way through support staff's pages and the Developers pages, under our Content Security Policy."""

from __future__ import annotations

import re
from contextlib import closing

import pytest

from companies.models import Link
from portal.organisations.models import ApiKey, Membership
from portal.webhooks.models import Endpoint
from tests.factories import PASSWORD, LinkFactory
from tests.staff import support_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sign_in(page, live_server, email, target):
    page.goto(f"{live_server.url}{target}")
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(f"**{target}")


@pytest.fixture
def support(db):
    return support_user()


def test_support_staff_add_a_member_and_revoke_a_link(page, live_server, support, acorn, cleo):
    link = LinkFactory(company__organisation=acorn, company__name="Hartwell Joinery")
    sign_in(page, live_server, support.email, f"/admin/organisations/organisation/{acorn.pk}/change/")
    page.get_by_text("Add another Member").click()
    page.locator(".select2-selection").click()
    page.keyboard.type("cleo")
    page.locator(".select2-results__option", has_text=cleo.email).click()
    page.locator("[name=_save]").click()
    page.wait_for_url("**/organisation/")
    assert Membership.objects.filter(organisation=acorn, user=cleo).exists()

    page.goto(f"{live_server.url}/admin/companies/link/")
    page.get_by_role("link", name="Hartwell Joinery").click()
    page.get_by_role("link", name="Revoke the link").click()
    page.get_by_role("button", name="Revoke the link").click()
    page.get_by_text("The link is revoked.").wait_for()
    assert Link.objects.get(pk=link.pk).is_revoked


@pytest.mark.parametrize(
    "path", ["accounts/user/", "accounts/user/add/", "audit/auditevent/", "integrations/partnercredential/add/"]
)
def test_the_policy_lets_support_staff_work(path, page, live_server, support):
    sign_in(page, live_server, support.email, f"/admin/{path}")
    page.locator("#content").wait_for()


def test_a_key_is_created_copied_and_revoked(page, live_server, ada, acorn):
    sign_in(page, live_server, ada.email, "/o/acorn/developers/")
    page.get_by_label("Name").fill("Warehouse")
    page.get_by_role("button", name="Create key").click()
    shown = page.get_by_label("API key", exact=True).input_value()
    assert re.fullmatch(r"lb_[\w-]{43}", shown)
    page.get_by_role("button", name="Copy API key").click()
    page.locator("#said", has_text="Copied API key").wait_for(state="attached")
    page.get_by_role("link", name="Revoke Warehouse").click()
    page.get_by_role("button", name="Revoke key").click()
    page.get_by_text("The key Warehouse is revoked.").wait_for()
    assert ApiKey.objects.get().revoked_at is not None


def test_without_a_script_an_address_is_added_at_320_pixels(browser, live_server, ada, acorn):
    with closing(browser.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False)) as context:
        page = context.new_page()
        sign_in(page, live_server, ada.email, "/o/acorn/developers/webhooks/")
        page.get_by_label("Address").fill("https://hooks.acorn.example/in")
        page.get_by_role("button", name="Add address").click()
        assert page.get_by_role("textbox", name="Signing secret").input_value().startswith("whsec_")
    assert Endpoint.objects.get().url == "https://hooks.acorn.example/in"
