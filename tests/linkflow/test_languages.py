"""In which language customers read, and who reads what in another."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from companies.actions import revoke_link
from companies.models import ProbeCheck
from linkflow.consent import consent_text
from linkflow.models import Consent
from portal.audit.models import AuditEvent

HEADINGS = {
    "en": "asks to read your books",
    "de": "möchte Ihre Buchhaltung",
    "fr": "comptabilité",
    "es": "contabilidad",
    "pt": "contabilidade",
}
CHOOSE = reverse("linkflow:set_language")


def language_of(page):
    return page.content.decode().partition('<html lang="')[2].partition('"')[0]


def speak_german(customer):
    customer.client.defaults["HTTP_ACCEPT_LANGUAGE"] = "de-AT,de;q=0.9,en;q=0.5"


@pytest.fixture
def german(customer):
    """The customer's browser asks for German."""
    speak_german(customer)
    return customer


@pytest.mark.parametrize("language", dict(settings.LANGUAGES))
def test_the_browser_says_which(customer, intacct, language):
    page = customer.client.get(customer.address("welcome"), headers={"Accept-Language": f"{language}, en;q=0.5"})
    assert language_of(page) == language
    assert HEADINGS[language] in page.context["title"] or HEADINGS[language] in page.content.decode()
    assert page["Content-Language"] == language
    assert "Accept-Language" in page["Vary"]


def test_english_where_the_browser_asks_for_a_language_that_we_lack(customer, intacct):
    page = customer.client.get(customer.address("welcome"), headers={"Accept-Language": "fi"})
    assert language_of(page) == "en"


def test_a_person_may_choose_another_and_stays_where_they_are(customer, intacct):
    customer.choose_software()
    speak_german(customer)
    assert language_of(customer.see("tasks")) == "de"
    here = customer.address("tasks")
    answer = customer.client.post(CHOOSE, {"language": "pt", "next": here})
    assert answer.url == here
    assert language_of(customer.see("tasks")) == "pt"
    assert language_of(customer.see("web-services")) == "pt"


def test_every_page_offers_all_languages_in_their_own_names(customer, intacct):
    for page in (customer.see("welcome"), customer.client.get("/link/no-such-link/")):
        words = page.content.decode()
        assert all(name in words for name in ("English", "Deutsch", "Français", "Español", "Português"))


def test_the_choice_leads_to_no_other_site(customer):
    answer = customer.client.post(CHOOSE, {"language": "de", "next": "https://elsewhere.example/"})
    assert "elsewhere" not in answer.url


def test_a_link_that_ended_says_so_in_the_readers_language(german, ada):
    revoke_link(link=german.link, actor=ada)
    page = german.open()
    assert (page.status_code, language_of(page)) == (410, "de")
    assert "Adresse" in page.content.decode()


def test_members_read_english_whatever_their_browser_asks_for(ada, signed_in, acorn):
    page = signed_in(ada).get("/o/acorn/companies/", headers={"Accept-Language": "de"})
    assert language_of(page) == "en"
    assert page["Content-Language"] == "en"


def test_the_consent_is_kept_in_the_words_that_were_read(german, intacct):
    with override("de"):
        german.send("welcome", agreed="on", text_hash=consent_text(german.company).hash)
    consent = Consent.objects.get()
    assert consent.language == "de"
    assert "Buchhaltung" in consent.text


def test_what_a_worker_found_is_told_in_the_readers_language(customer, intacct):
    customer.do_tasks()
    customer.sign_in(password="wrong")  # noqa: S106
    cause = ProbeCheck.objects.get(outcome="failed").verdict["cause"]
    assert heading(cause) in words_of(customer.see("credentials"))
    speak_german(customer)
    assert heading(cause.words["de"]) in words_of(customer.see("credentials"))
    assert heading(cause.words["de"]) != heading(cause)


def test_members_are_told_in_english_what_a_german_customer_does(customer, intacct):
    customer.choose_software()
    speak_german(customer)
    customer.send("web-services", do="done")
    assert customer.see("company-id").status_code == 200
    assert customer.session.last_step_title == "Get your company ID"
    told = AuditEvent.objects.filter(verb="task.done").values_list("data__task", flat=True)
    assert "Turn on Web Services" in told


def heading(cause):
    return cause.partition(". ")[0].replace("**", "")


def words_of(page):
    return page.content.decode().replace("<strong>", "").replace("</strong>", "").replace("&#x27;", "'")
