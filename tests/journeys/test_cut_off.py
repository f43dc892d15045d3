"""A page that watches says so when it cannot reach us, and takes that back when it can again."""

from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

HERE = "http://wizard.example/"
PAGE = """<!doctype html><title>Watching</title>
<script src="portal/htmx-2.0.11.min.js" defer></script><script src="linkflow/wizard.js" defer></script>
<div id="offline" role="alert" hidden>This page cannot reach us at the moment.</div>
<div id="progress" hx-get="progress/" hx-trigger="every 200ms" hx-swap="none">Asking</div>"""


@pytest.mark.parametrize("trouble", ["cut off", 502])
def test_says_that_it_cannot_reach_us_as_long_as_it_cannot(visit, trouble):
    page, state = visit(), {"trouble": None}

    def answer(route):
        name = route.request.url.removeprefix(HERE)
        if name.endswith(".js"):
            route.fulfill(body=Path(finders.find(name)).read_text(), content_type="text/javascript")
        elif name != "progress/":
            route.fulfill(body=PAGE, content_type="text/html")
        elif state["trouble"] == "cut off":
            route.abort()
        else:
            route.fulfill(status=state["trouble"] or 204)

    page.route(f"{HERE}**", answer)
    page.goto(HERE)
    notice = page.get_by_role("alert")
    with page.expect_response(f"{HERE}progress/"):
        pass
    expect(notice).to_be_hidden()
    state["trouble"] = trouble
    expect(notice).to_be_visible()
    state["trouble"] = None
    expect(notice).to_be_hidden()
