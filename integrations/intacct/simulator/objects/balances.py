"""Statistical accounts, and balances of accounts by period: rows that exist for the period that is asked for only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from integrations.intacct.simulator.books.chart import BY_NUMBER
from integrations.intacct.simulator.books.company import CompanyBooks
from integrations.intacct.simulator.objects.common import active
from integrations.intacct.simulator.objects.company import Row, of, plain, rows
from integrations.intacct.simulator.objects.schema import Table, define, listed
from integrations.intacct.simulator.world import SimulatedCompany

STATISTICS = (
    ("9000", "Headcount", "cumulative"),
    ("9010", "Square feet", "cumulative"),
    ("9020", "Hours", "forperiod"),
)
BALANCE = (
    "BOOKID", "CURRENCY", "PERIOD", "OPENBAL", "TOTDEBIT", "TOTCREDIT", "TOTADJDEBIT", "TOTADJCREDIT", "FORBAL",
    "ENDBAL", "ACCOUNTREC", "ACCOUNTNO", "ACCOUNTTITLE", "LOCATIONID", "LOCATIONNO",
)  # fmt: skip


def statistics(company: SimulatedCompany, books: CompanyBooks) -> Table:
    return rows(901, [
        {"ACCOUNTNO": number, "TITLE": title, "ACCOUNTTYPE": kind, "STATISTICAL": True, "CATEGORY": "Statistical"}
        for number, title, kind in STATISTICS
    ])  # fmt: skip


def balances(found: Mapping[str, Mapping[tuple[str, str], Sequence[int]]], books: CompanyBooks) -> Table:
    """Make the rows of periods from opening balance, debits and credits by account and entity, in cents."""
    made: list[Row] = []
    for period, held in found.items():
        for (number, location_id), (opening, debits, credits) in sorted(held.items()):
            place = books.place(location_id)
            account = BY_NUMBER[number]
            currency = place.root.currency if place else books.base_currency
            values: dict[str, Any] = {
                "BOOKID": "ACCRUAL", "CURRENCY": currency, "PERIOD": period, "OPENBAL": opening, "TOTDEBIT": debits,
                "TOTCREDIT": credits, "TOTADJDEBIT": 0, "TOTADJCREDIT": 0, "FORBAL": debits - credits,
                "ENDBAL": opening + debits - credits, "ACCOUNTREC": account.recordno, "ACCOUNTNO": number,
                "ACCOUNTTITLE": account.title, "LOCATIONID": location_id or None,
                "LOCATIONNO": place.recordno if place else None,
            }  # fmt: skip
            made.append(Row(1 + len(made), values))
    return listed(made)


def no_period(company: SimulatedCompany, books: CompanyBooks) -> Table:
    """There are no rows without a period."""
    return listed([])


BALANCES = (
    define(
        "STATACCOUNT",
        statistics,
        plain("ACCOUNTNO", "TITLE", "ACCOUNTTYPE", "STATISTICAL", "CATEGORY") | {"STATUS": active},
        natural_key="ACCOUNTNO",
    ),
    define("GLACCOUNTBALANCE", no_period, {"RECORDNO": "recordno"} | {name: of(name) for name in BALANCE}),
)
