"""The wizard within an organisation's own site: where it may be framed, and how it does without cookies there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings as ours
from django.contrib.staticfiles import finders
from django.core import signing
from django.test import Client
from django.urls import reverse

from companies.actions import revoke_link
from integrations.actions import disable
from linkflow import notices
from linkflow.consent import consent_text
from linkflow.models import Consent
from portal.organisations.models import Face
from tests.factories import CompanyFactory, LinkFactory
from tests.test_tenancy import ROUTES, address_of, everything  # noqa: F401 (a fixture)

SITE = "https://app.acorn.example"
OTHER = "https://pay.acorn.example:8443"
IN_A_FRAME = {"Sec-Fetch-Dest": "iframe"}
US = "http://testserver"


@pytest.fixture
def listed(customer):
    Face.objects.create(organisation=customer.link.organisation, origins=[SITE, OTHER])
    return customer


def ancestors(answer):
    """What the page's policy says of framing."""
    parts = [part.split() for part in answer["Content-Security-Policy"].split(";")]
    (found,) = [part[1:] for part in parts if part[0] == "frame-ancestors"]
    return found


def is_closed(answer):
    return (
        ancestors(answer) == ["'none'"]
        and answer["X-Frame-Options"] == "DENY"
        and answer["Cross-Origin-Opener-Policy"] == "same-origin"
    )


def is_open_to_its_sites(answer):
    return (
        ancestors(answer) == [SITE, OTHER]
        and "X-Frame-Options" not in answer
        and answer["Cross-Origin-Opener-Policy"] == "unsafe-none"
    )


def pages(customer):
    """The wizard's pages that a new customer can open, and the redirects to them."""
    asides = [reverse(f"linkflow:{name}", args=[customer.token]) for name in ("leave", "data", "disconnect", "renew")]
    others = [customer.address("welcome", "help")]
    return [customer.address(), customer.address("welcome"), customer.address("tasks"), *asides, *others]


def test_nobody_frames_it_unless_sites_are_listed(customer):
    assert all(is_closed(customer.client.get(page)) for page in pages(customer))
    Face.objects.create(organisation=customer.link.organisation)
    assert is_closed(customer.see("welcome"))


def test_the_listed_sites_frame_every_page_and_keep_their_pop_up(listed):
    for page in pages(listed):
        answer = listed.client.get(page)
        assert is_open_to_its_sites(answer), page
        assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert is_open_to_its_sites(listed.agree())
    assert is_open_to_its_sites(listed.watch("permissions"))


def test_another_organisations_wizard_stays_closed(listed, birch):
    link = LinkFactory(company=CompanyFactory(organisation=birch))
    address = reverse("linkflow:step", args=[type(listed)(link, listed.client, None).token, "welcome"])
    assert is_closed(listed.client.get(address))


def test_a_link_that_ended_says_so_on_the_listed_sites(listed, ada):
    revoke_link(link=listed.link, actor=ada)
    answer = listed.open()
    assert answer.status_code == 410
    assert is_open_to_its_sites(answer)
    assert 'data-event="failed" data-status="410"' in answer.content.decode()
    assert is_open_to_its_sites(listed.client.post(reverse("linkflow:ask_anew", args=[listed.token])))


@pytest.mark.parametrize("is_chosen", [False, True])
def test_where_nothing_is_offered_the_listed_sites_are_told(listed, intacct, ada, is_chosen):
    listed.choose_software() if is_chosen else listed.agree()
    disable(integration=intacct, actor=ada)
    answer = listed.see("tasks" if is_chosen else "select")
    assert answer.status_code == 409
    assert is_open_to_its_sites(answer)
    assert '<meta name="outcome" data-event="failed" data-status="501">' in answer.content.decode()


def test_a_page_that_no_site_may_frame_opens_in_a_tab_of_its_own(listed):
    listed.choose_software()
    listed.send("web-services-user", do="branch", branch="role-based")
    for answer in (
        listed.see("web-services-user"),
        listed.client.get(listed.address("web-services-user", "permission_list")),
    ):
        (link,) = re.findall(r'<a [^>]*href="/integrations/.*?</a>', answer.content.decode())
        assert is_closed(listed.client.get(re.search('href="(.*?)"', link)[1]))
        assert 'target="_blank" rel="noopener"' in link
        assert "(opens in a new tab)" in link


def test_errors_are_framed_by_nobody(listed):
    for address in [f"/link/{listed.token}x/", "/link/nonsense/", listed.address("no-such-step"), "/no-such-page/"]:
        answer = listed.client.get(address)
        assert answer.status_code == 404
        assert is_closed(answer), address


def test_an_address_of_this_machine_is_no_site_in_production(listed, settings):
    Face.objects.update(origins=["http://localhost:3000"])
    assert ancestors(listed.see("welcome")) == ["http://localhost:3000"]
    settings.IN_PRODUCTION = True
    assert is_closed(listed.see("welcome"))


def test_nothing_of_a_member_is_ever_framed(listed, everything, ada, signed_in):  # noqa: F811
    browser = signed_in(ada)
    for route in ROUTES:
        assert is_closed(browser.get(address_of(route, everything), headers=IN_A_FRAME)), route


def test_nothing_else_of_ours_is_ever_framed(listed):
    for address in ["/", "/accounts/login/", "/accounts/password/reset/", "/admin/", "/api/companies", "/embed/v1.js"]:
        assert is_closed(listed.client.get(address, headers=IN_A_FRAME)), address


