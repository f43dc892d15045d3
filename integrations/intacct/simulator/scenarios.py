"""The companies one can name: healthy ones, and every way to be broken.

A scenario is what a person types, together with the company that is met then. Some scenarios are a sound company with
something wrong typed, so they share the company of another.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from integrations.intacct.simulator.blueprint import (
    DEMO_SENDERS,
    OWN_SENDER,
    PASSWORD,
    RETIRED_SENDER,
    SENDER_PASSWORDS,
    USER_ID,
    authorizations,
    multi_entity,
    person,
    reader,
    rights_without,
    senders,
    subscribed_without,
    with_role,
    working_company,
)
from integrations.intacct.simulator.world import Books, Login, SimulatedCompany, World


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """What to type, and what is met then. ``make`` is missing where the company is another scenario's, or nobody's."""

    key: str
    summary: str
    company_id: str
    make: Callable[[], SimulatedCompany] | None = None
    user_id: str = USER_ID
    password: str = PASSWORD
    sender: str = OWN_SENDER
    sender_password: str = SENDER_PASSWORDS[OWN_SENDER]


def build_world(path: Path | None = None) -> World:
    """Make every sender and company; what ``path`` kept from an earlier run wins."""
    made = (fresh_company(scenario.company_id) for scenario in SCENARIOS if scenario.make is not None)
    return World(senders=senders(), companies=[company for company in made if company is not None], path=path)


def fresh_company(company_id: str) -> SimulatedCompany | None:
    """Make a company anew, as its scenario describes it; None for a company that no scenario made."""
    for scenario in SCENARIOS:
        if scenario.make is not None and scenario.company_id.lower() == company_id.lower():
            company = scenario.make()
            company.scenario, company.summary = scenario.key, scenario.summary
            return company
    return None


def listing() -> list[dict[str, str]]:
    """List what to type for each scenario: the simulator's own passwords, of no use elsewhere."""
    return [
        {
            "scenario": scenario.key,
            "summary": scenario.summary,
            "company_id": scenario.company_id,
            "user_id": scenario.user_id,
            "password": scenario.password,
            "sender": scenario.sender,
            "sender_password": scenario.sender_password,
        }
        for scenario in SCENARIOS
    ]


def _single(key: str, title: str, summary: str, typed: dict[str, str] | None = None, **changes: Any) -> Scenario:
    company_id = f"demo-{key}"
    return Scenario(
        key=key,
        summary=summary,
        company_id=company_id,
        make=lambda: working_company(company_id, title, **copy.deepcopy(changes)),
        **(typed or {}),
    )


def _multi(key: str, title: str, summary: str, typed: dict[str, str] | None = None, **changes: Any) -> Scenario:
    company_id = f"demo-{key}"
    return Scenario(
        key=key,
        summary=summary,
        company_id=company_id,
        make=lambda: multi_entity(company_id, title, **copy.deepcopy(changes)),
        **(typed or {}),
    )


def _logins(**changes: Any) -> list[Login]:
    return [person(), reader(**changes)]


def _sound() -> Iterator[Scenario]:
    yield _multi(
        "healthy",
        "Harbour Supplies",
        "Three entities, one of them in euros; a role with exactly the rights that are needed. Links at once.",
    )
    yield _single("single", "Juniper Bakery", "One entity, everything set up: the fastest way through the wizard.")
    yield _multi(
        "new",
        "Bluebell Joinery",
        "Nothing is set up: no Web Services, no authorised sender, no user, top level only. Do it all in its console.",
        {"user_id": "", "password": ""},
        has_web_services=False,
        authorizations=[],
        roles=[],
        logins=[person()],
        is_top_level_only=True,
        iet_credits_journal="",
    )
    yield _single(
        "empty",
        "Fern Consulting",
        "Everything set up, but nothing has been booked yet: every data type reads as empty.",
        books=Books(customers=0, vendors=0, invoices=0, bills=0, journal_entries=0),
    )
    yield _single(
        "large",
        "Quarry Wholesale",
        "Everything set up, with enough invoices and bills to watch a longer first reading.",
        books=Books(seed=7, customers=2_000, vendors=1_200, invoices=20_000, bills=12_000, journal_entries=8_000),
    )
    yield _single(
        "few-modules",
        "Willow Studio",
        "Bought the ledger, payables, receivables and cash only: optional data types are not in the subscription.",
        subscriptions=subscribed_without("Inventory Control", "Order Entry", "Purchasing", "Projects", "Taxes"),
    )
    yield _multi(
        "other-formats",
        "Osprey Outfitters",
        "Day before month, a twelve-hour clock and an offset of five and a half hours: must make no difference.",
        date_format="/dmY",
        clock="12",
        gmt_offset="+05:30",
    )
    yield _single(
        "short-session",
        "Teasel Textiles",
        "Sessions end after ten seconds: the reader must sign in again between pages.",
        session_hours=10 / 3600,
        books=Books(seed=11, customers=400, vendors=300, invoices=6_000, bills=4_000),
    )


