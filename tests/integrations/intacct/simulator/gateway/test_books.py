"""The computed books hold what every accountant expects of books."""

from collections import Counter
from datetime import date

import pytest

from integrations.intacct.simulator.books.company import CompanyBooks
from integrations.intacct.simulator.books.numbers import Blocks, Numbering
from integrations.intacct.simulator.books.timeline import Timeline
from integrations.intacct.simulator.world import Books, Entity, SimulatedCompany

TODAY = date(2026, 11, 20)
UK = Entity(location_id="UK", name="Harbour UK", currency="GBP")
US = Entity(location_id="US", name="Harbour US")


def make(entities=(), base="USD", **size):
    company = SimulatedCompany(
        company_id="A",
        title="A",
        scenario="",
        summary="",
        entities=list(entities),
        base_currency=base,
        books=Books(**size),
    )
    return CompanyBooks(company, TODAY)


@pytest.fixture(params=["one", "many", "abroad", "small"])
def books(request):
    return {
        "one": lambda: make(currencies=["USD", "EUR", "GBP"]),
        "many": lambda: make([US, UK], seed=8, currencies=["USD", "GBP"]),
        "abroad": lambda: make(base="EUR", currencies=["EUR"], seed=4),
        "small": lambda: make(customers=1, vendors=1, invoices=3, bills=1, journal_entries=1),
    }[request.param]()


def test_every_journal_entry_balances(books):
    for n in range(books.ledger.count):
        batch = books.ledger.batch(n)
        assert sum(entry.side * entry.amount for entry in batch.entries) == 0
        assert all(entry.amount >= 0 for entry in batch.entries)


def test_every_line_finds_its_entry(books):
    ledger = books.ledger
    for line in range(ledger.entry_count):
        entry = ledger.entry(line)
        assert entry.recordno == ledger.entry_numbering.number(line)
        assert ledger.entries_before(entry.batch.n) + entry.number - 1 == line


def test_totals_are_the_sum_of_their_lines(books):
    for trade in (books.sales, books.purchases):
        for n in range(trade.count):
            document = trade.document(n)
            assert document.total == sum(line.amount for line in document.lines)
            assert document.trx_total == sum(line.trx_amount for line in document.lines)
            assert document.paid == sum(line.paid for line in document.lines)


def test_documents_are_paid_by_their_payments(books):
    for trade in (books.sales, books.purchases):
        paid = Counter()
        for m in range(trade.payment_count):
            payment = trade.payment(m)
            assert payment.document.day < payment.day <= TODAY
            paid[payment.document.n] += payment.amount
        for n in range(trade.count):
            assert trade.document(n).paid == paid[n]


def test_the_control_accounts_are_what_is_open():
    books = make(currencies=["USD", "EUR"])
    balance = Counter()
    for line in range(books.ledger.entry_count):
        entry = books.ledger.entry(line)
        balance[entry.account.number] += entry.side * entry.amount
    assert balance["1200"] == sum(books.sales.party(n).total_due for n in range(60))
    assert -balance["2000"] == sum(books.purchases.party(n).total_due for n in range(40))


def test_income_exceeds_costs_in_every_whole_month():
    books = make()
    income, costs = Counter(), Counter()
    for line in range(books.ledger.entry_count):
        entry = books.ledger.entry(line)
        month = (entry.batch.day.year, entry.batch.day.month)
        if entry.account.number >= "5":
            costs[month] += entry.side * entry.amount
        elif entry.account.number >= "4":
            income[month] -= entry.side * entry.amount
    assert len(income) == 24
    assert 0.5 < sum(costs.values()) / sum(income.values()) < 0.97


def test_nothing_happens_after_today_or_at_a_weekend():
    books = make()
    days = [books.sales.document(n).day for n in range(books.sales.count)]
    assert days == sorted(days)
    assert days[-1] <= TODAY
    assert all(day.weekday() < 5 for day in days)


def test_trading_names_differ():
    books = make(customers=3000)
    assert len({books.sales.party(n).name for n in range(3000)}) == 3000


def test_the_same_seed_makes_the_same_books():
    assert [make().sales.document(n).total for n in range(50)] == [make().sales.document(n).total for n in range(50)]
    assert [make(seed=2).sales.document(n).total for n in range(50)] != [
        make().sales.document(n).total for n in range(50)
    ]


def test_a_record_of_huge_books_is_as_near_as_any():
    books = make(customers=10**6, invoices=10**8, bills=10**8, journal_entries=10**8)
    entry = books.ledger.entry(books.ledger.entry_count - 5)
    assert sum(other.side * other.amount for other in entry.batch.entries) == 0


def test_numbers_rise_with_gaps_and_lead_back():
    numbering = Numbering(7, 100, 5, 4)
    numbers = [numbering.number(n) for n in range(500)]
    assert numbers == sorted(set(numbers))
    assert [numbering.index(number) for number in numbers] == list(range(500))
    for number in range(90, 2000):
        assert numbering.at_or_after(number) == next(n for n, held in enumerate(numbers) if held >= number)


def test_children_find_their_parents_across_patterns():
    blocks = Blocks((0, (1, 2, 0)), (7, (0, 3)), (13, (0,)))
    expected = [(parent, child) for parent in range(40) for child in range(blocks.count(parent))]
    assert [blocks.locate(n) for n in range(len(expected))] == expected
    assert [blocks.before(parent) for parent in range(40)] == [
        sum(p < parent for p, _ in expected) for parent in range(40)
    ]


def test_the_calendar_reaches_back_two_years():
    timeline = Timeline(TODAY, 1)
    assert timeline.day(0, 1000) == date(2024, 12, 2)
    assert timeline.day(999, 1000) == TODAY
    assert timeline.first_after(TODAY, 1000) == 1000
