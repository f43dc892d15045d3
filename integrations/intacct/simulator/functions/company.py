"""Sessions and facts about the company: entities, financial set-up, formats, permissions, applications, preferences.

Reference: developer.intacct.com, *Company and console*.
"""

from __future__ import annotations

from dataclasses import dataclass

from integrations.intacct.simulator.calls import Answer, Call, Handler
from integrations.intacct.simulator.catalogue import (
    ALWAYS_SUBSCRIBED,
    APPLICATION_CODES,
    APPLICATIONS,
    COMPANY_INFO,
    USERS,
)
from integrations.intacct.simulator.failures import Error, FunctionFailure, api_session_failed
from integrations.intacct.simulator.objects.schema import escape
from integrations.intacct.simulator.sessions import switched
from integrations.intacct.simulator.wire import Element, text_of
from integrations.intacct.simulator.world import Login


def nothing(element: Element) -> None:
    return None


def read_location(element: Element) -> str | None:
    """Return the entity asked for: None when the session stays where it is."""
    found = element.find("locationid")
    return None if found is None else (found.text or "").strip()


def run_session(call: Call, wanted: str | None) -> Answer:
    location_id = call.location_id
    if wanted is not None:
        found = switched(call.company, call.login, wanted)
        if isinstance(found, Error):
            raise api_session_failed(found)
        location_id = found
    session = call.desk.sessions.start(
        sender_id=call.sender_id, company=call.company, login=call.login, location_id=location_id, now=call.now
    )
    return Answer(
        f"<data><api><sessionid>{session.session_id}</sessionid><endpoint>{escape(call.desk.endpoint_of(call.company))}</endpoint>"
        f"<locationid>{escape(location_id)}</locationid></api></data>"
    )


def run_entities(call: Call, plan: None) -> Answer:
    """List the entities that the user may open; none where the company keeps users at the top level."""
    allowed = set(call.login.entities)
    shown = [place for place in call.books.entities if not allowed or place.location_id in allowed]
    if call.company.is_top_level_only:
        shown = []
    rows = "".join(
        f"<entity><id>{escape(place.location_id)}</id><name>{escape(place.name)}</name><recordno>{place.recordno}</recordno>"
        f"<currency>{escape(place.currency)}</currency><firstfiscalmonth>1</firstfiscalmonth>"
        "<firstfiscaltaxmonth>1</firstfiscaltaxmonth><weekstart>1</weekstart></entity>"
        for place in shown
    )
    return Answer(f"<data>{rows}</data>")


def run_setup(call: Call, plan: None) -> Answer:
    call.check(COMPANY_INFO, "getFinancialSetup")
    company = call.company
    bases = {company.base_currency, *(entity.currency for entity in company.entities)}
    many = company.is_multi_entity and len(bases) > 1
    values = {
        "baseCurrency": "" if many else company.base_currency,
        "defaultBook": "ACCRUAL",
        "firstFiscalMonth": "1",
        "multiBaseCurrency": _flag(many),
        "multiBook": "false",
        "multiCurrency": _flag(many or len(company.books.currencies) > 1),
        "multiEntityShared": _flag(company.is_multi_entity),
    }
    inner = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in values.items())
    return Answer(f"<data><financialSetup>{inner}</financialSetup></data>")


def _flag(value: bool) -> str:
    return "true" if value else "false"


@dataclass(frozen=True)
class Who:
    user_id: str
    key: str


def read_user(element: Element) -> Who:
    return Who(text_of(element, "userId"), text_of(element, "key"))


def _user(call: Call, who: Who) -> tuple[int, Login]:
    """Return a user and its RECORDNO: the one asked for, or the caller."""
    numbered = [(1 + n * 2, login) for n, login in enumerate(call.company.logins)]
    wanted = who.user_id or ("" if who.key else call.login.user_id)
    for recordno, login in numbered:
        if login.user_id.lower() == wanted.lower() or (who.key and who.key == str(recordno)):
            return recordno, login
    raise FunctionFailure(Error("DL03000006", f"The user '{who.user_id or who.key}' does not exist"))


def run_formatting(call: Call, who: Who) -> Answer:
    """Say how a user reads dates. Values on the wire stay MM/DD/YYYY whatever this says: their effect is not known."""
    recordno, _ = _user(call, who)
    company = call.company
    return Answer(
        f"<data><userformatting><recordno>{recordno}</recordno><locale>en_US</locale>"
        f"<dateformat>{escape(company.date_format)}</dateformat><gmtoffset>{escape(company.gmt_offset)}</gmtoffset>"
        f"<clock>{escape(company.clock)}</clock></userformatting></data>"
    )


def run_permissions(call: Call, who: Who) -> Answer:
    """List a user's rights by application. That it needs a right itself, even about oneself, is assumed."""
    call.check(USERS, "getUserPermissions")
    _, login = _user(call, who)
    rights = call.company.rights_of(login)
    made = []
    for application in subscribed(call):
        if call.company.habits.lists_granted_only and not rights.get(application):
            continue
        policies = "".join(
            f"<policy><policyName>{escape(row)}</policyName><rights>{escape('|'.join(boxes))}</rights></policy>"
            for row, boxes in rights.get(application, {}).items()
            if boxes
        )
        made.append(
            f"<appSubscription><applicationName>{escape(application)}</applicationName><policies>{policies}</policies>"
            "</appSubscription>"
        )
    return Answer(f"<data><permissions>{''.join(made)}</permissions></data>")


def subscribed(call: Call) -> list[str]:
    return [name for name in APPLICATIONS if name in ALWAYS_SUBSCRIBED or name in call.company.subscriptions]


def run_applications(call: Call, plan: None) -> Answer:
    codes = [APPLICATION_CODES[name] for name in subscribed(call) if name in APPLICATION_CODES]
    codes += ["ME"] if call.company.is_multi_entity else []
    rows = "".join(f"<application>{code}</application>" for code in codes)
    return Answer(
        f'<listtype start="0" end="{len(codes) - 1}" total="{len(codes)}">application</listtype><data>{rows}</data>'
    )


def read_preferences(element: Element) -> str:
    return str(element.get("application", "GEN"))


def run_preferences(call: Call, application: str) -> Answer:
    known = {
        "GEN": {"PRIMARY_ACCTNO_LENGTH": "4", "ACCTNO_SEPARATOR": "-", "SUBACCTNO_LENGTH": "0",
                "FISCAL_FIRST_MONTH": "1", "WEEK_START": "1"},
        "ME": {"RESTRICT_TOP_LEVEL": _flag(call.company.is_top_level_only)} if call.company.is_multi_entity else {},
    }  # fmt: skip
    rows = "".join(
        f"<companypref><application>{escape(application)}</application><preference>{name}</preference>"
        f"<prefvalue>{value}</prefvalue></companypref>"
        for name, value in known.get(application, {}).items()
    )
    total = len(known.get(application, {}))
    return Answer(f'<listtype start="0" end="{total - 1}" total="{total}">companypref</listtype><data>{rows}</data>')


API_SESSION = Handler(read_location, run_session)
ENTITY_DETAILS = Handler(nothing, run_entities)
FINANCIAL_SETUP = Handler(nothing, run_setup)
USER_FORMATTING = Handler(read_user, run_formatting)
USER_PERMISSIONS = Handler(read_user, run_permissions)
GET_APPLICATIONS = Handler(nothing, run_applications)
COMPANY_PREFERENCES = Handler(read_preferences, run_preferences)
