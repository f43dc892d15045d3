"""The whole way with JavaScript switched off: pages come anew by themselves, and buttons do the rest."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.console import permit, reset
from tests.journeys.test_link_to_books import create_company, sign_in

pytestmark = pytest.mark.browser

COMPANY = "demo-no-payables"


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def begin(page, link):
    page.goto(link)
    press(page, "Agree and continue")
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_role("checkbox").check()
    press(page, "Agree and continue")
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name=re.compile("Continue")).click()
    page.get_by_role("link", name="Begin with task 1").click()


def copy_into(box, field):
    """By hand: into the box, everything, copy; into the other tab, paste."""
    box.click()
    box.press("Control+A")
    box.press("Control+C")
    field.click()
    field.press("Control+V")
    expect(field).to_have_value(box.input_value())


def do_the_tasks(page, intacct, console):
    press(page, "I have done this")
    page.get_by_label("Company ID").fill(COMPANY)
    press(page, "Save and continue")
    press(page, "I have done this")
    expect(page.get_by_role("button", name="Copy")).to_have_count(0)
    intacct.goto(f"{console}companies/{COMPANY}/security/edit/add/")
    copy_into(page.get_by_label("Sender ID"), intacct.get_by_label("Sender ID"))
    press(page, "I have done this")
    page.get_by_role("radio").first.check()
    press(page, "Show the next steps")
    page.get_by_role("checkbox").first.check()
    press(page, "Keep my ticks")
    expect(page.get_by_text("Your ticks are kept.", exact=True)).to_be_visible()
    expect(page.get_by_role("checkbox").first).to_be_checked()
    press(page, "I have done this")


def test_from_the_link_to_the_books_without_a_script(demo, visit):
    member, page, intacct = visit(), visit(java_script_enabled=False), visit()
    console = demo["simulator"]["console"]
    reset(intacct, console, COMPANY)
    sign_in(member, demo, organisation="birch-software")
    begin(page, create_company(member, "Reed Renewables"))
    do_the_tasks(page, intacct, console)

    page.get_by_label("User ID").fill("ws_reader")
    page.get_by_label("Password").fill("Reader-2026")
    press(page, "Sign in")
    expect(page.get_by_text("Sage Intacct let the user in")).to_be_visible()  # the page comes anew by itself
    page.get_by_role("link", name="Continue", exact=True).click()
    press(page, "Check, then begin to read")
    main = page.get_by_role("main")
    expect(main).to_contain_text("2 required permissions are missing.")
    permit(intacct, console, COMPANY, "Accounts Payable")
    press(page, "Check again now")
    expect(main).to_contain_text("All required permissions are in order.")
    press(page, "Finish")
    expect(page.get_by_role("heading", level=1)).to_contain_text("connected")
    expect(main).to_contain_text("The first reading is complete.", timeout=60_000)
