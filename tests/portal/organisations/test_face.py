"""The page on which an organisation chooses how its customers see it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from companies.actions import issue_link
from portal.audit.models import AuditEvent
from portal.audit.sentences import line_of
from portal.organisations.models import Face, Organisation
from portal.organisations.roles import Role
from tests.factories import CompanyFactory, MembershipFactory
from tests.pictures import upload

PAGE = "/o/acorn/settings/customers-pages/"
FILLED = {
    "support_email": "help@acorn.example",
    "accent": "#0b6bcb",
    "accent_picked": "#0c5364",
    "welcome": "Welcome.\r\n\r\nIt takes ten minutes.",
    "link_lifetime_days": "45",
    "return_url": "https://app.acorn.example/back?key=not-for-the-log",
    "hosts": "app.acorn.example\r\nWWW.acorn.example",
}
EMPTY = {**dict.fromkeys(FILLED, ""), "accent_picked": "#0c5364", "link_lifetime_days": "30"}


@pytest.fixture
def page(ada, signed_in):
    return signed_in(ada)


def verbs():
    return list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))


def said(answer):
    return answer.content.decode()


def days_of(link):
    return round((link.expires_at - link.created_at) / timedelta(days=1))


def test_keeps_what_was_entered_and_shows_it_again(page, acorn):
    answer = page.post(PAGE, FILLED, follow=True)
    assert "Saved." in said(answer)
    acorn.refresh_from_db()
    face = Face.objects.get(organisation=acorn)
    assert (acorn.support_email, acorn.link_lifetime_days) == ("help@acorn.example", 45)
    assert (face.accent, face.welcome) == ("#0b6bcb", "Welcome.\n\nIt takes ten minutes.")
    assert (face.return_url, face.hosts) == (FILLED["return_url"], ["app.acorn.example", "www.acorn.example"])
    form = page.get(PAGE).context["form"]
    assert {name: form[name].value() for name in ("accent", "accent_picked")} == {
        "accent": "#0b6bcb",
        "accent_picked": "#0b6bcb",
    }


def test_each_change_is_noted_once_with_who_and_what(page, ada):
    page.post(PAGE, {**FILLED, "logo": upload()})
    changes = {"support_email", "accent", "welcome", "link_lifetime", "return_url", "return_hosts", "logo"}
    assert set(verbs()) == {f"{name}.changed" for name in changes}
    assert {event.actor for event in AuditEvent.objects.all()} == {ada}
    lines = [line_of(event).text for event in AuditEvent.objects.all()]
    assert "Colour of the customers’ pages changed: #0b6bcb" in lines
    assert "How long links are valid changed: 45 days" in lines
    assert "Where customers go when finished changed: app.acorn.example" in lines
    assert not any("not-for-the-log" in str(vars(event)) for event in AuditEvent.objects.all())


def test_what_stays_is_not_noted(page):
    page.post(PAGE, {**FILLED, "logo": upload()})
    before = len(verbs())
    answer = page.post(PAGE, {**FILLED, "accent_picked": "#0b6bcb", "logo": upload()}, follow=True)
    assert "Nothing was changed." in said(answer)
    assert verbs()[before:] == []
    page.post(PAGE, {**FILLED, "accent_picked": "#0b6bcb", "welcome": "Hello."})
    assert verbs()[before:] == ["welcome.changed"]


def test_everything_can_be_emptied(page, acorn):
    page.post(PAGE, FILLED)
    page.post(PAGE, {**EMPTY, "accent_picked": "#0b6bcb"})
    face = Face.objects.get()
    assert (face.accent, face.welcome, face.return_url, face.hosts) == ("", "", "", [])


@pytest.mark.parametrize(
    ("typed", "picked", "kept"),
    [
        ("", "#0c5364", ""),  # nothing was touched: ours
        ("", "#aa0000", "#aa0000"),  # picked, without a script
        ("#aa0000", "#aa0000", "#aa0000"),  # picked, and a script typed it
        ("#AA0000", "#0c5364", "#aa0000"),  # typed, without a script
        ("a00", "#0c5364", "#aa0000"),
    ],
)
def test_the_colour_can_be_picked_or_typed(page, typed, picked, kept):
    page.post(PAGE, {**EMPTY, "accent": typed, "accent_picked": picked})
    assert Face.objects.get().accent == kept


def test_a_colour_that_is_hard_to_read_is_mended_and_the_page_says_so(page):
    assert "On light pages" not in said(page.get(PAGE))
    page.post(PAGE, {**EMPTY, "accent": "#ffd800"})
    text = said(page.get(PAGE))
    assert Face.objects.get().accent == "#ffd800"
    assert "On light pages darkened to" in text
    assert "On dark pages: <code>#ffd800</code>" in text


@pytest.mark.parametrize(
    ("name", "value", "cure"),
    [
        ("accent", "reddish", "six digits"),
        ("accent", "#12345", "six digits"),
        ("support_email", "help", "valid email"),
        ("welcome", "x" * 1001, "at most 1000 characters"),
        ("link_lifetime_days", "", "for how many days"),
        ("link_lifetime_days", "0", "at least one day"),
        ("link_lifetime_days", "91", "up to 90 days"),
        ("link_lifetime_days", "7.5", "whole days"),
        ("return_url", "http://app.acorn.example/", "https://"),
        ("return_url", "https://evil.example/", "not among the allowed hosts"),
        ("hosts", "*.acorn.example", "is no host"),
        ("hosts", "www.acorn.example", "not among the allowed hosts"),
        ("hosts", "\n".join(f"h{n}.acorn.example" for n in range(21)), "up to 20 hosts"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(page, acorn, name, value, cure):
    before = Organisation.objects.values().get()
    answer = page.post(PAGE, {**FILLED, name: value})
    assert answer.status_code == 200
    assert cure in said(answer)
    assert "<title>Error:" in said(answer).replace("\n", "")
    assert not Face.objects.exists()
    assert Organisation.objects.values().get() == before
    assert verbs() == []


def test_links_are_valid_for_as_long_as_was_chosen_when_they_were_issued(page, acorn, ada):
    company = CompanyFactory(organisation=acorn)
    sent = issue_link(company=company, actor=ada)
    page.post(PAGE, {**EMPTY, "link_lifetime_days": "90"})
    company.organisation.refresh_from_db()
    assert days_of(issue_link(company=company, actor=ada)) == 90
    before = sent.expires_at
    sent.refresh_from_db()
    assert (sent.expires_at, days_of(sent)) == (before, 30)


def test_what_support_staff_allowed_beyond_that_may_stay(page, acorn):
    Organisation.objects.update(link_lifetime_days=200, support_email="")
    assert 'max="200"' in said(page.get(PAGE))
    page.post(PAGE, {**EMPTY, "link_lifetime_days": "200", "welcome": "Hello."})
    assert verbs() == ["welcome.changed"]
    assert "up to 200 days" in said(page.post(PAGE, {**EMPTY, "link_lifetime_days": "201"}))
    page.post(PAGE, {**EMPTY, "link_lifetime_days": "30"})
    assert 'max="90"' in said(page.get(PAGE))


def test_names_of_its_own_are_taken_and_shown(page):
    assert "Your own names now" not in said(page.get(PAGE))
    page.post(PAGE, {**FILLED, "return_url": "https://app.acorn.example/{order}?company={companyId}&o={order}"})
    assert "Your own names now: <code>order</code>." in said(page.get(PAGE))


def test_a_thousand_characters_are_counted_as_people_count_them(page):
    text = "\r\n".join(["x" * 9] * 100)
    page.post(PAGE, {**EMPTY, "welcome": text})
    assert len(Face.objects.get().welcome) == 999


def test_a_logo_is_kept_as_our_own_png(page):
    page.post(PAGE, {**EMPTY, "logo": upload(800, 200)})
    face = Face.objects.get()
    assert bytes(face.logo).startswith(b"\x89PNG")
    assert (face.logo_width, face.logo_height) == (400, 100)
    assert len(face.logo_digest) == 64
    assert f'src="/face/{face.logo_digest}.png"' in said(page.get(PAGE))


def test_saving_the_rest_keeps_the_logo(page):
    page.post(PAGE, {**EMPTY, "logo": upload()})
    before = Face.objects.get().logo_digest
    page.post(PAGE, {**EMPTY, "welcome": "Hello."})
    assert Face.objects.get().logo_digest == before
    assert bytes(Face.objects.get().logo)


def test_a_logo_can_be_replaced_and_removed(page):
    page.post(PAGE, {**EMPTY, "logo": upload()})
    first = Face.objects.get().logo_digest
    page.post(PAGE, {**EMPTY, "logo": upload(colour=(200, 0, 0)), "remove_logo": "on"})
    assert Face.objects.get().logo_digest not in ("", first)
    page.post(PAGE, {**EMPTY, "remove_logo": "on"})
    face = Face.objects.get()
    assert (bytes(face.logo), face.logo_digest, face.logo_width) == (b"", "", 0)
    assert verbs().count("logo.changed") == 2
    assert verbs()[-1] == "logo.removed"


@pytest.mark.parametrize(
    ("data", "cure"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "Save it anew as PNG"),
        (b"", "empty"),
        (b"\0" * 1_000_001, "Up to 1 MB"),
    ],
)
def test_a_bad_file_is_refused_with_the_cure(page, data, cure):
    answer = page.post(PAGE, {**FILLED, "logo": SimpleUploadedFile("logo.png", data, content_type="image/png")})
    assert cure in said(answer)
    assert not Face.objects.exists()
    assert verbs() == []


def test_says_that_the_file_must_be_chosen_again(page):
    answer = page.post(PAGE, {**FILLED, "accent": "reddish", "logo": upload()})
    assert "Choose the file again" in said(answer)
    assert not Face.objects.exists()


def test_shows_the_beginning_of_the_customers_pages(page):
    page.post(PAGE, {**FILLED, "logo": upload(), "welcome": "Good <b>morning</b>."})
    text = said(page.get(PAGE))
    preview = text[text.index('class="preview"') :]
    for part in [
        "Acorn Lending asks to read your books",
        "Good &lt;b&gt;morning",
        "help@acorn.example",
        'class="logo"',
    ]:
        assert part in preview
    assert f'<link rel="stylesheet" href="{Face.objects.get().stylesheet_url}">' in text


@pytest.mark.parametrize("role", [Role.ANALYST, Role.ONBOARDING])
def test_others_may_look_and_not_change(acorn, ada, signed_in, role):
    client = signed_in(MembershipFactory(organisation=acorn, role=role).user)
    text = said(client.get(PAGE))
    assert "ada@acorn.example" in text
    assert "<button" not in text[text.index("multipart/form-data") : text.index('id="preview"')]
    assert client.post(PAGE, FILLED).status_code == 403
    assert not Face.objects.exists()


def test_stands_among_the_settings(page):
    assert f'<a href="{PAGE}">' in said(page.get("/o/acorn/settings/integrations/accounting/"))
    assert f'<a href="{PAGE}" aria-current="page">' in said(page.get(PAGE))


def test_organisations_do_not_see_each_others(page, birch, cleo, client, signed_in):
    page.post(PAGE, {**FILLED, "logo": upload()})
    text = said(signed_in(cleo).get("/o/birch/settings/customers-pages/"))
    assert "#0b6bcb" not in text
    assert Face.objects.get().logo_digest not in text
