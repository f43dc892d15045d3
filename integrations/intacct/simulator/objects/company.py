"""Company and Administration objects: entities, dimensions, contacts, users, roles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from integrations.intacct.simulator.books.chart import CLASSES, TO_USD
from integrations.intacct.simulator.books.company import CompanyBooks
from integrations.intacct.simulator.books.records import Party
from integrations.intacct.simulator.objects.common import AUDIT, active
from integrations.intacct.simulator.objects.ledger import changed, set_up
from integrations.intacct.simulator.objects.schema import Getter, Table, always, define, listed, no_owner
from integrations.intacct.simulator.objects.trade import contact, trade_of
from integrations.intacct.simulator.world import Role, SimulatedCompany

STAMPS: dict[str, Getter | str] = AUDIT | {"RECORDNO": "recordno", "WHENCREATED": set_up, "WHENMODIFIED": changed}
PROJECTS = (
    "Showroom refit",
    "Riverside offices",
    "Library furnishing",
    "Clinic extension",
    "Warehouse move",
    "New website",
)
POSTS = ("Bookkeeper", "Sales lead", "Operations lead", "Workshop lead", "Front office")
GRANT_FIELDS = (
    "CFDA", "FUNDEDNAME", "AGENCY", "PAYER", "FUNDINGOTHERID", "ASSISTANCETYPE", "REVRESTRICTION", "RESTRICTIONEXPIRY",
    "RESTRICTIONEXPIRATIONDATE", "TIMESATISFACTIONSCHEDULED",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A record of a short list that needs no class of its own."""

    recordno: int
    values: dict[str, Any] = field(default_factory=dict)


def of(name: str) -> Getter:
    """Return a getter of one value of a ``Row``."""
    return partial(_value, name)


def _value(name: str, row: Row) -> Any:
    return row.values.get(name)


def rows(first: int, values: Sequence[dict[str, Any]]) -> Table:
    return listed([Row(first + n * 2, row) for n, row in enumerate(values)])


def plain(*names: str) -> dict[str, Getter | str]:
    """Return the getters of a ``Row`` whose values are named as the fields."""
    return STAMPS | {name: of(name) for name in names}


