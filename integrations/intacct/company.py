"""What a session can learn about its company and its user."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from integrations.intacct.replies import Data
from integrations.provider import Entity


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """The answer of ``getFinancialSetup``. The base currency is empty where every entity has its own."""

    base_currency: str = ""
    first_fiscal_month: int | None = None
    is_multi_entity: bool = False
    is_multi_currency: bool = False
    is_multi_base_currency: bool = False


def setup(data: Data) -> Setup:
    row = {name.rpartition(".")[2].lower(): value.strip() for name, value in data.single.items()}
    month = row.get("firstfiscalmonth", "")
    return Setup(
        base_currency=row.get("basecurrency", ""),
        first_fiscal_month=int(month) if month.isdecimal() and 1 <= int(month) <= 12 else None,
        is_multi_entity=_is_true(row.get("multientityshared")),
        is_multi_currency=_is_true(row.get("multicurrency")),
        is_multi_base_currency=_is_true(row.get("multibasecurrency")),
    )


def entities(data: Data) -> tuple[Entity, ...]:
    """The entities that the user may open, from ``readEntityDetails``, which honours the user's restrictions."""
    found = (
        Entity(id=row.get("id", ""), name=row.get("name", ""), currency=row.get("currency", "")) for row in data.rows
    )
    return tuple(entity for entity in found if entity.id)


def own_dimensions(data: Data) -> tuple[str, ...]:
    """The dimensions that the company made for itself, from ``getDimensions``, as objects are named."""
    found = [each for branch in data.branches for each in (branch.all("dimension") or [branch])]
    return tuple(each.value("objectName").upper() for each in found if _is_true(each.value("userDefinedDimension")))


def fiscal_months(data: Data) -> Mapping[str, int]:
    """The first month of the financial year, by entity."""
    months = ((row.get("id", ""), row.get("firstfiscalmonth", "")) for row in data.rows)
    return {entity: int(month) for entity, month in months if month.isdecimal() and 1 <= int(month) <= 12}


def rights(data: Data) -> dict[str, dict[str, frozenset[str]]]:
    """Application → row → boxes, from ``getUserPermissions``."""
    found: dict[str, dict[str, frozenset[str]]] = {}
    for permissions in data.branches:
        for application in permissions.all("appSubscription"):
            rows = found.setdefault(application.value("applicationName"), {})
            for policies in application.all("policies"):
                for policy in policies.all("policy"):
                    boxes = policy.value("rights").split("|")
                    rows[policy.value("policyName")] = frozenset(box.strip() for box in boxes if box.strip())
    return found


def _is_true(value: str | None) -> bool:
    return (value or "").lower() in {"true", "t"}
