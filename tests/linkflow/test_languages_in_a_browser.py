"""Every page of the wizard in every language, as a browser shows it: axe, no sideways scrolling, nothing clipped.

The pages are made in this process and handed to the browser, so that every state can be reached without a server.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils.translation import override

from tests.linkflow.test_pseudo_locale import PSEUDO, pseudo_locale  # noqa: F401 (a fixture)
from tests.linkflow.walk import every_page

pytestmark = pytest.mark.browser

ADDRESS = "https://portal.ledgerbridge.example/"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RULES = {"runOnly": {"type": "tag", "values": TAGS}}
CLIPPED = """() => [...document.querySelectorAll('body *')].filter((each) => {
  const style = getComputedStyle(each);
  const isCut = style.overflowX !== 'visible' && each.scrollWidth > each.clientWidth + 1;
  return isCut && !each.matches('.vh, .vh *, input, textarea, select, .skip') && each.clientWidth > 1;
}).map((each) => each.outerHTML.slice(0, 120))"""
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


class Screen:
    """A browser's page that shows responses of the test client."""

    def __init__(self, page):
        self.page, self.body, self.axe = page, b"", Axe()
        page.route("**/*", self._answer)

    def _answer(self, route):
        path = urlsplit(route.request.url).path
        if route.request.is_navigation_request():
            route.fulfill(body=self.body, content_type="text/html; charset=utf-8")
        elif path.startswith(settings.STATIC_URL) and (found := finders.find(path.removeprefix(settings.STATIC_URL))):
            route.fulfill(path=found)
        else:
            route.fulfill(status=204)

    def show(self, response, width, scheme):
        self.look(width, scheme)
        self.body = response.content
        self.page.goto(ADDRESS)

    def look(self, width, scheme):
        self.page.emulate_media(color_scheme=scheme)
        self.page.set_viewport_size({"width": width, "height": 900})

    def faults(self, name):
        found = [fault["id"] for fault in self.axe.run(self.page, options=RULES).response["violations"]]
        found += ["scrolls sideways"] if self.page.evaluate(SIDEWAYS) else []
        found += [f"clips {each}" for each in self.page.evaluate(CLIPPED)]
        return [f"{name}: {each}" for each in found]


@pytest.fixture
def screen(browser):
    context = browser.new_context(locale="en-GB")
    yield Screen(context.new_page())
    context.close()


@pytest.mark.parametrize("language", dict(settings.LANGUAGES))
def test_axe_finds_nothing_in_either_colour_scheme(language, screen, customer, ada, world):
    customer.client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    faults = []
    with override(language):
        for name, response in every_page(customer, ada, world):
            screen.show(response, 1280, "dark")
            faults += screen.faults(f"{name}, wide and dark")
            screen.look(320, "light")
            faults += screen.faults(f"{name}, narrow and light")
    assert not faults, "\n".join(faults)


def test_text_that_is_a_third_longer_is_not_clipped(pseudo_locale, screen, customer, ada, world):  # noqa: F811
    faults = []
    for name, response in every_page(customer, ada, world):
        assert f'lang="{PSEUDO}"' in response.content.decode()
        screen.show(response, 320, "light")
        faults += [f"{name}: clips {each}" for each in screen.page.evaluate(CLIPPED)]
        faults += [f"{name}: scrolls sideways"] if screen.page.evaluate(SIDEWAYS) else []
    assert not faults, "\n".join(faults)


def test_a_language_from_right_to_left_is_laid_out_from_right_to_left(settings, screen, customer, ada, world):
    settings.LANGUAGES = [*settings.LANGUAGES, ("he", "Hebrew")]
    customer.client.defaults["HTTP_ACCEPT_LANGUAGE"] = "he"
    with override("he"):
        pages = dict(every_page(customer, ada, world))
    for name, response in pages.items():
        screen.show(response, 320, "light")
        for width in (320, 1280):
            screen.look(width, "light")
            assert screen.page.evaluate("getComputedStyle(document.body).direction") == "rtl", name
            assert not screen.page.evaluate(SIDEWAYS), (name, width)
    screen.show(pages["web-services-user, role-based"], 1280, "light")
    tasks, sheet = (screen.page.locator(each).first.bounding_box() for each in (".side", "main"))
    assert tasks["x"] > sheet["x"], "the tasks stand on the side where reading begins"
    number, text = (screen.page.locator(f".steps > li {each}").first.bounding_box() for each in ("", "p"))
    assert text["x"] + text["width"] <= number["x"] + number["width"]
