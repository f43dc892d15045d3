"""axe on the pages of a company whose books were read. It comes behind the journey that sets Sage Intacct up."""

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
    set_up_sage_intacct,
    sign_in,
)

pytestmark = pytest.mark.browser

READ = "demo-single"


def offer_sage_intacct(page, sender):
    """Set it up, unless another journey has in this demo."""
    page.get_by_role("link", name="Settings").click()
    expect(page.get_by_role("switch")).to_be_visible()
    if page.get_by_role("switch").get_attribute("aria-checked") == "false":
        set_up_sage_intacct(page, sender)


def test_every_page_of_books_that_were_read(demo, visit):
    member, customer = visit(), visit()
    sign_in(member, demo)
    offer_sage_intacct(member, demo["sender"])
    link = create_company(member, "Orchard Row Dental")
    do_the_tasks(customer, link, READ)
    choose_rights_by_role(customer)
    enter_password(customer, "Reader-2026", READ)
    customer.get_by_role("link", name="Continue").click()
    customer.get_by_role("button", name="Check, then begin to read").click()
    expect(customer.get_by_role("main")).to_contain_text("All required permissions are in order.")
    faults = faults_of(customer)
    customer.get_by_role("button", name="Finish").click()
    expect(customer.get_by_role("heading", level=1)).to_contain_text("connected")
    faults += faults_of(customer)
    member.goto(f"{demo['portal']}o/acorn-lending/companies/")
    member.get_by_role("link", name="Orchard Row Dental", exact=True).click()
    company = member.url
    member.goto(f"{company}history/")
    expect(member.get_by_role("row").filter(has_text="First read after linking")).to_contain_text(
        "Done", timeout=READ_WITHIN
    )
    kinds = ["data/invoices/", "data/journalEntries/", "data/accountTransactions/", "data/company/"]
    statements = ["statements/balanceSheet/", "statements/profitAndLoss/"]
    tabs = ["", "connection/", "consents/", "data/", "proof/", "plan/", "history/", "read-again/"]
    addresses = [*(f"{company}{tab}" for tab in [*tabs, *kinds, *statements])]
    places = [f"{demo['portal']}o/acorn-lending/{place}" for place in ["settings/data-types/", "links/"]]
    for address in [*addresses, *places]:
        answer = member.goto(address)
        assert answer.ok, address
        faults += faults_of(member)
    member.goto(f"{company}data/invoices/")
    member.get_by_role("table").get_by_role("link").filter(has_text=re.compile(r"\d")).first.click()
    faults += faults_of(member)
    assert faults == []
