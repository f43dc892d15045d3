"""Ada has the books and a phone, Ben has Sage Intacct and a desk: one Link, two devices, nothing asked twice."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.console import permit, reset
from tests.journeys.test_brand_new_company import (
    COMPANY,
    authorise,
    create_user,
    open_the_entities,
    permit_reading,
    subscribe_to_web_services,
    value_of,
)
from tests.journeys.test_link_to_books import create_company, sign_in

pytestmark = pytest.mark.browser


def begin(ada, link):
    """Ada agrees and chooses; answer the address that she sends to Ben."""
    ada.goto(link)
    ada.get_by_role("checkbox").check()
    ada.get_by_role("button", name="Agree and continue").click()
    ada.get_by_role("radio").first.check()
    ada.get_by_role("button", name=re.compile("Continue")).click()
    ada.get_by_role("link", name="Send 5 tasks to a colleague").click()
    return ada.get_by_label("Address").input_value()


def do_the_tasks(ben, intacct):
    """Ben does in Sage Intacct what the wizard says, forgets one application, and says that it is done.

    Answer the user, the role and the password.
    """
    done = ben.get_by_role("button", name="I have done this")
    ben.get_by_role("link", name="Begin with task 1").click()
    open_the_entities(intacct)
    done.click()
    ben.get_by_label("Company ID").fill(COMPANY)
    ben.get_by_role("button", name="Save and continue").click()
    subscribe_to_web_services(intacct)
    done.click()
    authorise(intacct, ben)
    done.click()
    ben.get_by_role("radio").first.check()
    ben.get_by_role("button", name="Show the next steps").click()
    user, role = value_of(ben, "User ID"), value_of(ben, "Name")
    password = create_user(intacct, ben)
    permit_reading(intacct, role, ben, forgets="Accounts Payable")
    done.click()
    expect(ben.get_by_label("Password")).to_be_visible()
    return user, role, password


def test_two_people_connect_the_books_together(demo, visit):
    member, ada, ben, intacct = visit(), visit(width=320), visit(), visit()
    console = demo["simulator"]["console"]
    reset(intacct, console, COMPANY)
    sign_in(member, demo, organisation="birch-software")
    link = create_company(member, "Bluebell Joinery")
    ben.goto(begin(ada, link))
    expect(ben.get_by_text("0 of 7 done")).to_be_visible()  # nobody asks Ben to agree
    user, role, password = do_the_tasks(ben, intacct)

    # Ada's phone knows what Ben did and what he typed
    ada.goto(link)
    expect(ada.get_by_text("5 of 7 done")).to_be_visible()
    expect(ada.get_by_role("listitem").filter(has_text="Get your company ID")).to_contain_text(COMPANY)
    ada.get_by_role("link", name="Continue with task 6").click()
    expect(ada.get_by_label("Company ID")).to_have_value(COMPANY)
    ada.get_by_label("User ID").fill(user)
    ada.get_by_label("Password").fill(password)
    ada.get_by_role("button", name="Sign in").click()
    ada.get_by_role("link", name="Choose the entity", exact=True).click()
    ada.get_by_role("combobox").select_option(index=1)
    ada.get_by_role("button", name="Continue").click()
    ada.get_by_role("button", name="Check, then begin to read").click()
    expect(ada.get_by_role("main")).to_contain_text("required permissions are missing")

    # Ben grants what he forgot; Ada only watches
    permit(intacct, console, COMPANY, "Accounts Payable", role=role)
    expect(ada.get_by_role("main")).to_contain_text("All required permissions are in order.")
    ada.get_by_role("button", name="Finish").click()
    expect(ada.get_by_role("heading", level=1)).to_contain_text("connected")
    ben.goto(link)
    expect(ben.get_by_role("heading", level=1)).to_contain_text("connected")
