"""Where an account belongs: its type, and its section of a statement, by what GLACCOUNT says of it.

Intacct knows the statement and the normal balance of an account. Its category, a label of the company's own, tells the
rest where it can: accumulated depreciation has a credit balance and is an asset all the same.
"""

from __future__ import annotations

import re
from enum import Enum

from integrations.intacct.replies import Row
from integrations.records.ledger import AccountType

FIELDS = ("ACCOUNTNO", "TITLE", "ACCOUNTTYPE", "NORMALBALANCE", "CLOSINGTYPE", "CATEGORY")


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_EQUITY = _words(r"equity,|equity$|retained earnings|(?:common|preferred|treasury) stock|paid-in capital")
_ASSET = _words(
    r"\bassets?\b|receivable|\bcash\b|inventory|prepaid|\bequipment\b|accumulated (?:depreciation|amorti[sz])"
)
_LIABILITY = _words(r"payable|liabilit|\bdebt\b|\bloans?\b|accrued|deferred revenue|credit cards?\b")
_INCOME = _words(r"revenue|^sales$|^sales (?:returns|allowances|discounts)|\bincome$")
_COST = _words(r"\bcosts? of\b|\bcogs\b|\bexpenses?\b|\bcosts$")
_SALES_COST = _words(r"\bcosts? of (?!.*financ)|\bcogs\b")
_OTHER_INCOME = _words(r"other income|non-?operating|interest|dividend|\bgains?\b|investment")
_OTHER_COST = _words(r"other expense|non-?operating|interest|financ\w* (?:costs?|expenses?)|income tax|\bloss(?:es)?\b")


class Section(Enum):
    """The sections of both statements, by their name in the record."""

    ASSETS = "assets"
    LIABILITIES = "liabilities"
    EQUITY = "equity"
    INCOME = "income"
    COST_OF_SALES = "cost_of_sales"
    EXPENSES = "expenses"
    OTHER_INCOME = "other_income"
    OTHER_EXPENSES = "other_expenses"


def account_type(row: Row) -> AccountType:
    """The type by statement and normal balance, unless the category knows better.

    What the year is closed to, or is named equity, is equity.
    """
    statement, side = row.get("ACCOUNTTYPE", "").lower(), row.get("NORMALBALANCE", "").lower()
    category, title = row.get("CATEGORY", ""), row.get("TITLE", "")
    if statement == "incomestatement":
        if side == "debit" and _INCOME.search(category) and not _COST.search(category):
            return AccountType.INCOME
        if side == "credit" and _COST.search(category):
            return AccountType.EXPENSE
        return {"credit": AccountType.INCOME, "debit": AccountType.EXPENSE}.get(side, AccountType.UNKNOWN)
    if statement != "balancesheet":
        return AccountType.UNKNOWN
    if row.get("CLOSINGTYPE", "").lower() == "closed to account" or _EQUITY.search(f"{category}, {title}"):
        return AccountType.EQUITY
    if side == "credit" and (_ASSET.search(category) and not _LIABILITY.search(category)):
        return AccountType.ASSET
    if side == "debit" and (_LIABILITY.search(category) and not _ASSET.search(category)):
        return AccountType.LIABILITY
    return {"credit": AccountType.LIABILITY, "debit": AccountType.ASSET}.get(side, AccountType.UNKNOWN)


def section(row: Row) -> Section:
    """Where an account stands on a statement. One whose side is not known stands where debit is positive."""
    kind, category = account_type(row), row.get("CATEGORY", "")
    if row.get("ACCOUNTTYPE", "").lower() != "incomestatement":
        balance_sheet = {AccountType.LIABILITY: Section.LIABILITIES, AccountType.EQUITY: Section.EQUITY}
        return balance_sheet.get(kind, Section.ASSETS)
    if kind is AccountType.INCOME:
        return Section.OTHER_INCOME if _OTHER_INCOME.search(category) else Section.INCOME
    if _SALES_COST.search(category):
        return Section.COST_OF_SALES
    return Section.OTHER_EXPENSES if _OTHER_COST.search(category) else Section.EXPENSES
