"""A real Chromium for journeys: tests marked ``browser`` get a ``page``.

Where there is none they are skipped, with the reason; REQUIRE_BROWSER=1 turns that skip into a failure.
"""

import os
import shutil

import pytest
from django.db import connections
from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WHY_NOT = "There is no Chromium on this machine (Debian and Ubuntu: apt-get install chromium)."


def chromium():
    """The path of a Chromium, or nothing."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def pytest_runtest_setup(item):
    if item.get_closest_marker("browser") and not chromium():
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(WHY_NOT, pytrace=False)
        pytest.skip(WHY_NOT)


@pytest.fixture(scope="session")
def browser():
    """One Chromium for all journeys of this process.

    While Playwright's event loop runs, Django keeps the connections of this thread somewhere else. Those of either side
    are closed before it is left, or a test database could not be dropped at the end.
    """
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
        "1"  # Playwright keeps an event loop in this thread; we await nothing in it
    )
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    connections.close_all()
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"] if is_root else [])
        yield made
        made.close()
        connections.close_all()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(browser):
    """A page of its own; what a browser complains about (a script, our Content Security Policy) fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    made = context.new_page()
    made.set_default_timeout(15_000)
    complaints = []
    made.on("pageerror", lambda error: complaints.append(str(error)))
    made.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    yield made
    context.close()
    assert not complaints, complaints
