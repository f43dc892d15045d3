"""How much the API is used, and who may see what: the objects of Administration that few clients ask for.

The names and fields of the two usage objects are assumed: the help describes the screens, not the objects.
"""

from __future__ import annotations

from typing import Any

from integrations.intacct.simulator.admission import TIERS
from integrations.intacct.simulator.books.company import CompanyBooks
from integrations.intacct.simulator.books.timeline import month_start
from integrations.intacct.simulator.catalogue import APPLICATIONS
from integrations.intacct.simulator.objects.company import STAMPS, Row, of, plain, rows
from integrations.intacct.simulator.objects.schema import Listed, Table, define
from integrations.intacct.simulator.world import SimulatedCompany


def summary(company: SimulatedCompany, books: CompanyBooks) -> Table:
    """One row a month: what was counted, and this month's in any case."""
    limits = company.limits
    months = sorted({key.split(" ")[0] for key in limits.counted} | {f"{books.today:%Y-%m}"})
    included = TIERS[limits.tier].transactions if limits.tier in TIERS else 0
    return rows(3, [
        {"PERIOD": month, "TIER": limits.tier, "INCLUDED": included, "TRANSACTIONS": limits.of_month(month)}
        for month in months
    ])  # fmt: skip


def detail(company: SimulatedCompany, books: CompanyBooks) -> Table:
    made = []
    for key, number in sorted(company.limits.counted.items()):
        month, _, sender_id = key.partition(" ")
        made.append({"PERIOD": month, "SENDERID": sender_id, "TRANSACTIONS": number})
    return rows(5, made)


def restrictions(company: SimulatedCompany, books: CompanyBooks) -> Table:
    """One row for each entity of a restricted user, one for each other user; RECORDNO is text."""
    made: list[Row] = []
    for login in company.logins:
        for location_id in login.entities or [""]:
            place = books.place(location_id)
            made.append(Row(1 + len(made), {
                "LOGINID": login.user_id, "ADMIN": {"false": "Off", "true": "Limited"}.get(login.admin, login.admin),
                "USERTYPE": login.user_type, "STATUS": login.status, "UNRESTRICTED": not login.entities,
                "LOCATIONID": location_id or None, "LOCATIONNAME": place.name if place else None,
            }))  # fmt: skip
    return Table(len(made), made.__getitem__, Listed(tuple(row.recordno for row in made)))


def rights(company: SimulatedCompany, books: CompanyBooks) -> Table:
    """The rights beside users; there are none in a role-based company."""
    made: list[dict[str, Any]] = []
    for position, login in enumerate([] if company.is_role_based else company.logins):
        for application in APPLICATIONS:
            for row, boxes in login.rights.get(application, {}).items():
                made.append({"USERKEY": 1 + position * 2, "APPLICATION": application, "POLICY": row,
                             "RIGHTS": "|".join(boxes)})  # fmt: skip
    return rows(7, made)


def rate_entries(company: SimulatedCompany, books: CompanyBooks) -> Table:
    """The rate of every month for every currency: those by which the books were kept."""
    made = []
    base = books.base_currency
    foreign = [code for code in dict.fromkeys(books.currencies) if code != base]
    for place, code in enumerate(foreign):
        for back in range(23, -1, -1):
            day = month_start(books.as_of, back)
            rate = books.rate(code, base, day)
            made.append({"EXCHANGERATEKEY": 91 + place * 2, "EFFECTIVE_START_DATE": day, "EXCHANGE_RATE": rate,
                         "RECIPROCAL_RATE": round(1 / rate, 6)})  # fmt: skip
    return rows(1, made)


USAGE = (
    define("APIUSAGESUMMARY", summary, plain("PERIOD", "TIER", "INCLUDED", "TRANSACTIONS"), natural_key="PERIOD"),
    define("APIUSAGEDETAIL", detail, plain("PERIOD", "SENDERID", "TRANSACTIONS")),
    define(
        "USERRESTRICTION",
        restrictions,
        {name: of(name) for name in ("LOGINID", "ADMIN", "USERTYPE", "STATUS", "UNRESTRICTED", "LOCATIONID",
                                     "LOCATIONNAME")} | {"RECORDNO": lambda row: str(row.recordno)},
        natural_key="LOGINID",
        is_sequential=False,
    ),
    define("USERRIGHTS", rights, plain("USERKEY", "APPLICATION", "POLICY", "RIGHTS")),
    define(
        "EXCHANGERATEENTRY",
        rate_entries,
        STAMPS
        | {name: of(name) for name in ("EXCHANGERATEKEY", "EFFECTIVE_START_DATE", "EXCHANGE_RATE", "RECIPROCAL_RATE")}
        | {"RECORDNO": lambda row: str(row.recordno)},
        is_sequential=False,
    ),
)  # fmt: skip
