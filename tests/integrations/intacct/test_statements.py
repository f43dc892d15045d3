"""Statements over the simulated books: they tie, and they cost what they must."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from integrations.intacct import conversation, statements
from integrations.intacct.mapping import chart
from integrations.intacct.mapping.statements import MonthlyBalance, balance_sheet, profit_and_loss
from integrations.intacct.statements import Month
from integrations.pages import Wanted

TODAY = datetime.now(UTC).date()
BOTH = [Wanted(kind="balanceSheet"), Wanted(kind="profitAndLoss")]


def account(number, kind, side, category="", **more):
    return {
        "ACCOUNTNO": number,
        "TITLE": f"Account {number}",
        "ACCOUNTTYPE": kind,
        "NORMALBALANCE": side,
        "CATEGORY": category,
        **more,
    }


CHART = {
    row["ACCOUNTNO"]: row
    for row in (
        account("1000", "balancesheet", "debit", "Cash and Cash Equivalents"),
        account("1590", "balancesheet", "credit", "Accumulated Depreciation"),
        account("2000", "balancesheet", "credit", "Accounts Payable"),
        account("3000", "balancesheet", "credit", "Equity"),
        account("4000", "incomestatement", "credit", "Revenue"),
        account("4800", "incomestatement", "debit", "Revenue Adjustments"),
        account("4910", "incomestatement", "credit", "Other Income"),
        account("5000", "incomestatement", "debit", "Cost of Goods Sold"),
        account("6000", "incomestatement", "debit", "Payroll Expense"),
        account("7000", "incomestatement", "debit", "Other Expense"),
    )
}
BALANCES = [
    MonthlyBalance(account=number, currency="USD", moved=Decimal(moved), closing=Decimal(closing))
    for number, moved, closing in (
        ("1000", 100, 900),
        ("1590", -10, -110),
        ("2000", -20, -300),
        ("3000", 0, -400),
        ("4000", -200, -250),
        ("4800", 5, 10),
        ("4910", -7, -7),
        ("5000", 80, 90),
        ("6000", 50, 60),
        ("7000", 2, 7),
        ("9000", 12, 12),
    )
]


@pytest.fixture
def read(simulator):
    """Read statements of a scenario; ``read.client`` is the conversation."""

    def read(key, wanted=BOTH, is_touched=True, *, entity="", touched_from=None, today=TODAY):
        provider = simulator.opens(key, entity=entity)
        read.client = provider.client
        context = conversation.ask(provider.client).context(provider.client)
        asked = statements.pages(
            provider.client, wanted, is_touched, context=context, today=today, touched_from=touched_from
        )
        return {page.kind: page for page in asked}

    return read


def lines_of(section):
    return [line for group in section.items for line in group.items]


def test_puts_each_account_where_it_belongs():
    sheet = balance_sheet(date(2026, 10, 1), date(2026, 10, 31), "USD", BALANCES, CHART)
    assert (sheet.assets.value, sheet.liabilities.value, sheet.equity.value) == (790, 300, 490)
    assert sheet.net_assets == sheet.equity.value
    assert sheet.equity.items[-1].name == "Current earnings" and sheet.equity.items[-1].value == 90
    assert {line.account_id: line.value for line in lines_of(sheet.assets)} == {"1000": 900, "1590": -110}
    result = profit_and_loss(date(2026, 10, 1), date(2026, 10, 31), "USD", BALANCES, CHART)
    assert (result.income.value, result.cost_of_sales.value, result.gross_profit) == (195, 80, 115)
    assert (result.expenses.value, result.net_operating_profit) == (50, 65)
    assert (result.net_other_income, result.net_profit) == (5, 70)


def test_serves_statements_as_the_api_names_them():
    sheet = balance_sheet(date(2026, 10, 1), date(2026, 10, 31), "USD", BALANCES, CHART).to_json()
    assert {"date", "currency", "assets", "liabilities", "equity", "netAssets"} <= sheet.keys()
    assert (sheet["id"], sheet["date"], sheet["netAssets"]) == ("2026-10-USD", "2026-10-31", "490")
    assert sheet["assets"]["items"][0]["items"][0] == {"name": "Account 1000", "value": "900", "accountId": "1000"}
    result = profit_and_loss(date(2026, 10, 1), date(2026, 10, 31), "", BALANCES, CHART).to_json()
    assert {"fromDate", "toDate", "income", "costOfSales", "grossProfit", "expenses", "netOperatingProfit"} <= (
        result.keys()
    )
    assert {"otherIncome", "otherExpenses", "netOtherIncome", "netProfit"} <= result.keys()
    assert (result["id"], result["reportBasis"]) == ("2026-10", "Accrual")


@pytest.mark.parametrize("key", ["healthy", "two-bases"])
def test_ties_every_month_of_every_currency(read, key):
    found = read(key)
    sheets, results = found["balanceSheet"].records, found["profitAndLoss"].records
    assert len({sheet.date for sheet in sheets}) == statements.MONTHS
    assert len({sheet.id for sheet in sheets}) == len(sheets)
    for sheet in sheets:
        assert sheet.assets.value - sheet.liabilities.value == sheet.net_assets == sheet.equity.value
        for section in (sheet.assets, sheet.liabilities, sheet.equity):
            assert section.value == sum(line.value for line in lines_of(section))
    for result in results:
        assert result.gross_profit == result.income.value - result.cost_of_sales.value
        assert result.net_profit == result.net_operating_profit + result.net_other_income
    assert any(result.net_profit for result in results)


def test_earns_in_a_year_what_its_months_earn(read):
    found = read("healthy")
    year = TODAY.year - 1
    sheets = [sheet for sheet in found["balanceSheet"].records if sheet.date == date(year, 12, 31)]
    assert sheets
    for sheet in sheets:
        months = [one for one in found["profitAndLoss"].records if one.to_date.year == year]
        earned = sum(one.net_profit for one in months if one.currency == sheet.currency)
        assert earned == sheet.equity.items[-1].value


def test_asks_nothing_where_nothing_was_touched(read):
    first = read("healthy")
    again = [Wanted(kind=page.kind, cursor=page.cursor) for page in first.values()]
    second = read("healthy", again, is_touched=False)
    assert [(page.records, page.cursor, page.is_last) for page in second.values()] == [
        ((), page.cursor, True) for page in first.values()
    ]


def test_reads_again_from_the_month_that_was_touched(read):
    first = read("healthy")
    again = [Wanted(kind=page.kind, cursor=page.cursor) for page in first.values()]
    touched = Month.of(TODAY).first
    second = read("healthy", again, touched_from=touched)["balanceSheet"]
    assert second.whole == [Month.of(TODAY).key] == sorted(set(second.keys))


def test_asks_the_older_function_where_balances_may_not_be_read(read, monkeypatch):
    by_periods = read("healthy")
    monkeypatch.setattr(statements, "_names", lambda *given: {})
    by_dates = read("healthy")
    assert by_dates["balanceSheet"].cursor["by"] == "dates"
    assert [sheet.to_json() for sheet in by_dates["balanceSheet"].records] == [
        sheet.to_json() for sheet in by_periods["balanceSheet"].records
    ]
    assert [one.to_json() for one in by_dates["profitAndLoss"].records] == [
        one.to_json() for one in by_periods["profitAndLoss"].records
    ]


def test_begins_where_the_history_window_begins(read):
    since = [Wanted(kind="balanceSheet", since=date(TODAY.year, 1, 1))]
    page = read("healthy", since)["balanceSheet"]
    assert page.records[0].date == date(TODAY.year, 1, 31) and page.keys[0] == TODAY.year * 100 + 1


@pytest.mark.parametrize(
    ("kind", "side", "category", "section"),
    [
        ("balancesheet", "debit", "Inventory", "ASSETS"),
        ("balancesheet", "credit", "Accounts Receivable", "ASSETS"),
        ("balancesheet", "debit", "Long Term Debt", "LIABILITIES"),
        ("balancesheet", "credit", "Retained Earnings", "EQUITY"),
        ("balancesheet", "", "", "ASSETS"),
        ("incomestatement", "credit", "Revenue", "INCOME"),
        ("incomestatement", "debit", "Revenue Adjustments", "INCOME"),
        ("incomestatement", "debit", "Sales Returns and Allowances", "INCOME"),
        ("incomestatement", "debit", "Sales and Marketing", "EXPENSES"),
        ("incomestatement", "credit", "Other Income", "OTHER_INCOME"),
        ("incomestatement", "debit", "Cost of Services", "COST_OF_SALES"),
        ("incomestatement", "debit", "Cost of Revenue", "COST_OF_SALES"),
        ("incomestatement", "credit", "Facilities Expense", "EXPENSES"),
        ("incomestatement", "debit", "Finance Costs", "OTHER_EXPENSES"),
        ("incomestatement", "debit", "Income Taxes", "OTHER_EXPENSES"),
    ],
)
def test_tells_the_section_of_an_account(kind, side, category, section):
    assert chart.section(account("1", kind, side, category)).name == section
