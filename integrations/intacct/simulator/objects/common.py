"""Getters that many objects share."""

from __future__ import annotations

from typing import Any

from integrations.intacct.simulator.books.records import Place
from integrations.intacct.simulator.objects.schema import Getter

AUDIT: dict[str, Getter | str] = {
    "CREATEDBY": lambda record: 1,
    "MODIFIEDBY": lambda record: 1,
    "CREATEDBYLOGINID": lambda record: "Admin",
    "MODIFIEDBYLOGINID": lambda record: "Admin",
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

    def key(record: Any) -> int | None:
        place: Place | None = get(record)
        return place.recordno if place else None

    def location_id(record: Any) -> str | None:
        place: Place | None = get(record)
        return place.location_id if place else None

    def name(record: Any) -> str | None:
        place: Place | None = get(record)
        return place.name if place else None

    return {"MEGAENTITYKEY": key, "MEGAENTITYID": location_id, "MEGAENTITYNAME": name}


def party_getters(prefix: str, get: Getter) -> dict[str, Getter | str]:
    """Return the getters of a customer or vendor dimension; ``get`` finds the party, or None."""
    return {
        f"{prefix}DIMKEY": lambda record: party.recordno if (party := get(record)) else None,
        f"{prefix}ID": lambda record: party.party_id if (party := get(record)) else None,
        f"{prefix}NAME": lambda record: party.name if (party := get(record)) else None,
    }


def place_getters(key: str, name: str, get: Getter) -> dict[str, Getter | str]:
    return {
        key: lambda record: place.location_id if (place := get(record)) else None,
        name: lambda record: place.name if (place := get(record)) else None,
    }


def raw_state(record: Any) -> str:
    return STATE_CODES[record.state]


def term_value(days: int) -> str:
    """Write a term as Intacct stores it. Reference: a published APBILL row, Net30 is ``::#30#:O:``."""
    return f"::#{days}#:O:"


def rate_date(record: Any) -> Any:
    return record.day if record.currency != record.base_currency else None
