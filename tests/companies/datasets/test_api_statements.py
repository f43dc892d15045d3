"""Statements and proofs, for programs …"""

from __future__ import annotations

import json

import pytest

from companies.datasets.models import Dataset
from portal.organisations.actions import issue_api_key
from portal.organisations.roles import Role
from tests.companies.datasets.bookkeeping import change, document, keep, proven
from tests.companies.datasets.test_statements_page import balance_sheet, profit_and_loss

MONTHS = ("2026-07-31", "2026-08-31", "2026-09-30", "2026-10-31")


@pytest.fixture
def call(client, acorn, ada):
    _, key = issue_api_key(organisation=acorn, name="Warehouse", role=Role.ANALYST, user=ada)

    def get(path, **query):
        return client.get(f"/api{path}", query, headers={"Authorization": f"Bearer {key}"})

    return get


@pytest.fixture
def books(linked):
    keep(linked, "balanceSheet", *(balance_sheet(day, f"{n}00.10") for n, day in enumerate(MONTHS, 1)))
    keep(linked, "profitAndLoss", *(profit_and_loss(day, str(50 * n)) for n, day in enumerate(MONTHS, 1)))
    return linked


def financials(call, connection, name, **query):
    answer = call(f"/companies/{connection.company.public_id}/data/financials/{name}", **query)
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content, parse_float=str, parse_int=str)


def test_come_newest_first_with_exact_amounts(call, books):
    body = financials(call, books, "balanceSheet", periodLength=1, periodsToCompare=2)
    assert [report["date"] for report in body["reports"]] == ["2026-10-31", "2026-09-30"]
    assert body["reports"][0]["netAssets"] == "400.10"
    (group,) = body["reports"][0]["assets"]["items"]
    assert group["items"][0] == {"name": "1000", "accountId": "1000", "value": "400.10"}
    assert (body["currency"], body["earliestAvailableMonth"]) == ("USD", "2026-07-01")


def test_add_months_up_to_periods(call, books):
    body = financials(call, books, "profitAndLoss", periodLength=2, periodsToCompare=2, startMonth="2026-10-05")
    newest, older = body["reports"]
    assert (newest["fromDate"], newest["toDate"]) == ("2026-09-01", "2026-10-31")
    assert (newest["income"]["value"], newest["netProfit"]) == ("350", "329.80")
    assert (older["fromDate"], older["grossProfit"]) == ("2026-07-01", "150")
    assert body["reportBasis"] == "Accrual"


def test_of_a_balance_sheet_are_what_there_was_at_the_end_of_a_period(call, books):
    body = financials(call, books, "balanceSheet", periodLength=2, periodsToCompare=3, startMonth="2026-09-30")
    assert [(report["date"], report["netAssets"]) for report in body["reports"]] == [
        ("2026-09-30", "300.10"),
        ("2026-07-31", "100.10"),
    ]


def test_refuse_what_does_not_fit(call, books):
    path = f"/companies/{books.company.public_id}/data/financials/balanceSheet"
    assert call(path, periodLength=0).status_code == 422
    assert call(path, startMonth="soon").status_code == 422


def test_say_why_there_are_none(call, linked):
    path = f"/companies/{linked.company.public_id}/data/financials/balanceSheet"
    assert call(path).status_code == 409
    dataset = keep(linked, "balanceSheet")
    assert call(path).json()["reports"] == []
    Dataset.objects.filter(pk=dataset.pk).update(last_read_at=None, state=Dataset.State.NO_PERMISSION)
    assert call(path).json()["canBeRetried"] == "False"


def test_of_another_organisation_are_not_there(call, birch, books):
    books.company.organisation = birch
    books.company.save()
    assert call(f"/companies/{books.company.public_id}/data/financials/balanceSheet").status_code == 404
    assert call(f"/companies/{books.company.public_id}/proofs").status_code == 404


def test_proofs_name_the_records_that_do_not_tie(call, linked):
    keep(linked, "invoices", document("INV/7", "100", "99", amountDue="0"))
    proof = proven(linked)
    path = f"/companies/{linked.company.public_id}/proofs"
    (listed,) = call(path).json()["results"]
    assert (listed["syncId"], listed["outcome"]) == (str(proof.sync.public_id), "off")
    lines = call(f"{path}/{proof.sync.public_id}").json()["lines"]
    (line,) = [line for line in lines if line["rule"] == "documents"]
    assert (line["dataType"], line["checked"], line["off"]) == ("invoices", 1, 1)
    assert line["records"] == [{"dataType": "invoices", "id": "INV/7"}]


def test_proofs_are_listed_newest_first(call, linked):
    keep(linked, "invoices", document(1, "100", "99"))
    proven(linked)
    change("invoices", "1", **document(1, "100"))
    proven(linked)
    body = call(f"/companies/{linked.company.public_id}/proofs").json()
    assert [proof["outcome"] for proof in body["results"]] == ["tied", "off"]
