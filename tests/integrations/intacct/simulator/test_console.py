"""The console, driven as a browser without JavaScript would."""

import re
from html import unescape

import pytest

from integrations.intacct.simulator.scenarios import SCENARIOS, fresh_company

HOST = "127.0.0.1:8001"
HEALTHY = "/console/companies/demo-healthy/"
NEW = "/console/companies/demo-new/"
READER = HEALTHY + "web-services-users/named/ws_reader/"
RIGHTS = HEALTHY + "roles/named/Ledgerbridge reader/subscriptions/"
USER = {
    "user_id": "ledgerbridge",
    "user_name": "Ledgerbridge",
    "email": "books@bluebell.example",
    "contact_name": "Ledgerbridge",
    "contact_email": "books@bluebell.example",
    "print_as": "Ledgerbridge",
    "status": "active",
    "user_type": "business user",
    "admin": "false",
}


def pages_below(browser, start):
    """Follow every link from ``start``, forms unsent."""
    seen, todo = set(), [start]
    while todo:
        address = todo.pop()
        if address in seen:
            continue
        seen.add(address)
        assert browser.get(address).status == 200, address
        yield address, browser.page
        links = map(unescape, re.findall(r'href="(/console/[^"]*)"', browser.page))
        todo += [link for link in links if link.startswith(start) and "static" not in link]


@pytest.mark.parametrize("company", ["demo-healthy", "demo-new", "demo-user-based", "demo-trial", "demo-user-locked"])
def test_says_on_every_page_that_it_is_a_simulator(browser, company):
    pages = list(pages_below(browser, f"/console/companies/{company}/"))
    assert len(pages) > 15
    for address, page in pages:
        assert "Simulator: not Sage Intacct." in page, address
        assert page.count("<h1") == 1, address
        assert company in page, address


def test_uses_no_script_and_no_inline_style(browser):
    for address, page in pages_below(browser, HEALTHY):
        assert not re.search(r"<script|\sstyle=|\son\w+=", page), address
    assert browser.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'")


def test_lists_every_company(browser):
    browser.get("/console/")
    for scenario in SCENARIOS:
        if scenario.make:
            assert f">{scenario.company_id}<" in browser.page


def test_search_finds_by_words_in_any_order(browser):
    assert "1 of" in browser.get("/console/?q=joinery").page
    assert "demo-new" in browser.page
    assert "demo-healthy" not in browser.page
    assert "No company contains" in browser.get("/console/?q=zzz").page


def test_never_shows_a_password_outside_the_mail(browser):
    for address, page in pages_below(browser, HEALTHY):
        assert "Reader-2026" not in page, address
        assert "sender-secret" not in page, address


def test_subscribes_web_services_after_naming_the_fees(browser):
    browser.get(NEW + "subscriptions/Web Services/")
    assert "charges" in browser.page
    assert not browser.world.company("demo-new").has_web_services
    browser.post(NEW + "subscriptions/Web Services/", {"action": "subscribe"})
    assert browser.world.company("demo-new").has_web_services
    assert "The application is subscribed." in browser.page


def test_trial_company_cannot_subscribe_web_services(browser):
    address = "/console/companies/demo-trial/subscriptions/"
    assert "Not available in a trial company." in browser.get(address).page
    assert browser.post(address + "Web Services/", {"action": "subscribe"}).status == 409
    assert not browser.world.company("demo-trial").has_web_services


def test_subscription_can_be_ended_and_taken_again(browser):
    company = browser.world.company("demo-healthy")
    before = list(company.subscriptions)
    browser.post(HEALTHY + "subscriptions/Taxes/", {"action": "unsubscribe"})
    assert "Taxes" not in company.subscriptions
    browser.post(HEALTHY + "subscriptions/Taxes/", {"action": "subscribe"})
    assert company.subscriptions == before


def test_clearing_the_entity_restriction_asks_for_the_journal(browser):
    company = browser.world.company("demo-new")
    browser.post(NEW + "multi-entity/", {"journal": ""})
    assert "IET credits journal is required" in browser.page
    assert company.is_top_level_only
    browser.post(NEW + "multi-entity/", {"journal": "IEJ"})
    assert not company.is_top_level_only
    assert company.iet_credits_journal == "IEJ"


