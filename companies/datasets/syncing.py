"""The work of a sync: page by page of many kinds, each page committed together with the cursor behind it.

A worker that dies leaves rows that are true up to its last page; the next one goes on from there.
"""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterator
from contextlib import closing
from enum import Enum, auto
from typing import cast

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from companies.conversing import conversation
from companies.datasets.holding import Held
from companies.datasets.metering import Meter
from companies.datasets.models import Dataset, Reading, Sync
from companies.datasets.planning import settle
from companies.datasets.proving import prove
from companies.datasets.store import Withdrawn, begin, complete, store
from companies.datasets.turns import Turn
from companies.following import family_of
from companies.mailing import Occasion, tell_customer, tell_members
from companies.models import Connection
from companies.telling import note, tell
from integrations.errors import (
    CredentialsRejected,
    PermissionMissing,
    ProviderError,
    ProviderUnavailable,
)
from integrations.pages import Page, Stopped, Wanted
from integrations.provider import Owner, Provider
from portal.lib.encrypted import UnreadableSecret
from portal.lib.runs import ClaimLost, Run
from portal.lib.spoken import Text, in_house, listed
from portal.webhooks.actions import emit

logger = logging.getLogger(__name__)


class End(Enum):
    """How a turn came to its end."""

    WHOLE = auto()
    TURN = auto()
    PAUSED = auto()


TO_BE_DRAINED = 8
"""Pages that may still come after a stream was wound down; then it is closed."""


def run(sync: Sync) -> bool:
    """Give a claimed sync a turn, up to its end if others do not wait; say whether it wants another one at once.

    Raises:
        ProviderUnavailable: nothing is lost; the caller retries.
    """
    meter = Meter()
    try:
        return _run(sync, meter)
    except ClaimLost:
        return False
    finally:
        meter.settle(sync)


def _run(sync: Sync, meter: Meter) -> bool:
    try:
        connection = Connection.objects.for_work().get(pk=sync.connection_id)
        if not connection.can_sync:
            _refuse(sync, connection)
            return False
        with sync.beating(), conversation(connection) as provider:
            meter.provider = provider
            end = _read_all(sync, connection, provider, meter)
            if end is End.WHOLE:
                _prove(sync, provider)
        if end is End.WHOLE and _finish(sync, connection):
            return False
        sync.release()
        return end is not End.PAUSED
    except ProviderUnavailable as error:
        Sync.objects.filter(pk=sync.pk).update(failure=error.user_message, failure_detail=str(error))
        raise
    except CredentialsRejected as error:
        return _lose_access(sync, connection, error)
    except Withdrawn as error:
        give_up(sync, _("The connection was disconnected while its data was being read."), str(error))
    except UnreadableSecret as error:
        give_up(sync, _("The stored credentials cannot be read. Connect the company again."), str(error))
    except ProviderError as error:
        give_up(sync, error.user_message, str(error))
    return False


def _prove(sync: Sync, provider: Provider) -> None:
    """Prove what was read. A fault of the proof's own takes nothing from the reading.

    Raises:
        ClaimLost, CredentialsRejected, ProviderUnavailable
    """
    try:
        prove(sync, provider)
    except (ClaimLost, ProviderError):
        raise
    except Exception:
        logger.exception("The proof of sync %s failed.", sync.pk)


@transaction.atomic
def give_up(sync: Sync, failure: Text, detail: str) -> None:
    """End a sync that we have claimed and cannot finish.

    Raises:
        ClaimLost: another worker has it; nothing was written.
    """
    sync.hold()
    abandon(sync, failure, detail)
    note(sync.company, None, "sync.failed", failure=in_house(failure))


@transaction.atomic
def abandon(
    sync: Sync, failure: Text, detail: str, status: Run.Status = Sync.Status.FAILED, *, in_short: Text = ""
) -> None:
    """End a sync before its time: what was read stays, what was not read says why, in short where that is said."""
    sync.readings.filter(status=Reading.Status.QUEUED).update(status=Reading.Status.SKIPPED, finished_at=now())
    begun = sync.readings.filter(status=Reading.Status.RUNNING)
    Dataset.objects.filter(readings__in=begun).update(state=Dataset.State.FAILED, failure=in_short or failure)
    begun.update(status=Reading.Status.FAILED, failure=in_short or failure, finished_at=now())
    sync.finish(status, failure=failure, detail=detail)
    settle(sync)
    _tell(sync)


