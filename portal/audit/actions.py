"""Writing down what was done."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from portal.accounts.models import User
from portal.audit.models import AuditEvent
from portal.organisations.models import Organisation

Actor = User | str | None
"""Who acts: a user, the name of a customer or program, or ``None`` for Ledgerbridge itself."""


def record(
    *,
    organisation: Organisation | None,
    actor: Actor,
    verb: str,
    object_label: str = "",
    object_id: UUID | None = None,
    kind: str = "",
    **data: Any,
) -> AuditEvent:
    """Append an audit event inside the caller's transaction. ``data`` must never hold a secret.

    Without an organisation it is an act of support staff on the portal itself.
    """
    if isinstance(actor, User):
        member = organisation is not None and organisation.memberships.filter(user=actor).exists()
        kind = kind or (AuditEvent.Actor.MEMBER if member else AuditEvent.Actor.STAFF)
        label = actor.email
    elif actor:
        kind, label = kind or AuditEvent.Actor.CUSTOMER, actor
    else:
        kind, label = AuditEvent.Actor.SYSTEM, "Ledgerbridge"
    return AuditEvent.objects.create(
        organisation=organisation,
        actor_kind=kind,
        actor=actor if isinstance(actor, User) else None,
        actor_label=label,
        verb=verb,
        object_label=object_label[:200],
        object_id=object_id,
        data=data,
    )
