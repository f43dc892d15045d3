"""The statements page …"""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest
from django.urls import reverse

from companies.datasets.models import Dataset
from companies.datasets.statements import Statements
from tests.companies.datasets.bookkeeping import keep, section
from tests.factories import CompanyFactory

MONTHS = ("2026-07-31", "2026-08-31", "2026-09-30", "2026-10-31")


def at(company, kind="balanceSheet", name="statement"):
    return reverse(f"datasets:{name}", args=[company.organisation.slug, company.public_id, kind])


def balance_sheet(day, cash, currency="USD"):
    assets = section(cash, ("1000", cash))
    equity = section(cash, ("3000", cash))
    assets["items"][0]["items"].append({"name": "Idle", "accountId": "1999", "value": "0"})
    return {
        "id": f"{day}-{currency}",
        "date": day,
        "currency": currency,
        "assets": assets,
        "liabilities": {"name": "Liabilities", "value": "0", "items": []},
        "equity": equity,
        "netAssets": cash,
    }


def profit_and_loss(day, income, extra=()):
    return {
        "id": day,
        "toDate": day,
        "currency": "USD",
        "income": section(income, ("4000", income), *extra),
        "costOfSales": {"name": "Cost of sales", "value": "0", "items": []},
        "grossProfit": income,
        "expenses": section("10.10", ("5000", "10.10")),
        "netOperatingProfit": str(Decimal(income) - Decimal("10.10")),
        "otherIncome": {"name": "Other income", "value": "0", "items": []},
        "otherExpenses": {"name": "Other expenses", "value": "0", "items": []},
        "netOtherIncome": "0",
        "netProfit": str(Decimal(income) - Decimal("10.10")),
    }


@pytest.fixture
def books(linked, shelf, monkeypatch):
    monkeypatch.setattr(shelf, "kinds", ("balanceSheet", "profitAndLoss", "accountTransactions"))
    keep(linked, "balanceSheet", *(balance_sheet(day, str(100 * n)) for n, day in enumerate(MONTHS, 1)))
    keep(linked, "profitAndLoss", *(profit_and_loss(day, str(50 * n)) for n, day in enumerate(MONTHS, 1)))
    return linked


def rows_of(page, label):
    return [[str(value) for value in row.values] for row in page.context["rows"] if row.label == label]


def test_sets_months_side_by_side(signed_in, ada, books):
    page = signed_in(ada).get(at(books.company))
    assert [f"{period.last:%Y-%m-%d}" for period in page.context["periods"]] == list(MONTHS)
    assert rows_of(page, "1000") == [["100", "200", "300", "400"]]
    assert rows_of(page, "Net assets") == [["100", "200", "300", "400"]]


def test_shows_the_months_that_were_asked_for(signed_in, ada, books):
    page = signed_in(ada).get(at(books.company), {"months": "3", "through": "2026-09"})
    assert [f"{period.last:%m}" for period in page.context["periods"]] == ["07", "08", "09"]
    page = signed_in(ada).get(at(books.company), {"months": "999", "through": "x"})
    assert len(page.context["periods"]) == 4


def test_leads_from_an_account_to_its_transactions(signed_in, ada, books):
    text = signed_in(ada).get(at(books.company)).content.decode()
    records = reverse("datasets:records", args=["acorn", books.company.public_id, "accountTransactions"])
    assert f"{records}?q=1000" in text


def test_leaves_idle_accounts_out(signed_in, ada, books):
    assert rows_of(signed_in(ada).get(at(books.company)), "Idle") == []


def test_adds_profit_and_loss_up_over_the_months(signed_in, ada, books):
    page = signed_in(ada).get(at(books.company, "profitAndLoss"))
    (profit,) = [row for row in page.context["rows"] if row.label == "Net profit"]
    assert profit.total == Decimal("459.60") and "459.60" in page.content.decode()


def test_keeps_an_account_in_its_row_that_is_not_on_every_statement(books):
    keep(books, "profitAndLoss", profit_and_loss("2026-11-30", "70", extra=[("4100", "20")]))
    statements = Statements(Dataset.objects.get(kind="profitAndLoss"))
    rows = {row.account_id: row.values for row in statements.rows(statements.periods(count=2))}
    assert rows["4000"] == [200, 70] and rows["4100"] == [None, 20]


def test_keeps_currencies_apart(signed_in, ada, books):
    keep(books, "balanceSheet", balance_sheet("2026-10-31", "7", currency="EUR"))
    browser = signed_in(ada)
    assert rows_of(browser.get(at(books.company)), "Net assets") == [["100", "200", "300", "400"]]
    page = browser.get(at(books.company), {"currency": "EUR"})
    assert rows_of(page, "Net assets") == [["7"]] and "amounts in EUR" in page.content.decode()


def test_stands_as_a_file(signed_in, ada, books):
    answer = signed_in(ada).get(at(books.company, "profitAndLoss", "download_statement"), {"months": "3"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["", "", "2026-08", "2026-09", "2026-10"]
    assert ["4000", "4000", "100", "150", "200"] in rows
    assert ["", "Net profit", "89.90", "139.90", "189.90"] in rows


def test_says_why_there_is_none(signed_in, ada, linked, acorn, shelf, monkeypatch):
    browser = signed_in(ada)
    assert "Switched off" in browser.get(at(linked.company)).content.decode()
    monkeypatch.setattr(shelf, "kinds", ("balanceSheet",))
    assert "Not read yet" in browser.get(at(linked.company)).content.decode()
    keep(linked, "balanceSheet")
    assert "Read, and empty" in browser.get(at(linked.company)).content.decode()
    Dataset.objects.update(state=Dataset.State.NO_PERMISSION, failure="The user may not read it.")
    assert "The user may not read it." in browser.get(at(linked.company)).content.decode()
    assert "has not connected" in browser.get(at(CompanyFactory(organisation=acorn))).content.decode()


def test_is_no_page_of_another_kind(signed_in, ada, books):
    assert signed_in(ada).get(at(books.company, "invoices")).status_code == 404
