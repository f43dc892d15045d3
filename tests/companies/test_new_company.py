import uuid

import pytest
from django.urls import reverse

from companies.models import Company, Link
from portal.audit.models import AuditEvent
from tests.factories import CompanyFactory

ADDRESS = "/o/acorn/companies/new/"


@pytest.fixture
def browser(signed_in, ada):
    return signed_in(ada)


def create(browser, name="Hartwell Joinery", **values):
    return browser.post(ADDRESS, {"name": name, "form_id": str(uuid.uuid4())} | values)


def test_tells_the_name_rule_beforehand(browser):
    page = browser.get(ADDRESS).content.decode()
    assert "Letters, digits, blanks and - &#x27; &amp; @ . , ? ! are allowed." in page
    assert "Up to 100 characters" in page


def test_comes_with_a_link(browser, ada):
    create(browser)
    company = Company.objects.get()
    assert (company.name, company.is_test, company.created_by) == ("Hartwell Joinery", False, ada)
    assert company.live_link.is_usable


def test_leaves_the_request_for_data_open(browser):
    answer = create(browser)
    company = Company.objects.get()
    assert answer["Location"] == f"/o/acorn/companies/?request={company.public_id}"
    page = browser.get(answer["Location"]).content.decode()
    assert '<dialog class="dialog" data-open' in page
    assert "https://portal.ledgerbridge.example/link/" in page
    assert "<noscript>" in page
    assert "Hartwell Joinery was created." in page


def test_may_be_a_test(browser):
    create(browser, is_test="on")
    assert Company.objects.get().is_test


@pytest.mark.parametrize(
    ("name", "refused"),
    [("Foo <b> Ltd", "&lt; &gt;"), ("Foo/Bar", "/"), ("Foo_Bar", "_"), ("Foo\u200bBar", "\u200b"), ("100%", "%")],
)
def test_names_the_characters_it_refuses(browser, name, refused):
    page = create(browser, name).content.decode()
    assert f"Take out {refused}." in page
    assert "The company was not created" in page
    assert not Company.objects.exists()
    assert not Link.objects.exists()


@pytest.mark.parametrize(
    "name", ["Söhne & Töchter", "O'Neill, Sons", "What? Now!", "A.B-C @ 7", "株式会社", "L’Oiseau"]
)
def test_takes_names_from_everywhere(browser, name):
    create(browser, name)
    assert Company.objects.get().name == name


@pytest.mark.parametrize("name", ["", "   ", "x" * 101])
def test_refuses_no_name_and_a_long_one(browser, name):
    assert create(browser, name).status_code == 200
    assert not Company.objects.exists()


def test_says_which_blanks_it_took_out(browser):
    answer = create(browser, "  Hartwell   Joinery\u00a0Co. ")
    assert Company.objects.get().name == "Hartwell Joinery Co."
    assert "It is “Hartwell Joinery Co.” now" in browser.get(answer["Location"]).content.decode()


def test_sent_twice_is_one_company(browser):
    form_id = str(uuid.uuid4())
    first, second = (create(browser, form_id=form_id) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Company.objects.count() == Link.objects.count() == 1
    assert AuditEvent.objects.filter(verb="company.created").count() == 1


def test_two_forms_may_make_two_of_one_name(browser):
    create(browser)
    answer = create(browser)
    assert Company.objects.count() == 2
    assert "There is another company called Hartwell Joinery" in browser.get(answer["Location"]).content.decode()


def test_form_of_another_organisation_finds_nothing_there(browser, birch):
    foreign = CompanyFactory(organisation=birch, name="Secret Sparrow")
    answer = create(browser, form_id=str(foreign.public_id))
    made = Company.objects.get(organisation__slug="acorn")
    assert made.public_id != foreign.public_id
    assert str(made.public_id) in answer["Location"]
    assert Company.objects.get(pk=foreign.pk).name == "Secret Sparrow"


def test_each_form_has_its_own_number(browser):
    one, two = (browser.get(ADDRESS).context["form"]["form_id"].value() for _ in range(2))
    assert one != two


def test_is_not_for_strangers(signed_in, acorn, cleo):
    assert create(signed_in(cleo)).status_code == 404
    assert not Company.objects.exists()


def test_address(acorn):
    assert reverse("companies:new_company", args=["acorn"]) == ADDRESS