def _company_broken() -> Iterator[Scenario]:
    yield _single(
        "trial",
        "Sorrel Trial",
        "A trial company: Web Services cannot be subscribed to, so it cannot be linked.",
        kind="trial",
        has_web_services=False,
        authorizations=[],
    )
    yield _single(
        "expired", "Thistle Demo", "A demo company whose time is over: every request is refused.", kind="expired"
    )
    yield _single(
        "closed", "Marram Retail", "The company was closed at Sage: the gateway knows it no more.", is_active=False
    )
    yield _single(
        "no-subscription",
        "Heron Freight",
        "Everything set up, but the Web Services subscription is off.",
        has_web_services=False,
    )
    yield _multi(
        "top-level-only",
        "Rowan Holdings",
        "Everything set up, but access is restricted to the top level: no entity can be opened.",
        is_top_level_only=True,
        iet_credits_journal="",
    )
    yield _single(
        "no-payables-module",
        "Plover Print",
        "Accounts Payable was never bought, although suppliers and bills are asked for.",
        subscriptions=subscribed_without("Accounts Payable"),
    )


def _sender_broken() -> Iterator[Scenario]:
    yield _single("sender-missing", "Alder Timber", "No sender is authorised in this company.", authorizations=[])
    yield _single(
        "sender-letter-case",
        "Birch Machines",
        "The authorised senders differ from the real ones in letter case only.",
        authorizations=authorizations(*(sender.lower() for sender in DEMO_SENDERS)),
    )
    yield _single(
        "sender-switched-off",
        "Cedar Catering",
        "The senders are authorised, but their status is Inactive.",
        authorizations=authorizations(is_active=False),
    )
    yield _single(
        "sender-retired",
        "Elder Press",
        "The sender's licence has ended at Sage, although the company still authorises it.",
        {"sender": RETIRED_SENDER, "sender_password": SENDER_PASSWORDS[RETIRED_SENDER]},
        authorizations=authorizations(RETIRED_SENDER, *DEMO_SENDERS),
    )
    yield Scenario(
        key="sender-password-wrong",
        summary="A sound company, reached with a wrong sender password: the organisation must act, not the customer.",
        company_id="demo-single",
        sender_password="not-the-sender-secret",  # noqa: S106
    )
    yield Scenario(
        key="sender-unknown",
        summary="A sound company, reached with a sender ID that Sage does not know.",
        company_id="demo-single",
        sender="AcornLendng",
    )


