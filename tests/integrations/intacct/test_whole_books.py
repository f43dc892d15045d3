"""Whole books, read over the simulator."""

import logging
from decimal import Decimal

import pytest

from integrations.errors import CredentialsRejected, PermissionMissing, ProviderUnavailable
from integrations.intacct import calls
from integrations.intacct.reading import KINDS


def read(provider, kind, cursor=None):
    """All records, by their ids: which page comes first, is left to the gateway."""
    records = [record for page in provider.read(kind, cursor or {}) for record in page.records]
    return sorted(records, key=lambda record: record.id)


@pytest.mark.parametrize("kind", KINDS)
def test_reads_twice_the_same(simulator, kind):
    once, again = (read(simulator.opens("healthy"), kind) for _ in range(2))
    assert once and once == again
    assert len({record.id for record in once}) == len(once)


@pytest.mark.parametrize("kind", KINDS)
def test_reads_every_row(simulator, kind):
    pages = list(simulator.opens("healthy").read(kind, {}))
    assert not [bad for page in pages for bad in page.unreadable]
    assert not [notice for page in pages for notice in page.notices]
    assert pages[-1].is_last and sum(len(page.records) for page in pages) == pages[-1].total


def test_balances_every_entry(simulator):
    for entry in read(simulator.opens("healthy"), "journalEntries"):
        assert entry.journal_lines
        assert sum((line.net_amount for line in entry.journal_lines), Decimal(0)) == 0


@pytest.mark.parametrize("kind", ["invoices", "bills"])
def test_adds_up_lines_and_totals(simulator, kind):
    for document in read(simulator.opens("healthy"), kind):
        tax = document.tax_amount if kind == "bills" else document.total_tax_amount
        assert sum(line.sub_total for line in document.line_items) == document.sub_total
        assert document.sub_total + tax == document.total_amount


def test_points_to_records_that_exist(simulator):
    provider = simulator.opens("healthy")
    customers = {record.id for record in read(provider, "customers")}
    accounts = {record.id for record in read(provider, "chartOfAccounts")}
    invoices = read(provider, "invoices")
    assert {invoice.customer_ref.id for invoice in invoices} <= customers
    assert {line.account_ref.id for invoice in invoices for line in invoice.line_items} <= accounts


def test_reads_one_entity_only_when_one_was_chosen(simulator):
    whole, part = (read(simulator.opens("healthy", entity=entity), "invoices") for entity in ("", "300"))
    assert 0 < len(part) < len(whole)


@pytest.mark.parametrize("kind", ["busy", "bad gateway", "unavailable", "front door page", "truncated", "empty 500"])
def test_reads_on_after_trouble(simulator, kind):
    calm = read(simulator.opens("healthy"), "invoices")
    simulator.fails(kind, times=2, after=2)
    assert read(simulator.opens("healthy"), "invoices") == calm


def test_reads_on_with_smaller_pages_when_answers_are_too_slow(simulator):
    calm = read(simulator.opens("healthy"), "invoices")
    simulator.fails("origin timeout", times=2, function="query")
    assert read(simulator.opens("healthy"), "invoices") == calm


def test_reads_a_page_with_an_illegal_character(simulator):
    simulator.fails("illegal character", function="query")
    assert len(read(simulator.opens("healthy"), "suppliers")) == 40


def test_signs_in_again_when_the_session_is_dropped_midway(simulator):
    calm = read(simulator.opens("healthy"), "invoices")
    simulator.fails("session dropped", function="query")
    assert read(simulator.opens("healthy"), "invoices") == calm
    assert simulator.adapter.functions().count("getAPISession") == 3


def test_gives_up_when_the_gateway_stays_busy(simulator):
    simulator.fails("busy", times=50)
    with pytest.raises(ProviderUnavailable):
        read(simulator.opens("healthy"), "customers")


def test_reads_nothing_with_a_refused_password(simulator):
    with pytest.raises(CredentialsRejected):
        read(simulator.opens("password-wrong"), "customers")
    assert simulator.adapter.functions() == ["getAPISession"]


def test_reads_nothing_without_the_right(simulator):
    with pytest.raises(PermissionMissing) as caught:
        read(simulator.opens("no-payables"), "bills")
    assert caught.value.verdict.raw["object"] == "APBILL"


def test_resumes_exactly_between_pages(simulator):
    provider = simulator.opens("short-session")
    whole = [record.id for record in read(provider, "invoices")]
    pages = simulator.opens("short-session").read("invoices", {})
    first = next(pages)
    rest = read(simulator.opens("short-session"), "invoices", first.cursor)
    assert sorted([*(record.id for record in first.records), *(record.id for record in rest)]) == sorted(whole)


def test_serves_what_the_api_can_write(simulator):
    for kind in KINDS:
        served = read(simulator.opens("healthy"), kind)[0].to_json()
        assert served["id"] and all(isinstance(key, str) for key in served)


def test_closes_its_session(simulator):
    with simulator.opens("single") as provider:
        read(provider, "journals")
        assert provider.client.session
    assert provider.client.session is None


def test_says_no_secret_anywhere(simulator, caplog):
    caplog.set_level(logging.DEBUG)
    provider = simulator.opens("healthy")
    read(provider, "journals")
    session = provider.client.session.session_id
    said = f"{caplog.text} {provider!r} {provider.client!r} {vars(provider.client)!r}"
    for secret in (provider.credentials["password"], provider.settings["sender_password"], session):
        assert secret not in said


@pytest.mark.parametrize("kind", ["salesOrders", "purchaseOrders", "invoices", "accountTransactions"])
def test_goes_on_where_it_was_left(simulator, kind, monkeypatch):
    whole = {record.id for record in read(simulator.opens("healthy"), kind)}
    monkeypatch.setattr(calls, "MOST_ROWS", 25)
    pages = simulator.opens("healthy").read(kind, {})
    begun = next(page for page in pages if page.records)
    pages.close()
    first = {record.id for record in begun.records}
    rest = list(simulator.opens("healthy").read(kind, begun.cursor))
    assert first < whole and not begun.is_last
    assert {record.id for page in rest for record in page.records} == whole - first
    assert rest[-1].is_last and "ended" in rest[-1].cursor
