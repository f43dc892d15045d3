"""Companies that cannot be signed in to: the company, the sender, the user."""

from __future__ import annotations

from collections.abc import Iterator

from integrations.intacct.simulator.blueprint import (
    DEMO_SENDERS,
    NEEDS_LOGIN_SENDER,
    PASSWORD,
    RETIRED_SENDER,
    SENDER_PASSWORDS,
    USER_ID,
    authorizations,
    person,
    reader,
    subscribed_without,
)
from integrations.intacct.simulator.scenario import Scenario, logins, multi, single


def company_broken() -> Iterator[Scenario]:
    yield single(
        "trial",
        "Sorrel Trial",
        "A trial company: Web Services cannot be subscribed to, so it cannot be linked.",
        kind="trial",
        has_web_services=False,
        authorizations=[],
        row=41,
    )
    yield single(
        "expired",
        "Thistle Demo",
        "A demo company whose time is over: every request is refused.",
        kind="expired",
        row=41,
    )
    yield single(
        "closed", "Marram Retail", "The company was closed at Sage: the gateway knows it no more.", is_active=False
    )
    yield single(
        "sandbox",
        "Tamarisk Tools Sandbox",
        "A sandbox: it works like any company, and what is read from it is not real.",
        row=41,
        kind="sandbox",
    )
    yield single(
        "no-subscription",
        "Heron Freight",
        "Everything set up, but the Web Services subscription is off.",
        has_web_services=False,
        row=8,
    )
    yield multi(
        "top-level-only",
        "Rowan Holdings",
        "Everything set up, but access is restricted to the top level: no entity can be opened.",
        is_top_level_only=True,
        iet_credits_journal="",
        row=22,
    )
    yield single(
        "no-payables-module",
        "Plover Print",
        "Accounts Payable was never bought, although suppliers and bills are asked for.",
        subscriptions=subscribed_without("Accounts Payable"),
        row=21,
    )


def sender_broken() -> Iterator[Scenario]:
    yield Scenario(
        key="sender-needs-login",
        summary='Sage has set "needs login for API" on the sender: every call fails until Sage takes it off.',
        company_id="demo-single",
        sender=NEEDS_LOGIN_SENDER,
        sender_password=SENDER_PASSWORDS[NEEDS_LOGIN_SENDER],
        row=7,
    )
    yield single(
        "sender-missing",
        "Alder Timber",
        "No sender is authorised in this company.",
        authorizations=[],
        row=4,
    )
    yield single(
        "sender-letter-case",
        "Birch Machines",
        "The authorised senders differ from the real ones in letter case only.",
        authorizations=authorizations(*(sender.lower() for sender in DEMO_SENDERS)),
        row=6,
    )
    yield single(
        "sender-switched-off",
        "Cedar Catering",
        "The senders are authorised, but their status is Inactive.",
        authorizations=authorizations(is_active=False),
        row=5,
    )
    yield single(
        "sender-retired",
        "Elder Press",
        "The sender's licence has ended at Sage, although the company still authorises it.",
        {"sender": RETIRED_SENDER, "sender_password": SENDER_PASSWORDS[RETIRED_SENDER]},
        authorizations=authorizations(RETIRED_SENDER, *DEMO_SENDERS),
        row=3,
    )
    yield Scenario(
        key="sender-password-wrong",
        summary="A sound company, reached with a wrong sender password: the organisation must act, not the customer.",
        company_id="demo-single",
        sender_password="not-the-sender-secret",  # noqa: S106
        row=1,
    )
    yield Scenario(
        key="sender-unknown",
        summary="A sound company, reached with a sender ID that Sage does not know.",
        company_id="demo-single",
        sender="AcornLendng",
        row=2,
    )


def user_broken() -> Iterator[Scenario]:
    yield single(
        "password-wrong",
        "Gorse Garden",
        "The password was reset meanwhile; the one listed here is the old one. Reset it in the console.",
        {"password": "Reader-2025"},
        row=13,
    )
    yield single(
        "user-locked",
        "Hazel Homes",
        "The user is locked out after too many wrong passwords. Unlock it in the console.",
        logins=logins(status="lockedout", failed_sign_ins=6),
        row=14,
    )
    yield single(
        "user-inactive",
        "Ivy Interiors",
        "The user's status is Inactive.",
        logins=logins(status="inactive"),
        row=14,
    )
    yield single(
        "user-unknown",
        "Lilac Laundry",
        "The user ID listed here is misspelt; no such user exists.",
        {"user_id": "ws_raeder"},
        row=12,
    )
    yield single(
        "two-step",
        "Maple Music",
        "A person's login with two-step verification instead of a Web Services user.",
        {"user_id": "admin"},
        logins=[person(password=PASSWORD)],
        row=15,
    )
    yield single(
        "personal-login",
        "Myrtle Motors",
        "A person's login without two-step verification: it works until its password expires.",
        {"user_id": "controller"},
        logins=[person(), reader(user_id="controller", user_name="Controller", is_web_services=False)],
        row=16,
    )
    yield multi(
        "one-entity",
        "Nettle Networks",
        "The user is restricted to entity 200 and cannot open the top level.",
        logins=logins(entities=["200"], may_open_top_level=False),
        row=22,
    )
    yield multi(
        "some-entities",
        "Poplar Pumps",
        "The user is restricted to the entities 100 and 300 but may open the top level.",
        logins=logins(entities=["100", "300"]),
        row=22,
    )
    yield Scenario(
        key="company-unknown",
        summary="The company ID listed here is misspelt; no such company exists.",
        company_id="demo-helthy",
        row=9,
    )
    yield Scenario(
        key="console-id",
        summary="The ID of an accountant's console was typed instead of the company's own.",
        company_id="demo-console",
        row=10,
    )
    yield Scenario(
        key="blanks-typed",
        summary="A sound company with blanks typed around every field: to be trimmed, and said.",
        company_id=" demo-single ",
        user_id=f" {USER_ID}",
        password=f"{PASSWORD} ",
        row=11,
    )
    yield Scenario(
        key="hidden-character",
        summary="A sound company with an invisible character pasted behind the company ID: to be taken out, and said.",
        company_id="demo-single\u200b",
        row=11,
    )
    yield Scenario(
        key="entity-unknown",
        summary="A sound company, opened in an entity that it does not have.",
        company_id="demo-healthy",
        entity="999",
        row=22,
    )
    yield Scenario(
        key="entity-denied",
        summary="A company whose user is restricted to two entities, opened in the third.",
        company_id="demo-some-entities",
        entity="200",
        row=22,
    )
    yield Scenario(
        key="private-rows",
        summary="A sound company in which some records are private to entities: the top level shows them when asked.",
        company_id="demo-healthy",
        row=22,
    )