@pytest.mark.parametrize("host", ["https://evil.example", "", "*", "null", f"{SITE}/", "https://APP.acorn.example"])
def test_a_site_that_is_not_listed_is_refused(listed, ada, host):
    answer = listed.client.get(listed.address(), {"embed": host})
    assert answer.status_code == 403
    assert is_closed(answer)
    assert "no-store" in answer["Cache-Control"]
    assert listed.token not in answer.content.decode()
    listed.link.refresh_from_db()
    assert listed.link.open_count == 0
    revoke_link(link=listed.link, actor=ada)
    assert listed.client.get(listed.address(), {"embed": host}).status_code == 403


def test_a_site_that_is_listed_is_let_in(listed):
    assert listed.client.get(listed.address(), {"embed": OTHER}).url == listed.address("welcome")


def test_pages_know_the_listed_sites_and_no_others(listed):
    assert f'data-origins="{SITE} {OTHER}"' in listed.see("welcome").content.decode()
    Face.objects.update(origins=[])
    text = listed.see("welcome").content.decode()
    assert "embedded.js" not in text
    assert "data-embedded-close" not in text


def test_the_end_says_which_company_was_linked_and_no_more(listed):
    listed.arrive()
    text = listed.see("done").content.decode()
    assert (
        f'<meta name="outcome" data-event="linked" data-status="200" data-company="{listed.company.public_id}">' in text
    )
    assert 'name="outcome"' not in listed.see("permissions").content.decode()


@pytest.fixture
def strict():
    """A browser that is held to what forms must prove, and has no cookie."""
    return Client(enforce_csrf_checks=True)


def agree(customer, browser, **headers):
    data = {"agreed": "on", "text_hash": consent_text(customer.company).hash}
    return browser.post(customer.address("welcome"), data, headers=headers)


def test_a_form_needs_no_cookie(listed, strict):
    assert agree(listed, strict, origin=US).status_code == 302
    assert Consent.objects.count() == 1


@pytest.mark.parametrize("origin", ["https://evil.example", "null", SITE, "http://testserver:81", "https://testserver"])
def test_a_form_of_another_site_is_refused_even_of_a_listed_one(listed, strict, origin):
    answer = agree(listed, strict, origin=origin)
    assert answer.status_code == 403
    assert is_closed(answer)
    assert not Consent.objects.exists()


def test_a_form_that_tells_no_origin_is_refused(listed, strict):
    assert agree(listed, strict).status_code == 403
    assert agree(listed, strict, referer=f"{US}{listed.address('welcome')}").status_code == 403
    assert not Consent.objects.exists()


@pytest.mark.parametrize("name", ["recheck", "disconnect", "renew", "ask_anew"])
def test_every_form_of_the_wizard_is_held_to_that(listed, strict, name):
    address = reverse(f"linkflow:{name}", args=[listed.token])
    assert strict.post(address, headers={"origin": "https://evil.example"}).status_code == 403
    assert strict.post(address, headers={"origin": US}).status_code == 302


def test_the_choice_of_a_language_is_held_to_that(listed, strict):
    address, data = reverse("linkflow:set_language"), {"language": "de", "next": listed.address("welcome")}
    assert strict.post(address, data, headers={"origin": "https://evil.example"}).status_code == 403
    assert strict.post(address, data, headers={"origin": US}).url == listed.address("welcome")
    script = Path(finders.find("linkflow/embedded.js")).read_text(encoding="utf-8")
    assert f"{ours.LANGUAGE_COOKIE_NAME}=$" in script


def test_forms_elsewhere_still_need_the_cookie(listed, strict, ada):
    strict.force_login(ada, backend=ours.AUTHENTICATION_BACKENDS[1])
    address = reverse("organisations:own_site", args=["acorn"])
    assert strict.post(address, {"origins": ""}, headers={"origin": US}).status_code == 403


def without_cookies(customer, address, data=None):
    """One request of a frame on another site, which keeps no cookie."""
    browser = Client()
    send = browser.get if data is None else browser.post
    return send(address, data, headers=IN_A_FRAME)


def test_what_a_form_has_to_say_comes_along_without_a_cookie(listed):
    listed.choose_software()
    said = without_cookies(listed, listed.address("company-id"), {"do": "done", "company_id": " demo-single "})
    assert "messages" not in said.cookies
    page = without_cookies(listed, said.url)
    assert "blanks at the beginning or end were taken out" in page.content.decode()


def test_a_message_goes_on_over_a_page_that_only_leads_to_another(listed):
    listed.choose_software()
    first = without_cookies(listed, listed.address("credentials"))
    assert f"?{notices.NAME}=" in first.url
    passed_on = without_cookies(listed, f"{listed.address()}{first.url[first.url.index('?') :]}")
    assert "First:" in without_cookies(listed, passed_on.url).content.decode()


def test_outside_of_frames_addresses_stay_clean(listed):
    listed.choose_software()
    assert listed.client.get(listed.address("credentials")).url == listed.address("tasks")


def test_nobody_puts_words_into_an_address(listed, birch):
    other = LinkFactory(company=CompanyFactory(organisation=birch))
    forged = signing.dumps(["x"], salt=f"linkflow.notices.{other.public_id}")
    for said in ["x", forged, ":::", ""]:
        answer = without_cookies(listed, f"{listed.address('welcome')}?{notices.NAME}={said}")
        assert answer.status_code == 200
        assert list(answer.context["messages"]) == []


def test_a_message_is_no_news_for_long(listed, monkeypatch):
    listed.choose_software()
    address = without_cookies(listed, listed.address("credentials")).url
    monkeypatch.setattr(notices, "NEWS_FOR", -1)
    assert "First:" not in without_cookies(listed, address).content.decode()
