"""A customer whose Sage Intacct has nothing set up does every step by the wizard's words, and ends with books read."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.test_link_to_books import create_company, sign_in

pytestmark = pytest.mark.browser

COMPANY = "demo-new"
EMAIL = "books@bluebell.example"


def value_of(wizard, label):
    return wizard.get_by_label(label, exact=True).input_value()


def subscribe_to_web_services(intacct):
    intacct.get_by_role("link", name="Subscriptions", exact=True).click()
    intacct.get_by_role("link", name="Subscribe Web Services").click()
    intacct.get_by_role("button", name="Subscribe").click()


def open_the_entities(intacct):
    intacct.get_by_role("link", name="Subscriptions", exact=True).click()
    intacct.get_by_role("link", name="Configure Multi-Entity Management").click()
    intacct.get_by_label("Restrict access to top level only").uncheck()
    intacct.get_by_label("IET credits journal").select_option(index=1)
    intacct.get_by_role("button", name="Save").click()


def authorise(intacct, wizard):
    intacct.get_by_role("link", name="Company", exact=True).click()
    intacct.get_by_role("link", name="Security").click()
    intacct.get_by_role("link", name="Edit").click()
    intacct.get_by_role("link", name="Add").click()
    intacct.get_by_label("Sender ID").fill(value_of(wizard, "Sender ID"))
    intacct.get_by_label("Description").fill(value_of(wizard, "Description"))
    intacct.get_by_role("button", name="Save").click()
    intacct.get_by_role("button", name="Save").click()


def create_user(intacct, wizard):
    """Create the user with a role of its own; answer the password from the mail."""
    intacct.get_by_role("link", name="Web Services users").click()
    intacct.get_by_role("link", name="Add").click()
    intacct.get_by_label("User ID").fill(value_of(wizard, "User ID"))
    intacct.get_by_label("User name").fill(value_of(wizard, "User name"))
    intacct.get_by_label("Account email address").fill(EMAIL)
    contact = value_of(wizard, "Contact name")
    for label in ("Last name", "First name", "Suggested contact name", "Print as"):
        intacct.get_by_label(label).fill(contact)
    intacct.get_by_label("Primary email address").fill(EMAIL)
    intacct.get_by_label("Add a role: Name").fill(value_of(wizard, "Name"))
    intacct.get_by_label("Add a role: Description").fill(value_of(wizard, "Description"))
    intacct.get_by_role("button", name="Save").click()
    intacct.get_by_role("button", name="Create").click()
    return intacct.locator("#password").inner_text()


def permit_reading(intacct, role, wizard, forgets=""):
    """For each application of the wizard's list: tick it, open its permissions, Read only; one may be forgotten."""
    applications = wizard.locator("fieldset legend h3").all_inner_texts()
    assert "Accounts Payable" in applications
    applications = [application for application in applications if application != forgets]
    intacct.get_by_role("link", name="Roles", exact=True).click()
    intacct.get_by_role("link", name=f"Subscriptions of {role}").click()
    for application in applications:
        intacct.get_by_role("row").filter(has_text=application).get_by_role("checkbox").check()
        intacct.get_by_role("button", name=f"Permissions of {application}").click()
        intacct.get_by_role("button", name="Read only").click()
        intacct.get_by_role("button", name="Save").click()
    intacct.get_by_role("button", name="Save").click()


def test_everything_is_set_up_by_the_wizards_words(demo, visit):
    member, wizard, intacct = visit(), visit(), visit()
    sign_in(member, demo, organisation="birch-software")  # lent the operator's sender, and switched on
    link = create_company(member, "Bluebell Joinery")
    intacct.goto(f"{demo['simulator']['console']}companies/{COMPANY}/")

    wizard.goto(link)
    wizard.get_by_role("checkbox").check()
    wizard.get_by_role("button", name="Agree and continue").click()
    wizard.get_by_role("radio").first.check()
    wizard.get_by_role("button", name=re.compile("Continue")).click()
    wizard.get_by_role("link", name="Begin with task 1").click()
    open_the_entities(intacct)
    wizard.get_by_role("button", name="I have done this").click()
    wizard.get_by_label("Company ID").fill(COMPANY)
    wizard.get_by_role("button", name="Save and continue").click()
    subscribe_to_web_services(intacct)
    wizard.get_by_role("button", name="I have done this").click()
    authorise(intacct, wizard)
    wizard.get_by_role("button", name="I have done this").click()
    wizard.get_by_role("radio").first.check()
    wizard.get_by_role("button", name=re.compile("Show|Continue")).first.click()
    user, role = value_of(wizard, "User ID"), value_of(wizard, "Name")
    password = create_user(intacct, wizard)
    permit_reading(intacct, role, wizard)
    wizard.get_by_role("button", name="I have done this").click()

    wizard.get_by_label("User ID").fill(user)
    wizard.get_by_label("Password").fill(password)
    wizard.get_by_role("button", name="Sign in").click()
    expect(wizard.get_by_text("Sage Intacct let the user in")).to_be_visible()
    wizard.get_by_role("link", name="Choose the entity", exact=True).click()
    wizard.get_by_role("combobox").select_option(index=1)
    wizard.get_by_role("button", name=re.compile("Continue|Choose")).click()
    wizard.get_by_role("button", name="Check, then begin to read").click()
    expect(wizard.get_by_role("main")).to_contain_text("All required permissions are in order.", timeout=30_000)
    wizard.get_by_role("button", name="Finish").click()
    expect(wizard.get_by_role("heading", level=1)).to_contain_text("connected")

    member.goto(f"{demo['portal']}o/birch-software/companies/")
    member.get_by_role("link", name="Bluebell Joinery", exact=True).click()
    expect(member.get_by_role("row").filter(has_text="Bills")).to_contain_text("Read", timeout=90_000)