def contacts(company: SimulatedCompany, books: CompanyBooks) -> Table:
    """One contact per customer and per vendor, turn by turn; where one side is shorter, the other goes on alone."""
    both = min(books.sales.party_count, books.purchases.party_count)
    longer = "r" if books.sales.party_count >= books.purchases.party_count else "p"

    def record(n: int) -> Party:
        if n < both * 2:
            return trade_of(books, "rp"[n % 2]).party(n // 2)
        return trade_of(books, longer).party(n - both)

    class Numbers:
        def number(self, n: int, /) -> int:
            return record(n).contact_key

        def at_or_after(self, number: int, /) -> int:
            low, high = 0, count
            while low < high:
                middle = (low + high) // 2
                low, high = (low, middle) if self.number(middle) >= number else (middle + 1, high)
            return low

    count = books.sales.party_count + books.purchases.party_count
    return Table(count, record, Numbers(), no_owner)


def locations(company: SimulatedCompany, books: CompanyBooks) -> Table:
    return listed(sorted(books.places, key=lambda place: place.recordno))


def entities(company: SimulatedCompany, books: CompanyBooks) -> Table:
    return listed([] if company.is_top_level_only else books.entities)


def users(company: SimulatedCompany, books: CompanyBooks) -> Table:
    return rows(1, [{"login": login} for login in company.logins])


def user(name: str) -> Getter:
    return lambda row: getattr(row.values["login"], name)


def roles(company: SimulatedCompany, books: CompanyBooks) -> Table:
    return rows(11, [{"NAME": role.name, "DESCRIPTION": role.description} for role in company.roles])


def assignments(company: SimulatedCompany, books: CompanyBooks) -> Table:
    def of_role(position: int, role: Role) -> list[dict[str, Any]]:
        return [
            {"ROLEKEY": 11 + position * 2, "POLICYNAME": row, "MODULE": application, "RIGHTS": "|".join(boxes)}
            for application, held in role.rights.items()
            for row, boxes in held.items()
        ]

    return rows(51, [row for position, role in enumerate(company.roles) for row in of_role(position, role)])


def projects(company: SimulatedCompany, books: CompanyBooks) -> Table:
    made = []
    for n, name in enumerate(PROJECTS):
        customer = books.sales.party(n) if n < books.sales.party_count else None
        made.append({
            "PROJECTID": f"P-{101 + n}", "NAME": name, "CUSTOMERID": customer.party_id if customer else None,
            "CUSTOMERNAME": customer.name if customer else None, "BEGINDATE": date(books.as_of.year - 1, 2 + n, 1),
            "BUDGETAMOUNT": 4_000_000 + n * 750_000, "CURRENCY": books.base_currency,
        })  # fmt: skip
    return rows(61, made)


def employees(company: SimulatedCompany, books: CompanyBooks) -> Table:
    made = [
        {"EMPLOYEEID": f"E-{n + 1:03d}", "TITLE": post, "CONTACT_NAME": post, "PERSONALINFO.CONTACTNAME": post,
         "DEPARTMENTID": books.departments[n].department_id, "LOCATIONID": books.places[0].location_id}
        for n, post in enumerate(POSTS)
    ]  # fmt: skip
    return rows(71, made)


def currencies(company: SimulatedCompany, books: CompanyBooks) -> Table:
    codes = dict.fromkeys((books.base_currency, *books.currencies))
    return rows(81, [{"CODE": code, "DESCRIPTION": code} for code in codes])


def rates(company: SimulatedCompany, books: CompanyBooks) -> Table:
    codes = dict.fromkeys((books.base_currency, *books.currencies))
    pairs = [(code, books.base_currency) for code in codes if code != books.base_currency and code in TO_USD]
    return rows(91, [{"TYPENAME": "Intacct Daily Rate", "FROM_CURRENCY": a, "TO_CURRENCY": b} for a, b in pairs])


DEPARTMENT = define(
    "DEPARTMENT",
    lambda company, books: listed(books.departments),
    STAMPS
    | {
        "DEPARTMENTID": "department_id",
        "TITLE": "title",
        "PARENTKEY": lambda department: department.parent.recordno if department.parent else None,
        "PARENTID": lambda department: department.parent.department_id if department.parent else None,
        "PARENTNAME": lambda department: department.parent.title if department.parent else None,
        "STATUS": active,
        "CUSTTITLE": "title",
    },
    natural_key="DEPARTMENTID",
)
PLACE: dict[str, Getter | str] = STAMPS | {
    "LOCATIONID": "location_id",
    "NAME": "name",
    "PARENTID": lambda place: place.parent.location_id if place.parent else None,
    "PARENTNAME": lambda place: place.parent.name if place.parent else None,
    "PARENTKEY": lambda place: place.parent.recordno if place.parent else None,
    "STATUS": active,
    "CURRENCY": lambda place: place.currency if place.is_entity else None,
    "ENTITY": lambda place: place.root.location_id if place.root.is_entity else None,
    "ENTITYNAME": lambda place: place.root.name if place.root.is_entity else None,
    "ISROOT": lambda place: "true" if place.is_entity else "false",
    "LOCATIONTYPE": lambda place: "E" if place.is_entity else "N",
    "FIRSTMONTH": lambda place: "1" if place.is_entity else None,
    "WEEKSTART": lambda place: "1" if place.is_entity else None,
    "HAS_IE_RELATION": always(False),
    "LEGALNAME": "name",
    "LEGALCOUNTRY": "country",
    "OPCOUNTRY": "country",
    "ACCOUNTINGTYPE": always("Entity"),
    "ISLIMITEDENTITY": always("false"),
}
LOCATION = define("LOCATION", locations, PLACE, natural_key="LOCATIONID")
LOCATIONENTITY = define("LOCATIONENTITY", entities, PLACE, natural_key="LOCATIONID")
CLASS = define(
    "CLASS",
    lambda company, books: rows(41, [{"CLASSID": code, "NAME": name} for code, name in CLASSES]),
    plain("CLASSID", "NAME") | {"STATUS": active},
    natural_key="CLASSID",
)
PROJECT = define(
    "PROJECT",
    projects,
    plain("PROJECTID", "NAME", "CUSTOMERID", "CUSTOMERNAME", "BEGINDATE", "BUDGETAMOUNT", "CURRENCY")
    | {"STATUS": active, "PROJECTCATEGORY": always("Contract"), "BILLINGTYPE": always("Fixed Fee")},
    natural_key="PROJECTID",
    refused=GRANT_FIELDS,
)
EMPLOYEE = define(
    "EMPLOYEE",
    employees,
    plain("EMPLOYEEID", "TITLE", "CONTACT_NAME", "PERSONALINFO.CONTACTNAME", "DEPARTMENTID", "LOCATIONID")
    | {"STATUS": active},
    natural_key="EMPLOYEEID",
)
CONTACT = define(
    "CONTACT",
    contacts,
    AUDIT
    | {name.removeprefix("X."): get for name, get in contact("X").items()}
    | {
        "RECORDNO": "contact_key",
        "FIRSTNAME": lambda party: "Front office" if party.party_id.startswith("C") else "Accounts payable",
        "VISIBLE": always(True),
        "TAXABLE": always(True),
        "WHENCREATED": "created_at",
        "WHENMODIFIED": "modified_at",
    },
    natural_key="CONTACTNAME",
)
USERINFO = define(
    "USERINFO",
    users,
    STAMPS
    | {
        "LOGINID": user("user_id"),
        "DESCRIPTION": user("user_name"),
        "USERNAME": user("user_name"),
        "EMAIL": user("email"),
        "ADMIN": user("admin"),
        "USERTYPE": user("user_type"),
        "STATUS": user("status"),
        "VISIBLE": always(True),
        "UNRESTRICTED": lambda row: not row.values["login"].entities,
        "LOGINDISABLED": user("is_web_services"),
        "PWDNEVEREXPIRES": user("is_web_services"),
    },
    natural_key="LOGINID",
)
ROLES = define(
    "ROLES",
    roles,
    plain("NAME", "DESCRIPTION") | {"TYPE": always("Enterprise"), "APPLYTO": always("Login and Slide-In")},
    natural_key="NAME",
)
ROLEPOLICYASSIGNMENT = define(
    "ROLEPOLICYASSIGNMENT",
    assignments,
    plain("ROLEKEY", "POLICYNAME", "MODULE", "RIGHTS") | {"POLICYKEY": "recordno"},
)
TRXCURRENCIES = define(
    "TRXCURRENCIES", currencies, plain("CODE", "DESCRIPTION") | {"STATUS": active}, natural_key="CODE"
)
EXCHANGERATETYPES = define(
    "EXCHANGERATETYPES",
    lambda company, books: rows(95, [{"ID": -1, "NAME": "Intacct Daily Rate", "ISDEFAULT": "true"}]),
    plain("ID", "NAME", "ISDEFAULT"),
    natural_key="NAME",
)
EXCHANGERATE = define(
    "EXCHANGERATE",
    rates,
    plain("TYPENAME", "FROM_CURRENCY", "TO_CURRENCY") | {"RECORDNO": lambda row: str(row.recordno)},
    is_sequential=False,
)
COMPANY = (
    DEPARTMENT, LOCATION, LOCATIONENTITY, CLASS, PROJECT, EMPLOYEE, CONTACT, USERINFO, ROLES, ROLEPOLICYASSIGNMENT,
    TRXCURRENCIES, EXCHANGERATETYPES, EXCHANGERATE,
)  # fmt: skip
