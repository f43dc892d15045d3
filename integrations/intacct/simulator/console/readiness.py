"""What a company still lacks before it can be linked, for the overview page.

A short answer for the person who plays the customer. It knows the world from inside and is no part of the diagnosis.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from integrations.intacct.simulator.blueprint import least_rights
from integrations.intacct.simulator.world import Login, SimulatedCompany, World

REQUIRED_APPLICATIONS = ("General Ledger", "Accounts Payable", "Accounts Receivable")
KINDS = {"trial": "Trial company", "expired": "Demo company, expired"}


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing that must be so. ``pieces`` is the page where it can be mended."""

    is_met: bool
    label: str
    detail: str = ""
    pieces: tuple[str, ...] = ()
    where: str = ""


def items(world: World, company: SimulatedCompany) -> list[Item]:
    """List what linking needs, in the order in which the gateway asks for it."""
    return [*_company_items(world, company), *_user_items(company)]


def kind_of(company: SimulatedCompany) -> str:
    if not company.is_active:
        return "Closed company"
    return KINDS.get(company.kind, "Production company")


def _company_items(world: World, company: SimulatedCompany) -> Iterator[Item]:
    if not company.is_active or company.kind == "expired":
        yield Item(is_met=False, label="The company is in use", detail="Only Sage can reopen it.")
    yield Item(
        is_met=company.has_web_services,
        label="Web Services is subscribed",
        detail="A trial company cannot subscribe to Web Services." if company.kind == "trial" else "",
        pieces=("subscriptions",),
        where="Company › Admin › Subscriptions",
    )
    absent = [name for name in REQUIRED_APPLICATIONS if name not in company.subscriptions]
    if absent:
        yield Item(
            is_met=False,
            label="The ledger, payables and receivables are subscribed",
            detail=f"Not subscribed: {', '.join(absent)}.",
            pieces=("subscriptions",),
            where="Company › Admin › Subscriptions",
        )
    known = [row for row in company.authorizations if row.is_active and row.sender_id in world.senders]
    usable = [row.sender_id for row in known if world.senders[row.sender_id].is_active]
    yield Item(
        is_met=bool(usable),
        label="A sender is authorised",
        detail=f"Authorised: {', '.join(usable)}." if usable else "Sender IDs are case sensitive.",
        pieces=("security",),
        where="Company › Setup › Company › Security",
    )
    if company.is_multi_entity:
        yield Item(
            is_met=not company.is_top_level_only,
            label="Entities can be opened",
            detail="" if not company.is_top_level_only else "Restrict access to top level only is ticked.",
            pieces=("multi-entity",),
            where="Company › Admin › Subscriptions › Multi-Entity Management › Configure",
        )


def _user_items(company: SimulatedCompany) -> Iterator[Item]:
    users = [login for login in company.logins if login.is_web_services]
    usable = [login for login in users if login.status == "active"]
    yield Item(
        is_met=bool(usable),
        label="A Web Services user can sign in",
        detail=_user_detail(users, usable),
        pieces=("web-services-users",),
        where="Company › Admin › Web Services users",
    )
    for login in usable:
        yield from _ceiling(login)
        missing = missing_rows(company, login)
        rights_page = ("roles",) if company.is_role_based else ("web-services-users", "named", login.user_id)
        where = "Company › Admin › Roles" if company.is_role_based else "Company › Admin › Web Services users"
        yield Item(
            is_met=not missing,
            label=f"{login.user_id} may read every data type",
            detail=_missing_detail(missing),
            pieces=rights_page,
            where=where,
        )


def _ceiling(login: Login) -> Iterator[Item]:
    """Name what holds a user below its rights, where something does."""
    page = ("web-services-users", "named", login.user_id)
    where = "Company › Admin › Web Services users"
    if login.user_type != "business user":
        label = f"{login.user_id} has the user type Business"
        yield Item(is_met=False, label=label, detail="Another type is a ceiling.", pieces=page, where=where)
    if login.entities and not login.may_open_top_level:
        label, detail = f"{login.user_id} may open the top level", f"Restricted to {', '.join(login.entities)}."
        yield Item(is_met=False, label=label, detail=detail, pieces=page, where=where)


def _user_detail(users: list[Login], usable: list[Login]) -> str:
    if usable:
        return f"Active: {', '.join(login.user_id for login in usable)}."
    if users:
        return "; ".join(f"{login.user_id} is {STATUS_WORDS[login.status]}" for login in users) + "."
    return "There is none yet."


STATUS_WORDS = {"active": "active", "inactive": "inactive", "lockedout": "locked out"}


def missing_rows(company: SimulatedCompany, login: Login) -> list[str]:
    """Name the permission rows of the least rights that a user lacks, with the boxes."""
    held = company.rights_of(login)
    missing = []
    for application, rows in least_rights().items():
        if application not in company.subscriptions:
            continue
        for row, boxes in rows.items():
            lacking = [box for box in boxes if box not in held.get(application, {}).get(row, [])]
            if lacking:
                missing.append(f"{application}: {row} ({', '.join(lacking)})")
    return missing


def _missing_detail(missing: list[str]) -> str:
    if not missing:
        return ""
    shown = "; ".join(missing[:6])
    return f"Missing: {shown}" + (f"; and {len(missing) - 6} more." if len(missing) > 6 else ".")
