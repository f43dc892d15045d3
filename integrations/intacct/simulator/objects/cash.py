"""Cash Management, items, taxes and terms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from integrations.intacct.simulator.books.chart import COSTS, TERMS
from integrations.intacct.simulator.books.company import CompanyBooks
from integrations.intacct.simulator.objects.common import active, term_value
from integrations.intacct.simulator.objects.company import STAMPS, plain, rows
from integrations.intacct.simulator.objects.schema import ObjectType, Table, always, define, listed
from integrations.intacct.simulator.world import SimulatedCompany

CHECKING = (
    ("OPERATING", "1000", "Operating bank account", "000123450017"),
    ("PAYROLL", "1010", "Payroll bank account", "000123450025"),
)


def banks(company: SimulatedCompany, books: CompanyBooks) -> Table:
    return rows(1, [_bank(books, *row, "checking") for row in CHECKING])


def savings(company: SimulatedCompany, books: CompanyBooks) -> Table:
    return rows(5, [_bank(books, "RESERVE", "1020", "Savings account", "000123450033", "savings")])


def _bank(books: CompanyBooks, code: str, account: str, title: str, number: str, kind: str) -> dict[str, Any]:
    return {
        "BANKACCOUNTID": code, "BANKACCOUNTNO": number, "GLACCOUNTNO": account, "GLACCOUNTTITLE": title,
        "BANKNAME": "Meridian Commercial Bank", "ROUTINGNO": "000000000", "BANKACCOUNTTYPE": kind,
        "CURRENCY": books.base_currency, "LOCATIONID": books.places[0].location_id, "COMPANYNAME": books.title,
        "LASTRECONCILEDBALANCE": "0",
    }  # fmt: skip


def cards(company: SimulatedCompany, books: CompanyBooks) -> Table:
    card = {
        "CARDID": "PURCHASING-VISA", "DESCRIPTION": "Purchasing card", "CARDTYPE": "Visa", "EXP_MONTH": "12",
        "EXP_YEAR": str(books.as_of.year + 2), "LIABILITYTYPE": "Credit", "CURRENCY_R": books.base_currency,
        "LIABACCTKEY": "2050", "LOCATION": books.places[0].location_id,
    }  # fmt: skip
    return rows(9, [card])


def taxes(company: SimulatedCompany, books: CompanyBooks) -> Table:
    at_home = books.base_currency == "USD"
    names = (
        (("STATE-825", 825, "Sale"),) if at_home else (("VAT-20-OUT", 2000, "Sale"), ("VAT-20-IN", 2000, "Purchase"))
    )
    return rows(15, [
        {"DETAILID": name, "DESCRIPTION": name, "TAXTYPE": kind, "VALUE": rate, "TAXRATE": "Standard",
         "GLACCOUNT": "2200" if kind == "Sale" else "1450", "TAXAUTHORITY": "Revenue office", "INCLUDE": "Full Amount",
         "TAXSOLUTIONID": "Standard"}
        for name, rate, kind in names
    ])  # fmt: skip


def terms(first: int) -> Callable[[SimulatedCompany, CompanyBooks], Table]:
    made = [
        {
            "NAME": name,
            "DESCRIPTION": name,
            "VALUE": term_value(days),
            "DUEDATE": days,
            "DUEFROM": "of bill/invoice date",
        }
        for name, days in TERMS
    ]
    return lambda company, books: rows(first, made)


def labels(account_of: tuple[tuple[str, str], ...]) -> Callable[[SimulatedCompany, CompanyBooks], Table]:
    made = [{"ACCOUNTLABEL": label, "DESCRIPTION": label, "GLACCOUNTNO": account} for account, label in account_of]
    return lambda company, books: rows(21, made)


def empty(company: SimulatedCompany, books: CompanyBooks) -> Table:
    return listed([])


def unused(name: str) -> ObjectType:
    """Return an object that every such company has and that nobody there has used."""
    return define(name, empty, {"RECORDNO": "recordno"})


TERM = plain("NAME", "DESCRIPTION", "VALUE", "DUEDATE", "DUEFROM") | {"STATUS": active}
BANK = plain(
    "BANKACCOUNTID", "BANKACCOUNTNO", "GLACCOUNTNO", "GLACCOUNTTITLE", "BANKNAME", "ROUTINGNO", "BANKACCOUNTTYPE",
    "CURRENCY", "LOCATIONID", "COMPANYNAME", "LASTRECONCILEDBALANCE",
) | {"STATUS": active}  # fmt: skip
LABEL = plain("ACCOUNTLABEL", "DESCRIPTION", "GLACCOUNTNO") | {"STATUS": active}
INCOME = (("4000", "Product sales"), ("4010", "Services"), ("4020", "Maintenance"), ("4030", "Training"))

CASH = (
    define("CHECKINGACCOUNT", banks, BANK, natural_key="BANKACCOUNTID"),
    define("SAVINGSACCOUNT", savings, BANK, natural_key="BANKACCOUNTID"),
    define(
        "CREDITCARD",
        cards,
        plain(
            "CARDID", "DESCRIPTION", "CARDTYPE", "EXP_MONTH", "EXP_YEAR", "LIABILITYTYPE", "CURRENCY_R", "LIABACCTKEY",
            "LOCATION",
        )
        | {"STATUS": active},
        natural_key="CARDID",
    ),
    define("ARTERM", terms(100), TERM, natural_key="NAME"),
    define("APTERM", terms(200), TERM, natural_key="NAME"),
    define("ARACCOUNTLABEL", labels(INCOME), LABEL, natural_key="ACCOUNTLABEL"),
    define("APACCOUNTLABEL", labels(COSTS), LABEL, natural_key="ACCOUNTLABEL"),
    define(
        "TAXDETAIL",
        taxes,
        plain(
            "DETAILID", "DESCRIPTION", "TAXTYPE", "VALUE", "TAXRATE", "GLACCOUNT", "TAXAUTHORITY", "INCLUDE",
            "TAXSOLUTIONID",
        )
        | {"STATUS": active, "SYSGENERATED": always(False)},
        natural_key="DETAILID",
    ),
    define(
        "ITEM",
        lambda company, books: listed(books.items),
        STAMPS
        | {
            "ITEMID": "item_id",
            "NAME": "name",
            "STATUS": active,
            "EXTENDED_DESCRIPTION": "name",
            "ITEMTYPE": "item_type",
            "PRODUCTTYPE": lambda item: "Item for Resale" if item.item_type == "Inventory" else "Service",
            "COST_METHOD": always("Average"),
            "STANDARD_COST": lambda item: item.price * 55 // 100,
            "BASEPRICE": "price",
            "BASEUOM": always("Each"),
            "TAXABLE": always("true"),
            "INCOMEACCTKEY": "account.number",
            "COGSACCTKEY": always("5000"),
        },
        natural_key="ITEMID",
    ),
    *map(unused, (
        "BANKACCTTXNFEED", "CUSTTYPE", "VENDTYPE", "APDETAIL", "ALLOCATION", "ALLOCATIONENTRY", "CONTRACT",
        "CONTRACTDETAIL", "COSTTYPE", "EXPENSEPAYMENTTYPE", "EEXPENSES", "EEACCOUNTLABEL", "EPPAYMENT",
        "INVPRICELISTENTRY", "REVRECSCHEDULE", "REVRECSCHEDULEENTRY", "TASK",
    )),
)  # fmt: skip
