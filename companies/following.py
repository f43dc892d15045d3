"""Several entities of one company: each is read through a connection of its own, and all of them go together.

The wizard leads one connection, the lead; it holds what was chosen. Its followers are made when it becomes linked, with
their own copy of the credentials, so that reading an entity needs to know nothing of the others. An entity that is not
chosen any more keeps its connection and what was read, without credentials, until the company is deleted.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.timezone import now

from companies.models import Connection, Probe
from companies.telling import note, tell
from integrations.provider import Entity

SHARED = ("organisation_id", "credentials", "credentials_changed_at", "account_id", "facts", "is_multi_entity")
"""What a follower has from its lead."""


def lock(connection_pk: int) -> str:
    """Hold a connection against everybody else until the transaction ends; returns its status as it is by now.

    Always before its probes and renewals, which whoever acts on it ends: two that took them in another order would wait
    for each other for ever.
    """
    rows = Connection.objects.select_for_update().filter(pk=connection_pk)
    return rows.values_list("status", flat=True).first() or ""


def family_of(connection: Connection) -> list[Connection]:
    """A connection's lead with all its followers, the lead first, locked until the transaction ends."""
    rows = Connection.objects.family_of(connection).select_for_update(of=("self",))
    return list(rows.select_related("organisation", "company__organisation", "integration"))


def follow(lead: Connection) -> list[Connection]:
    """Link a follower for each further entity that was chosen, and let go of the others. Returns those that are linked.

    Belongs into the transaction in which the lead becomes linked.
    """
    known = {follower.entity_id: follower for follower in _same_books(lead)}
    linked = []
    for entity in lead.further_entities:
        follower = known.pop(entity.id, None) or Connection(
            company_id=lead.company_id, integration_id=lead.integration_id, lead_id=lead.pk, entity_id=entity.id
        )
        is_new = follower.pk is None
        share(lead, follower)
        follower.entity_name = entity.name
        follower.status, follower.status_reason = Connection.Status.LINKED, ""
        follower.status_changed_at = follower.linked_at = lead.linked_at or now()
        follower.save()
        if is_new:
            tell("connection.created", follower)
        note(lead.company, None, "connection.linked", entity=entity.name)
        tell("connection.linked", follower)
        linked.append(follower)
    let_go(lead, but=linked)
    return linked


def share(lead: Connection, other: Connection) -> None:
    """Give another connection what it needs to read the same company, and a fresh start; nothing is saved."""
    for name in SHARED:
        setattr(other, name, getattr(lead, name))
    other.company, other.integration = lead.company, lead.integration
    other.paused_at = None
    other.failure_count, other.retry_at, other.retry_reason = 0, None, ""


def let_go(lead: Connection, *, but: Iterable[Connection] = ()) -> None:
    """Disconnect followers: their credentials are erased, what was read stays."""
    kept = [follower.pk for follower in but]
    linked = lead.followers.exclude(pk__in=kept).exclude(status=Connection.Status.UNLINKED)
    for follower in linked.select_related("organisation", "company"):
        follower.credentials, follower.credentials_changed_at = None, None
        follower.status, follower.status_reason = Connection.Status.UNLINKED, ""
        follower.status_changed_at, follower.paused_at = now(), None
        follower.save()
        tell("connection.disconnected", follower)


def lead_with(lead: Connection, entity: Entity) -> Connection:
    """Let a company be led by an entity's own connection; returns the lead as it is from now on.

    Books of another entity that the lead holds from before stay with it: it becomes a follower.
    """
    holder = next((each for each in _same_books(lead) if each.entity_id == entity.id), None)
    if holder is None and lead.held_entity in (None, entity.id):
        return lead
    if holder is None:
        holder = Connection.objects.create(
            organisation_id=lead.organisation_id,
            company_id=lead.company_id,
            integration_id=lead.integration_id,
            account_id=lead.account_id,
            lead=lead,
            entity_id=entity.id,
        )
        tell("connection.created", holder)
    share(lead, holder)
    holder.status, holder.status_reason = lead.status, lead.status_reason
    holder.status_changed_at, holder.entities, holder.lead = lead.status_changed_at, lead.entities, None
    holder.held = {"account": holder.account_id, "entity": entity.id, "name": entity.name}
    lead.credentials, lead.credentials_changed_at = None, None
    lead.entity_id, lead.entity_name = lead.held_entity, lead.held.get("name", "")
    lead.further_ids, lead.status, lead.lead = [], Connection.Status.UNLINKED, holder
    lead.save()
    holder.save()
    Connection.objects.filter(lead=lead).update(lead=holder)
    Probe.objects.filter(connection=lead).update(connection=holder)
    return holder


def _same_books(lead: Connection) -> list[Connection]:
    """The followers that read the account that the lead reads now."""
    return [each for each in lead.followers.all() if each.account_id.casefold() == lead.account_id.casefold()]
