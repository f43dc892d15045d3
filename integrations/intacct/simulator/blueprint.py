"""What the scenarios are made of: the demo's senders, the least rights that reading needs, a company that works.

A scenario takes ``working_company`` and breaks one thing, so that what is wrong with a company can be read in one line.
"""

from __future__ import annotations

import copy
from typing import Any

from integrations.intacct.simulator.catalogue import ALWAYS_SUBSCRIBED, APPLICATIONS
from integrations.intacct.simulator.world import (
    Authorization,
    Books,
    Entity,
    Login,
    Rights,
    Role,
    Sender,
    SimulatedCompany,
)

OWN_SENDER = "AcornLending"
PARTNER_SENDER = "LedgerbridgePartner"
RETIRED_SENDER = "AcornRetired"
NEEDS_LOGIN_SENDER = "AcornNeedsLogin"
DEMO_SENDERS = (OWN_SENDER, PARTNER_SENDER)

# These open nothing but this simulator.
SENDER_PASSWORDS = {
    OWN_SENDER: "acorn-sender-secret",
    PARTNER_SENDER: "ledgerbridge-sender-secret",
    RETIRED_SENDER: "retired-sender-secret",
    NEEDS_LOGIN_SENDER: "needs-login-sender-secret",
}
USER_ID = "ws_reader"
PASSWORD = "Reader-2026"  # noqa: S105
ROLE = "Ledgerbridge reader"

READ = ("List", "View")


def senders() -> list[Sender]:
    """Make the demo's senders: the organisation's own, the operator's, one whose licence has ended, one set wrongly."""
    return [
        Sender(
            sender_id=sender_id,
            password=password,
            is_active=sender_id != RETIRED_SENDER,
            needs_login=sender_id == NEEDS_LOGIN_SENDER,
        )
        for sender_id, password in SENDER_PASSWORDS.items()
    ]


def least_rights() -> Rights:
    """Name the fewest boxes with which every data type can be read."""
    return copy.deepcopy(_LEAST_RIGHTS)


def reader_rights() -> Rights:
    """Name the least rights and what helps without being needed: the use of the API, the demo's own dimension."""
    rights = least_rights()
    rights["Administration"]["API usage"] = ["View"]
    return {**rights, "Platform Services": {"Region": list(READ)}}


def rights_without(*gaps: tuple[str, str | None, str | None]) -> Rights:
    """Take away from the reader's rights: (application, row, box), where ``None`` means all of them."""
    rights = reader_rights()
    for application, row, box in gaps:
        if row is None:
            del rights[application]
        elif box is None:
            del rights[application][row]
        else:
            rights[application][row].remove(box)
    return rights


def authorizations(*sender_ids: str, is_active: bool = True) -> list[Authorization]:
    """Authorise these senders, or both of the demo's."""
    chosen = sender_ids or DEMO_SENDERS
    return [Authorization(sender_id=each, description="Demo sender", is_active=is_active) for each in chosen]


def reader(**changes: Any) -> Login:
    """Make the Web Services user of a company that is set up."""
    settings: dict[str, Any] = {
        "user_id": USER_ID,
        "password": PASSWORD,
        "user_name": "Ledgerbridge reader",
        "contact_name": "Ledgerbridge, reader",
        "email": "ws-reader@books.example",
        "roles": [ROLE],
    }
    return Login(**{**settings, **changes})


def person(**changes: Any) -> Login:
    """Make the administrator's own login, which is no Web Services user."""
    settings: dict[str, Any] = {
        "user_id": "admin",
        "password": "Console-only-2026",
        "user_name": "Company administrator",
        "contact_name": "Administrator, company",
        "email": "admin@books.example",
        "admin": "Full",
        "is_web_services": False,
        "has_two_step": True,
    }
    return Login(**{**settings, **changes})


def three_entities(name: str) -> list[Entity]:
    """Make three subsidiaries, one of them with a base currency of its own."""
    return [
        Entity(location_id="100", name=f"{name} Trading Inc", currency="USD", country="United States"),
        Entity(location_id="200", name=f"{name} Services LLC", currency="USD", country="United States"),
        Entity(location_id="300", name=f"{name} Europe GmbH", currency="EUR", country="Germany"),
    ]


def working_company(company_id: str, title: str, **changes: Any) -> SimulatedCompany:
    """Make a single-entity, role-based company that can be linked at once, then apply ``changes``."""
    settings: dict[str, Any] = {
        "scenario": company_id.removeprefix("demo-"),
        "summary": "",
        "subscriptions": list(APPLICATIONS),
        "authorizations": authorizations(),
        "roles": [Role(name=ROLE, description="Reads the books, changes nothing", rights=reader_rights())],
        "logins": [person(), reader()],
        "books": Books(seed=sum(company_id.encode())),
    }
    return SimulatedCompany(company_id=company_id, title=title, **{**settings, **changes})


def multi_entity(company_id: str, title: str, **changes: Any) -> SimulatedCompany:
    """Make a company like ``working_company`` with three entities in two currencies."""
    settings: dict[str, Any] = {
        "entities": three_entities(title.split()[0]),
        "iet_credits_journal": "IEJ",
        "books": Books(seed=sum(company_id.encode()), currencies=["USD", "EUR"]),
    }
    return working_company(company_id, title, **{**settings, **changes})


def with_role(rights: Rights) -> dict[str, Any]:
    """Change the role of a working company to hold exactly ``rights``."""
    return {"roles": [Role(name=ROLE, description="Reads the books, changes nothing", rights=rights)]}


def subscribed_without(*applications: str) -> list[str]:
    """List the applications of a company that did not buy some of them."""
    return [each for each in APPLICATIONS if each in ALWAYS_SUBSCRIBED or each not in applications]


def _rows(*rows: str, run: tuple[str, ...] = ()) -> dict[str, list[str]]:
    return {**{row: list(READ) for row in rows}, **{row: ["Run"] for row in run}}


_LEAST_RIGHTS: Rights = {
    "Administration": {"Company Info": ["View"], "Audit log": list(READ)},
    "Company": _rows("Entities", "Departments", "Locations", "Class", "Users"),
    "General Ledger": _rows(
        "Accounts",
        "Account groups",
        "Account balances",
        "Journals",
        "Adj Journals",
        "Journal entries",
        "Adjusting journal entries",
        "Reporting periods",
        run=("General ledger", "General ledger report", "Trial balance"),
    ),
    "Accounts Payable": _rows("Vendors", "AP terms", "Bills", "Adjustments", "Posted payments", "Manual payment"),
    "Accounts Receivable": _rows(
        "Customers", "AR terms", "Invoices", "Adjustments", "Manage payments", "Posted payments", "Receive advances"
    ),
    "Cash Management": _rows(
        "Checking accounts",
        "Savings accounts",
        "Credit card accounts",
        "Credit card transactions",
        "Other receipts",
        "Funds transfers",
    ),
    "Inventory Control": _rows("Items"),
    "Order Entry": _rows("Order entry transactions"),
    "Purchasing": _rows("Purchasing transactions"),
    "Projects": _rows("Projects"),
    "Taxes": _rows("Tax details"),
    "Customization Services": {"Custom reports": ["View"]},
}
