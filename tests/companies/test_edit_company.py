import pytest
from django.urls import reverse

from portal.audit.models import AuditEvent
from tests.factories import CompanyFactory


@pytest.fixture
def company(acorn):
    return CompanyFactory(organisation=acorn, name="Hartwell Joinery")


@pytest.fixture
def address(company):
    return reverse("companies:edit_company", args=["acorn", company.public_id])


def test_renames(signed_in, ben, company, address):
    answer = signed_in(ben).post(address, {"name": "Hartwell & Sons", "is_test": "on"})
    assert answer["Location"] == reverse("companies:connection", args=["acorn", company.public_id])
    company.refresh_from_db()
    assert (company.name, company.is_test) == ("Hartwell & Sons", True)


def test_remembers_the_old_name(signed_in, ben, address):
    signed_in(ben).post(address, {"name": "Hartwell & Sons"})
    assert AuditEvent.objects.get(verb="company.renamed").data["before"] == "Hartwell Joinery"


def test_keeps_the_name_that_cannot_be_taken(signed_in, ben, company, address):
    page = signed_in(ben).post(address, {"name": "Hartwell / Sons"}).content.decode()
    assert "Nothing was saved" in page
    assert "<h1>Edit Hartwell Joinery</h1>" in page
    company.refresh_from_db()
    assert company.name == "Hartwell Joinery"


def test_of_others_is_not_found(signed_in, cleo, birch, company, address):
    browser = signed_in(cleo)
    assert browser.post(address, {"name": "Stolen"}).status_code == 404
    foreign = reverse("companies:edit_company", args=["birch", company.public_id])
    assert browser.post(foreign, {"name": "Stolen"}).status_code == 404
    company.refresh_from_db()
    assert company.name == "Hartwell Joinery"
