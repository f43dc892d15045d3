"""Statements: the balance sheet at the end of each month, and profit and loss of each month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from integrations.records.base import Column, Promoted, SourceRecord
from integrations.records.kinds import Kind


class ReportBasis(StrEnum):
    UNKNOWN = "Unknown"
    ACCRUAL = "Accrual"
    CASH = "Cash"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLine:
    """An account on a statement."""

    name: str
    value: Decimal
    account_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportGroup:
    """The accounts of one category; they add up to ``value``."""

    name: str
    value: Decimal
    items: tuple[ReportLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSection:
    """A part of a statement; its groups add up to ``value``."""

    name: str
    value: Decimal
    items: tuple[ReportGroup, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceSheet(SourceRecord):
    """What there is at the end of ``date``, in one currency.

    Assets are positive in debit, liabilities and equity in credit. ``net_assets`` is assets less liabilities. It equals
    equity, in which what was earned since the books were last closed is a line of its own.
    """

    kind: ClassVar[str] = Kind.BALANCE_SHEET.value
    label: ClassVar[str | Promise] = Kind.BALANCE_SHEET.label
    columns: ClassVar[tuple[Column, ...]] = (
        Column("date", _("Month end"), "date", sort="date"),
        Column("assets.value", _("Assets"), "money", is_summed=False),
        Column("liabilities.value", _("Liabilities"), "money", is_summed=False),
        Column("equity.value", _("Equity"), "money", is_summed=False),
        Column("netAssets", _("Net assets"), "money", sort="amount", is_summed=False),
        Column("currency", _("Currency"), sort="currency"),
    )

    date: Day
    currency: str | None = None
    assets: ReportSection
    liabilities: ReportSection
    equity: ReportSection
    net_assets: Decimal

    def promoted(self) -> Promoted:
        return Promoted(
            label=self.date.isoformat(), date=self.date, amount=self.net_assets, currency=self.currency or ""
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfitAndLoss(SourceRecord):
    """What was earned and spent from ``from_date`` to ``to_date``, in one currency.

    Income is positive in credit, costs and expenses in debit. Gross profit is income less cost of sales; less expenses
    it is the operating profit; with other income less other expenses it is the net profit.
    """

    kind: ClassVar[str] = Kind.PROFIT_AND_LOSS.value
    label: ClassVar[str | Promise] = Kind.PROFIT_AND_LOSS.label
    columns: ClassVar[tuple[Column, ...]] = (
        Column("toDate", _("Month end"), "date", sort="date"),
        Column("income.value", _("Income"), "money"),
        Column("grossProfit", _("Gross profit"), "money"),
        Column("netOperatingProfit", _("Operating profit"), "money"),
        Column("netProfit", _("Net profit"), "money", sort="amount"),
        Column("currency", _("Currency"), sort="currency"),
    )

    from_date: Day
    to_date: Day
    currency: str | None = None
    report_basis: ReportBasis
    income: ReportSection
    cost_of_sales: ReportSection
    gross_profit: Decimal
    expenses: ReportSection
    net_operating_profit: Decimal
    other_income: ReportSection
    other_expenses: ReportSection
    net_other_income: Decimal
    net_profit: Decimal

    def promoted(self) -> Promoted:
        return Promoted(
            label=self.to_date.isoformat(), date=self.to_date, amount=self.net_profit, currency=self.currency or ""
        )
