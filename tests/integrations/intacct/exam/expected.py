"""The table of misconfigurations with what has to be said of each: cause, owner, menu path, cure, retry.

A scenario of the simulator belongs to a row. Where Sage Intacct gives one answer for several causes, the verdict has to
name all of them, the most likely first: ``says`` are words of which each must be in it, in this order.
"""

from __future__ import annotations

from dataclasses import dataclass

from integrations.provider import Owner

ROWS = range(1, 44)
NOT_XML = {
    42: "A REST client ID and its authorisation: the XML gateway has none; sender and Web Services authorisation are "
    "rows 1 to 7.",
    43: "A REST user name (user@company): the XML gateway takes user ID and company ID apart; rows 9 to 12.",
}
"""Rows that the XML gateway cannot have, and why."""

YOU, ADMINISTRATOR, ORGANISATION, SAGE, NOBODY = (
    Owner.CUSTOMER,
    Owner.ADMINISTRATOR,
    Owner.ORGANISATION,
    Owner.VENDOR,
    Owner.NOBODY,
)


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What has to be said. ``at`` are the checks that have to fail, by name, or the kinds that cannot be read."""

    key: str
    at: tuple[str, ...]
    owner: Owner
    menu: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    fix: str = ""
    is_retried: bool = False


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What has to come of a scenario: ``stage`` is where it is noticed."""

    stage: str  # form, sign_in, forecast, permissions, reading, passing (noticed, mended by ourselves) or handled
    verdicts: tuple[Verdict, ...] = ()
    unread: tuple[str, ...] = ()
    """Kinds that are left out, and may be: everything else is read."""
    is_out_of_reach: bool = False
    """Nothing can be known for now: the work is put off, and nobody is blamed."""


def sign_in(check: str, key: str, owner: Owner, menu: str = "", **more: object) -> Expected:
    path = tuple(menu.split(" > ")) if menu else ()
    return Expected(stage="sign_in", verdicts=(Verdict(key=key, at=(check,), owner=owner, menu=path, **more),))  # type: ignore[arg-type]


def foreseen(check: str, key: str, owner: Owner = ADMINISTRATOR, menu: str = "", **more: object) -> Expected:
    path = tuple(menu.split(" > ")) if menu else ()
    at = (f"forecast:{check}",)
    return Expected(stage="forecast", verdicts=(Verdict(key=key, at=at, owner=owner, menu=path, **more),))  # type: ignore[arg-type]


def missing(key: str, *checks: str, menu: str, **more: object) -> Expected:
    path = tuple(menu.split(" > "))
    verdict = Verdict(key=key, at=checks, owner=ADMINISTRATOR, menu=path, **more)  # type: ignore[arg-type]
    return Expected(stage="permissions", verdicts=(verdict,))


def passing(key: str, *, is_out_of_reach: bool = False) -> Expected:
    verdict = Verdict(key=key, at=(), owner=NOBODY, fix="We try again by ourselves", is_retried=True)
    return Expected(stage="passing", verdicts=(verdict,), is_out_of_reach=is_out_of_reach)


AUTHORISE = "Company > Setup > Company > Security > Edit > Web Services authorizations"
SUBSCRIBE = "Company > Admin > Subscriptions > Web Services > Subscribe"
RESET = "Company > Admin > Web Services users > Edit > Reset password"
ADD_USER = "Company > Admin > Web Services users > Add"
COMPANY = "Company > Setup > Company"
ENTITIES = "Company > Admin > Subscriptions > Multi-Entity Management > Configure > Entity restrictions"
USER_ENTITIES = "Company > Admin > Web Services users > Edit > User entities"
ROLE = "Company > Admin > Roles > Subscriptions"
AP, AR, GL, CM, CO = (
    f"{ROLE} > {name} > Permissions"
    for name in ("Accounts Payable", "Accounts Receivable", "General Ledger", "Cash Management", "Company")
)

