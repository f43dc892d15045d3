"""The button back to the organisation: only to an address that it allows, only by a click, and told no secret."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils.timezone import now

from companies.models import Connection
from integrations.actions import disable
from portal.organisations.models import Face
from portal.organisations.redirects import NAMES

HOST = "app.acorn.example"
EVERY_NAME = f"https://{HOST}/?" + "&".join(f"{name}={{{name}}}" for name in NAMES)


def lead_to(acorn, address, hosts=(HOST,)):
    Face.objects.update_or_create(organisation=acorn, defaults={"return_url": address, "hosts": list(hosts)})


def button_of(page):
    found = re.search(r'<a class="([^"]+)" href="([^"]+)" rel="noreferrer"[^>]*>Back to Acorn Lending</a>', page)
    return found and (found[1], unescape(found[2]))


def told(customer):
    page = customer.see("done").content.decode()
    style, address = button_of(page)
    assert style == "btn btn-main"
    assert page.count("btn-main") == 1
    assert urlsplit(address).hostname == HOST
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def test_there_is_no_button_without_an_address(customer):
    customer.arrive()
    assert button_of(customer.see("done").content.decode()) is None


def test_the_end_offers_the_way_back_and_does_not_take_it(customer, acorn):
    lead_to(acorn, f"https://{HOST}/back")
    customer.arrive()
    answer = customer.see("done")
    assert answer.status_code == 200
    assert HOST in answer.content.decode()
    assert not re.search(r'http-equiv="refresh"[^>]*url=(?!/)', answer.content.decode(), re.IGNORECASE)
    assert told(customer) == {
        "statusCode": "200",
        "companyId": str(customer.company.public_id),
        "connectionId": str(customer.connection.public_id),
    }


def test_books_that_were_connected_before_are_told_apart(customer, acorn):
    lead_to(acorn, f"https://{HOST}/back")
    customer.arrive()
    Connection.objects.update(linked_at=now() - timedelta(days=2))
    assert told(customer)["statusCode"] == "201"


def test_every_name_has_its_value(customer, acorn, intacct):
    lead_to(acorn, EVERY_NAME)
    customer.arrive()
    assert told(customer) == {
        "statusCode": "200",
        "clientId": str(acorn.public_id),
        "companyId": str(customer.company.public_id),
        "connectionId": str(customer.connection.public_id),
        "integrationId": str(intacct.public_id),
        "sourceId": "f1ef0d67-401d-504f-88bd-40b7e0f5d786",
        "platform": "sage-intacct",
        "platformName": "Sage Intacct",
        "sourceType": "Accounting",
        "data.company.companyName": "Hartwell Joinery",
    }


def left(customer):
    """What the address is told when the customer leaves."""
    _style, address = button_of(customer.client.get(f"/link/{customer.token}/leave/").content.decode())
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def test_no_secret_is_told(customer, acorn):
    lead_to(acorn, EVERY_NAME)
    customer.arrive()
    _style, address = button_of(customer.see("done").content.decode())
    secrets = [customer.token, str(customer.link.public_id), customer.link.public_id.hex, "ws_reader", "AcornLending"]
    assert not [secret for secret in secrets if secret in address]


@pytest.mark.parametrize("hosts", [[], ["www.acorn.example"]])
def test_an_address_that_is_not_allowed_any_more_has_no_button(customer, acorn, hosts):
    lead_to(acorn, f"https://{HOST}/back", hosts)
    customer.arrive()
    assert button_of(customer.see("done").content.decode()) is None
    assert HOST not in customer.see("done").content.decode()


def test_a_customer_who_leaves_may_go_back_too(customer, acorn):
    lead_to(acorn, f"https://{HOST}/back")
    customer.choose_software()
    style, address = button_of(customer.client.get(f"/link/{customer.token}/leave/").content.decode())
    assert style == "btn"
    assert parse_qs(urlsplit(address).query) == {
        "statusCode": ["403"],
        "errorMessage": ["User cancelled."],
        "companyId": [str(customer.company.public_id)],
        "connectionId": [str(customer.connection.public_id)],
    }


def test_who_leaves_when_the_books_are_connected_has_not_cancelled(customer, acorn):
    lead_to(acorn, f"https://{HOST}/back")
    customer.arrive()
    assert left(customer)["statusCode"] == "200"
    assert "errorMessage" not in left(customer)


def test_what_the_customer_can_mend_is_told_in_the_providers_words(customer, acorn):
    lead_to(acorn, EVERY_NAME)
    customer.do_tasks()
    assert "statusText" not in left(customer)
    customer.sign_in(password="Reader-2025")  # noqa: S106
    found = left(customer)
    assert (found["statusCode"], found["errorMessage"]) == ("403", "User cancelled.")
    assert found["statusText"] == "Sign-in information is incorrect"


def test_what_only_others_can_mend_is_no_cancelling(customer, acorn, intacct):
    lead_to(acorn, EVERY_NAME)
    intacct.settings = {"sender_id": "AcornLending", "sender_password": "mistyped"}
    intacct.save()
    customer.do_tasks()
    customer.sign_in()
    found = left(customer)
    assert (found["statusCode"], found["errorMessage"]) == ("500", "Unknown error occurred.")
    assert found["statusText"] == "Incorrect Intacct XML Partner ID or password."


def test_a_missing_right_is_told_until_it_is_granted(customer, acorn):
    lead_to(acorn, EVERY_NAME)
    customer.arrive("demo-no-payables")
    found = left(customer)
    assert found["statusCode"] == "403"
    assert "permission" in found["statusText"]
    customer.sign_in()
    assert "statusText" not in left(customer)


def test_the_provider_is_not_quoted_where_it_names_account_or_sender(customer, acorn):
    lead_to(acorn, EVERY_NAME)
    customer.do_tasks("demo-sender-missing")
    customer.sign_in("demo-sender-missing")
    check = customer.connection.probes.get().checks.get(outcome="failed")
    assert "demo-sender-missing" in check.verdict["raw"]["text"]
    assert "statusText" not in left(customer)
    assert left(customer)["statusCode"] == "403"


@pytest.mark.parametrize("text", ["x" * 201, "two\nlines", "for WS_Reader", "for AcornLending"])
def test_the_provider_is_not_quoted_at_length_or_by_name(customer, acorn, text):
    lead_to(acorn, EVERY_NAME)
    customer.do_tasks()
    customer.sign_in(password="Reader-2025")  # noqa: S106
    check = customer.connection.probes.get().checks.get(outcome="failed")
    check.verdict["raw"]["text"] = text
    check.save()
    assert "statusText" not in left(customer)


def test_software_that_is_not_in_the_list_is_told(customer, acorn):
    lead_to(acorn, f"https://{HOST}/back")
    customer.agree()
    page = customer.see("select").content.decode()
    (address,) = re.findall(r'<a href="([^"]+)" rel="noreferrer">Back to Acorn Lending</a>', page)
    assert parse_qs(urlsplit(unescape(address)).query) == {
        "statusCode": ["501"],
        "errorMessage": ["Not supported."],
        "companyId": [str(customer.company.public_id)],
    }


def test_without_an_address_the_list_says_nothing_of_it(customer):
    customer.agree()
    assert "Your software is not here?" not in customer.see("select").content.decode()


@pytest.mark.parametrize("is_chosen", [False, True])
def test_where_nothing_is_offered_the_way_back_is_open(customer, acorn, intacct, ada, is_chosen):
    customer.choose_software() if is_chosen else customer.agree()
    disable(integration=intacct, actor=ada)
    page = customer.see("tasks" if is_chosen else "select").content.decode()
    assert button_of(page) is None
    lead_to(acorn, f"https://{HOST}/back")
    style, address = button_of(customer.see("tasks" if is_chosen else "select").content.decode())
    assert style == "btn"
    told = parse_qs(urlsplit(address).query)
    assert (told["statusCode"], told["errorMessage"]) == (["501"], ["Not supported."])
    assert ("connectionId" in told) == is_chosen