def test_authorization_counts_only_after_the_second_save(browser):
    company = browser.world.company("demo-new")
    browser.post(NEW + "security/edit/add/", {"sender_id": "AcornLending", "description": "Acorn", "status": "active"})
    assert "Not saved yet" in browser.page
    assert company.authorizations == []
    assert "was not saved" in browser.get(NEW + "security/").page
    browser.post(NEW + "security/edit/", {"action": "save"})
    assert company.authorization("AcornLending").is_active


def test_authorization_that_is_cancelled_is_forgotten(browser):
    browser.post(NEW + "security/edit/add/", {"sender_id": "AcornLending", "status": "active"})
    browser.post(NEW + "security/edit/", {"action": "cancel"})
    browser.post(NEW + "security/edit/", {"action": "save"})
    assert browser.world.company("demo-new").authorizations == []


def test_authorization_can_be_switched_off_and_deleted(browser):
    company = browser.world.company("demo-healthy")
    browser.post(HEALTHY + "security/edit/0/", {"action": "save", "sender_id": "AcornLending", "status": "inactive"})
    browser.post(HEALTHY + "security/edit/1/", {"action": "delete"})
    assert len(company.authorizations) == 2
    browser.post(HEALTHY + "security/edit/", {"action": "save"})
    assert [(row.sender_id, row.is_active) for row in company.authorizations] == [("AcornLending", False)]


def test_authorization_without_sender_is_shown_again_with_what_was_typed(browser):
    browser.post(NEW + "security/edit/add/", {"sender_id": " ", "description": "Acorn Lending", "status": "active"})
    assert "Sender ID is required." in browser.page
    assert 'aria-invalid="true"' in browser.page
    assert 'value="Acorn Lending"' in browser.page


def test_new_user_is_made_after_create_and_gets_a_password_once(browser):
    company = browser.world.company("demo-new")
    fields = {**USER, "role_name": "Reader"}
    browser.post(NEW + "web-services-users/add/", {**fields, "action": "save"})
    assert ">Create</button>" in browser.page
    assert company.login("ledgerbridge") is None
    browser.post(NEW + "web-services-users/add/", {**fields, "action": "create"})
    login = company.login("ledgerbridge")
    assert login.is_web_services
    assert login.roles == ["Reader"]
    assert company.role("Reader").rights == {}
    assert "In real life this arrives by e-mail at books@bluebell.example." in browser.page
    assert login.password in browser.page
    browser.get(NEW + "web-services-users/named/ledgerbridge/mail/")
    assert login.password not in browser.page


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"user_id": "ledger bridge"}, "User ID takes letters"),
        ({"user_id": "ADMIN"}, "There is a user with this ID already."),
        ({"contact_email": "else@bluebell.example"}, "This must equal the account email address."),
        ({"email": "bluebell", "contact_email": "bluebell"}, "Type an e-mail address"),
        ({"user_type": "king"}, "User type: choose from the list."),
        ({"user_name": "x" * 81}, "at most 80 characters"),
    ],
)
def test_user_that_cannot_be_is_refused_beside_its_field(browser, changes, error):
    browser.post(NEW + "web-services-users/add/", {**USER, **changes, "action": "create"})
    assert error in browser.page
    assert [login.user_id for login in browser.world.company("demo-new").logins] == ["admin"]


def test_reset_password_asks_first_and_replaces_the_old_one(browser):
    login = browser.world.company("demo-healthy").login("ws_reader")
    browser.get(READER + "reset-password/")
    assert login.password == "Reader-2026"
    browser.post(READER + "reset-password/")
    assert login.password != "Reader-2026"
    assert login.password in browser.page


def test_unlock_lets_the_user_try_again(browser):
    address = "/console/companies/demo-user-locked/web-services-users/named/ws_reader/"
    assert "locked out" in browser.get(address).page
    browser.post(address + "unlock/")
    login = browser.world.company("demo-user-locked").login("ws_reader")
    assert (login.status, login.failed_sign_ins) == ("active", 0)


def test_user_can_be_freed_from_its_entity(browser):
    address = "/console/companies/demo-one-entity/web-services-users/named/ws_reader/"
    login = browser.world.company("demo-one-entity").login("ws_reader")
    browser.post(address, {**USER, "roles": "Ledgerbridge reader", "action": "save"})
    assert login.entities == []
    assert login.may_open_top_level
    assert login.user_id == "ws_reader"


