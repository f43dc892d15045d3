"""The page on which an organisation lists its own sites, and the script that these fetch."""

from __future__ import annotations

import pytest

from portal.audit.models import AuditEvent
from portal.audit.sentences import line_of
from portal.organisations.embedding import fault_of, origin_of
from portal.organisations.models import Face
from portal.organisations.roles import Role
from tests.factories import MembershipFactory

PAGE = "/o/acorn/settings/customers-pages/own-site/"
SCRIPT = "/embed/v1.js"


@pytest.fixture
def page(ada, signed_in):
    return signed_in(ada)


def said(answer):
    return answer.content.decode()


@pytest.mark.parametrize(
    "origin",
    ["https://app.acorn.example", "https://app.acorn.example:8443", "http://localhost:3000", "http://127.0.0.1"],
)
def test_an_https_origin_may_be_listed_and_this_machine_in_development(origin):
    assert fault_of(origin) == ""


@pytest.mark.parametrize(
    "origin",
    [
        "",
        "*",
        "null",
        "https://",
        "https://*",
        "https://*.acorn.example",
        "https://acorn",
        "https://app.acorn.example/path",
        "https://app.acorn.example?x",
        "https://app.acorn.example#x",
        "https://app.acorn.example:",
        "https://app.acorn.example:0",
        "https://app.acorn.example:99999",
        "https://ada@app.acorn.example",
        "https://app.acorn.example; script-src *",
        "https://app.acorn.example https://evil.example",
        "https://app.acorn.example\nX: y",
        "http://app.acorn.example",
        "http://localhost.evil.example",
        "app.acorn.example",
        "//app.acorn.example",
        "javascript://app.acorn.example",
        "data:text/html,x",
        "file://app.acorn.example",
    ],
)
def test_nothing_else_may_be_listed(origin):
    assert fault_of(origin)


def test_this_machine_is_no_site_in_production(settings):
    settings.IN_PRODUCTION = True
    assert fault_of("http://localhost:3000")
    assert Face(origins=["http://localhost:3000", "https://app.acorn.example"]).embedding_origins == [
        "https://app.acorn.example"
    ]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://App.Acorn.example/", "https://app.acorn.example"),
        ("https://app.acorn.example:443", "https://app.acorn.example"),
        ("http://localhost:80/", "http://localhost"),
        ("https://app.acorn.example:80", "https://app.acorn.example:80"),
        ("https://app.acorn.example:1443", "https://app.acorn.example:1443"),
        ("https://app.acorn.example/x", "https://app.acorn.example/x"),
    ],
)
def test_an_origin_is_written_as_browsers_write_it(typed, kept):
    assert origin_of(typed) == kept


def test_keeps_what_was_entered_each_once_and_notes_it(page, ada):
    answer = page.post(PAGE, {"origins": "https://app.acorn.example/\r\nHTTPS://app.acorn.example"}, follow=True)
    assert "Saved." in said(answer)
    assert Face.objects.get().origins == ["https://app.acorn.example"]
    event = AuditEvent.objects.get()
    assert event.actor == ada
    assert line_of(event).text == "Own sites that may show the customers’ pages changed: https://app.acorn.example"
    assert "Nothing was changed." in said(page.post(PAGE, {"origins": "https://app.acorn.example"}, follow=True))
    assert AuditEvent.objects.count() == 1
    assert "https://app.acorn.example" in said(page.get("/o/acorn/settings/customers-pages/"))


@pytest.mark.parametrize(
    ("typed", "cure"),
    [
        ("https://app.acorn.example\nhttp://acorn.example", "with https://"),
        ("https://*.acorn.example", "is no origin"),
        ("\n".join(f"https://h{n}.acorn.example" for n in range(21)), "up to 20 sites"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(page, typed, cure):
    answer = page.post(PAGE, {"origins": typed})
    assert cure in said(answer)
    assert "<title>Error:" in said(answer)
    assert not Face.objects.exists()
    assert not AuditEvent.objects.exists()


def test_offers_what_to_put_into_a_page(page):
    text = said(page.get(PAGE))
    assert "&lt;script src=&quot;https://portal.ledgerbridge.example/embed/v1.js&quot; async&gt;" in text
    assert "data-ledgerbridge=&quot;frame&quot;" in text
    assert "<code>GET https://portal.ledgerbridge.example/api/companies/COMPANY_ID</code>" in text


@pytest.mark.parametrize("role", [Role.ANALYST, Role.ONBOARDING])
def test_others_may_look_and_not_change(acorn, ada, signed_in, role):
    client = signed_in(MembershipFactory(organisation=acorn, role=role).user)
    assert "btn-main" not in said(client.get(PAGE))
    assert client.post(PAGE, {"origins": "https://evil.example"}).status_code == 403
    assert not Face.objects.exists()


def test_a_stranger_finds_nothing_there(acorn, birch, cleo, signed_in):
    client = signed_in(cleo)
    assert client.get(PAGE).status_code == 404
    assert client.post(PAGE, {"origins": "https://evil.example"}).status_code == 404
    assert not Face.objects.exists()


def test_the_script_is_for_the_pages_of_any_site(client):
    answer = client.get(SCRIPT)
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer["Cache-Control"] == "public, max-age=3600"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert not answer.cookies
    assert client.get(SCRIPT, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert client.post(SCRIPT).status_code == 405


def test_the_script_is_small_and_speaks_to_nobody_in_general(client):
    text = said(client.get(SCRIPT))
    assert len(text) < 8000
    assert '"*"' not in text
    assert "innerHTML" not in text
