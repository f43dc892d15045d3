"""The proof of the ledger …"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from companies.datasets.models import Dataset, Proof, Record
from companies.datasets.proof_sums import Ledger
from integrations.records import Kind
from tests.companies.datasets.bookkeeping import change, entry, keep, line_of, named, proven, transaction

ENTRIES = [
    entry(1, "2026-10-03", ("1000", "100.10"), ("4000", "-100.10")),
    entry(2, "2026-10-09", ("1000", "-30"), ("5000", "29.999999"), ("5000", "0.000001")),
    entry(3, "2026-11-01", ("1000", "123456789012.345678"), ("4000", "-123456789012.345678")),
]
TRANSACTIONS = [
    transaction(11, 1, "2026-10-03", "1000", "100.10", "E1"),
    transaction(12, 1, "2026-10-03", "4000", "-100.10", "E1"),
    transaction(21, 2, "2026-10-09", "1000", "-30", "E2"),
    transaction(22, 2, "2026-10-09", "5000", "30", "E2"),
    transaction(31, 3, "2026-11-01", "1000", "123456789012.345678", "E2"),
    transaction(32, 3, "2026-11-01", "4000", "-123456789012.345678", "E2"),
]


@pytest.fixture
def books(linked):
    keep(linked, "journalEntries", *ENTRIES)
    keep(linked, "accountTransactions", *TRANSACTIONS)
    return linked


def test_holds_of_sound_books(books):
    proof = proven(books)
    assert proof.outcome == Proof.Outcome.TIED
    for rule in ("entries", "periods", "ledgers"):
        assert {line.outcome for line in proof.lines.filter(rule=rule)} == {Proof.Outcome.TIED}
    assert line_of(proof, "entries", "journalEntries").checked_count == 3
    assert line_of(proof, "entries", "accountTransactions").checked_count == 3
    assert line_of(proof, "periods", "accountTransactions").checked_count == 3
    assert line_of(proof, "periods", "journalEntries").expected == "123456789142.445678"


def test_names_the_entry_that_does_not_balance_by_a_millionth(books):
    change("journalEntries", "2", **entry(2, "2026-10-09", ("1000", "-30"), ("5000", "29.999999")))
    proof = proven(books)
    line = line_of(proof, "entries", "journalEntries")
    assert (proof.outcome, line.outcome, line.off_count, named(line)) == ("off", "off", 1, ["2"])
    assert line_of(proof, "entries", "accountTransactions").outcome == Proof.Outcome.TIED


def test_names_the_month_and_the_currency(books):
    change("journalEntries", "2", **entry(2, "2026-10-09", ("1000", "-30"), ("5000", "29")))
    proof = proven(books)
    assert line_of(proof, "periods", "journalEntries").off_count == 1
    october = line_of(proof, "periods", "journalEntries", "2026-10 · USD")
    assert (october.expected, october.found, named(october)) == ("129.10", "130.10", ["2"])


def test_names_the_entity_that_does_not_balance_although_the_entry_does(books):
    change("accountTransactions", "12", entityRef={"id": "E2"})
    proof = proven(books)
    line = line_of(proof, "entries", "accountTransactions")
    assert (line.outcome, named(line)) == ("off", ["1"])
    assert line.sources == [{"kind": "journalEntries", "id": "1"}]
    assert line_of(proof, "periods", "accountTransactions", "2026-10 · E1 · USD").outcome == "off"
    assert line_of(proof, "periods", "accountTransactions", "2026-10 · E2 · USD").outcome == "off"


def test_does_not_set_one_currency_against_another(books):
    lines = [
        {"netAmount": "5", "currency": "USD", "accountRef": {"id": "1000"}},
        {"netAmount": "-5", "currency": "EUR", "accountRef": {"id": "4000"}},
    ]
    change("journalEntries", "1", journalLines=lines)
    assert named(line_of(proven(books), "entries", "journalEntries")) == ["1"]


def test_says_where_only_a_rounding_is_left(books):
    sides = (("1000", "100.11"), ("4000", "-100.10"))
    change("journalEntries", "1", **entry(1, "2026-10-03", *sides, foreign=("90", "-90")))
    line = line_of(proven(books), "entries", "journalEntries")
    assert line.outcome == "off" and "rounding" in line.remark
    change("journalEntries", "1", **entry(1, "2026-10-03", *sides, foreign=("90", "-91")))
    line = line_of(proven(books), "entries", "journalEntries")
    assert line.outcome == "off" and not line.remark


def test_leaves_deleted_records_out(books):
    change("journalEntries", "2", **entry(2, "2026-10-09", ("1000", "-30")))
    Record.objects.filter(dataset__kind="journalEntries", source_id="2").update(is_deleted=True)
    assert line_of(proven(books), "entries", "journalEntries").outcome == Proof.Outcome.TIED


def test_names_the_account_on_which_two_readings_differ(books):
    change("journalEntries", "2", **entry(2, "2026-10-09", ("1000", "-30"), ("6000", "30")))
    proof = proven(books)
    assert line_of(proof, "ledgers").off_count == 2
    apart = line_of(proof, "ledgers", part="6000 · USD")
    assert (apart.expected, apart.found) == ("30.00", "0.00")
    assert apart.sources == [{"kind": "chartOfAccounts", "id": "6000"}]


def test_compares_only_months_that_both_readings_hold_whole(books):
    Dataset.objects.filter(kind="accountTransactions").update(history_from=date(2026, 10, 5))
    Record.objects.filter(dataset__kind="accountTransactions", source_id__in=["11", "12"]).delete()
    assert line_of(proven(books), "ledgers").outcome == Proof.Outcome.TIED


def test_says_nothing_of_what_was_not_read(linked):
    keep(linked, "journalEntries", *ENTRIES)
    rules = set(proven(linked).lines.values_list("rule", "kind"))
    assert ("entries", "accountTransactions") not in rules and ("ledgers", "accountTransactions") not in rules


def test_of_empty_books_ties(linked):
    keep(linked, "journalEntries")
    line = line_of(proven(linked), "entries")
    assert (line.outcome, line.checked_count) == (Proof.Outcome.TIED, 0)


AMOUNTS = st.decimals(min_value=Decimal("-9e14"), max_value=Decimal("9e14"), places=6)
SIDES = st.lists(
    st.tuples(st.sampled_from(["1000", "4000", "5000"]), AMOUNTS, st.sampled_from(["USD", "EUR"])), max_size=6
)
DAYS = st.dates(min_value=date(2026, 1, 1), max_value=date(2026, 4, 30))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=st.lists(st.tuples(DAYS, SIDES, st.booleans()), max_size=6))
def test_adds_up_like_decimals_in_memory(linked, drawn):
    Dataset.objects.filter(connection=linked).delete()
    bodies, apart = [], set()
    debits, credits = defaultdict(Decimal), defaultdict(Decimal)
    for number, (day, sides, is_mended) in enumerate(drawn):
        left = defaultdict(Decimal)
        for _account, amount, currency in sides:
            left[currency] += amount
        if is_mended:
            sides = [*sides, *(("3000", -amount, currency) for currency, amount in left.items())]
        elif any(left.values()):
            apart.add(str(number))
        for _account, amount, currency in sides:
            (debits if amount > 0 else credits)[f"{day:%Y-%m}", currency] += abs(amount)
        lines = [
            {"netAmount": f"{amount:f}", "currency": currency, "accountRef": {"id": account}}
            for account, amount, currency in sides
        ]
        bodies.append({"id": str(number), "postedOn": day.isoformat(), "journalLines": lines})
    dataset = keep(linked, "journalEntries", *bodies)
    ledger = Ledger(Kind.JOURNAL_ENTRIES, dataset.pk)
    found = ledger.unbalanced()
    assert (set(found.ids), found.count) == (apart, len(apart))
    periods = {(period.month, period.currency): period for period in ledger.periods()}
    assert set(periods) == {*debits, *credits} | {key for key in periods if not periods[key].debits}
    for key, period in periods.items():
        assert (period.debits, period.credits) == (debits[key], credits[key])