PAYABLES = (
    "suppliers:VENDOR", "suppliers:APTERM", "bills:APBILL", "billCreditNotes:APADJUSTMENT", "billPayments:APPYMT",
)  # fmt: skip
LEDGER = (
    "chartOfAccounts:GLACCOUNT", "journals:GLJOURNAL", "journalEntries:GLBATCH", "accountTransactions:GLDETAIL",
    "balanceSheet:REPORTINGPERIOD", "profitAndLoss:REPORTINGPERIOD",
)  # fmt: skip
RECEIVABLES = (
    "customers:CUSTOMER", "customers:ARTERM", "invoices:ARINVOICE", "creditNotes:ARADJUSTMENT", "creditNotes:ARINVOICE",
    "payments:ARPYMT", "payments:ARADVANCE",
)  # fmt: skip
CASH = (
    "bankAccounts:CHECKINGACCOUNT", "bankAccounts:SAVINGSACCOUNT", "bankAccounts:CREDITCARD",
    "directIncomes:OTHERRECEIPTS", "directCosts:CCTRANSACTION", "transfers:FUNDSTRANSFER",
)  # fmt: skip
DIMENSIONS = ("trackingCategories:DEPARTMENT", "trackingCategories:LOCATION", "trackingCategories:CLASS")
ALONE = {
    "trackingCategories:PROJECT": "Projects",
    "items:ITEM": "Inventory Control",
    "taxRates:TAXDETAIL": "Taxes",
    "salesOrders:SODOCUMENT": "Order Entry",
    "purchaseOrders:PODOCUMENT": "Purchasing",
}
"""Rights that are the only ones asked for in their application."""
SETUP = "company:getFinancialSetup"
ANY_SIGN_IN = ("password", "user ID", "company ID", "locked or inactive", "two-step verification")
NOT_AUTHORISED = sign_in(
    "authorisation", "sender-not-authorised", ADMINISTRATOR, AUTHORISE,
    says=("missing", "Upper and lower case", "Active"), fix="Save",
)  # fmt: skip
REFUSED = sign_in("user", "sign-in-refused", YOU, RESET, says=ANY_SIGN_IN, fix="We do not try again by ourselves")
UNKNOWN_COMPANY = sign_in("company", "company-unknown", YOU, COMPANY, says=("company ID", "console"), fix="Company ID")
SENDER = sign_in(
    "sender", "sender-rejected", ORGANISATION, says=("sender ID", "sender password", "not to you"), fix="nothing to do"
)
ENTITY = sign_in("entities", "entity-closed", ADMINISTRATOR, ENTITIES, says=("top level only", "other entities"))
PERSON = foreseen("user", "personal-login", menu=ADD_USER, says=("expires", "two-step verification"))
RESTRICTED = foreseen("entities", "entities-restricted", menu=USER_ENTITIES, fix="Unrestricted")
NOTHING = "nothing-granted"
EVERYTHING = (SETUP, *LEDGER, *RECEIVABLES, *PAYABLES, *CASH, *DIMENSIONS, *ALONE)
HANDLED = Expected(stage="handled")

