"""A Link URL is a secret: what goes wrong in the wizard is logged without it."""

from __future__ import annotations

import io
import logging

import pytest
from django.test import Client

from integrations.actions import disable
from linkflow import actions


@pytest.fixture
def written(monkeypatch):
    """What the portal's own handler writes."""
    handler = next(each for each in logging.getLogger().handlers if each.name == "console")
    monkeypatch.setattr(handler, "stream", io.StringIO())
    return handler.stream


def is_discreet(written, customer, said):
    text = written.getvalue()
    return said in text and "/link/…/" in text and customer.token not in text


def test_of_a_page_that_is_none(customer, written):
    assert customer.see("no-such-step").status_code == 404
    assert is_discreet(written, customer, "Not Found: /link/…/no-such-step/")


def test_of_a_link_that_is_cut_off(customer, written):
    assert (
        customer.client.get(customer.address("welcome").replace(customer.token, customer.token[:-3])).status_code == 404
    )
    assert customer.token[:12] not in written.getvalue()


def test_of_nothing_to_choose(customer, intacct, ada, written):
    disable(integration=intacct, actor=ada)
    assert customer.see("welcome").status_code == 409
    assert is_discreet(written, customer, "/link/…/welcome/")


def test_of_a_forged_form(customer, written):
    client = Client(enforce_csrf_checks=True)
    assert client.post(customer.address("welcome"), headers={"Origin": "https://evil.example"}).status_code == 403
    assert is_discreet(written, customer, "Forbidden")


def test_of_a_fault_of_ours(customer, written, monkeypatch):
    def break_down(**what):
        raise RuntimeError(f"no way on from {customer.address('welcome')}")

    monkeypatch.setattr(actions, "stand_at", break_down)
    customer.client.raise_request_exception = False
    assert customer.see("welcome").status_code == 500
    assert is_discreet(written, customer, "Internal Server Error: /link/…/welcome/")
    assert "RuntimeError: no way on from /link/…/welcome/" in written.getvalue()


def test_of_a_method_that_is_not_possible(customer, written):
    assert customer.client.delete(customer.address("welcome")).status_code == 405
    assert is_discreet(written, customer, "Method Not Allowed")