def _user_broken() -> Iterator[Scenario]:
    yield _single(
        "password-wrong",
        "Gorse Garden",
        "The password was reset meanwhile; the one listed here is the old one. Reset it in the console.",
        {"password": "Reader-2025"},
    )
    yield _single(
        "user-locked",
        "Hazel Homes",
        "The user is locked out after too many wrong passwords. Unlock it in the console.",
        logins=_logins(status="lockedout", failed_sign_ins=6),
    )
    yield _single("user-inactive", "Ivy Interiors", "The user's status is Inactive.", logins=_logins(status="inactive"))
    yield _single(
        "user-unknown",
        "Lilac Laundry",
        "The user ID listed here is misspelt; no such user exists.",
        {"user_id": "ws_raeder"},
    )
    yield _single(
        "two-step",
        "Maple Music",
        "A person's login with two-step verification instead of a Web Services user.",
        {"user_id": "admin"},
        logins=[person(password=PASSWORD)],
    )
    yield _single(
        "personal-login",
        "Myrtle Motors",
        "A person's login without two-step verification: it works until its password expires.",
        {"user_id": "controller"},
        logins=[person(), reader(user_id="controller", user_name="Controller", is_web_services=False)],
    )
    yield _multi(
        "one-entity",
        "Nettle Networks",
        "The user is restricted to entity 200 and cannot open the top level.",
        logins=_logins(entities=["200"], may_open_top_level=False),
    )
    yield _multi(
        "some-entities",
        "Poplar Pumps",
        "The user is restricted to the entities 100 and 300 but may open the top level.",
        logins=_logins(entities=["100", "300"]),
    )
    yield Scenario(
        key="company-unknown",
        summary="The company ID listed here is misspelt; no such company exists.",
        company_id="demo-helthy",
    )
    yield Scenario(
        key="console-id",
        summary="The ID of an accountant's console was typed instead of the company's own.",
        company_id="demo-console",
    )
    yield Scenario(
        key="blanks-typed",
        summary="A sound company with blanks typed around every field: to be trimmed, and said.",
        company_id=" demo-single ",
        user_id=f" {USER_ID}",
        password=f"{PASSWORD} ",
    )


def _rights_broken() -> Iterator[Scenario]:
    yield _single(
        "no-payables",
        "Reed Renewables",
        "The role holds everything but Accounts Payable: grant it in the console while the wizard watches.",
        **with_role(rights_without(("Accounts Payable", None, None))),
    )
    yield _single(
        "user-based",
        "Kestrel Clinics",
        "Rights stand beside the user, there are no roles; Customers and Journal entries are missing.",
        is_role_based=False,
        roles=[],
        logins=_logins(
            roles=[],
            rights=rights_without(
                ("Accounts Receivable", "Customers", None), ("General Ledger", "Journal entries", None)
            ),
        ),
    )
    yield _single(
        "user-based-healthy",
        "Lark Language School",
        "Rights stand beside the user, there are no roles; nothing is missing.",
        is_role_based=False,
        roles=[],
        logins=_logins(roles=[], rights=rights_without()),
    )
    yield _single("role-empty", "Saffron Spices", "The user has a role, but the role permits nothing.", **with_role({}))
    yield _single(
        "role-none", "Sedge Surveyors", "The user signs in, but has no role at all.", logins=_logins(roles=[])
    )
    yield _single(
        "list-without-view",
        "Spruce Sports",
        "Invoices and Customers have List without View.",
        **with_role(
            rights_without(("Accounts Receivable", "Invoices", "View"), ("Accounts Receivable", "Customers", "View"))
        ),
    )
    yield _single(
        "view-without-list",
        "Tansy Travel",
        "Vendors and Bills have View without List.",
        **with_role(rights_without(("Accounts Payable", "Vendors", "List"), ("Accounts Payable", "Bills", "List"))),
    )
    yield _single(
        "no-reports",
        "Vetch Vineyards",
        "No report may be run: the trial balance is missing, everything else reads.",
        **with_role(
            rights_without(
                ("General Ledger", "Trial balance", None),
                ("General Ledger", "General ledger", None),
                ("General Ledger", "General ledger report", None),
                ("General Ledger", "Account balances", None),
            )
        ),
    )
    yield _single(
        "no-audit-log",
        "Yarrow Yachts",
        "The audit log may not be read: deletions cannot be seen.",
        **with_role(rights_without(("Administration", "Audit log", None), ("Customization Services", None, None))),
    )
    yield _single(
        "user-type-low",
        "Zinnia Zinc",
        "The role permits everything needed, but the user type Employee is a ceiling below it.",
        logins=_logins(user_type="employee user"),
    )
    yield _multi(
        "many-at-once",
        "Larkspur Group",
        "No authorised sender, no payables, one entity only, and day before month: all at the same time.",
        authorizations=[],
        date_format="/dmY",
        logins=_logins(entities=["200"], may_open_top_level=False),
        **with_role(rights_without(("Accounts Payable", None, None))),
    )


SCENARIOS: tuple[Scenario, ...] = (
    *_sound(),
    *_company_broken(),
    *_sender_broken(),
    *_user_broken(),
    *_rights_broken(),
)
