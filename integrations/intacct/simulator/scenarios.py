"""The companies one can name: healthy ones, and every way to be broken.

A scenario is what a person types, together with the company that is met then. Some scenarios are a sound company with
something wrong typed, so they share the company of another. Each row of the table of misconfigurations has one or more.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from integrations.intacct.simulator.blueprint import person, senders, subscribed_without
from integrations.intacct.simulator.scenario import Scenario as Scenario
from integrations.intacct.simulator.scenario import multi, single
from integrations.intacct.simulator.scenarios_rights import rights_broken
from integrations.intacct.simulator.scenarios_running import formats, running
from integrations.intacct.simulator.scenarios_setup import company_broken, sender_broken, user_broken
from integrations.intacct.simulator.world import Books, Entity, SimulatedCompany, World


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


def _sound() -> Iterator[Scenario]:
    yield multi(
        "healthy",
        "Harbour Supplies",
        "Three entities, one of them in euros; a role with exactly the rights that are needed. Links at once.",
    )
    yield single("single", "Juniper Bakery", "One entity, everything set up: the fastest way through the wizard.")
    yield multi(
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
    yield single(
        "empty",
        "Fern Consulting",
        "Everything set up, but nothing has been booked yet: every data type reads as empty.",
        books=Books(customers=0, vendors=0, invoices=0, bills=0, journal_entries=0),
    )
    yield single(
        "large",
        "Quarry Wholesale",
        "Everything set up, with enough invoices and bills to watch a longer first reading.",
        books=Books(seed=7, customers=2_000, vendors=1_200, invoices=20_000, bills=12_000, journal_entries=8_000),
    )
    yield single(
        "million",
        "Alder Materials",
        "Everything set up, with more than a million lines in the ledger. Nothing of it is kept in memory.",
        books=Books(seed=17, customers=4_000, vendors=2_500, invoices=112_000, bills=76_000, journal_entries=52_000),
    )
    yield multi(
        "two-bases",
        "Magpie Machines",
        "Two entities with base currencies of their own: no report without naming an entity.",
        entities=[
            Entity(location_id="10", name="Magpie Machines Inc", currency="USD"),
            Entity(location_id="20", name="Magpie Machines Ltd", currency="GBP", country="United Kingdom"),
        ],
        books=Books(seed=19, currencies=["USD", "GBP"]),
    )
    yield single(
        "few-modules",
        "Willow Studio",
        "Bought the ledger, payables, receivables and cash only: optional data types are not in the subscription.",
        subscriptions=subscribed_without("Inventory Control", "Order Entry", "Purchasing", "Projects", "Taxes"),
    )
    yield multi(
        "other-formats",
        "Osprey Outfitters",
        "Day before month, a twelve-hour clock and an offset of five and a half hours: must make no difference.",
        date_format="/dmY",
        clock="12",
        gmt_offset="+05:30",
    )
    yield single(
        "short-session",
        "Teasel Textiles",
        "Sessions end after ten seconds: the reader must sign in again between pages.",
        session_hours=10 / 3600,
        books=Books(seed=11, customers=400, vendors=300, invoices=6_000, bills=4_000),
        row=38,
    )


SCENARIOS: tuple[Scenario, ...] = (
    *_sound(),
    *company_broken(),
    *sender_broken(),
    *user_broken(),
    *rights_broken(),
    *formats(),
    *running(),
)
