"""The proof of documents and statements …"""

from __future__ import annotations

from datetime import date

import pytest

from companies.datasets.models import Dataset, Proof
from tests.companies.datasets.bookkeeping import change, document, entry, keep, line_of, named, payment, proven, section

DOCUMENTS = ["invoices", "creditNotes", "bills", "billCreditNotes", "directIncomes", "directCosts", "salesOrders"]
DOCUMENTS += ["purchaseOrders"]


def balance_sheet(month_end, assets="150", debts="50", equity="100", net="100"):
    return {
        "id": month_end,
        "date": month_end,
        "currency": "USD",
        "assets": section(assets, ("1000", assets)),
        "liabilities": section(debts, ("2000", debts)),
        "equity": section(equity, ("3000", equity)),
        "netAssets": net,
    }


def profit_and_loss(month_end, income="100", costs="60", **facts):
    return {
        "id": month_end,
        "toDate": month_end,
        "currency": "USD",
        "income": section(income, ("4000", income)),
        "costOfSales": section("0"),
        "grossProfit": income,
        "expenses": section(costs, ("5000", costs)),
        "netOperatingProfit": str(int(income) - int(costs)),
        "otherIncome": section("0"),
        "otherExpenses": section("0"),
        "netOtherIncome": "0",
        "netProfit": str(int(income) - int(costs)),
        **facts,
    }


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_names_the_document_whose_lines_do_not_add_up(kind, linked):
    keep(linked, kind, document(1, "100.10", "60", "40.1"), document(2, "80", "79.99"), document(3, "-5", "-5.000"))
    line = line_of(proven(linked), "documents", kind)
    assert (line.outcome, line.checked_count, line.off_count, named(line)) == ("off", 3, 1, ["2"])
    change(kind, "2", **document(2, "80"))
    assert line_of(proven(linked), "documents", kind).outcome == Proof.Outcome.TIED


def test_adds_the_tax_that_belongs_to_no_line(linked):
    keep(linked, "invoices", document(1, "110", "60", "40", totalTaxAmount="10"), document(2, "110", "60", "40"))
    keep(linked, "bills", document(3, "110", "60", "40", taxAmount="10.00"), document(4, "110", "60", taxAmount="10"))
    proof = proven(linked)
    assert named(line_of(proof, "documents", "invoices")) == ["2"]
    assert named(line_of(proof, "documents", "bills")) == ["4"]


def test_names_the_document_that_has_lost_its_lines(linked):
    keep(linked, "invoices", document(1, "100"), document(2, "0"))
    change("invoices", "1", lineItems=[])
    change("invoices", "2", lineItems=[])
    assert named(line_of(proven(linked), "documents")) == ["1"]


def test_names_the_payment_that_is_not_the_sum_of_its_parts(linked):
    keep(linked, "payments", payment(1, "100", (7, "60"), (8, "40")), payment(2, "100", (7, "60")))
    assert named(line_of(proven(linked), "documents", "payments")) == ["2"]


@pytest.mark.parametrize(
    ("total", "due", "is_off"),
    [
        ("100", "0", False),
        ("100", "100.00", False),
        ("100", "100.000001", True),
        ("100", "-0.01", True),
        ("-40", "-40", False),
        ("-40", "-40.5", True),
        ("-40", "1", True),
        ("0", "0.00", False),
        ("0", "3", True),
    ],
)
def test_knows_how_much_can_be_open(total, due, is_off, linked):
    keep(linked, "invoices", document(1, total, amountDue=due))
    keep(linked, "billCreditNotes", document(2, total, remainingCredit=due))
    proof = proven(linked)
    for kind in ("invoices", "billCreditNotes"):
        assert (line_of(proof, "open", kind).outcome == Proof.Outcome.OFF) == is_off


def test_names_the_invoice_that_was_paid_otherwise(linked):
    keep(
        linked,
        "invoices",
        document(1, "100", amountDue="30"),
        document(2, "100", amountDue="30"),
        document(3, "100", amountDue="100"),
        document(4, "100", amountDue="0", status="Void"),
    )
    keep(
        linked,
        "payments",
        payment(11, "50", (1, "50")),
        payment(12, "30", (1, "20"), (2, "10")),
        payment(13, "60", (2, "60"), status="Void"),
    )
    line = line_of(proven(linked), "settled")
    assert (line.outcome, named(line)) == ("off", ["2"])
    change("payments", "13", **payment(13, "60", (2, "60")))
    Dataset.objects.get(kind="payments").records.filter(source_id="13").update(status="")
    assert line_of(proven(linked), "settled").outcome == Proof.Outcome.TIED


def test_takes_the_payments_of_bills_for_bills(linked):
    keep(linked, "bills", document(1, "100", amountDue="0"))
    keep(linked, "billPayments", payment(11, "100", (1, "100"), kind="Bill"))
    keep(linked, "payments", payment(12, "999", (1, "999")))
    assert line_of(proven(linked), "settled", "bills").outcome == Proof.Outcome.TIED


def test_asks_nothing_of_documents_from_before_the_payments_that_were_read(linked):
    keep(linked, "invoices", document(1, "100", amountDue="0", day="2024-01-31"))
    keep(linked, "payments")
    Dataset.objects.filter(kind="payments").update(history_from=date(2026, 1, 1))
    line = line_of(proven(linked), "settled")
    assert line.outcome == Proof.Outcome.TIED and "Jan 1, 2026" in line.remark


@pytest.mark.parametrize(
    "fault",
    [
        {"netAssets": "101"},
        {"equity": section("99", ("3000", "99"))},
        {"assets": section("150", ("1000", "149"))},
        {"liabilities": {"name": "x", "value": "50", "items": [{"name": "y", "value": "49", "items": []}]}},
    ],
)
def test_names_the_balance_sheet_that_does_not_add_up(fault, linked):
    keep(linked, "balanceSheet", balance_sheet("2026-09-30"), balance_sheet("2026-10-31") | fault)
    line = line_of(proven(linked), "statements")
    assert (line.outcome, line.checked_count, named(line)) == ("off", 2, ["2026-10-31"])


@pytest.mark.parametrize("name", ["grossProfit", "netOperatingProfit", "netOtherIncome", "netProfit"])
def test_names_the_profit_and_loss_that_does_not_add_up(name, linked):
    keep(linked, "profitAndLoss", profit_and_loss("2026-09-30"), profit_and_loss("2026-10-31", **{name: "7"}))
    assert named(line_of(proven(linked), "statements")) == ["2026-10-31"]


def test_names_the_account_and_month_that_were_posted_otherwise(linked):
    keep(linked, "profitAndLoss", profit_and_loss("2026-09-30"), profit_and_loss("2026-10-31", income="90"))
    keep(
        linked,
        "balanceSheet",
        balance_sheet("2026-09-30"),
        balance_sheet("2026-10-31", assets="185", equity="135", net="135"),
    )
    keep(
        linked,
        "journalEntries",
        entry(1, "2026-09-12", ("1000", "100"), ("4000", "-100"), ("5000", "60"), ("1000", "-60")),
        entry(2, "2026-10-12", ("1000", "95"), ("4000", "-95"), ("5000", "60"), ("1000", "-60"), ("3000", "-35")),
    )
    proof = proven(linked)
    assert line_of(proof, "statementsLedger", "profitAndLoss").off_count == 1
    apart = line_of(proof, "statementsLedger", "profitAndLoss", "4000 · 2026-10 · USD")
    assert (apart.expected, apart.found) == ("-95.00", "-90.00")
    assert line_of(proof, "statementsLedger", "balanceSheet").outcome == Proof.Outcome.TIED
