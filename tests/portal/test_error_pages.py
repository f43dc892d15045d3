import pytest
from django.test import Client
from django.urls import reverse

from companies.models import Company
from portal.views import broken
from tests.factories import PASSWORD


def test_403_says_what_and_who_can(signed_in, acorn, ada, ben):
    answer = signed_in(ben).get(reverse("dashboard:activity", args=["acorn"]))
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "Your role may not see the activity log" in page
    assert "Onboarding" in page
    assert "ada@acorn.example" in page


def test_404_keeps_a_member_in_their_organisation(signed_in, acorn, ada):
    nowhere = "00000000-0000-4000-8000-000000000000"
    answer = signed_in(ada).get(reverse("companies:connection", args=["acorn", nowhere]))
    assert answer.status_code == 404
    assert b"There is no such page" in answer.content
    assert b"Acorn Lending" in answer.content


def test_404_helps_a_visitor_with_a_torn_link(client, db):
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert b"sent a link to connect your books" in answer.content


def test_500_needs_nothing_but_itself(rf):
    answer = broken(rf.get("/"))
    assert answer.status_code == 500
    assert b"Something is broken here" in answer.content
    assert b"<link" not in answer.content and b"<script" not in answer.content
    assert "style-src 'sha256-" in answer["Content-Security-Policy"]


def test_500_comes_for_whatever_breaks(signed_in, ada, settings):
    browser = Client(raise_request_exception=False)
    browser.force_login(ada, backend="allauth.account.auth_backends.AuthenticationBackend")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "OPTIONS": {**settings.TEMPLATES[0]["OPTIONS"], "builtins": []}}]
    answer = browser.get(reverse("companies:companies", args=["acorn"]))
    assert answer.status_code == 500
    assert b"Status 500" in answer.content
    assert "sha256-" in answer["Content-Security-Policy"]


@pytest.fixture
def strict(ada):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ada, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


def test_expired_form_changes_nothing_and_says_how_to_go_on(strict, acorn):
    address = reverse("companies:new_company", args=["acorn"])
    answer = strict.post(address, {"name": "Hartwell Joinery"}, headers={"referer": f"http://testserver{address}"})
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "This form has expired" in page
    assert "Nothing was changed" in page
    assert f'href="http://testserver{address}"' in page
    assert not Company.objects.exists()


def test_expired_form_leads_to_no_other_host(strict, acorn):
    address = reverse("companies:new_company", args=["acorn"])
    answer = strict.post(address, {"name": "Hartwell Joinery"}, headers={"referer": "https://evil.example/"})
    assert b"evil.example" not in answer.content


def test_expired_sign_in_signs_nobody_in(db, ada):
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post(reverse("account_login"), {"login": ada.email, "password": PASSWORD})
    assert answer.status_code == 403
    assert "_auth_user_id" not in browser.session
