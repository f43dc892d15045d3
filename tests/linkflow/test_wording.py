"""An organisation's own words, as its customers read them and agree to them."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils.translation import override

from linkflow.consent import VERSION, consent_text
from linkflow.evidence import State, evidence_of, shown
from linkflow.models import Consent
from linkflow.rewording import changes
from tests.factories import WordingVersionFactory

CLAUSE = {"heading": "Who sees it", "text": "Our credit desk.\nNobody else."}
TEXTS = {
    "en": {"purpose": "To decide on your credit line.", "clauses": [CLAUSE]},
    "de": {"purpose": "Um zu entscheiden.", "clauses": [{"heading": "Wer es sieht", "text": "Niemand sonst."}]},
}


def said(answer):
    return answer.content.decode()


@pytest.fixture
def publish(acorn):
    """Publish other words of Acorn."""

    def publish(purpose="Something else.", **fields):
        return WordingVersionFactory(organisation=acorn, purpose=purpose, **fields)

    return publish


@pytest.fixture
def linked(customer):
    customer.arrive()
    assert customer.session.is_linked
    return customer


def test_own_clauses_stand_behind_ours_and_say_whose_they_are(customer, publish):
    publish(texts=TEXTS)
    text = str(consent_text(customer.company))
    order = ["To decide on your credit line.", "How to withdraw", "What Acorn Lending adds", "Who sees it\nOur credit"]
    assert sorted(order, key=text.index) == order
    assert "Acorn Lending wrote what follows, not Ledgerbridge." in text
    page = said(customer.see("welcome"))
    assert "<p>Our credit desk.</p>" in page
    assert "lang=" not in page[page.index("<main") : page.index("</main")]


def test_own_words_are_escaped(customer, publish):
    publish(texts={"en": {"purpose": "<b>All</b>", "clauses": [{"heading": "<i>", "text": "<script>"}]}})
    page = said(customer.see("welcome"))
    assert "&lt;b&gt;All&lt;/b&gt;" in page
    assert "<script>" not in page[page.index("<main") : page.index("</main")]


def test_a_reader_of_another_language_reads_the_main_one_marked(customer, publish):
    publish(texts={"de": TEXTS["de"]}, main_language="de")
    page = said(customer.see("welcome"))
    assert '<p lang="de">Um zu entscheiden.</p>' in page
    assert re.search(r'<section class="stack stack-2" lang="de">\s*<h2 class="h3">Wer es sieht</h2>', page)


def test_a_reader_of_a_language_that_was_written_reads_that(customer, publish):
    publish(texts=TEXTS)
    with override("de"):
        text = consent_text(customer.company)
    assert "Um zu entscheiden." in str(text)
    assert not any(clause.language for clause in text.clauses)


def test_the_consent_names_both_versions(customer, publish):
    customer.agree()
    publish()
    customer.agree()
    newer, older = Consent.objects.all()
    assert (older.text_version, older.wording) == (VERSION, None)
    assert (newer.text_version, newer.wording.number) == (f"{VERSION}/1", 1)
    assert shown(evidence_of(customer.company)[0])["textVersion"] == f"{VERSION}/1"


def test_who_agreed_is_kept_as_they_are(linked, publish):
    publish()
    assert linked.open().url == linked.address("done")
    assert linked.see("welcome").url == linked.address("done")
    assert "has changed the words" not in said(linked.see("done"))
    assert not linked.session.is_asked_again


def test_who_is_connected_is_asked_again_and_told_what_changed(linked, publish):
    publish(purpose="To review your credit line.", asks_again=True)
    assert linked.open().url == linked.address("welcome")
    page = said(linked.see("welcome"))
    assert "Acorn Lending has changed the words that you agreed to" in page
    changed = page[page.index('id="changes"') : page.index("The whole text")]
    assert "<del>Acorn Lending can tell you what the books are needed for.</del>" in changed
    assert "To review your credit line." in changed
    assert "How often" not in changed
    assert "Your books are read" not in changed


def test_agreeing_again_keeps_both_consents(linked, publish):
    publish(asks_again=True)
    answer = linked.agree()
    assert answer.url == linked.address("done")
    assert linked.open().url == linked.address("done")
    newer, older = evidence_of(linked.company)
    assert (newer.state, older.state) == (State.IN_FORCE, State.REPLACED)
    assert newer.noted_at is not None
    assert "Something else." in newer.consent.text
    assert "Something else." not in older.consent.text


def test_the_books_go_on_being_read_meanwhile(linked, publish):
    publish(asks_again=True)
    linked.open()
    connection = linked.connection
    assert connection.is_linked
    assert connection.has_credentials
    assert [one.state for one in evidence_of(linked.company)] == [State.IN_FORCE]


def test_who_is_connected_may_decide_later_or_disconnect(linked, publish):
    publish(asks_again=True)
    page = said(linked.see("welcome"))
    assert f'href="{linked.address("done")}"' in page
    assert reverse("linkflow:disconnect", args=[linked.token]) in page
    done = linked.see("done")
    assert done.status_code == 200
    assert f'href="{linked.address("welcome")}"' in said(done)
    linked.client.post(reverse("linkflow:disconnect", args=[linked.token]))
    assert [one.state for one in evidence_of(linked.company)] == [State.WITHDRAWN]


def test_who_is_under_way_agrees_before_going_on(customer, publish):
    customer.choose_software()
    publish(asks_again=True)
    assert customer.see("tasks").url == customer.address("welcome")
    assert "has changed the words that you agreed to" in said(customer.see("welcome"))
    customer.agree()
    assert customer.see("tasks").status_code == 200


def test_who_is_under_way_goes_on_where_nobody_asks_again(customer, publish):
    customer.choose_software()
    publish()
    assert customer.see("tasks").status_code == 200


def test_who_has_agreed_to_a_later_version_is_not_asked_for_an_earlier_one(customer, publish):
    publish(asks_again=True)
    publish(purpose="A third.")
    customer.agree()
    assert not customer.session.is_asked_again


def test_who_is_asked_and_reads_the_same_words_agrees_all_the_same(customer, publish):
    publish()
    customer.agree()
    publish(asks_again=True)
    assert "not a word" in said(customer.see("welcome"))
    customer.agree()
    assert not customer.session.is_asked_again
    assert Consent.objects.count() == 2


def test_what_was_agreed_to_can_be_read_at_any_time(linked, publish):
    assert "What is other now" not in said(linked.see("data"))
    publish()
    page = said(linked.client.get(reverse("linkflow:data", args=[linked.token])))
    agreed, other = page.split("What is other now")
    assert "can tell you what the books are needed for" in agreed
    assert "Something else." not in agreed
    assert "<li>Chart of accounts</li>" in agreed
    assert "Something else." in other


def test_changes_are_told_clause_by_clause():
    before = "A\none\ntwo\n\nB\nthe same\n\nC\ngone"
    now = "A\none\nthree\n\nB\nthe same\n\nD\nnew"
    changed, new, out = changes(before, now)
    assert (changed.heading, changed.gone, changed.came) == ("A", ("two",), ("three",))
    assert (new.heading, new.came, new.is_new) == ("D", ("new",), True)
    assert (out.heading, out.gone, out.is_out) == ("C", ("gone",), True)


def test_versions_count_the_customers_who_agreed(customer, acorn, publish):
    publish()
    customer.agree()
    publish(purpose="A second.", asks_again=True)
    first = acorn.wording_versions.with_customers().get(number=1)
    assert (first.agreed_count, first.in_force_count, acorn.unasked_count) == (1, 1, 1)
    customer.agree()
    counts = acorn.wording_versions.with_customers().values_list("number", "agreed_count", "in_force_count")
    assert list(counts) == [(2, 1, 1), (1, 1, 0)]
    assert acorn.unasked_count == 0


def test_publishing_asks_what_becomes_of_customers_who_agreed(customer, acorn, ada, signed_in, publish):
    version = publish()
    customer.agree()
    page = f"{reverse('organisations:wording', args=['acorn'])}"
    member = signed_in(ada)
    member.post(
        f"{page}draft/en/", {"purpose": "A second.", "is_main": "on", "digest": version.written_in("en").digest}
    )
    assert "1 customer has agreed already." in said(member.get(f"{page}publish/"))
    digest = acorn.draft.digest
    assert "Choose what becomes of customers" in said(member.post(f"{page}publish/", {"digest": digest}))
    assert acorn.wording_versions.count() == 1
    member.post(f"{page}publish/", {"digest": digest, "customers": "ask"})
    assert acorn.wording.asks_again
    assert customer.session.is_asked_again


def parts(page):
    """The consent as it stands on a page: headings, sentences, items, and what language they are marked with."""
    return re.findall(r'<section class="stack stack-2"[^>]*>\s*<h2 class="h3">.*?</section>', page, re.DOTALL)


def test_the_preview_is_what_the_customer_sees(customer, acorn, ada, signed_in, publish):
    publish(texts=TEXTS)
    customer.company.name = "Example Company"
    customer.company.save()
    seen = parts(said(customer.see("welcome")))
    preview = said(signed_in(ada).get(reverse("links:preview_version", args=["acorn", 1, "en"])))
    assert parts(preview) == seen
    assert len(seen) == 8
    assert consent_text(customer.company).version in preview
    assert 'name="agreed"' not in preview


def test_the_preview_stands_in_each_language(acorn, ada, intacct, signed_in, publish):
    publish(texts=TEXTS)
    member = signed_in(ada)
    german = said(member.get(reverse("links:preview_version", args=["acorn", 1, "de"])))
    assert "Um zu entscheiden." in german
    french = said(member.get(reverse("links:preview_version", args=["acorn", 1, "fr"])))
    assert "To decide on your credit line." in french
    assert "You have written nothing in French, so customers read your words in English." in french
    assert member.get(reverse("links:preview_version", args=["acorn", 1, "it"])).status_code == 404
