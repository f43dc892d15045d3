"""What the sign-in foresees: told in the wizard and in the portal, and nobody is held up by it."""

import pytest
from django.urls import reverse

from companies.models import Connection

AHEAD = "Looking ahead"


def test_warns_of_a_personal_login_and_lets_it_pass(customer):
    customer.do_tasks("demo-personal-login")
    customer.sign_in("demo-personal-login", user_id="controller")
    page = customer.see("credentials").content.decode()
    assert AHEAD in page and "person&#x27;s login" in page and "Web Services users" in page
    customer.send("permissions", do="start")
    assert customer.connection.status == Connection.Status.LINKED
    assert AHEAD in customer.see("done").content.decode()


def test_says_nothing_where_nothing_is_foreseen(customer):
    customer.do_tasks()
    customer.sign_in()
    page = customer.see("credentials").content.decode()
    assert AHEAD not in page and "Live company" not in page


def test_tells_odd_formats_quietly(customer):
    customer.do_tasks("demo-day-first")
    customer.sign_in("demo-day-first")
    page = customer.see("credentials").content.decode()
    assert "/dmY" in page and "You have nothing to do." in page


def test_does_not_mix_what_is_foreseen_with_what_failed(customer):
    customer.do_tasks("demo-sandbox")
    customer.sign_in("demo-sandbox", password="wrong")
    page = customer.see("credentials").content.decode()
    assert "Live company" not in page and AHEAD not in page and "refused the sign-in" in page


@pytest.fixture
def portal(customer, signed_in, ada):
    return lambda: (
        signed_in(ada).get(reverse("companies:connection", args=["acorn", customer.company.public_id])).content.decode()
    )


def test_is_told_to_the_organisation_as_well(customer, portal):
    customer.do_tasks("demo-sandbox")
    customer.sign_in("demo-sandbox")
    page = portal()
    assert AHEAD in page and "ends in “sandbox”" in page and "7 of 7 passed" in page


def test_goes_from_the_list_of_permissions_to_the_public_page(customer):
    customer.do_tasks()
    public = reverse("integrations:capabilities", args=["sage-intacct"])
    assert public in customer.see("web-services-user").content.decode()
    listed = customer.client.get(reverse("linkflow:permission_list", args=[customer.token, "web-services-user"]))
    assert public in listed.content.decode()
