"""Getters that many objects share."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from integrations.intacct.simulator.objects.schema import Getter, Via, always

AUDIT: dict[str, Getter | str] = {
    "CREATEDBY": always(1),
    "MODIFIEDBY": always(1),
    "CREATEDBYLOGINID": always("Admin"),
    "MODIFIEDBYLOGINID": always("Admin"),
}
STATUS_CODES = {"active": "T", "inactive": "F", "active non-posting": "P", "lockedout": "L"}
"""What readByQuery wants for a label. Reference: developer.intacct.com, readByQuery: STATUS = 'F'."""
STATE_CODES = {
    "Posted": "A", "Paid": "C", "Partially Paid": "P", "Draft": "D", "Submitted": "S", "Partially Approved": "PA",
    "Declined": "U", "Selected": "L", "Reversed": "V", "Reversal": "VR", "No Value": "N", "Analyzing": "Z",
}  # fmt: skip


def active(record: Any) -> str:
    return "active"


def owner_getters(get: Getter) -> dict[str, Getter | str]:
    """Return the getters of the owning entity; ``get`` finds the entity, or None for the top level."""
    return {
        "MEGAENTITYKEY": Via("owner", get, attrgetter("recordno")),
        "MEGAENTITYID": Via("owner", get, attrgetter("location_id")),
        "MEGAENTITYNAME": Via("owner", get, attrgetter("name")),
    }


def party_getters(prefix: str, get: Getter) -> dict[str, Getter | str]:
    """Return the getters of a customer or vendor dimension; ``get`` finds the party, or None."""
    return {
        f"{prefix}DIMKEY": Via(prefix, get, attrgetter("recordno")),
        f"{prefix}ID": Via(prefix, get, attrgetter("party_id")),
        f"{prefix}NAME": Via(prefix, get, attrgetter("name")),
    }


def place_getters(key: str, name: str, get: Getter) -> dict[str, Getter | str]:
    return {key: Via("place", get, attrgetter("location_id")), name: Via("place", get, attrgetter("name"))}


def raw_state(record: Any) -> str:
    return STATE_CODES[record.state]


def term_value(days: int) -> str:
    """Write a term as Intacct stores it. Reference: a published APBILL row, Net30 is ``::#30#:O:``."""
    return f"::#{days}#:O:"


def rate_date(record: Any) -> Any:
    return record.day if record.currency != record.base_currency else None
