"""The figures of a company …"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from companies.datasets import charts, figures
from companies.datasets.models import Dataset
from integrations.records import Ref
from integrations.records.ledger import Account, AccountType, JournalEntry, JournalLine
from integrations.records.parts import PartyStatus
from tests.companies.datasets.shelf import Shelf, invoice

TODAY = date(2026, 11, 22)


def account(code, kind):
    return Account(id=code, nominal_code=code, name=code, type=kind, status=PartyStatus.ACTIVE)


def entry(number, day, *sides, currency="USD"):
    lines = tuple(
        JournalLine(net_amount=Decimal(amount), currency=currency, account_ref=Ref(id=code)) for code, amount in sides
    )
    return JournalEntry(id=str(number), posted_on=day, currency=currency, journal_lines=lines)


ACCOUNTS = [
    account("4000", AccountType.INCOME),
    account("5000", AccountType.EXPENSE),
    account("1000", AccountType.ASSET),
]


@pytest.fixture
def result(shelf, linked, read, monkeypatch):
    monkeypatch.setattr(Shelf, "kinds", ("chartOfAccounts", "journalEntries", "invoices"))

    def of(*entries, base="USD"):
        shelf.books = {"chartOfAccounts": [ACCOUNTS], "journalEntries": [list(entries)]}
        read(linked)
        by_kind = {dataset.kind: dataset for dataset in Dataset.objects.all()}
        return figures.result(by_kind["journalEntries"], by_kind["chartOfAccounts"], base_currency=base, today=TODAY)

    return of


def test_add_up_income_and_expense_by_month(result):
    found = result(
        entry(1, date(2026, 11, 3), ("1000", "100.10"), ("4000", "-100.10")),
        entry(2, date(2026, 11, 9), ("1000", "-30"), ("5000", "30")),
        entry(3, date(2026, 10, 1), ("1000", "50"), ("4000", "-50")),
        entry(4, date(2026, 10, 2), ("1000", "-5"), ("4000", "5")),
    )
    october, november = found.months[-2:]
    assert (october.start, october.revenue, october.costs) == (date(2026, 10, 1), 45, 0)
    assert (november.revenue, november.costs, november.profit) == (Decimal("100.1"), 30, Decimal("70.1"))
    assert (found.revenue, found.profit, len(found.months)) == (Decimal("145.1"), Decimal("115.1"), 12)
    assert found.through == date(2026, 11, 9) and not found.is_last_complete


def test_compare_with_the_year_before(result):
    found = result(
        entry(1, date(2026, 11, 3), ("1000", "150"), ("4000", "-150")),
        entry(2, date(2025, 11, 30), ("1000", "100"), ("4000", "-100")),
        entry(3, date(2024, 11, 30), ("1000", "999"), ("4000", "-999")),
    )
    assert found.revenue == 150 and found.revenue_change == 50


def test_say_nothing_about_a_year_that_is_not_there(result):
    assert result(entry(1, date(2026, 11, 3), ("1000", "150"), ("4000", "-150"))).revenue_change is None


def test_end_with_the_last_month_that_was_posted_to(result):
    found = result(
        entry(1, date(2026, 6, 30), ("1000", "1"), ("4000", "-1")),
        entry(2, date(2027, 1, 1), ("1000", "1"), ("4000", "-1")),
    )
    assert found.months[-1].start == date(2026, 6, 1) and found.is_last_complete


def test_do_not_add_up_currencies(result):
    found = result(
        entry(1, date(2026, 11, 3), ("1000", "100"), ("4000", "-100")),
        entry(2, date(2026, 11, 4), ("1000", "900"), ("4000", "-900"), currency="EUR"),
    )
    assert (found.currency, found.revenue, found.others) == ("USD", 100, ["EUR"])


def test_are_told_anew_after_the_next_read(result):
    assert result(entry(1, date(2026, 11, 3), ("1000", "100"), ("4000", "-100"))).revenue == 100
    assert result(entry(1, date(2026, 11, 3), ("1000", "200"), ("4000", "-200"))).revenue == 200


def test_are_not_told_of_empty_books(result):
    assert result() is None


def test_convert_what_is_open_where_the_rate_is_known(result, shelf, linked, read):
    shelf.books = {
        "invoices": [
            [
                invoice(1, total="100", due_date=date(2026, 11, 1)),
                invoice(2, total="100", currency="EUR", currency_rate=Decimal("1.5")),
                invoice(3, total="7", currency="JPY"),
            ]
        ]
    }
    read(linked)
    found = figures.still_open(Dataset.objects.get(kind="invoices"), base_currency="USD", today=TODAY)
    assert (float(found.amount), float(found.overdue), found.count, found.others) == (250.0, 100.0, 2, ["JPY"])


@pytest.mark.parametrize("rate", [None, Decimal(0)])
def test_leave_out_a_currency_of_which_one_document_says_no_rate(rate, result, shelf, linked, read):
    shelf.books = {
        "invoices": [
            [
                invoice(1, total="100"),
                invoice(2, total="100", currency="EUR", currency_rate=Decimal("1.5")),
                invoice(3, total="900", currency="EUR", currency_rate=rate),
                invoice(4, total="10", currency="GBP", currency_rate=Decimal("1.2")),
                invoice(5, total="9", due="0", currency="GBP"),
            ]
        ]
    }
    read(linked)
    found = figures.still_open(Dataset.objects.get(kind="invoices"), base_currency="USD", today=TODAY)
    assert (float(found.amount), found.count, found.others) == (112.0, 3, ["EUR"])


def test_are_drawn_on_round_lines():
    months = [figures.Month(date(2026, 1, 1), Decimal(371), Decimal(548))]
    drawn = charts.chart(months)
    assert drawn.ticks == ["600", "400", "200", "0"]
    assert drawn.zero == "176.0" and drawn.bars[0].height == f"{371 / 600 * 176:.1f}"


def test_are_drawn_below_the_line_when_negative():
    months = [figures.Month(date(2026, 1, 1), Decimal(-100), Decimal(100))]
    drawn = charts.chart(months)
    assert drawn.ticks == ["100", "0", "-100"] and drawn.zero == "88.0"
    assert (drawn.bars[0].y, drawn.bars[0].height) == ("88.0", "88.0")


def test_are_drawn_when_there_is_nothing():
    drawn = charts.chart([figures.Month(date(2026, 1, 1))])
    assert drawn.bars[0].height == "0.0" and drawn.ticks[-1] == "0"
