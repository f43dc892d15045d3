"""Saying what happened to a company: to people in its audit log, to programs as an event."""

from __future__ import annotations

from typing import Any

from companies.models import Company, Connection
from portal.audit.actions import Actor, record
from portal.webhooks.actions import emit


def note(company: Company, actor: Actor, verb: str, **data: Any) -> None:
    """Append what was done with a company to its organisation's audit log. ``data`` must never hold a secret."""
    record(
        organisation=company.organisation,
        actor=actor,
        verb=verb,
        object_label=company.name,
        object_id=company.public_id,
        **data,
    )


def tell(kind: str, connection: Connection, **ids: Any) -> None:
    """Emit an event about a connection, after the caller's commit."""
    emit(
        kind,
        organisation=connection.organisation,
        company=connection.company.public_id,
        connection=connection.public_id,
        **ids,
    )
