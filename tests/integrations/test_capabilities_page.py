"""The public page that says what can be read."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils.html import escape

from integrations import registry

PAGE = "/integrations/sage-intacct/"


@pytest.fixture
def page(client, db):
    return client.get(PAGE).content.decode()


def test_is_open_to_everybody(client, db):
    assert client.get(PAGE).status_code == 200
    assert reverse("integrations:capabilities", args=["sage-intacct"]) == PAGE


def test_knows_no_other_provider(client, db):
    assert client.get("/integrations/nobody/").status_code == 404


def test_names_every_kind_with_its_objects_and_rows(page):
    provider = registry.get("sage-intacct")
    listed = provider.capabilities()
    assert {*provider.kinds} <= {one.kind for one in listed}
    for one in listed:
        assert f'id="{one.kind}"' in page and str(escape(one.label)) in page and str(escape(one.certainty)) in page
        for name in one.objects:
            assert name in page
        for line in one.permissions:
            assert f"<strong>{line.row}</strong>" in page and line.application in page


def test_says_of_each_row_how_sure_it_is(page):
    assert "Inferred from several hints" in page and "Named in Sage" in page


def test_is_linked_from_the_settings(signed_in, ada, intacct):
    assert PAGE in signed_in(ada).get("/o/acorn/settings/integrations/sage-intacct/").content.decode()


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (320, "light"), (320, "dark")])
def test_can_be_read_by_everybody_on_any_screen(live_server, browser, width, scheme):
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    tab = context.new_page()
    tab.goto(f"{live_server.url}{PAGE}")
    found = Axe().run(tab)
    overflow = tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    context.close()
    assert not found.response["violations"], found.generate_report()
    assert overflow <= 0
