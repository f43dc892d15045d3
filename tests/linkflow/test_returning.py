"""The button back to the organisation: only to an address that it allows, only by a click, and told no secret."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils.timezone import now

from companies.models import Connection
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
        "platform": "sage-intacct",
        "platformName": "Sage Intacct",
        "sourceType": "Accounting",
    }


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