def test_two_step_verification_is_a_person_s_setting_only(browser):
    base = "/console/companies/demo-two-step/"
    assert "Two-step verification" in browser.get(base + "users/named/admin/").page
    assert "Two-step verification" not in browser.get(READER).page
    browser.post(base + "users/named/admin/", {**USER, "action": "save"})
    assert not browser.world.company("demo-two-step").login("admin").has_two_step


def test_deleted_user_is_gone(browser):
    browser.post(READER + "delete/")
    assert browser.world.company("demo-healthy").login("ws_reader") is None


def test_permission_type_can_be_changed(browser):
    browser.post(
        HEALTHY + "company/edit/",
        {"title": "Harbour", "permission_type": "user", "date_format": "/dmY", "clock": "12", "gmt_offset": "+05:30"},
    )
    company = browser.world.company("demo-healthy")
    assert not company.is_role_based
    assert (company.date_format, company.clock, company.gmt_offset) == ("/dmY", "12", "+05:30")


def test_renamed_role_keeps_its_rights_and_holders(browser):
    company = browser.world.company("demo-healthy")
    fields = {"name": "Reader", "description": "", "holders": ["ws_reader"], "action": "save"}
    browser.post(HEALTHY + "roles/named/Ledgerbridge reader/", fields)
    assert company.login("ws_reader").roles == ["Reader"]
    assert company.role("Reader").rights["General Ledger"]


def test_role_that_exists_is_not_made_twice(browser):
    browser.post(HEALTHY + "roles/add/", {"name": "Ledgerbridge reader"})
    assert "There is a role with this name already." in browser.page
    assert len(browser.world.company("demo-healthy").roles) == 1


def test_deleted_role_leaves_its_holders_without(browser):
    browser.post(HEALTHY + "roles/named/Ledgerbridge reader/delete/")
    company = browser.world.company("demo-healthy")
    assert company.roles == []
    assert company.login("ws_reader").roles == []


def test_reset_makes_the_company_anew(browser):
    browser.post(READER + "delete/")
    browser.post(HEALTHY + "security/edit/add/", {"sender_id": "Else", "status": "active"})
    assert "is lost" in browser.get(HEALTHY + "reset/").page
    browser.post(HEALTHY + "reset/")
    assert browser.world.company("demo-healthy") == fresh_company("demo-healthy")
    assert "was not saved" not in browser.get(HEALTHY + "security/").page


def test_typed_markup_is_shown_as_text(browser):
    browser.post(NEW + "security/edit/add/", {"sender_id": "<b>x</b>", "status": "active"})
    assert "&lt;b&gt;x&lt;/b&gt;" in browser.page
    assert "<b>x</b>" not in browser.page


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": f"http://{HOST}"},
    ],
)
def test_form_of_another_site_changes_nothing(browser, headers):
    assert browser.post(READER + "delete/", **headers).status == 403
    assert browser.world.company("demo-healthy").login("ws_reader")


@pytest.mark.parametrize("headers", [{"origin": f"http://{HOST}"}, {"sec-fetch-site": "same-origin"}, {}])
def test_own_form_is_let_in(browser, headers):
    assert browser.post(READER + "delete/", **headers).status == 200
    assert browser.world.company("demo-healthy").login("ws_reader") is None


def test_borrowed_host_name_is_refused(browser):
    assert browser.get("/console/", host="rebound.example").status == 421


@pytest.mark.parametrize(
    "path",
    [
        "/console/companies/demo-helthy/",
        NEW + "nowhere/",
        NEW + "security/edit/7/",
        NEW + "web-services-users/named/admin/",
        NEW + "roles/named/none/",
        HEALTHY + "web-services-users/named/ws_reader/subscriptions/",
        RIGHTS + "Witchcraft/",
        "/console/companies/demo-single/multi-entity/",
    ],
)
def test_unknown_page_leads_back(browser, path):
    assert browser.get(path).status == 404
    assert 'href="/console/"' in browser.page


def test_looking_saves_nothing(browser, tmp_path):
    browser.world.path = tmp_path / "world.json"
    browser.get(HEALTHY)
    assert not browser.world.path.exists()
    browser.post(READER + "delete/")
    assert browser.world.path.exists()