def _read_all(sync: Sync, connection: Connection, provider: Provider, meter: Meter) -> End:
    """Read what is left, also what others add meanwhile, until all is read, the turn is over, or it is paused."""
    turn = Turn(sync)
    while readings := _unfinished(sync):
        end = _read(sync, readings, provider.stream(_wanted(readings), Held(connection)), provider, turn, meter)
        if end is not End.WHOLE:
            return end
        for reading in readings.values():
            if reading.finished_at is None:  # its pages ended without one that called itself the last
                begin(sync, reading)
                complete(sync=sync, reading=reading)
    return End.WHOLE


def _unfinished(sync: Sync) -> dict[str, Reading]:
    return {reading.dataset.kind: reading for reading in sync.readings.unfinished().select_related("dataset")}


def _wanted(readings: dict[str, Reading]) -> list[Wanted]:
    """What to ask for: what has begun goes on, what is to be read again starts without a cursor."""
    return [
        Wanted(
            kind=kind,
            cursor={} if reading.is_full and reading.status == Reading.Status.QUEUED else reading.dataset.cursor,
            since=reading.dataset.history_from,
        )
        for kind, reading in readings.items()
    ]


def _read(
    sync: Sync,
    readings: dict[str, Reading],
    stream: Iterator[Page | Stopped],
    provider: Provider,
    turn: Turn,
    meter: Meter,
) -> End:
    drained: int | None = None
    with closing(cast("Generator[Page | Stopped]", stream)):
        for item in stream:
            reading = readings[item.kind]
            if isinstance(item, Stopped):
                _set_aside(sync, reading, item.error)
                continue
            if reading.status == Reading.Status.QUEUED:
                begin(sync, reading)
            goes_on = store(item, sync=sync, reading=reading, usage=meter.read())
            meter.clear()
            if not goes_on:
                return End.PAUSED
            if drained is not None:
                drained += 1
                if drained >= TO_BE_DRAINED:
                    break
            elif turn.is_over:
                provider.wind_down()
                drained = 0
    return End.WHOLE if drained is None else End.TURN


@transaction.atomic
def _set_aside(sync: Sync, reading: Reading, error: ProviderError) -> None:
    """End one reading without success; the others go on."""
    sync.hold()
    is_refused = isinstance(error, PermissionMissing)
    reading.dataset.state = Dataset.State.NO_PERMISSION if is_refused else Dataset.State.FAILED
    reading.status = Reading.Status.SKIPPED if is_refused else Reading.Status.FAILED
    reading.dataset.failure = reading.failure = error.user_message
    reading.dataset.save(update_fields=["state", "failure"])
    reading.finished_at = now()
    reading.started_at = reading.started_at or reading.finished_at
    reading.notices = [*reading.notices, str(error)]
    reading.save(update_fields=["status", "failure", "started_at", "finished_at", "notices"])


def _refuse(sync: Sync, connection: Connection) -> None:
    """Do not read: leave the sync to those who wait for a probe, or say why it was not run."""
    if connection.probes.unfinished().exists():
        sync.release()
        return
    reasons = {
        Connection.Status.PENDING: _("The connection is not complete yet: sign-in or permissions are missing."),
        Connection.Status.DEAUTHORISED: _("Access was lost. Nothing is read until it is back."),
        Connection.Status.UNLINKED: _("The company is disconnected."),
        Connection.Status.LINKED: _("There are no credentials to read with."),
    }
    abandon(sync, reasons[Connection.Status(connection.status)], "", Sync.Status.SKIPPED)


