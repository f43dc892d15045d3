"""A customer has two entities read, in a real browser: ticked, read, told apart in the portal, each with a proof."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.test_accessibility import faults_of
from tests.journeys.test_link_to_books import (
    READ_WITHIN,
    choose_rights_by_role,
    create_company,
    do_the_tasks,
    enter_password,
    sign_in,
)
from tests.journeys.test_pages_of_books import offer_sage_intacct

pytestmark = pytest.mark.browser

COMPANY = "demo-healthy"


def test_two_entities_are_chosen_read_and_told_apart(demo, visit):
    member, customer = visit(), visit()
    sign_in(member, demo)
    offer_sage_intacct(member, demo["sender"])
    member.goto(f"{demo['portal']}o/acorn-lending/settings/integrations/sage-intacct/")
    member.get_by_label("Customers may choose several entities").check()
    faults = faults_of(member)
    member.get_by_role("button", name="Save").click()
    expect(member.get_by_label("Customers may choose several entities")).to_be_checked()
    link = create_company(member, "Harbour Supplies")

    do_the_tasks(customer, link, COMPANY)
    choose_rights_by_role(customer)
    enter_password(customer, "Reader-2026", COMPANY)
    customer.get_by_role("link", name="Choose the entities", exact=True).click()

    # all entities are ticked at first, the top level is not
    boxes = customer.get_by_role("checkbox")
    top_level = customer.get_by_role("checkbox", name="Top level")
    expect(boxes).to_have_count(4)
    expect(customer.get_by_role("checkbox", checked=True)).to_have_count(3)
    expect(top_level).not_to_be_checked()
    faults += faults_of(customer)
    customer.get_by_role("button", name="Clear all").click()
    customer.get_by_role("button", name="Continue").click()
    expect(customer.get_by_role("alert")).to_contain_text("Tick at least one entity.")
    faults += faults_of(customer)
    customer.get_by_role("button", name="Select all").click()
    expect(customer.get_by_role("checkbox", checked=True)).to_have_count(3)
    customer.get_by_role("checkbox", name=re.compile("^200")).uncheck()
    top_level.check()
    customer.get_by_role("button", name="Continue").click()
    expect(customer.get_by_role("alert")).to_contain_text("Choose it alone")
    customer.get_by_role("link", name=re.compile("Choose it alone")).click()
    top_level.uncheck()
    customer.get_by_role("button", name="Continue").click()

    # each is opened before anything is read, and both are read
    customer.get_by_role("button", name="Check, then begin to read").click()
    expect(customer.get_by_role("main")).to_contain_text("All required permissions are in order.")
    customer.get_by_role("button", name="Finish").click()
    expect(customer.get_by_role("heading", level=1)).to_contain_text("connected")
    expect(customer.get_by_role("main").get_by_role("heading", level=3)).to_have_text(
        [re.compile("100"), re.compile("300")]
    )
    expect(customer.get_by_text("The first reading is complete.")).to_have_count(2, timeout=READ_WITHIN)
    faults += faults_of(customer)

    # in the portal the books are told apart, and the address remembers which are shown
    member.goto(f"{demo['portal']}o/acorn-lending/companies/")
    expect(member.get_by_role("row").filter(has_text="Harbour Supplies")).to_contain_text("2 entities")
    member.get_by_role("link", name="Harbour Supplies", exact=True).click()
    entries = []
    for entity in ("100", "300"):
        member.get_by_role("navigation", name="Entities").get_by_role("link", name=re.compile(f"^{entity}")).click()
        faults += faults_of(member)
        member.get_by_role("link", name="Proof", exact=True).click()
        expect(member.get_by_role("main")).to_contain_text("These books tie", timeout=READ_WITHIN)
        faults += faults_of(member)
        member.get_by_role("link", name="Data", exact=True).click()
        row = member.get_by_role("row").filter(has_text="Account transactions")
        entries.append(row.get_by_role("cell").first.inner_text())
        row.get_by_role("link").first.click()
        expect(member.get_by_role("navigation", name="Entities").locator("[aria-current]")).to_contain_text(entity)
        member.get_by_role("link", name="Summary", exact=True).click()
    assert entries[0] != entries[1]
    narrow = visit(width=320)
    narrow.goto(f"{link}done/")
    assert narrow.evaluate("document.documentElement.scrollWidth") <= 320
    assert not faults
