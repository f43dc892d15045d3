"""The proof page …"""

from __future__ import annotations

import csv
import io

import pytest
from django.urls import reverse

from companies.datasets.models import Record
from tests.companies.datasets.bookkeeping import Silent, change, document, entry, keep, payment, proven
from tests.factories import CompanyFactory


def at(company, name="proof", *rest):
    return reverse(f"datasets:{name}", args=[company.organisation.slug, company.public_id, *rest])


@pytest.fixture
def books(linked):
    keep(linked, "journalEntries", entry(1, "2026-10-03", ("1000", "100"), ("4000", "-100")))
    keep(linked, "invoices", document(1, "100", amountDue="40"))
    keep(linked, "payments", payment(9, "60", (1, "60")))
    return linked


def test_says_that_the_books_tie(signed_in, ada, books):
    proven(books)
    page = signed_in(ada).get(at(books.company))
    text = page.content.decode()
    assert "These books tie" in text and "do not tie" not in text.replace("Do not tie", "")
    assert "In each journal entry, debits equal credits" in text
    assert [group.outcome for group in page.context["groups"]][:2] == ["tied", "tied"]


def test_leads_to_the_records_that_do_not_tie(signed_in, ada, books):
    change("invoices", "1", **document(1, "100", "99.999999", amountDue="40"))
    proven(books)
    page = signed_in(ada).get(at(books.company))
    text = page.content.decode()
    record = Record.objects.get(dataset__kind="invoices")
    assert "These books do not tie" in text and "One rule does not hold" in text
    assert at(books.company, "record", "invoices", record.pk) in text
    assert text.count("<details") == text.count("<details class") and text.count(" open>") == 1


def test_rounds_no_difference_away(signed_in, ada, books):
    change("journalEntries", "1", **entry(1, "2026-10-03", ("1000", "100.000001"), ("4000", "-100")))
    proven(books)
    text = signed_in(ada).get(at(books.company)).content.decode()
    assert "100.000001" in text and "100.000000" in text


def test_says_how_many_records_it_does_not_name(signed_in, ada, linked):
    keep(linked, "invoices", *(document(number, "100", "99") for number in range(60)))
    proven(linked)
    text = signed_in(ada).get(at(linked.company)).content.decode()
    assert "and 10 more" in text


def test_says_what_could_not_be_checked(signed_in, ada, linked):
    keep(linked, "customers", {"id": "C-1"})
    proven(linked, Silent())
    text = signed_in(ada).get(at(linked.company)).content.decode()
    assert "These books could not be checked" in text and "cannot be reached" in text


def test_keeps_the_proofs_of_before(signed_in, ada, books):
    first = proven(books)
    change("invoices", "1", **document(1, "100", "99", amountDue="40"))
    proven(books)
    browser = signed_in(ada)
    latest = browser.get(at(books.company)).content.decode()
    earlier = at(books.company, "proof_of_sync", first.sync.public_id)
    assert earlier in latest and "These books do not tie" in latest
    before = browser.get(earlier).content.decode()
    assert "These books tie" in before and "a proof of before" in before


def test_is_empty_before_the_first_proof(signed_in, ada, linked, acorn):
    browser = signed_in(ada)
    assert "Nothing proved yet" in browser.get(at(linked.company)).content.decode()
    assert "has not connected" in browser.get(at(CompanyFactory(organisation=acorn))).content.decode()


def test_stands_as_a_file(signed_in, ada, books):
    change("invoices", "1", **document(1, "100", "99", amountDue="40"))
    proof = proven(books)
    answer = signed_in(ada).get(at(books.company, "download_proof", proof.sync.public_id))
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == proof.lines.count() + 1 and rows[0][0] == "Rule"
    assert ["Documents equal the sum of their lines", "Invoices", "", "Does not tie", "1", "1", "", "", "", "1"] in rows


def test_is_not_for_those_who_may_not_see_books(signed_in, ben, books):
    proof = proven(books)
    browser = signed_in(ben)
    assert browser.get(at(books.company)).status_code == 403
    assert browser.get(at(books.company, "download_proof", proof.sync.public_id)).status_code == 403
    assert "Ledger proof" not in browser.get(at(books.company, "company")).content.decode()


def test_is_on_the_summary_as_one_word(signed_in, ada, books):
    browser = signed_in(ada)
    assert "Ledger proof" not in browser.get(at(books.company, "company")).content.decode()
    proven(books)
    text = browser.get(at(books.company, "company")).content.decode()
    assert "Ledger proof" in text and at(books.company) in text
