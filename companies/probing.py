"""The work of a probe: open the provider, check, write down what each check said."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from companies.conversing import conversation
from companies.following import follow, lock
from companies.mailing import Occasion, tell_customer, tell_members, warn_members
from companies.models import Connection, ConnectionQuerySet, Probe, ProbeCheck
from companies.telling import note, tell
from integrations.errors import CredentialsRejected, ProviderError, ProviderUnavailable
from integrations.provider import ENTITY_CHECK, USER_CHECK, Check, Owner, Provider, SignIn, Tell, Verdict
from portal.lib.encrypted import UnreadableSecret
from portal.lib.runs import ClaimLost
from portal.lib.spoken import Text, in_house, listed

KEPT = ("position", "label", "kind", "outcome", "is_required", "verdict", "checked_at")
"""What a check says; it is written anew whenever more is known."""


def run(probe: Probe) -> None:
    """Run a claimed probe to its end.

    Raises:
        ProviderUnavailable: nothing was learnt; the caller retries.
    """
    try:
        probe.connection = connection = Connection.objects.for_work().get(pk=probe.connection_id)
        with probe.beating(), conversation(connection) as provider:
            tell = partial(_show, probe)
            if probe.kind == Probe.Kind.SIGN_IN:
                _finish_sign_in(probe, provider.sign_in(tell))
            else:
                _finish_permissions(probe, _check(connection, provider, only=probe.only, tell=tell))
    except ProviderUnavailable:
        raise
    except ClaimLost:
        return
    except CredentialsRejected as error:
        _refuse(probe, error)
    except ProviderError as error:
        give_up(probe, error)
    except UnreadableSecret as error:
        _fail(probe, _("The stored credentials cannot be read. Enter them again."), str(error))


def _check(connection: Connection, provider: Provider, *, only: Sequence[str], tell: Tell) -> list[Check]:
    """Check the rights, and where several entities were chosen that each of them can be opened.

    Rights are the user's, in all entities alike.
    """
    rights = [name for name in only if not name.startswith(ENTITY_CHECK)]
    checks = list(provider.probe(connection.kinds, only=rights, tell=tell)) if rights or not only else []
    if connection.further_ids:
        chosen = [entity for entity in connection.entity_choices if entity.id in connection.entity_ids]
        checks += provider.enter([one for one in chosen if not only or ENTITY_CHECK + one.id in only])
    return checks


def _hold(probe: Probe) -> None:
    """Take the connection and then its probe, in the order in which people's actions take them.

    Raises:
        ClaimLost: the probe counts no more; what it found is of credentials or entities of before.
    """
    lock(probe.connection_id)
    probe.hold()


@transaction.atomic
def _finish_sign_in(probe: Probe, found: SignIn) -> None:
    _hold(probe)
    connection = probe.connection
    _write(probe, found.checks)
    failed = next((check for check in found.checks if check.outcome == "failed" and check.is_required), None)
    if failed is not None:
        if failed.name == USER_CHECK:  # never tried again by ourselves: the provider locks users
            _tried(connection).update(credentials=None, credentials_changed_at=None)
        tell_organisation(connection, found.checks)
        _turn_to(connection, failed.verdict)
        probe.finish(Probe.Status.FAILED, failure=cause_of(failed), detail=failed.name)
        return
    _turn_to(connection, None)
    connection.entities = [{"id": e.id, "name": e.name, "currency": e.currency} for e in found.entities]
    connection.is_multi_entity = found.is_multi_entity
    connection.facts = {name: str(value) for name, value in found.facts.items()}
    if len(found.entities) == 1:
        connection.entity_id, connection.entity_name = found.entities[0].id, found.entities[0].name
    elif not found.entities:
        connection.entity_id = ""
    connection.save(update_fields=["entities", "is_multi_entity", "facts", "entity_id", "entity_name"])
    probe.finish(Probe.Status.SUCCEEDED)


@transaction.atomic
def _finish_permissions(probe: Probe, checks: Sequence[Check]) -> None:
    _hold(probe)
    connection = probe.connection
    _write(probe, checks)
    missing = [check for check in checks if check.is_required and check.outcome != "passed"]
    if missing:
        labels = listed({str(check.label): check.label for check in missing}.values())
        tell_organisation(connection, checks)
        failure = format_lazy(_("Permissions are missing for: {labels}."), labels=labels)
        _stay_lost(connection, failure, missing[0].verdict)
        probe.finish(Probe.Status.FAILED, failure=failure)
        return
    probe.finish(Probe.Status.SUCCEEDED)
    lacks_optional = any(check.outcome != "passed" for check in checks)
    if not (lacks_optional and connection.is_for_one_reading and connection.status == Connection.Status.PENDING):
        mark_linked(connection)  # else what is missing now would be missing for good: the customer decides


def mark_linked(connection: Connection) -> None:
    """Note that these books may be read from now on, and tell of it once. Call it where it was proved."""
    if connection.is_linked:
        return
    connection.status, connection.status_reason, connection.status_changed_at = Connection.Status.LINKED, "", now()
    connection.linked_at = connection.status_changed_at
    entity_id, name = connection.entity_id or "", connection.entity_name
    connection.held = {"account": connection.account_id, "entity": entity_id, "name": name}
    connection.status_owner = ""
    connection.save(update_fields=["status", "status_reason", "status_owner", "status_changed_at", "linked_at", "held"])
    note(connection.company, None, "connection.linked", **({"entity": name} if connection.further_ids else {}))
    tell("connection.linked", connection)
    follow(connection)
    tell_members(Occasion.CONNECTED, connection.company)
    tell_customer(Occasion.CONNECTED, connection.company)


def _tried(connection: Connection) -> ConnectionQuerySet:
    """The connection, as long as it holds the very credentials that were tried: newer ones are not ours to erase."""
    rows: ConnectionQuerySet = Connection.objects.filter(
        pk=connection.pk, credentials_changed_at=connection.credentials_changed_at
    )
    return rows


@transaction.atomic
def _refuse(probe: Probe, error: CredentialsRejected) -> None:
    """End a check of rights that was not let in. Before anything was linked, no open page may go on trying."""
    connection = probe.connection
    _tried(connection).filter(status=Connection.Status.PENDING).update(credentials=None, credentials_changed_at=None)
    _stay_lost(connection, error.user_message, error.verdict)
    _fail(probe, error.user_message, str(error))


def _stay_lost(connection: Connection, reason: Text, verdict: Verdict | None) -> None:
    """Where access was lost, say why it still is; who waited for the organisation in vain is told."""
    owner = verdict.owner if verdict else ""
    lost = _tried(connection).filter(status=Connection.Status.DEAUTHORISED)
    is_news = connection.waits_for_organisation and owner != Owner.ORGANISATION
    if lost.update(status_reason=reason, status_owner=owner) and is_news:
        tell_customer(Occasion.NEEDS_ATTENTION, connection.company)


def _turn_to(connection: Connection, verdict: Verdict | None) -> None:
    """Keep whether a first sign-in waits for the organisation; who waited is told when it has done its part."""
    owner = Owner.ORGANISATION if verdict and verdict.owner == Owner.ORGANISATION else ""
    pending = _tried(connection).filter(status=Connection.Status.PENDING).exclude(status_owner=owner)
    if pending.update(status_owner=owner) and not owner:
        tell_customer(Occasion.MENDED, connection.company)


@transaction.atomic
def give_up(probe: Probe, error: ProviderError) -> None:
    """End a probe that was not answered. A sign-in says why at the check that it did not come to."""
    unanswered = probe.checks.filter(outcome=ProbeCheck.Outcome.WAITING).first()
    if probe.kind == Probe.Kind.SIGN_IN and unanswered is not None and error.verdict is not None:
        unanswered.outcome, unanswered.verdict = ProbeCheck.Outcome.FAILED, plain(error.verdict)
        unanswered.save(update_fields=["outcome", "verdict"])
        failed = Check(name=unanswered.name, label=unanswered.label, outcome="failed", verdict=error.verdict)
        tell_organisation(probe.connection, [failed])
        _turn_to(probe.connection, error.verdict)
    _fail(probe, error.user_message, str(error))


@transaction.atomic
def _fail(probe: Probe, failure: Text, detail: str) -> None:
    probe.finish(Probe.Status.FAILED, failure=failure, detail=detail)


@transaction.atomic
def _show(probe: Probe, checks: Sequence[Check]) -> None:
    """Keep what is known so far, for the page that watches.

    Raises:
        ClaimLost: another worker has it.
    """
    probe.hold()
    _write(probe, checks)


def _write(probe: Probe, checks: Sequence[Check]) -> None:
    """Keep each check as it stands now; a retried probe meets the checks of its first try."""
    rows = [
        ProbeCheck(
            probe=probe,
            organisation=probe.organisation,
            name=check.name,
            position=position,
            label=check.label,
            kind=check.kind,
            outcome=check.outcome,
            is_required=check.is_required,
            verdict=plain(check.verdict),
        )
        for position, check in enumerate(checks)
    ]
    ProbeCheck.objects.bulk_create(rows, update_conflicts=True, unique_fields=["probe", "name"], update_fields=KEPT)


def tell_organisation(connection: Connection, checks: Sequence[Check]) -> None:
    """Let the organisation know of what it must mend or have mended."""
    for check in checks:
        if check.verdict is not None and (check.verdict.owner == Owner.ORGANISATION or check.verdict.is_told):
            cause = in_house(check.verdict.cause)
            note(connection.company, None, "connection.needs_organisation", cause=cause)
            warn_members(connection.company, cause)


def cause_of(check: Check) -> Text:
    """Why a check failed, in a sentence."""
    return check.verdict.cause if check.verdict else check.label


def plain(value: Any) -> Any:
    """Turn a verdict into lists and dicts; its lazy translations stay, for ``SpokenJSONField``."""
    if hasattr(value, "__dataclass_fields__"):
        return {name: plain(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value
