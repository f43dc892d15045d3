"""The main job, end to end, on the running demo: from a sender's credentials to a customer's books in the portal."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.console import permit, reset

pytestmark = pytest.mark.browser

COMPANY = "demo-no-payables"
READ_WITHIN = 90_000


def sign_in(page, demo, role="administrator", organisation="acorn-lending"):
    person = demo["sign_ins"][organisation][role]
    page.goto(f"{demo['portal']}accounts/login/")
    page.get_by_label("E-mail").fill(person["email"])
    page.get_by_label("Password", exact=True).fill(person["password"])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Companies", level=1)).to_be_visible()


def set_up_sage_intacct(page, sender):
    page.get_by_role("link", name="Settings").click()
    expect(page.get_by_role("switch")).to_have_attribute("aria-checked", "false")
    page.get_by_role("link", name=re.compile("Set up")).last.click()
    page.get_by_label("Sender ID").fill(sender["sender_id"])
    page.get_by_label("Sender Password").fill(sender["sender_password"])
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Settings saved.")).to_be_visible()
    expect(page.get_by_label("Sender Password")).to_have_value("")
    page.get_by_role("switch").click()
    expect(page.get_by_role("switch")).to_have_attribute("aria-checked", "true")


def create_company(page, name):
    """Create a company; answer its Link URL."""
    page.get_by_role("link", name="Companies").first.click()
    page.get_by_role("link", name="New company").first.click()
    page.get_by_label("Company name").fill(name)
    page.get_by_label("This is a test company").check()
    page.get_by_role("button", name="Create company").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    return dialog.get_by_label("Link URL").input_value()


def do_the_tasks(customer, link, company_id):
    """From the Link URL to the page that asks for the password."""
    customer.goto(link)
    customer.get_by_role("checkbox").check()
    customer.get_by_role("button", name="Agree and continue").click()
    customer.get_by_role("radio").first.check()
    customer.get_by_role("button", name=re.compile("Continue")).click()
    customer.get_by_role("link", name="Begin with task 1").click()
    customer.get_by_role("button", name="I have done this").click()
    customer.get_by_label("Company ID").fill(f" {company_id} ")
    customer.get_by_role("button", name="Save and continue").click()
    expect(customer.get_by_text("blanks at the beginning or end were taken out")).to_be_visible()
    customer.get_by_role("button", name="I have done this").click()
    expect(customer.get_by_label("Sender ID")).to_have_value("AcornLending")
    customer.get_by_role("button", name="I have done this").click()


def choose_rights_by_role(customer):
    customer.get_by_role("radio").first.check()
    customer.get_by_role("button", name=re.compile("Show|Continue")).first.click()
    customer.get_by_role("button", name="I have done this").click()


def enter_password(customer, password, company_id=COMPANY):
    expect(customer.get_by_label("Company ID")).to_have_value(company_id)
    customer.get_by_label("User ID").fill("ws_reader")
    customer.get_by_label("Password").fill(password)
    customer.get_by_role("button", name=re.compile("Sign in|Try again")).click()


def test_from_a_sender_to_the_books(demo, visit):
    ada, customer, administrator = visit(), visit(), visit()
    reset(administrator, demo["simulator"]["console"], COMPANY)
    sign_in(ada, demo)
    set_up_sage_intacct(ada, demo["sender"])
    link = create_company(ada, "Hartwell Joinery")

    do_the_tasks(customer, link, COMPANY)
    choose_rights_by_role(customer)

    # the customer closes the browser and comes back another day, on another computer
    customer = visit()
    customer.goto(link)
    expect(customer.get_by_text("5 of 7 done").or_(customer.get_by_label("Password"))).to_be_visible()
    customer.goto(f"{link}credentials/")

    # a refused password is tried once, and asked for again
    enter_password(customer, "not the password")
    expect(customer.get_by_role("heading", name="Sage Intacct refused the sign-in")).to_be_visible()
    expect(customer.get_by_label("Password")).to_have_value("")
    enter_password(customer, "Reader-2026")
    expect(customer.get_by_text("Sage Intacct let the user in")).to_be_visible()
    customer.get_by_role("link", name="Continue").click()

    # what is missing keeps the connection pending, and says how to grant it
    customer.get_by_role("button", name="Check, then begin to read").click()
    expect(customer.get_by_role("main")).to_contain_text("2 required permissions are missing.")
    expect(customer.get_by_role("main")).to_contain_text("In the row Bills, tick List + View.")
    ada.goto(f"{demo['portal']}o/acorn-lending/companies/")
    expect(ada.get_by_role("row").filter(has_text="Hartwell Joinery")).to_contain_text("Pending")

    # granted in another tab, it turns green here by itself, and the link finishes
    permit(administrator, demo["simulator"]["console"], COMPANY, "Accounts Payable")
    expect(customer.get_by_role("main")).to_contain_text("All required permissions are in order.", timeout=30_000)
    customer.get_by_role("button", name="Finish").click()
    expect(customer.get_by_role("heading", level=1)).to_contain_text("connected")

    # the books stand in the portal
    ada.goto(f"{demo['portal']}o/acorn-lending/companies/")
    ada.get_by_role("link", name="Hartwell Joinery", exact=True).click()
    kinds = ada.get_by_role("table").filter(has_text="Chart of accounts")
    for kind in ["Chart of accounts", "Customers", "Suppliers", "Invoices", "Bills", "Journal entries"]:
        expect(kinds.get_by_role("row").filter(has_text=kind)).to_contain_text(
            re.compile(r"[1-9].*Read"), timeout=READ_WITHIN
        )

    kinds.get_by_role("link", name="Invoices").click()
    expect(ada.get_by_role("heading", name="Invoices")).to_be_visible()
    first = ada.get_by_role("table").get_by_role("link").filter(has_text=re.compile(r"\d")).first
    name = first.inner_text()
    ada.get_by_role("searchbox").fill(name)
    ada.get_by_role("button", name="Search").click()
    expect(ada.get_by_role("table")).to_contain_text(name)
    ada.get_by_role("table").get_by_role("link", name=name, exact=True).first.click()
    expect(ada.get_by_role("main")).to_contain_text(name)

    # reading again asks for changes, and there are none
    ada.goto(f"{demo['portal']}o/acorn-lending/companies/")
    ada.get_by_role("link", name="Hartwell Joinery", exact=True).click()
    ada.get_by_role("button", name="Refresh data").click()
    ada.get_by_role("link", name="History").click()
    newest = ada.get_by_role("row").filter(has_text="Asked for in the portal").first
    expect(newest).to_contain_text("Done", timeout=READ_WITHIN)
    rows, changed = newest.get_by_role("cell").nth(2), newest.get_by_role("cell").nth(3)
    expect(rows).to_have_text(
        re.compile(r"^\d$")
    )  # what may have changed in the second of its reading is read once more
    expect(changed).to_have_text("0")


def test_a_revoked_link_opens_nothing(demo, visit):
    ada, customer = visit(), visit()
    sign_in(ada, demo)
    ada.get_by_role("link", name="New company").first.click()
    ada.get_by_label("Company name").fill("Marlow & Finch Interiors")
    ada.get_by_role("button", name="Create company").click()
    link = ada.get_by_role("dialog").get_by_label("Link URL").input_value()
    ada.get_by_role("link", name="Revoke link").or_(ada.get_by_role("button", name="Revoke link")).first.click()
    ada.get_by_role("button", name=re.compile("Revoke")).last.click()
    answer = customer.goto(link)
    assert answer.status == 410
    expect(customer.get_by_role("main")).to_contain_text("Acorn Lending")
