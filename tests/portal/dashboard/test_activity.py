import pytest
from django.urls import reverse

from companies.actions import create_company, delete_company
from portal.audit.actions import record


@pytest.fixture
def page(acorn, ada, signed_in):
    def read(**query):
        return signed_in(ada).get(reverse("dashboard:activity", args=["acorn"]), query).content.decode()

    return read


def test_says_that_nothing_has_happened(page):
    assert "Nothing has happened yet" in page()


def test_tells_who_did_what(page, acorn, ada):
    create_company(organisation=acorn, name="Hartwell Joinery", is_test=False, actor=ada)
    text = page()
    assert "Company created" in text
    assert "Link issued" in text
    assert "ada@acorn.example" in text


def test_links_only_to_companies_that_exist(page, acorn, ada):
    company = create_company(organisation=acorn, name="Hartwell Joinery", is_test=False, actor=ada)
    address = reverse("companies:connection", args=["acorn", company.public_id])
    assert address in page()
    delete_company(company=company, actor=ada)
    assert address not in page()


def test_finds_by_person_company_and_sentence(page, acorn, ada):
    create_company(organisation=acorn, name="Hartwell Joinery", is_test=False, actor=ada)
    record(organisation=acorn, actor="Pinecrest", verb="consent.given", object_label="Pinecrest")
    assert "Agreed that the books are read" not in page(q="hartwell")
    assert "Company created" not in page(q="agreed")
    assert "Agreed that the books are read" in page(q="AGREED")
    assert "Agreed that the books are read" not in page(q="ada@")


def test_looks_for_no_nul(page, acorn, ada):
    create_company(organisation=acorn, name="Hartwell Joinery", is_test=False, actor=ada)
    assert "Company created" in page(q="Hart\0well")


def test_says_where_it_searched_in_vain(page, acorn, ada):
    record(organisation=acorn, actor=ada, verb="link.issued")
    text = page(q="<zebra>")
    assert "Nothing found for “&lt;zebra&gt;”" in text


def test_shows_fifty_to_a_page(page, acorn, ada):
    for number in range(51):
        record(organisation=acorn, actor=ada, verb="link.issued", object_label=f"Company {number}")
    assert "1 to 50 of 51" in page()
    assert "Company 0<" in page(page=2)
    assert "51 to 51 of 51" in page(page="99")


def test_shows_nothing_of_others(page, birch, cleo):
    record(organisation=birch, actor=cleo, verb="link.issued", object_label="Secret Sparrow")
    assert "Secret Sparrow" not in page()
