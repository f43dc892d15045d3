"""What a customer's administrator does in the simulator's console, by the names on the screen."""

from __future__ import annotations


def open_company(page, console, company_id):
    page.goto(f"{console}companies/{company_id}/")


def reset(page, console, company_id):
    """Make a company what its scenario first made it, whatever other journeys have done there."""
    open_company(page, console, company_id)
    page.get_by_role("link", name="Reset this company").click()
    page.get_by_role("button", name="Reset this company").click()


def permit(page, console, company_id, *applications, role="Ledgerbridge reader"):
    """Give a role the read-only rights of applications: Roles › Subscriptions › Permissions › Read only."""
    open_company(page, console, company_id)
    page.get_by_role("link", name="Roles", exact=True).click()
    page.get_by_role("link", name=f"Subscriptions of {role}").click()
    for application in applications:
        row = page.get_by_role("row").filter(has_text=application)
        if not row.get_by_role("checkbox").is_checked():
            row.get_by_role("checkbox").check()
        page.get_by_role("button", name=f"Permissions of {application}").click()
        page.get_by_role("button", name="Read only").click()
        page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/?done=rights")  # saved, and not on the way
