"""The wizard on an organisation's own site, in real browsers: the site is ``localhost``, the portal ``127.0.0.1``.

To a browser these are two sites, so that none of the portal's cookies is sent to the frame.
"""

from __future__ import annotations

import contextlib
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import TimeoutError as TimedOut
from playwright.sync_api import expect

from tests.journeys.console import reset
from tests.journeys.test_link_to_books import create_company, sign_in

pytestmark = pytest.mark.browser

COMPANY = "demo-single"

PAGE = """<!doctype html><html lang="en"><title>Acorn's own site</title>
<h1>Acorn's own site</h1>
<a id="framed" href="{link}" data-ledgerbridge="frame">Connect your books</a>
<a id="popped" href="{link}" data-ledgerbridge="popup">Connect in a window</a>
<a id="inside" href="{link}" data-ledgerbridge="#place">Connect on this page</a>
<a id="astray" href="https://elsewhere.example/link/x/" data-ledgerbridge="frame">Connect elsewhere</a>
<div id="place"></div>
<script src="{portal}embed/v1.js"></script>
<script src="/listen.js"></script>"""
LISTEN = """
window.heard = [];
for (const name of ["started", "linked", "closed", "failed"]) {
  document.addEventListener(`ledgerbridge:${name}`, ({ detail }) => window.heard.push([name, detail]));
}
"""


