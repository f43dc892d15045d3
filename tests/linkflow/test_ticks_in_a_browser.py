"""The list of rights to tick, as browsers send it. What they ask for is handed to the test client: no server runs."""

from __future__ import annotations

import contextvars
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

SLUG = "web-services-user"
ACCOUNTS, JOURNALS = "General Ledger/Accounts", "General Ledger/Journals"


class Screen:
    """Somebody's browser before the list. What it posts is at ``sent``; while ``is_away`` nothing of it arrives."""

    def __init__(self, page, customer):
        self.page, self.client, self.sent, self.is_away = page, customer.client, [], False
        self.here = contextvars.copy_context()  # Playwright answers in another one, where the database is not this one
        page.route("**/*", self._answer)
        page.goto(f"http://testserver{customer.address(SLUG)}")

    def _answer(self, route):
        request = route.request
        path = urlsplit(request.url).path
        if path.startswith(settings.STATIC_URL) and (found := finders.find(path.removeprefix(settings.STATIC_URL))):
            route.fulfill(path=found)
        elif self.is_away:
            route.abort()
        else:
            kind, body = request.headers.get("content-type", ""), request.post_data_buffer or b""
            if body:
                self.sent.append(body.decode())
            headers = {name: value for name, value in request.headers.items() if name == "hx-request"}
            answer = self.here.run(self.client.generic, request.method, path, body, kind, headers=headers)
            route.fulfill(status=answer.status_code, headers=dict(answer.headers), body=answer.content)

    def box(self, row):
        return self.page.locator(f'input[type=checkbox][value="{row}"]')

    def tick(self, row):
        """Change a tick, and wait until it is kept."""
        with self.page.expect_response(lambda answer: answer.request.method == "POST"):
            self.box(row).click()

    def press(self, name):
        self.page.get_by_role("button", name=name, exact=True).click()


@pytest.fixture
def look(browser, customer):
    """Open the list in browsers that know nothing of each other."""
    customer.choose_software()
    customer.send(SLUG, do="branch", branch="role-based")
    contexts = []

    def look(**options):
        contexts.append(browser.new_context(locale="en-GB", **options))
        return Screen(contexts[-1].new_page(), customer)

    yield look
    for context in contexts:
        context.close()


def kept(customer):
    return set(customer.session.answers.get(f"{SLUG}.ticked", ()))


def test_two_people_tick_at_once(look, customer):
    ada, ben = look(), look()
    ada.tick(ACCOUNTS)
    ben.tick(JOURNALS)
    assert kept(customer) == {ACCOUNTS, JOURNALS}
    assert ACCOUNTS not in ben.sent[0]
    ada.tick(ACCOUNTS)
    assert kept(customer) == {JOURNALS}
    ben.press("I have done this")
    expect(ben.page.get_by_role("heading", level=1)).not_to_have_text("Create a Web Services user")
    assert ACCOUNTS not in ben.sent[1] and JOURNALS not in ben.sent[1]
    assert kept(customer) == {JOURNALS}


def test_a_tick_that_did_not_arrive_comes_along_with_the_next(look, customer):
    ada = look()
    ada.is_away = True
    ada.box(ACCOUNTS).click()
    expect(ada.page.locator("#offline")).to_be_visible()
    ada.is_away = False
    ada.tick(JOURNALS)
    expect(ada.page.locator("#offline")).to_be_hidden()
    assert kept(customer) == {ACCOUNTS, JOURNALS}


def test_a_tick_that_did_not_arrive_comes_along_with_the_button(look, customer):
    ada = look()
    ada.is_away = True
    ada.box(ACCOUNTS).click()
    expect(ada.page.locator("#offline")).to_be_visible()
    ada.is_away = False
    ada.press("I have done this")
    expect(ada.page.get_by_role("heading", level=1)).not_to_have_text("Create a Web Services user")
    assert kept(customer) == {ACCOUNTS}


def test_enter_on_a_tick_does_not_say_that_the_task_is_done(look, customer):
    ada = look()
    ada.box(ACCOUNTS).press("Enter")
    ada.tick(ACCOUNTS)
    assert len(ada.sent) == 1
    assert SLUG not in customer.session.done


@pytest.mark.parametrize("button", ["Keep my ticks", "I have done this"])
def test_without_a_script_every_button_keeps_the_ticks(look, customer, button):
    ada = look(java_script_enabled=False)
    customer.send(SLUG, do="tick", ticked=[JOURNALS])
    ada.box(ACCOUNTS).click()
    ada.press(button)
    expect(ada.page.get_by_role("alert").or_(ada.page.get_by_role("heading", level=1)).first).to_be_visible()
    assert kept(customer) == {ACCOUNTS, JOURNALS}
    assert (SLUG in customer.session.done) == (button == "I have done this")
