"""axe on the pages of a fresh demo, in both colour schemes, wide and narrow; and no sideways scrolling anywhere."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.journeys.test_link_to_books import create_company, sign_in

pytestmark = pytest.mark.browser

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
SCREENS = [(1280, "light"), (1280, "dark"), (320, "light"), (320, "dark")]


def faults_of(page):
    """What axe and the width say of the page that is open, in every screen."""
    axe, faults = Axe(), []
    for width, scheme in SCREENS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        found = axe.run(page, options=RULES)
        faults += [f"{page.url} {width} {scheme}: {fault['id']}" for fault in found.response["violations"]]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            faults.append(f"{page.url} {width}: scrolls sideways")
    page.set_viewport_size({"width": 1280, "height": 900})
    return faults


def test_every_page_of_a_member(demo, visit):
    page = visit()
    faults = []
    for address in ["", "accounts/login/", "accounts/password/reset/", "integrations/sage-intacct/", "no-such-page/"]:
        page.goto(f"{demo['portal']}{address}")
        faults += faults_of(page)
    sign_in(page, demo, "developer", "birch-software")
    create_company(page, "Blue Heron Bakery")
    faults += faults_of(page)
    page.get_by_role("link", name="Done").or_(page.get_by_role("button", name="Done")).click()
    page.get_by_role("link", name="Blue Heron Bakery", exact=True).click()
    company = page.url
    places = ["companies/", "companies/new/", "links/", "activity/", "developers/"]
    places += [f"settings/{place}" for place in ["integrations/accounting/", "integrations/sage-intacct/"]]
    places += [f"settings/{place}" for place in ["customers-pages/", "customers-pages/own-site/", "consent/"]]
    places += [f"settings/consent/{place}" for place in ["draft/en/", "versions/1/en/", "versions/1/draft/"]]
    addresses = [f"{demo['portal']}o/birch-software/{place}" for place in places]
    tabs = ["", "connection/", "data/", "history/", "edit/", "delete/", "link/"]
    for address in [*addresses, *(f"{company}{tab}" for tab in tabs)]:
        page.goto(address)
        faults += faults_of(page)
    assert faults == []


def test_every_page_of_the_wizard_before_the_sign_in(demo, visit):
    member, customer = visit(), visit()
    sign_in(member, demo, organisation="birch-software")
    link = create_company(member, "Saltmarsh Brewing Co.")
    customer.goto(link)
    faults = faults_of(customer)
    customer.get_by_role("checkbox").check()
    customer.get_by_role("button", name="Agree and continue").click()
    faults += faults_of(customer)
    customer.get_by_role("radio").first.check()
    customer.get_by_role("button", name="Continue with Sage Intacct").click()
    guide = ["before-you-start/", "company-id/", "web-services/", "authorise-sender/", "web-services-user/"]
    asides = ["leave/", "data/", "web-services-user/help/", "web-services/send/", "web-services-user/list/"]
    for place in ["tasks/", *guide, *asides]:
        answer = customer.goto(f"{link}{place}")
        assert answer.ok, place
        faults += faults_of(customer)
    customer.goto(f"{demo['portal']}link/no-such-link/")
    faults += faults_of(customer)
    company = f"{demo['portal']}o/birch-software/companies/{member.url.partition('request=')[2]}/"
    faults += faults_when_the_link_has_ended(member, customer, company, link)
    assert faults == []


def faults_when_the_link_has_ended(member, customer, company, link):
    """The link is mailed, revoked and asked for anew."""
    member.goto(f"{company}link/")
    member.get_by_text("Send it by e-mail from here").click()
    member.get_by_role("button", name="Send e-mail").click()
    faults = faults_of(member)
    member.get_by_label("Your customer’s e-mail address").fill("clerk@saltmarsh.example")
    member.get_by_role("button", name="Send e-mail").click()
    expect(member.get_by_role("main")).to_contain_text("Sent:")
    faults += faults_of(member)
    member.goto(f"{company}link/revoke/")
    member.get_by_role("button", name="Revoke link").click()
    customer.goto(link)
    faults += faults_of(customer)
    customer.get_by_role("button", name="Ask for a new address").click()
    expect(customer.get_by_role("main")).to_contain_text("was told that you ask for a new address")
    faults += faults_of(customer)
    for address in [f"{company}link/", company, f"{company}../"]:
        member.goto(address)
        faults += faults_of(member)
    return faults
