"""The proof against what the source itself says …"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils.timezone import now

from companies.datasets.models import Dataset, Proof, Quarantined, Record
from companies.datasets.proving import prove
from integrations.errors import PermissionMissing
from tests.companies.datasets.bookkeeping import (
    Silent,
    Source,
    balance,
    change,
    counted,
    entry,
    keep,
    line_of,
    proven,
    transaction,
)


@pytest.fixture
def customers(linked):
    keep(linked, "customers", {"id": "C-1"}, {"id": "C-2"}, keys=[4, 9])
    return linked


def long_ago(kind, what="askedAt"):
    dataset = Dataset.objects.get(kind=kind)
    dataset.tally[what] = (now() - timedelta(hours=25)).isoformat()
    dataset.save()


def test_counts_rows_and_keys(customers):
    line = line_of(proven(customers, Source([counted("customers", 4, 9)])), "counts")
    assert (line.outcome, line.expected, line.found) == (Proof.Outcome.TIED, "2", "2")
    assert "Asked" in line.remark
    assert Dataset.objects.get(kind="customers").tally["parts"] == {"": [2, 13]}


def test_misses_a_row(customers):
    line = line_of(proven(customers, Source([counted("customers", 4, 9, 11)])), "counts")
    assert (line.outcome, line.off_count, line.expected, line.found) == ("off", 1, "3", "2")


def test_is_not_deceived_by_equal_numbers(customers):
    line = line_of(proven(customers, Source([counted("customers", 4, 10)])), "counts")
    assert line.outcome == "off" and "not the same rows" in line.remark


def test_counts_what_is_quarantined_and_not_what_is_deleted(customers):
    dataset = Dataset.objects.get(kind="customers")
    Record.objects.filter(source_id="C-1").update(is_deleted=True)
    Quarantined.objects.create(
        organisation=customers.organisation, dataset=dataset, source_id="C-3", source_key=20, reason="No name."
    )
    line = line_of(proven(customers, Source([counted("customers", 9, 20)])), "counts")
    assert line.outcome == Proof.Outcome.TIED and "kept aside" in line.remark


def test_counts_part_by_part(linked):
    keep(linked, "bankAccounts", {"id": "A"}, keys=[1], part="CHECKINGACCOUNT")
    keep(linked, "bankAccounts", {"id": "B"}, keys=[1], part="CREDITCARD")
    cheques, cards = (counted("bankAccounts", 1, part=part) for part in ("CHECKINGACCOUNT", "CREDITCARD"))
    assert line_of(proven(linked, Source([cheques, cards])), "counts").outcome == Proof.Outcome.TIED
    two = counted("bankAccounts", 1, 2, part="CHECKINGACCOUNT")
    none = counted("bankAccounts", part="CREDITCARD")
    line = line_of(proven(linked, Source([two, none]), full=["bankAccounts"]), "counts")
    assert (line.outcome, line.off_count) == ("off", 2)


def test_counts_only_the_window_that_was_read(linked):
    keep(
        linked, "invoices", {"id": "1", "issueDate": "2020-01-01"}, {"id": "2", "issueDate": "2026-01-01"}, keys=[1, 2]
    )
    Dataset.objects.update(history_from=date(2025, 1, 1))
    assert line_of(proven(linked, Source([counted("invoices", 2)])), "counts").outcome == Proof.Outcome.TIED


def test_asks_once_a_day_and_after_a_full_reading(customers):
    source = Source([counted("customers", 4, 9)])
    first = line_of(proven(customers, source), "counts")
    again = line_of(proven(customers, source), "counts")
    assert source.asked == [["customers"]] and again.remark == first.remark
    long_ago("customers")
    proven(customers, source)
    proven(customers, source, full=["customers"])
    assert source.asked == 3 * [["customers"]]


def test_asks_again_about_what_did_not_tie_once_it_has_changed(customers):
    source = Source([counted("customers", 4, 9, 11)])
    proven(customers, source)
    proven(customers, source)
    assert len(source.asked) == 1
    keep(customers, "customers", {"id": "C-3"}, keys=[11])
    assert line_of(proven(customers, source), "counts").outcome == Proof.Outcome.TIED
    assert len(source.asked) == 2


def test_leaves_unknown_what_cannot_be_asked(customers):
    proof = proven(customers, Silent())
    line = line_of(proof, "counts")
    assert (proof.outcome, line.outcome) == (Proof.Outcome.UNKNOWN, Proof.Outcome.UNKNOWN)
    assert "cannot be reached" in line.remark
    source = Source()
    assert "does not count" in line_of(proven(customers, source), "counts").remark
    proven(customers, source)
    assert len(source.asked) == 1


@pytest.fixture
def ledger(linked):
    keep(linked, "company", {"id": "x", "financialYearStartDate": "2026-07-01"})
    keep(
        linked,
        "accountTransactions",
        transaction(1, 1, "2026-06-30", "1000", "5"),
        transaction(2, 1, "2026-06-30", "4000", "-5"),
        transaction(3, 2, "2026-07-01", "1000", "100.10"),
        transaction(4, 2, "2026-10-05", "4000", "-100.10"),
    )
    return linked


BALANCES = [balance("1000", "110.10", "10"), balance("4000", "0", "100.1"), balance("9999", "0")]


def test_ties_the_trial_balance_of_the_financial_year(ledger):
    source = Source(balances=BALANCES)
    line = line_of(proven(ledger, source), "trialBalance")
    assert (line.outcome, line.checked_count) == (Proof.Outcome.TIED, 3)
    assert (date(2026, 7, 1), date(2026, 10, 31)) in source.asked


def test_names_the_account_that_the_trial_balance_has_otherwise(ledger):
    change("accountTransactions", "3", totalAmount="100.11")
    proof = proven(ledger, Source(balances=BALANCES))
    apart = line_of(proof, "trialBalance", part="1000 · USD")
    assert (apart.expected, apart.found) == ("100.10", "100.11")
    assert line_of(proof, "trialBalance").off_count == 1


def test_adds_up_entities_that_the_trial_balance_tells_apart(ledger):
    parts = [balance("1000", "100"), balance("1000", "0.10"), balance("4000", "0", "100.10")]
    assert line_of(proven(ledger, Source(balances=parts)), "trialBalance").outcome == Proof.Outcome.TIED


def test_asks_for_the_trial_balance_when_the_ledger_has_changed_and_a_day_has_passed(ledger):
    source = Source(balances=BALANCES)

    def asked():
        return sum(isinstance(one, tuple) for one in source.asked)

    proven(ledger, source)
    long_ago("accountTransactions", "trialBalanceAskedAt")
    Record.objects.update(modified_at=now() - timedelta(days=3))
    proven(ledger, source)
    assert asked() == 1
    change("accountTransactions", "3", note="Changed.")
    proven(ledger, source)
    assert asked() == 2
    change("accountTransactions", "3", note="Changed again, on the same day.")
    proven(ledger, source)
    assert asked() == 2


def test_says_why_there_is_no_trial_balance(ledger):
    class Refused(Source):
        def trial_balance(self, first, last):
            super().trial_balance(first, last)
            raise PermissionMissing("DL02000001")

    source = Refused()
    line = line_of(proven(ledger, source), "trialBalance")
    assert (line.outcome, line.remark) == (Proof.Outcome.UNKNOWN, "The user may not read this data.")


def test_keeps_the_lines_of_what_has_not_changed(linked, monkeypatch):
    keep(linked, "journalEntries", entry(1, "2026-10-03", ("1000", "100.10"), ("4000", "-100.10")))
    first = proven(linked)
    monkeypatch.setattr("companies.datasets.proof_books.Ledger", None)
    second = proven(linked)
    assert [str(line) for line in second.lines.all()] == [str(line) for line in first.lines.all()]
    with pytest.raises(TypeError):
        change("journalEntries", "1", description="Changed.")
        proven(linked)


def test_is_made_anew_when_a_sync_ends_twice(customers):
    first = proven(customers)
    sync = first.sync
    sync.status = sync.Status.QUEUED
    sync.save()
    assert sync.claim()
    second = prove(sync, Source())
    assert Proof.objects.get().pk == second.pk != first.pk
