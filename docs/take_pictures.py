"""Take the pictures of the README and the docs anew, from a demo that has just lived the story.

Run by ``scripts/pictures``, with the demo's one JSON line on standard input.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from tests.browsing import chromium
from tests.journeys.console import permit
from tests.journeys.test_link_to_books import (
    COMPANY,
    choose_rights_by_role,
    create_company,
    do_the_tasks,
    enter_password,
    set_up_sage_intacct,
    sign_in,
)

PICTURES = Path(__file__).resolve().parent / "pictures"


def take(page: Page, name: str, *, width: int = 1280, whole: bool = True) -> None:
    page.set_viewport_size({"width": width, "height": 860})
    page.wait_for_timeout(200)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=whole)


def main() -> None:
    demo = json.loads(sys.stdin.readline())
    PICTURES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        member, customer, administrator = (
            browser.new_context(locale="en-US", viewport={"width": 1280, "height": 860}).new_page() for _ in range(3)
        )
        sign_in(member, demo)
        set_up_sage_intacct(member, demo["sender"])
        take(member, "settings")
        link = create_company(member, "Hartwell Joinery")
        take(member, "request-data", whole=False)
        do_the_tasks(customer, link, COMPANY)
        choose_rights_by_role(customer)
        customer.goto(f"{link}tasks/")
        take(customer, "wizard-tasks")
        customer.goto(f"{link}authorise-sender/")
        take(customer, "wizard-step")
        customer.goto(f"{link}credentials/")
        enter_password(customer, "Reader-2026")
        customer.get_by_role("link", name="Continue").click(timeout=30_000)
        customer.get_by_role("button", name="Check, then begin to read").click()
        expect(customer.get_by_role("main")).to_contain_text("required permissions are missing", timeout=30_000)
        take(customer, "wizard-permissions")
        permit(administrator, demo["simulator"]["console"], COMPANY, "Accounts Payable")
        take(administrator, "simulator-console")
        expect(customer.get_by_role("main")).to_contain_text("All required permissions are in order.", timeout=60_000)
        customer.get_by_role("button", name="Finish").click()
        member.goto(f"{demo['portal']}o/acorn-lending/companies/")
        member.get_by_role("link", name="Hartwell Joinery", exact=True).click()
        expect(member.get_by_role("main")).to_contain_text("Read completed", timeout=90_000)
        member.reload()
        take(member, "company")
        take(member, "company-phone", width=320)
        member.set_viewport_size({"width": 1280, "height": 860})
        member.get_by_role("link", name="Proof", exact=True).click()
        take(member, "proof")
        browser.close()


main()
