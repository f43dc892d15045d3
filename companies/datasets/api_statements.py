"""Financial statements, for programs: periods of months, the newest first.

Reference: paths, parameters and field names follow the API that customers' programs already speak (design notes 6.3).
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router

from companies.datasets.api import Books, company_of, datasets_of
from companies.datasets.models import Dataset
from companies.datasets.statements import BALANCE, PROFIT, Period, Statements
from companies.models import Company
from integrations.records import Json
from portal.api.keys import Key
from portal.api.problems import Problem
from portal.organisations.roles import Right

router = Router(tags=["Data"])

NUMBER = {"type": "number"}
BASIS = "Accrual"
"""Statements are made of the accrual book."""
LINE = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "value": NUMBER,
        "accountId": {"type": "string"},
        "items": {"type": "array", "items": {"type": "object"}},
    },
    "required": ["value"],
}


class Periods(Books):
    """Whose books, which months make a report, and how many reports."""

    period_length: int = Field(1, ge=1, le=12, alias="periodLength", description="Months in each period.")
    periods_to_compare: int = Field(12, ge=1, le=60, alias="periodsToCompare", description="How many periods.")
    start_month: date | None = Field(
        None, alias="startMonth", description="A day in the last month of the newest period; the newest month if empty."
    )
    currency: str = Field("", description="Where the books have several base currencies: which one.")


def statements_of(company: Company, kind: str, asked: Periods) -> Statements:
    """The statements that were read.

    Raises:
        Problem: 409, none have been read yet.
    """
    datasets = list(datasets_of(company, asked.connection_id).filter(kind=kind).order_by("pk"))
    read = [dataset for dataset in datasets if dataset.last_read_at is not None]
    if not read:
        lacking = any(dataset.state == Dataset.State.NO_PERMISSION for dataset in datasets)
        reason = "the accounting software does not permit it" if lacking else "it has not been read yet"
        raise Problem(
            409, f"There is no {kind} of this company: {reason}.", can_be_retried="False" if lacking else "True"
        )
    return Statements(read[-1], asked.currency)


def answer(
    request: HttpRequest, company_id: uuid.UUID, kind: str, asked: Periods, show: Callable[[Period], Json]
) -> Json:
    statements = statements_of(company_of(request, company_id), kind, asked)
    periods = statements.periods(length=asked.period_length, count=asked.periods_to_compare, through=asked.start_month)
    body: Json = {
        "currency": statements.currency or None,
        "reports": [show(period) for period in reversed(periods) if period.body is not None],
    }
    if statements.months:
        body["mostRecentAvailableMonth"] = statements.months[-1]
        body["earliestAvailableMonth"] = statements.months[0]
    return body


def get_balance_sheet(request: HttpRequest, company_id: uuid.UUID, asked: Query[Periods]) -> Any:
    """What the company owns and owes at the end of each period."""
    return answer(request, company_id, BALANCE, asked, lambda period: {"date": period.last, **(period.body or {})})


def get_profit_and_loss(request: HttpRequest, company_id: uuid.UUID, asked: Query[Periods]) -> Any:
    """What the company earned and spent in each period."""

    def show(period: Period) -> Json:
        return {"fromDate": period.first, "toDate": period.last, **(period.body or {})}

    return {**answer(request, company_id, PROFIT, asked, show), "reportBasis": BASIS}


def _add(
    name: str, view: Callable[..., Any], operation: str, summary: str, lines: list[str], figures: list[str]
) -> None:
    report = {
        "type": "object",
        "properties": {**dict.fromkeys(lines, LINE), **dict.fromkeys(figures, NUMBER)},
        "required": figures,
    }
    schema = {
        "type": "object",
        "properties": {"currency": {"type": "string"}, "reports": {"type": "array", "items": report}},
        "required": ["reports"],
    }
    responses = {200: {"description": "OK", "content": {"application/json": {"schema": schema}}}}
    router.add_api_operation(
        f"/companies/{{uuid:company_id}}/data/financials/{name}",
        ["GET"],
        view,
        auth=Key(Right.VIEW_DATA),
        operation_id=operation,
        summary=summary,
        openapi_extra={"responses": responses},
    )


_add(
    BALANCE,
    get_balance_sheet,
    "get_balance_sheet",
    "Balance sheet, by period",
    ["assets", "liabilities", "equity"],
    ["netAssets"],
)
_add(
    PROFIT,
    get_profit_and_loss,
    "get_profit_and_loss",
    "Profit and loss, by period",
    ["income", "costOfSales", "expenses", "otherIncome", "otherExpenses"],
    ["grossProfit", "netOperatingProfit", "netOtherIncome", "netProfit"],
)
