"""What a scenario is: what a person types, together with the company that is met then."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from integrations.intacct.simulator.blueprint import (
    OWN_SENDER,
    PASSWORD,
    SENDER_PASSWORDS,
    USER_ID,
    multi_entity,
    person,
    reader,
    working_company,
)
from integrations.intacct.simulator.world import Login, SimulatedCompany


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """What to type, and what is met then. ``make`` is missing where the company is another scenario's, or nobody's.

    ``row`` is the row of the table of misconfigurations that the scenario shows; ``entity`` is the one to be opened.
    """

    key: str
    summary: str
    company_id: str
    make: Callable[[], SimulatedCompany] | None = None
    user_id: str = USER_ID
    password: str = PASSWORD
    sender: str = OWN_SENDER
    sender_password: str = SENDER_PASSWORDS[OWN_SENDER]
    entity: str = ""
    row: int | None = None


def single(
    key: str, title: str, summary: str, typed: dict[str, str] | None = None, *, row: int | None = None, **changes: Any
) -> Scenario:
    """Make a scenario of a single-entity company; ``typed`` replaces what is typed, ``changes`` what the company is."""
    company_id = f"demo-{key}"
    return Scenario(
        key=key,
        summary=summary,
        company_id=company_id,
        make=lambda: working_company(company_id, title, **copy.deepcopy(changes)),
        row=row,
        **(typed or {}),
    )


def multi(
    key: str, title: str, summary: str, typed: dict[str, str] | None = None, *, row: int | None = None, **changes: Any
) -> Scenario:
    """Make a scenario of a company with three entities."""
    company_id = f"demo-{key}"
    return Scenario(
        key=key,
        summary=summary,
        company_id=company_id,
        make=lambda: multi_entity(company_id, title, **copy.deepcopy(changes)),
        row=row,
        **(typed or {}),
    )


def logins(**changes: Any) -> list[Login]:
    """Make the users of a company: the administrator, and the reader with ``changes``."""
    return [person(), reader(**changes)]