@transaction.atomic
def _finish(sync: Sync, connection: Connection) -> bool:
    """End a sync that reached every dataset; False when another kind was asked for at the last moment.

    One that could not read some of them has failed, and says which.
    """
    sync.hold()
    if sync.readings.unfinished().exists():
        return False
    readings = list(sync.readings.select_related("dataset"))
    failed = [reading for reading in readings if reading.status == Reading.Status.FAILED]
    refused = [reading for reading in readings if reading.status == Reading.Status.SKIPPED]
    if failed:
        sync.finish(Sync.Status.FAILED, failure=format_lazy(_("Not read: {kinds}."), kinds=_labels(failed)))
    elif refused and len(refused) == len(readings):
        sync.finish(Sync.Status.FAILED, failure=_("The user may not read any of this data."))
    else:
        missing = format_lazy(_("No permission for: {kinds}."), kinds=_labels(refused)) if refused else ""
        sync.finish(Sync.Status.SUCCEEDED, failure=missing)
        if connection.is_for_one_reading:
            _erase_credentials(connection)
    if sync.status == Sync.Status.SUCCEEDED:
        rows = sum(reading.row_count for reading in readings)
        note(
            connection.company,
            None,
            "sync.finished",
            outcome=in_house(format_lazy(_("{count} records"), count=intcomma(rows))),
        )
    else:
        note(connection.company, None, "sync.failed", failure=sync.failure)
    settle(sync)
    _tell(sync)
    return True


def _erase_credentials(connection: Connection) -> None:
    """Keep the promise of a one-time integration: forget how as soon as each entity was read once."""
    family = [each for each in family_of(connection) if each.is_linked]
    read = Sync.objects.filter(connection=OuterRef("pk"), status=Sync.Status.SUCCEEDED)
    once = Q(pk=connection.pk) | Q(Exists(read.filter(finished_at__gte=OuterRef("linked_at"))))
    if Connection.objects.family_of(connection).linked().exclude(once).exists():
        return
    for each in family:
        each.credentials, each.credentials_changed_at = None, None
        each.status, each.status_changed_at = Connection.Status.UNLINKED, now()
        each.status_reason = _("Read once, as agreed. The credentials are erased; what was read stays.")
        each.save(
            update_fields=["credentials", "credentials_changed_at", "status", "status_changed_at", "status_reason"]
        )
        tell("connection.disconnected", each)
    note(connection.company, None, "credentials.erased")
    tell_members(Occasion.DISCONNECTED, connection.company)
    tell_customer(Occasion.DISCONNECTED, connection.company)


@transaction.atomic
def _lose_access(sync: Sync, connection: Connection, error: CredentialsRejected) -> bool:
    """The provider refused us: no further call with these credentials until somebody connects again.

    True where a new sign-in has taken the place of the refused one meanwhile: then reading goes on with that one.
    """
    reason, owner = error.user_message, error.verdict.owner if error.verdict else ""
    sync.hold()
    lost = [each for each in family_of(connection) if each.is_linked]
    held = next((each.credentials_changed_at for each in lost if each.pk == connection.pk), None)
    if held not in (None, connection.credentials_changed_at):
        sync.release()
        return True
    Connection.objects.filter(pk__in=[each.pk for each in lost]).update(
        status=Connection.Status.DEAUTHORISED,
        status_reason=reason,
        status_owner=owner,
        status_changed_at=now(),
    )
    for each in lost:
        tell("connection.disconnected", each)
    if lost:
        note(connection.company, None, "connection.deauthorised", reason=in_house(reason))
        tell_members(Occasion.NEEDS_ATTENTION, connection.company, cause=in_house(reason))
        if owner != Owner.ORGANISATION:
            tell_customer(Occasion.NEEDS_ATTENTION, connection.company)
    abandon(sync, reason, str(error), in_short=_("Access was lost."))
    return False


def _labels(readings: list[Reading]) -> Promise:
    return listed(reading.dataset.label for reading in readings)


def _tell(sync: Sync) -> None:
    if sync.status != Sync.Status.SKIPPED:
        emit(
            "sync.finished",
            organisation=sync.organisation,
            company=sync.company.public_id,
            connection=Connection.objects.only("public_id").get(pk=sync.connection_id).public_id,
            sync=sync.public_id,
        )