EXPECTED: dict[str, Expected] = {
    "sender-password-wrong": SENDER,
    "sender-unknown": SENDER,
    "sender-retired": sign_in(
        "sender", "sender-inactive", ORGANISATION, says=("sender", "licence", "Less likely", "company ID")
    ),
    "sender-missing": NOT_AUTHORISED,
    "sender-switched-off": NOT_AUTHORISED,
    "sender-letter-case": NOT_AUTHORISED,
    "sender-needs-login": sign_in("sender", "sender-needs-login", SAGE, fix="Needs login for API"),
    "no-subscription": sign_in("subscription", "web-services-off", ADMINISTRATOR, SUBSCRIBE, fix="Subscribe"),
    "company-unknown": UNKNOWN_COMPANY,
    "console-id": UNKNOWN_COMPANY,
    "blanks-typed": Expected(stage="form"),
    "hidden-character": Expected(stage="form"),
    "user-unknown": REFUSED,
    "password-wrong": REFUSED,
    "user-inactive": REFUSED,
    "user-locked": REFUSED,
    "two-step": REFUSED,
    "personal-login": PERSON,
    "user-type-low": missing(
        "user-type-low", *(right for right in EVERYTHING if not right.startswith("trackingCategories")),
        menu="Company > Admin > Web Services users > Edit > User type",
        says=("employee user", "Less likely"), fix="Business",
    ),
    "role-empty": missing(NOTHING, *EVERYTHING, menu=ROLE, says=("no role is assigned", "no permissions yet")),
    "role-none": missing(NOTHING, *EVERYTHING, menu=ROLE, says=("no role is assigned", "no permissions yet")),
    "one-application": Expected(
        stage="permissions",
        verdicts=tuple(
            Verdict(key="application-closed", at=checks, owner=ADMINISTRATOR, menu=tuple(menu.split(" > ")))
            for checks, menu in ((LEDGER, GL), (RECEIVABLES, AR), (PAYABLES, AP), (CASH, CM), (DIMENSIONS, CO))
        )
        + tuple(
            Verdict(
                key="permission-missing", at=(check,), owner=ADMINISTRATOR,
                menu=tuple(f"{ROLE} > {application} > Permissions".split(" > ")),
            )
            for check, application in ALONE.items()
        )
        + (
            *foreseen("deletions", "deletions-unseen", menu=ROLE, fix="Audit log").verdicts,
            *foreseen(
                "usage", "usage-unseen", menu=f"{ROLE} > Administration > Permissions", fix="API usage"
            ).verdicts,
        ),
    ),
    "no-payables": missing("application-closed", *PAYABLES, menu=AP, fix="tick **List** + **View**"),
    "list-without-view": missing(
        "box-missing", "customers:CUSTOMER", "invoices:ARINVOICE", "creditNotes:ARINVOICE", menu=AR,
        says=("**List**", "not **View**"), fix="tick **View**",
    ),
    "view-without-list": missing(
        "box-missing", "suppliers:VENDOR", "bills:APBILL", menu=AP, says=("**View**", "not **List**"),
        fix="tick **List**",
    ),
    "no-reports": Expected(
        stage="permissions",
        verdicts=(
            Verdict(
                key="permission-missing", at=("accountTransactions:GLDETAIL",), owner=ADMINISTRATOR,
                menu=tuple(GL.split(" > ")), says=("General ledger report",), fix="tick **Run**",
            ),
        ),
        unread=("accountTransactions", "balanceSheet", "profitAndLoss"),
    ),
    "no-payables-module": missing(
        "application-missing", *PAYABLES, menu="Company > Admin > Subscriptions", fix="Subscriptions"
    ),
    "top-level-only": sign_in(
        "entities", "entities-hidden", ADMINISTRATOR, ENTITIES, says=("top level", "restricted to entities")
    ),
    "one-entity": RESTRICTED,
    "some-entities": RESTRICTED,
    "entity-unknown": ENTITY,
    "entity-denied": ENTITY,
    "private-rows": HANDLED,
    "custom-field-hidden": Expected(
        stage="fields",
        verdicts=(Verdict(key="fields-refused", at=("COST_CENTRE", "SALES_REGION"), owner=ADMINISTRATOR),),
    ),
    "dimension-denied": foreseen("dimensions", "dimension-denied", menu=f"{ROLE} > Platform Services > Permissions"),
    "no-audit-log": foreseen("deletions", "deletions-unseen", menu=ROLE, fix="Audit log"),
    "no-api-usage": foreseen("usage", "usage-unseen", menu=f"{ROLE} > Administration > Permissions", fix="API usage"),
    "user-based": Expected(
        stage="permissions",
        verdicts=(
            Verdict(key="permission-missing", at=("journalEntries:GLBATCH",), owner=ADMINISTRATOR),
            Verdict(key="permission-missing", at=("customers:CUSTOMER",), owner=ADMINISTRATOR),
            Verdict(key="permission-missing", at=("accountTransactions:GLDETAIL",), owner=ADMINISTRATOR),
        ),
    ),
    "user-based-healthy": HANDLED,
    "day-first": foreseen("date-format", "date-format", NOBODY, fix="nothing to do"),
    "twelve-hour": foreseen("clock", "clock", NOBODY, fix="nothing to do"),
    "odd-offset": foreseen("time-zone", "time-zone", NOBODY, fix="nothing to do"),
    "busy-once": passing("rate-limited"),
    "slots-taken": passing("rate-limited", is_out_of_reach=True),
    "volume-exhausted": HANDLED,
    "edge-pages": passing("gateway-failure"),
    "cut-off": passing("gateway-failure"),
    "malformed": passing("gateway-failure"),
    "control-characters": HANDLED,
    "maintenance": passing("maintenance", is_out_of_reach=True),
    "session-lost": passing("session-ended"),
    "short-session": HANDLED,
    "password-changed": Expected(
        stage="reading", verdicts=(Verdict(key="sign-in-refused", at=(), owner=YOU, says=("replaced since",)),)
    ),
    "role-reduced": Expected(
        stage="reading",
        verdicts=(
            Verdict(
                key="permission-missing", at=("suppliers", "bills", "billCreditNotes", "billPayments"),
                owner=ADMINISTRATOR, menu=tuple(AP.split(" > ")),
            ),
        ),
    ),
    "trial": sign_in(
        "subscription", "company-trial", ADMINISTRATOR, SUBSCRIBE, says=("Web Services", "trial"), fix="live company"
    ),
    "expired": sign_in("company", "company-expired", SAGE, says=("demo company",), fix="live company"),
    "sandbox": foreseen("company", "company-not-live", YOU, COMPANY, says=("sandbox", "Only the name says so")),
}  # fmt: skip
