"""The permission windows of the console, for a role and for a user."""

import re

HEALTHY = "/console/companies/demo-healthy/"
RIGHTS = HEALTHY + "roles/named/Ledgerbridge reader/subscriptions/"


def test_read_only_ticks_list_and_view_but_saves_nothing(browser):
    company = browser.world.company("demo-no-payables")
    window = "/console/companies/demo-no-payables/roles/named/Ledgerbridge reader/subscriptions/Accounts Payable/"
    browser.post(window, {"preset": "read"})
    assert re.search(r'value="Vendors\|View"[^>]* checked', browser.page)
    assert re.search(r'value="Vendors\|List"[^>]* checked', browser.page)
    assert not re.search(r'value="[^"]*\|(Add|Edit|Delete|Run)"[^>]* checked', browser.page)
    assert "Accounts Payable" not in company.roles[0].rights


def test_permissions_count_only_after_the_second_save(browser):
    company = browser.world.company("demo-no-payables")
    page = "/console/companies/demo-no-payables/roles/named/Ledgerbridge reader/subscriptions/"
    browser.post(page + "Accounts Payable/", {"box": ["Vendors|List", "Vendors|View", "Bills|Fly"], "action": "save"})
    assert "Not saved yet" in browser.page
    assert "Accounts Payable" not in company.roles[0].rights
    ticked = [*company.roles[0].rights, "Accounts Payable"]
    browser.post(page, {"application": ticked, "action": "save"})
    assert company.roles[0].rights["Accounts Payable"] == {"Vendors": ["List", "View"]}
    assert company.roles[0].rights["General Ledger"]["Accounts"] == ["List", "View"]


def test_unticked_application_is_taken_from_the_role(browser):
    browser.post(RIGHTS, {"application": ["General Ledger"], "action": "save"})
    assert list(browser.world.company("demo-healthy").roles[0].rights) == ["General Ledger"]


def test_everything_unticked_leaves_an_empty_role(browser):
    browser.post(RIGHTS, {"open": "General Ledger"})
    browser.get(RIGHTS)
    assert browser.page.count("Not ticked") > 10
    browser.post(RIGHTS, {"action": "save"})
    assert browser.world.company("demo-healthy").roles[0].rights == {}


def test_opening_a_window_keeps_the_ticks(browser):
    browser.post(RIGHTS, {"application": ["General Ledger", "Contracts"], "open": "Contracts"})
    assert "Contracts: Permissions" in browser.page
    assert re.search(r'value="Contracts" checked', browser.get(RIGHTS).page)


def test_user_based_company_keeps_rights_beside_the_user(browser):
    base = "/console/companies/demo-user-based/"
    login = browser.world.company("demo-user-based").login("ws_reader")
    browser.get(base + "web-services-users/")
    assert "Subscriptions<" in browser.page
    assert ">Roles<" not in browser.page
    page = base + "web-services-users/named/ws_reader/subscriptions/"
    browser.post(page + "Accounts Receivable/", {"box": ["Customers|List", "Customers|View"], "action": "save"})
    browser.post(page, {"application": list(login.rights), "action": "save"})
    assert login.rights["Accounts Receivable"] == {"Customers": ["List", "View"]}


def test_role_made_anew_starts_without_the_unsaved_ticks_of_the_old_one(browser):
    browser.post(RIGHTS, {"application": ["Contracts"], "open": "Contracts"})
    browser.post(HEALTHY + "roles/named/Ledgerbridge reader/delete/")
    browser.post(HEALTHY + "roles/add/", {"name": "Ledgerbridge reader"})
    assert "Not saved yet" not in browser.get(RIGHTS).page
