"""From the Link URL to connected books with a keyboard alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.console import permit, reset
from tests.journeys.keyboard import Keyboard
from tests.journeys.test_link_to_books import create_company, sign_in

pytestmark = pytest.mark.browser

COMPANY = "demo-no-payables"


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def begin(page, keys):
    """Consent and the choice of software; the box is forgotten at first."""
    keys.tour()
    keys.press("Tab")
    keys.press("Enter")  # skip to the content
    keys.press("Tab")
    assert page.locator("main :focus").count() == 1
    keys.push(button(page, "Agree and continue"))
    expect(page.locator("#summary")).to_be_focused()
    keys.push(page.get_by_role("alert").get_by_role("link"))
    expect(page.get_by_role("checkbox")).to_be_focused()
    keys.press("Space")
    keys.push(button(page, "Agree and continue"))
    expect(page.get_by_role("radio")).to_be_visible()
    keys.tour()
    keys.go_to(page.get_by_role("radio"))
    keys.press("Space")
    keys.push(page.get_by_role("button", name=re.compile("Continue")))
    expect(page.get_by_role("link", name="Begin with task 1")).to_be_visible()
    keys.tour()
    keys.push(page.get_by_role("link", name="Begin with task 1"))


def do_the_tasks(page, keys):
    keys.push(button(page, "I have done this"))
    keys.go_to(page.get_by_label("Company ID"))
    keys.type(COMPANY)
    keys.press("Enter")
    page.wait_for_url("**/web-services/")
    keys.push(button(page, "I have done this"))
    page.wait_for_url("**/authorise-sender/")
    keys.tour()
    copy = page.locator("[data-copy]").first
    keys.push(copy)
    expect(page.locator("#said")).to_contain_text("Copied")
    expect(copy).to_be_focused()
    keys.go_to(page.get_by_label("Sender ID"), key="Shift+Tab")
    keys.push(button(page, "I have done this"))
    page.wait_for_url("**/web-services-user/")
    keys.push(button(page, "Show the next steps"))
    expect(page.locator("#summary")).to_be_focused()
    keys.push(page.get_by_role("alert").get_by_role("link"))
    expect(page.get_by_role("group", name="Do you see a Roles information table")).to_be_focused()
    keys.go_to(page.get_by_role("radio").first)
    keys.press("ArrowDown")
    expect(page.get_by_role("radio").nth(1)).to_be_focused()
    keys.press("ArrowUp")
    expect(page.get_by_role("radio").first).to_be_checked()
    keys.push(button(page, "Show the next steps"))
    tick = page.get_by_role("checkbox").first
    expect(tick).to_be_visible()
    keys.tour()
    keys.go_to(tick)
    with page.expect_response("**/web-services-user/"):
        keys.press("Space")
    expect(tick).to_be_focused()
    page.reload()
    expect(tick).to_be_checked()
    keys.push(button(page, "I have done this"))


def enter_the_password(page, keys):
    """A refused one first: the focus goes to what is wrong, and from there to the field."""
    expect(page.get_by_label("Password")).to_be_visible()
    keys.tour()
    keys.go_to(page.get_by_label("User ID"))
    keys.type("ws_reader")
    keys.go_to(page.get_by_label("Password"))
    keys.type("not the password")
    keys.press("Enter")
    expect(page.locator("#summary")).to_be_focused()
    keys.push(page.get_by_role("alert").get_by_role("link", name="Enter the password again"))
    expect(page.get_by_label("Password")).to_be_focused()
    keys.type("Reader-2026")
    keys.press("Enter")
    expect(page.get_by_text("Sage Intacct let the user in")).to_be_visible()
    keys.push(page.get_by_role("link", name="Continue", exact=True))


def wait_for_another_look(page):
    with page.expect_response(re.compile("/recheck/")):
        pass
    with page.expect_response(lambda answer: "/progress/" in answer.url and answer.status == 200):
        pass


def test_from_the_link_to_the_books_without_a_mouse(demo, visit):
    member, page, administrator = visit(), visit(), visit()
    reset(administrator, demo["simulator"]["console"], COMPANY)
    sign_in(member, demo, organisation="birch-software")
    page.goto(create_company(member, "Reed Renewables"))
    keys = Keyboard(page)
    begin(page, keys)
    do_the_tasks(page, keys)
    enter_the_password(page, keys)

    keys.push(button(page, "Check, then begin to read"))
    expect(page.get_by_role("main")).to_contain_text("2 required permissions are missing.")
    keys.tour()
    # the page is drawn anew around what has the focus, by itself and when asked
    for place in [page.get_by_role("link", name="Send to a colleague"), page.locator("#progress summary").first]:
        keys.go_to(place)
        wait_for_another_look(page)
        expect(place).to_be_focused()
    again = button(page, "Check again now")
    keys.push(again)
    expect(page.locator("#progress").or_(page.locator("#progress *")).and_(page.locator(":focus"))).to_be_visible()
    expect(again).to_be_focused()
    permit(administrator, demo["simulator"]["console"], COMPANY, "Accounts Payable")
    expect(page.get_by_role("main")).to_contain_text("All required permissions are in order.")
    expect(page.locator("#progress")).to_be_focused()
    keys.push(button(page, "Finish"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("connected")
    keys.tour()