@pytest.fixture
def own_site(demo):
    """Serve a page of an organisation's own site, under a policy as strict as it can be; answer its origin."""
    portal = demo["portal"].rstrip("/")
    policy = f"default-src 'none'; script-src 'self' {portal}; frame-src {portal}; base-uri 'none'; form-action 'none'"
    pages = {"link": ""}

    class Site(BaseHTTPRequestHandler):
        def do_GET(self):
            is_script = self.path == "/listen.js"
            text = LISTEN if is_script else PAGE.format(link=pages["link"], portal=demo["portal"])
            self.send_response(200)
            self.send_header("Content-Type", "text/javascript" if is_script else "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            with contextlib.suppress(BrokenPipeError):
                self.wfile.write(text.encode())

        def log_message(self, *args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        serving = threading.Thread(target=server.serve_forever, daemon=True)
        serving.start()
        pages["origin"] = f"http://localhost:{server.server_address[1]}"
        yield pages
        server.shutdown()
        serving.join(timeout=10)


@pytest.fixture
def member(demo, visit):
    page = visit()
    sign_in(page, demo, organisation="birch-software")  # lent the operator's sender, and switched on
    return page


def list_sites(member, demo, *origins):
    member.goto(f"{demo['portal']}o/birch-software/settings/customers-pages/")
    member.get_by_role("link", name="Set up your own site").click()
    member.get_by_role("textbox", name="Your sites").fill("\n".join(origins))
    member.get_by_role("button", name="Save").click()
    expect(member.get_by_role("status").filter(has_text=re.compile("Saved|Nothing was changed"))).to_be_visible()


def open_site(page, own_site, link):
    own_site["link"] = link
    page.goto(f"{own_site['origin']}/")


def heard(page, name, timeout=30_000):
    """Wait for an event; answer what came with it."""
    page.wait_for_function("(name) => window.heard.some((one) => one[0] === name)", arg=name, timeout=timeout)
    return page.evaluate("(name) => window.heard.find((one) => one[0] === name)[1]", name)


def names(page):
    return page.evaluate("window.heard.map((one) => one[0])")


def test_the_dialog_keeps_the_focus_and_escape_keeps_the_progress(demo, own_site, member, visit):
    list_sites(member, demo, own_site["origin"])
    page = visit()
    open_site(page, own_site, create_company(member, "Foxglove Gardens"))
    opener = page.get_by_role("link", name="Connect your books")
    opener.click()
    heard(page, "started")
    wizard = page.locator("dialog iframe").content_frame
    wizard.get_by_role("checkbox").check()
    wizard.get_by_role("button", name="Agree and continue").click()
    expect(wizard.get_by_role("radio")).to_have_count(1)
    for _ in range(30):
        page.keyboard.press("Tab")
        assert page.evaluate("['IFRAME', 'DIALOG', 'BODY'].includes(document.activeElement.tagName)")
    with contextlib.suppress(TimedOut):  # the frame that has the key is gone before it can say that it got it
        wizard.get_by_role("radio").press("Escape", timeout=5_000)
    assert heard(page, "closed") == {"statusCode": 403}
    expect(opener).to_be_focused()

    page.get_by_role("link", name="Connect on this page").click()
    wizard = page.locator("#place iframe").content_frame
    expect(wizard.get_by_role("radio")).to_have_count(1)
    wizard.get_by_role("radio").focus()
    page.keyboard.press("Escape")
    expect(wizard.get_by_role("radio")).to_be_visible()
    wizard.get_by_role("button", name="Close").click()
    expect(page.locator("iframe")).to_have_count(0)
    assert names(page) == ["started", "closed", "started", "closed"]


def test_a_pop_up_tells_when_it_is_shown_and_when_it_is_closed(demo, own_site, member, visit):
    list_sites(member, demo, own_site["origin"])
    page = visit()
    open_site(page, own_site, create_company(member, "Harbour Light Books"))
    for close in (lambda popup: popup.get_by_role("button", name="Close").click(), lambda popup: popup.close()):
        page.evaluate("window.heard = []")
        with page.expect_popup() as opened:
            page.get_by_role("link", name="Connect in a window").click()
        assert heard(page, "started") == {}
        opened.value.get_by_role("link", name="What happens to your data").click()
        expect(opened.value.get_by_role("heading", level=1)).to_be_visible()
        close(opened.value)
        assert heard(page, "closed") == {"statusCode": 403}
        assert names(page) == ["started", "closed"]


def answer_everything(wizard):
    """The whole way in the frame, with Sage Intacct's side prepared; the page that follows is that of permissions."""
    wizard.get_by_role("checkbox").check()
    wizard.get_by_role("button", name="Agree and continue").click()
    wizard.get_by_role("radio").first.check()
    wizard.get_by_role("button", name=re.compile("Continue")).click()
    wizard.get_by_role("link", name="Begin with task 1").click()
    done = wizard.get_by_role("button", name="I have done this")
    done.click()
    wizard.get_by_label("Company ID").fill(f" {COMPANY} ")
    wizard.get_by_role("button", name="Save and continue").click()
    # said by the page that follows, without a cookie that could have carried it
    expect(wizard.get_by_text("blanks at the beginning or end were taken out")).to_be_visible()
    done.click()
    expect(wizard.get_by_role("heading", level=1)).to_have_text("Configure Web Services")
    done.click()
    wizard.get_by_role("radio").first.check()
    wizard.get_by_role("button", name="Show the next steps").click()
    done.click()
    wizard.get_by_label("User ID").fill("ws_reader")
    wizard.get_by_label("Password").fill("Reader-2026")
    wizard.get_by_role("button", name="Sign in").click()
    expect(wizard.get_by_text("Sage Intacct let the user in")).to_be_visible()
    wizard.get_by_role("link", name="Continue", exact=True).click()
    wizard.get_by_role("button", name="Check, then begin to read").click()


def test_the_books_are_connected_without_leaving_the_site(demo, own_site, member, visit):
    reset(visit(), demo["simulator"]["console"], COMPANY)
    list_sites(member, demo, own_site["origin"])
    page = visit()
    open_site(page, own_site, create_company(member, "Foxglove Nurseries"))
    page.get_by_role("link", name="Connect your books").click()
    wizard = page.locator("dialog iframe").content_frame

    wizard.get_by_role("button", name="Deutsch").click()
    expect(wizard.get_by_role("button", name="Einwilligen und weiter")).to_be_visible()
    wizard.get_by_role("button", name="English").click()
    answer_everything(wizard)
    expect(wizard.get_by_role("main")).to_contain_text("All required permissions are in order.")
    wizard.get_by_role("button", name="Finish").click()
    linked = heard(page, "linked")
    assert linked["statusCode"] == 200
    expect(wizard.get_by_role("main")).to_contain_text("The first reading is complete.", timeout=60_000)

    wizard.get_by_role("button", name="Close").click()
    assert heard(page, "closed") == {"statusCode": 200}
    assert names(page) == ["started", "linked", "closed"]
    member.goto(f"{demo['portal']}o/birch-software/companies/{linked['companyId']}/connection/")
    expect(member.get_by_role("main")).to_contain_text("Linked since")
    assert {one["name"] for one in page.context.cookies(demo["portal"])} <= {"django_language", "zone"}


def test_a_blocked_pop_up_leaves_a_link_that_opens_it(demo, own_site, member, visit):
    list_sites(member, demo, own_site["origin"])
    page = visit()
    open_site(page, own_site, create_company(member, "Harbour Light Stores"))
    page.evaluate(
        "() => { window.allowed = window.open; window.open = () => null; }"
    )  # what a browser answers that blocks it
    page.get_by_role("link", name="Connect in a window").click()
    way = page.get_by_role("link", name="Open in a new window")
    expect(way).to_be_focused()
    assert names(page) == []
    page.evaluate("() => { window.open = window.allowed; }")
    with page.expect_popup() as opened:
        page.keyboard.press("Enter")
    assert heard(page, "started") == {}
    expect(opened.value.get_by_role("button", name="Agree and continue")).to_be_visible()
    expect(way).to_have_count(0)


def test_a_site_that_is_not_listed_shows_nothing(demo, own_site, member, visit):
    list_sites(member, demo, "https://another.example")
    page = visit()
    open_site(page, own_site, create_company(member, "Thistle & Rowe"))
    page.get_by_role("link", name="Connect your books").click()
    assert heard(page, "failed") == {"statusCode": 500}
    expect(page.locator("dialog, iframe")).to_have_count(0)
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Connect in a window").click()
    expect(opened.value.get_by_role("heading", level=1)).to_be_visible()
    expect(opened.value.get_by_role("button", name="Agree and continue")).to_have_count(0)
    page.wait_for_function("() => window.heard.length === 2")  # the window is out of its reach, so it says the same
    assert names(page) == ["failed", "failed"]


def test_a_link_that_leads_elsewhere_or_has_ended_says_so(demo, own_site, member, visit):
    list_sites(member, demo, own_site["origin"])
    page = visit()
    open_site(page, own_site, create_company(member, "Teasel Weavers"))
    page.get_by_role("link", name="Connect elsewhere").click()
    assert heard(page, "failed") == {"statusCode": 400}
    expect(page.locator("dialog, iframe")).to_have_count(0)

    member.get_by_role("link", name="Revoke link").click()
    member.get_by_role("button", name="Revoke link").click()
    page.evaluate("window.heard = []")
    page.get_by_role("link", name="Connect your books").click()
    assert heard(page, "failed") == {"statusCode": 410}
    wizard = page.locator("dialog iframe").content_frame
    wizard.get_by_role("button", name="Ask for a new address").click()
    expect(wizard.get_by_role("main")).to_contain_text("was told that you ask for a new address")
    with contextlib.suppress(TimedOut):
        wizard.locator("body").press("Escape", timeout=5_000)
    heard(page, "closed")
    assert names(page)[-1] == "closed"

    page.evaluate("window.heard = []")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Connect in a window").click()
    assert heard(page, "failed") == {"statusCode": 410}
    opened.value.close()  # it had shown something of ours, so this is no second failure
    assert heard(page, "closed") == {"statusCode": 403}
    assert names(page) == ["failed", "closed"]
