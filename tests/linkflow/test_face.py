"""Customers see who asks: logo, colour, a word of welcome."""

from __future__ import annotations

import re

import pytest
from django.utils.timezone import now

from linkflow.consent import consent_text
from portal.lib.pictures import redrawn
from portal.organisations.actions import save_face, save_logo
from portal.organisations.models import Face
from tests.pictures import upload


def choose(organisation, actor, **changes):
    as_it_is = {
        "support_email": "",
        "accent": "",
        "welcome": "",
        "return_url": "",
        "hosts": [],
        "link_lifetime_days": 30,
    }
    save_face(organisation=organisation, actor=actor, **{**as_it_is, **changes})


@pytest.fixture
def logo(acorn, ada):
    save_logo(organisation=acorn, actor=ada, picture=redrawn(upload(120, 40).read()))
    return Face.objects.get()


def head_of(answer):
    return re.search(r'<header class="asker">.*?</header>', answer.content.decode(), re.DOTALL)[0]


def test_the_initials_stand_where_there_is_no_logo(customer):
    head = head_of(customer.see("welcome"))
    assert '<span class="tile" aria-hidden="true">AL</span>' in head
    assert "<img" not in head


def test_the_logo_stands_beside_the_name(customer, logo):
    head = head_of(customer.see("welcome"))
    assert f'<img class="logo" src="{logo.logo_url}" width="120" height="40" alt="">' in head
    assert "<strong>Acorn Lending</strong>" in head
    assert 'class="tile"' not in head


def test_the_logo_stands_on_every_page_and_on_a_link_that_ended(customer, logo):
    customer.choose_software()
    for slug in ("tasks", "web-services", "web-services/help", "leave", "data"):
        assert logo.logo_url in head_of(customer.client.get(f"/link/{customer.token}/{slug}/"))
    customer.link.revoked_at = now()
    customer.link.save()
    assert logo.logo_url in head_of(customer.open())


def test_a_page_never_loads_the_picture_itself(customer, logo, django_assert_max_num_queries):
    customer.choose_software()
    with django_assert_max_num_queries(60) as queries:
        customer.see("tasks")
    assert not [query for query in queries.captured_queries if '"organisations_face"."logo",' in query["sql"]]


def test_no_stylesheet_is_fetched_while_the_colour_is_ours(customer):
    assert "/face/" not in customer.see("welcome").content.decode()


def test_the_colour_comes_as_a_stylesheet_of_our_own_host(customer, acorn, ada):
    choose(acorn, ada, accent="#aa0000")
    answer = customer.see("welcome")
    address = re.search(r'<link rel="stylesheet" href="(/face/[^"]+)"', answer.content.decode())[1]
    assert "#aa0000" in customer.client.get(address).content.decode()
    assert "style-src 'self'" in answer["Content-Security-Policy"]
    assert "style=" not in answer.content.decode()


def test_the_welcome_text_is_text_in_paragraphs_above_the_consent(customer, acorn, ada):
    choose(acorn, ada, welcome="Good <b>morning</b>.\n\nCall us\nat any time.")
    page = customer.see("welcome").content.decode()
    assert "<p>Good &lt;b&gt;morning&lt;/b&gt;.</p>" in page
    assert "<p>Call us<br>at any time.</p>" in page
    assert page.index("Call us") < page.index("Who asks, and what for")


def test_the_welcome_text_is_no_part_of_what_is_agreed_to(customer, acorn, ada):
    before = consent_text(customer.company).hash
    choose(acorn, ada, welcome="Good morning.")
    assert consent_text(customer.company).hash == before
