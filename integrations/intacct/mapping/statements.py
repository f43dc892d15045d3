"""Balances of a month become a balance sheet and a profit and loss statement; pure functions.

Balances arrive with debit positive. Statements show each account on the side on which its section grows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from integrations.intacct.mapping.chart import Section, section
from integrations.intacct.replies import Row
from integrations.records.reports import (
    BalanceSheet,
    ProfitAndLoss,
    ReportBasis,
    ReportGroup,
    ReportLine,
    ReportSection,
)

Chart = Mapping[str, Row]
"""GLACCOUNT's rows by account number."""

ZERO = Decimal(0)
CURRENT_EARNINGS = "Current earnings"
UNCATEGORISED = "Other"
_TITLES = {
    Section.ASSETS: "Assets",
    Section.LIABILITIES: "Liabilities",
    Section.EQUITY: "Equity",
    Section.INCOME: "Income",
    Section.COST_OF_SALES: "Cost of sales",
    Section.EXPENSES: "Expenses",
    Section.OTHER_INCOME: "Other income",
    Section.OTHER_EXPENSES: "Other expenses",
}
_IN_DEBIT = frozenset({Section.ASSETS, Section.COST_OF_SALES, Section.EXPENSES, Section.OTHER_EXPENSES})
_ON_BALANCE_SHEET = frozenset({Section.ASSETS, Section.LIABILITIES, Section.EQUITY})


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthlyBalance:
    """What an account moved in a month and where it ended, debit positive, in one currency."""

    account: str
    currency: str
    moved: Decimal
    closing: Decimal


def balance_sheet(
    month: date, last: date, currency: str, balances: Iterable[MonthlyBalance], chart: Chart
) -> BalanceSheet:
    """The balance sheet at the end of a month. What is in no chart is statistical, and no money."""
    held, earned = _sections(balances, chart, closing=True)
    assets = _section(Section.ASSETS, held, chart)
    liabilities = _section(Section.LIABILITIES, held, chart)
    equity = _section(Section.EQUITY, held, chart, earned)
    return BalanceSheet(
        id=statement_id(month, currency),
        date=last,
        currency=currency or None,
        assets=assets,
        liabilities=liabilities,
        equity=equity,
        net_assets=assets.value - liabilities.value,
    )


def profit_and_loss(
    month: date, last: date, currency: str, balances: Iterable[MonthlyBalance], chart: Chart
) -> ProfitAndLoss:
    """What was earned and spent within a month."""
    held, _ = _sections(balances, chart, closing=False)
    income, costs = _section(Section.INCOME, held, chart), _section(Section.COST_OF_SALES, held, chart)
    expenses = _section(Section.EXPENSES, held, chart)
    other_income = _section(Section.OTHER_INCOME, held, chart)
    other_expenses = _section(Section.OTHER_EXPENSES, held, chart)
    gross = income.value - costs.value
    operating = gross - expenses.value
    other = other_income.value - other_expenses.value
    return ProfitAndLoss(
        id=statement_id(month, currency),
        from_date=month,
        to_date=last,
        currency=currency or None,
        report_basis=ReportBasis.ACCRUAL,
        income=income,
        cost_of_sales=costs,
        gross_profit=gross,
        expenses=expenses,
        net_operating_profit=operating,
        other_income=other_income,
        other_expenses=other_expenses,
        net_other_income=other,
        net_profit=operating + other,
    )


def statement_id(month: date, currency: str) -> str:
    return f"{month:%Y-%m}-{currency}" if currency else f"{month:%Y-%m}"


Held = dict[Section, dict[str, Decimal]]


def _sections(balances: Iterable[MonthlyBalance], chart: Chart, *, closing: bool) -> tuple[Held, Decimal]:
    """Sums by section and account, debit positive; and what was earned, which is positive in credit."""
    held: Held = defaultdict(lambda: defaultdict(Decimal))
    earned = ZERO
    for balance in balances:
        row = chart.get(balance.account)
        if row is None:
            continue
        place, value = section(row), balance.closing if closing else balance.moved
        held[place][balance.account] += value
        if place not in _ON_BALANCE_SHEET:
            earned -= value
    return held, earned


def _section(place: Section, held: Held, chart: Chart, earned: Decimal = ZERO) -> ReportSection:
    """A section: its accounts by category, in the order of their numbers; those without a value are left out."""
    sign = 1 if place in _IN_DEBIT else -1
    groups: dict[str, list[ReportLine]] = defaultdict(list)
    for account, value in sorted(held.get(place, {}).items()):
        if value:
            row = chart[account]
            category = row.get("CATEGORY", "").strip() or UNCATEGORISED
            groups[category].append(
                ReportLine(name=row.get("TITLE", "").strip() or account, value=sign * value, account_id=account)
            )
    if earned:
        groups[CURRENT_EARNINGS].append(ReportLine(name=CURRENT_EARNINGS, value=earned))
    items = tuple(
        ReportGroup(name=name, value=sum((line.value for line in lines), ZERO), items=tuple(lines))
        for name, lines in groups.items()
    )
    return ReportSection(name=_TITLES[place], value=sum((group.value for group in items), ZERO), items=items)
