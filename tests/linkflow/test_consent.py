import hashlib

import pytest
from django.test import Client

from linkflow.consent import consent_text
from linkflow.models import Consent
from portal.audit.models import AuditEvent
from tests.factories import WordingVersionFactory


def test_names_who_asks_what_for_and_every_kind_of_data(customer, acorn):
    WordingVersionFactory(organisation=acorn)
    page = customer.see("welcome").content.decode()
    for words in ("Acorn Lending", "To decide on your credit line.", "Chart of accounts", "Bills", "withdraw"):
        assert words in page


def test_keeps_the_words_and_who_agreed(customer):
    customer.client.post(
        customer.address("welcome"),
        {"agreed": "on", "text_hash": consent_text(customer.company).hash},
        headers={"User-Agent": "A browser"},
        REMOTE_ADDR="203.0.113.9",
    )
    consent = Consent.objects.get()
    assert consent.text_hash == hashlib.sha256(consent.text.encode()).hexdigest()
    assert (consent.address, consent.user_agent, consent.language) == ("203.0.113.9", "A browser", "en")
    assert "Chart of accounts" in consent.text
    assert AuditEvent.objects.filter(verb="consent.given", object_id=customer.company.public_id).exists()


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "198.51.100.7", "192.0.2.1"),
        (1, "10.9.9.9, 198.51.100.7", "198.51.100.7"),
        (2, "198.51.100.7, 10.0.0.1", "198.51.100.7"),
        (2, "198.51.100.7", "192.0.2.1"),
        (1, "no address", None),
    ],
)
def test_believes_only_our_own_proxies(customer, settings, proxies, forwarded, address):
    settings.TRUSTED_PROXIES = proxies
    customer.client.post(
        customer.address("welcome"),
        {"agreed": "on", "text_hash": consent_text(customer.company).hash},
        headers={"X-Forwarded-For": forwarded},
        REMOTE_ADDR="192.0.2.1",
    )
    assert Consent.objects.get().address == address


def test_needs_the_box_to_be_ticked(customer):
    response = customer.send("welcome", text_hash=consent_text(customer.company).hash)
    assert "Tick the box" in response.content.decode()
    assert not Consent.objects.exists()


def test_needs_agreement_to_the_words_as_they_are_now(customer, acorn):
    before = consent_text(customer.company).hash
    WordingVersionFactory(organisation=acorn, purpose="Something else.")
    response = customer.send("welcome", agreed="on", text_hash=before)
    assert "text has changed" in response.content.decode()
    assert not Consent.objects.exists()


def test_is_kept_once_from_two_tabs(customer):
    customer.agree()
    customer.agree()
    assert Consent.objects.count() == 1


@pytest.mark.parametrize("slug", ["select", "tasks", "credentials", "permissions", "done"])
def test_comes_before_everything_else(customer, slug):
    assert customer.see(slug).url == customer.address("welcome")
    assert customer.send(slug, provider="sage-intacct", do="start").url == customer.address("welcome")
    assert customer.company.connections.count() == 0


def test_is_not_given_by_another_site(customer):
    stranger = Client(enforce_csrf_checks=True)
    response = stranger.post(
        customer.address("welcome"), {"agreed": "on", "text_hash": consent_text(customer.company).hash}
    )
    assert response.status_code == 403
    assert not Consent.objects.exists()
