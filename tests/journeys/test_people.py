"""Ada invites a colleague, who makes an account out of the mail; and axe on every page of it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.factories import PASSWORD
from tests.journeys.test_accessibility import faults_of
from tests.journeys.test_sign_in import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

COLLEAGUE = "colleague@acorn.example"


def invite(page, email, role):
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Role", exact=True).select_option(role)
    page.get_by_role("button", name="Send invitation").click()


def test_a_colleague_is_invited_joins_and_is_removed(visit, live_server, settings, mailoutbox, ada, acorn):
    settings.PUBLIC_URL = live_server.url
    member, colleague = visit(), visit()
    sign_in(member, live_server, ada.email, PASSWORD)
    member.get_by_role("link", name="Settings").click()
    member.get_by_role("navigation", name="Settings").get_by_role("link", name="People").click()
    faults = faults_of(member)
    invite(member, "", "analyst")
    expect(member.get_by_role("alert")).to_contain_text("Enter the address of the person to invite.")
    faults += faults_of(member)
    invite(member, COLLEAGUE, "analyst")
    expect(member.get_by_text(f"{COLLEAGUE} is invited.")).to_be_visible()
    faults += faults_of(member)
    member.get_by_role("link", name=f"Withdraw {COLLEAGUE}").click()
    faults += faults_of(member)
    member.get_by_role("link", name="Keep it").click()

    [mail] = mailoutbox
    address = re.search(r"http\S+/invitation/\S+/", mail.body)[0]
    colleague.goto(address)
    faults += faults_of(colleague)
    colleague.get_by_label("Your name").fill("Colleague")
    colleague.get_by_label("Password").fill("short")
    colleague.get_by_role("button", name="Join").click()
    expect(colleague.get_by_role("alert")).to_contain_text("at least 12 characters")
    faults += faults_of(colleague)
    colleague.get_by_label("Password").fill("a-long-enough-password-1")
    colleague.get_by_role("button", name="Join").click()
    expect(colleague.get_by_text("Welcome to Acorn Lending.")).to_be_visible()
    expect(colleague.get_by_role("heading", name="Companies", level=1)).to_be_visible()
    colleague.goto(address)
    expect(colleague.get_by_role("heading", level=1)).to_contain_text("does not count any more")
    faults += faults_of(colleague)

    member.reload()
    member.get_by_role("link", name=f"Change {COLLEAGUE}").click()
    faults += faults_of(member)
    member.get_by_label("Role", exact=True).select_option("onboarding")
    member.get_by_role("button", name="Save").click()
    expect(member.get_by_text(f"{COLLEAGUE} is Onboarding now.")).to_be_visible()
    member.get_by_role("link", name=f"Change {COLLEAGUE}").click()
    member.get_by_role("link", name="Remove").click()
    faults += faults_of(member)
    member.get_by_role("button", name="Remove").click()
    expect(member.get_by_text(f"{COLLEAGUE} does not belong to Acorn Lending any more.")).to_be_visible()
    colleague.goto(f"{live_server.url}/o/acorn/companies/")
    expect(colleague.get_by_role("heading", level=1)).not_to_contain_text("Companies")
    assert faults == []


def test_somebody_with_an_account_signs_in_and_joins(visit, live_server, settings, mailoutbox, ada, acorn, cleo):
    settings.PUBLIC_URL = live_server.url
    member, colleague = visit(), visit()
    sign_in(member, live_server, ada.email, PASSWORD)
    member.goto(f"{live_server.url}/o/acorn/settings/people/")
    invite(member, cleo.email, "analyst")
    expect(member.get_by_text(f"{cleo.email} is invited.")).to_be_visible()
    address = re.search(r"http\S+/invitation/\S+/", mailoutbox[0].body)[0]
    member.goto(address)
    faults = faults_of(member)
    member.get_by_role("button", name="Sign out").click()
    expect(member.get_by_text("There is an account for")).to_be_visible()
    colleague.goto(address)
    faults += faults_of(colleague)
    colleague.get_by_role("link", name="Sign in").click()
    colleague.locator("[name=login]").fill(cleo.email)
    colleague.locator("[name=password]").fill(PASSWORD)
    colleague.locator("[name=password]").press("Enter")
    expect(colleague.get_by_role("heading", name="Join Acorn Lending")).to_be_visible()
    faults += faults_of(colleague)
    colleague.get_by_role("button", name="Join").click()
    expect(colleague.get_by_text("Welcome to Acorn Lending.")).to_be_visible()
    assert acorn.memberships.get(user=cleo).role == "analyst"
    assert faults == []
