"""The page of a company's consents …"""

import json

import pytest
from django.urls import reverse

from linkflow.models import Consent
from portal.audit.models import AuditEvent


def at(company, name="consents"):
    return reverse(f"links:{name}", args=["acorn", company.public_id])


@pytest.fixture
def read(signed_in, ada, customer):
    return lambda user=ada: signed_in(user).get(at(customer.company)).content.decode()


@pytest.fixture
def export(signed_in, ada, customer):
    return lambda **data: signed_in(ada).post(at(customer.company, "export_consents"), data)


def test_says_that_nobody_agreed(read):
    assert "Nobody has agreed yet" in read()


def test_shows_where_it_came_from_and_the_words(customer, read):
    customer.client.defaults["HTTP_USER_AGENT"] = "A browser <1>"
    customer.agree()
    page = read()
    assert "In force" in page
    assert "A browser &lt;1&gt;" in page
    assert "127.0.0.1" in page
    assert "English" in page
    assert Consent.objects.get().text_hash in page
    assert "the same SHA-256" in page
    assert "Nothing in your books is created, changed or deleted." in page.split("<summary>The text")[1]


def test_tells_times_in_the_zone_of_the_reader(customer, read):
    customer.agree()
    Consent.objects.update(agreed_at="2026-03-04T23:30:00Z")
    customer.client.cookies["zone"] = "Asia/Tokyo"
    page = read()
    assert "Times are in Asia/Tokyo." in page
    assert 'title="JST">Mar 5, 2026, 8:30 AM' in page


def test_says_so_loudly_where_the_text_was_changed(customer, read):
    customer.agree()
    assert "not the same" not in read()
    Consent.objects.update(text="Other words")
    assert "not the same" in read()


def test_is_found_from_the_connection(customer, signed_in, ada, ben):
    customer.agree()
    address = reverse("companies:connection", args=["acorn", customer.company.public_id])
    assert at(customer.company) in signed_in(ada).get(address).content.decode()
    page = signed_in(ben).get(address).content.decode()
    assert "In force." in page
    assert at(customer.company) not in page


def test_is_not_for_every_role(customer, signed_in, ben):
    customer.agree()
    assert signed_in(ben).get(at(customer.company)).status_code == 403
    assert signed_in(ben).post(at(customer.company, "export_consents"), {"format": "json"}).status_code == 403
    assert not AuditEvent.objects.filter(verb="consent.exported").exists()


@pytest.mark.parametrize(("form", "media_type"), [("json", "application/json"), ("text", "text/plain")])
def test_hands_it_out_and_writes_down_who_took_it(customer, export, ada, form, media_type):
    customer.agree()
    answer = export(format=form)
    assert answer["Content-Type"] == f"{media_type}; charset=utf-8"
    assert "attachment" in answer["Content-Disposition"]
    assert Consent.objects.get().text_hash in answer.content.decode()
    event = AuditEvent.objects.get(verb="consent.exported")
    assert (event.actor, event.object_id, event.data) == (ada, customer.company.public_id, {"format": form})


def test_names_who_exported(customer, export):
    customer.agree()
    assert json.loads(export(format="json").content)["exportedBy"] == "ada@acorn.example"


def test_hands_out_nothing_in_an_unknown_form(customer, export):
    customer.agree()
    assert export(format="pdf").url == at(customer.company)
    assert not AuditEvent.objects.filter(verb="consent.exported").exists()


def test_hands_out_nothing_to_a_mere_address(customer, signed_in, ada):
    customer.agree()
    assert signed_in(ada).get(at(customer.company, "export_consents")).status_code == 405


def test_of_others_is_not_found(customer, signed_in, birch, cleo):
    customer.agree()
    for slug in ("acorn", "birch"):
        address = reverse("links:consents", args=[slug, customer.company.public_id])
        assert signed_in(cleo).get(address).status_code == 404
