"""The work of a sync: dataset by dataset, page by page, each page committed together with the cursor behind it.

A worker that dies leaves rows that are true up to its last page; the next one goes on from there. Long work is sliced,
so that one large company cannot hold a worker.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db import transaction
from django.db.models import Q
from django.utils.text import get_text_list
from django.utils.timezone import now
from django.utils.translation import gettext as _

from companies.conversing import conversation
from companies.datasets.models import Dataset, Reading, Sync
from companies.datasets.planning import settle
from companies.datasets.store import Withdrawn, begin, complete, store
from companies.models import Connection
from companies.telling import note, tell
from integrations.errors import (
    CredentialsRejected,
    PermissionMissing,
    ProviderError,
    ProviderUnavailable,
    UnexpectedReply,
)
from integrations.models import Integration
from integrations.provider import Provider
from portal.lib.encrypted import UnreadableSecret
from portal.lib.runs import ClaimLost, Run
from portal.webhooks.actions import emit

SLICE_PAGES = 60
SLICE_SECONDS = 120.0


@dataclass
class Slice:
    """How much one worker does before others have their turn."""

    pages: int = field(default_factory=lambda: SLICE_PAGES)
    ends_at: float = field(default_factory=lambda: time.monotonic() + SLICE_SECONDS)

    @property
    def is_over(self) -> bool:
        return self.pages <= 0 or time.monotonic() > self.ends_at


def run(sync: Sync) -> bool:
    """Run a claimed sync to its end or to the end of a slice; say whether it wants to be queued again at once.

    Raises:
        ProviderUnavailable: nothing is lost; the caller retries.
    """
    try:
        return _run(sync)
    except ClaimLost:
        return False


def _run(sync: Sync) -> bool:
    try:
        connection = Connection.objects.for_work().get(pk=sync.connection_id)
        if not connection.can_sync:
            _refuse(sync, connection)
            return False
        with sync.beating(), conversation(connection) as provider:
            is_whole = _read_all(sync, provider, Slice())
        if not is_whole:
            sync.release()
            return True
        _finish(sync, connection)
    except ProviderUnavailable as error:
        Sync.objects.filter(pk=sync.pk).update(failure=str(error.user_message), failure_detail=str(error))
        raise
    except CredentialsRejected as error:
        _lose_access(sync, connection, error)
    except Withdrawn as error:
        give_up(sync, _("The connection was disconnected while its data was being read."), str(error))
    except UnreadableSecret as error:
        give_up(sync, _("The stored credentials cannot be read. Connect the company again."), str(error))
    except ProviderError as error:
        give_up(sync, str(error.user_message), str(error))
    return False


@transaction.atomic
def give_up(sync: Sync, failure: str, detail: str) -> None:
    """End a sync that we have claimed and cannot finish.

    Raises:
        ClaimLost: another worker has it; nothing was written.
    """
    sync.hold()
    abandon(sync, failure, detail)
    note(sync.company, None, "sync.failed", failure=failure)


@transaction.atomic
def abandon(
    sync: Sync, failure: str, detail: str, status: Run.Status = Sync.Status.FAILED, *, in_short: str = ""
) -> None:
    """End a sync before its time: what was read stays, what was not read says why, in short where that is said."""
    sync.readings.filter(status=Reading.Status.QUEUED).update(status=Reading.Status.SKIPPED, finished_at=now())
    begun = sync.readings.filter(status=Reading.Status.RUNNING)
    Dataset.objects.filter(readings__in=begun).update(state=Dataset.State.FAILED, failure=in_short or failure)
    begun.update(status=Reading.Status.FAILED, failure=in_short or failure, finished_at=now())
    sync.finish(status, failure=failure, detail=detail)
    settle(sync)
    _tell(sync)


def _read_all(sync: Sync, provider: Provider, budget: Slice) -> bool:
    """Read what is left; False when the slice was over before the end."""
    for reading in sync.readings.unfinished().select_related("dataset"):
        try:
            begin(sync, reading)
            if not _read(sync, reading, provider, budget):
                return False
        except PermissionMissing as error:
            _set_aside(sync, reading, error, Dataset.State.NO_PERMISSION, Reading.Status.SKIPPED)
        except UnexpectedReply as error:
            _set_aside(sync, reading, error, Dataset.State.FAILED, Reading.Status.FAILED)
    return True


def _read(sync: Sync, reading: Reading, provider: Provider, budget: Slice) -> bool:
    for page in provider.read(reading.dataset.kind, reading.dataset.cursor):
        store(page, sync=sync, reading=reading)
        budget.pages -= 1
        if page.is_last:
            return True
        if budget.is_over:
            return False
    complete(sync=sync, reading=reading)
    return True


@transaction.atomic
def _set_aside(sync: Sync, reading: Reading, error: ProviderError, state: Dataset.State, status: Run.Status) -> None:
    """End one reading without success; the others go on."""
    sync.hold()
    reading.dataset.state, reading.dataset.failure = state, str(error.user_message)
    reading.dataset.save(update_fields=["state", "failure"])
    reading.status, reading.failure, reading.finished_at = status, str(error.user_message), now()
    reading.notices = [*reading.notices, str(error)]
    reading.save(update_fields=["status", "failure", "finished_at", "notices"])


def _refuse(sync: Sync, connection: Connection) -> None:
    """Do not read: leave the sync to those who wait for a probe, or say why it was not run."""
    if connection.probes.unfinished().exists():
        sync.release()
        return
    reasons = {
        Connection.Status.PENDING: _("The connection is not complete yet: sign-in or permissions are missing."),
        Connection.Status.DEAUTHORISED: _("Access was lost. The customer has to connect again."),
        Connection.Status.UNLINKED: _("The company is disconnected."),
        Connection.Status.LINKED: _("There are no credentials to read with."),
    }
    abandon(sync, reasons[Connection.Status(connection.status)], "", Sync.Status.SKIPPED)


@transaction.atomic
def _finish(sync: Sync, connection: Connection) -> None:
    """End a sync that reached every dataset. One that could not read some of them has failed, and says which."""
    sync.hold()
    readings = list(sync.readings.select_related("dataset"))
    failed = [reading for reading in readings if reading.status == Reading.Status.FAILED]
    refused = [reading for reading in readings if reading.status == Reading.Status.SKIPPED]
    if failed:
        sync.finish(Sync.Status.FAILED, failure=_("Not read: %(kinds)s.") % {"kinds": _labels(failed)})
    elif refused and len(refused) == len(readings):
        sync.finish(Sync.Status.FAILED, failure=_("The user may not read any of this data."))
    else:
        missing = _("No permission for: %(kinds)s.") % {"kinds": _labels(refused)} if refused else ""
        sync.finish(Sync.Status.SUCCEEDED, failure=missing)
        if connection.integration.sync_mode == Integration.SyncMode.ONE_TIME:
            _erase_credentials(connection)
    if sync.status == Sync.Status.SUCCEEDED:
        rows = sum(reading.row_count for reading in readings)
        note(connection.company, None, "sync.finished", outcome=_("%(count)s records") % {"count": intcomma(rows)})
    else:
        note(connection.company, None, "sync.failed", failure=sync.failure)
    settle(sync)
    _tell(sync)


def _erase_credentials(connection: Connection) -> None:
    """Keep the promise of a one-time integration: read once, then forget how."""
    connection.credentials, connection.credentials_changed_at = None, None
    connection.status, connection.status_changed_at = Connection.Status.UNLINKED, now()
    connection.status_reason = _("Read once, as agreed. The credentials are erased; what was read stays.")
    connection.save(
        update_fields=["credentials", "credentials_changed_at", "status", "status_changed_at", "status_reason"]
    )
    note(connection.company, None, "credentials.erased")
    tell("connection.disconnected", connection)


@transaction.atomic
def _lose_access(sync: Sync, connection: Connection, error: CredentialsRejected) -> None:
    """The provider refused us: no further call until somebody connects again."""
    reason = str(error.user_message)
    sync.hold()
    still_linked = Q(pk=connection.pk, status=Connection.Status.LINKED)
    lost = Connection.objects.filter(still_linked).update(
        status=Connection.Status.DEAUTHORISED, status_reason=reason, status_changed_at=now()
    )
    if lost:
        note(connection.company, None, "connection.deauthorised", reason=reason)
        tell("connection.disconnected", connection)
    abandon(sync, reason, str(error), in_short=_("Access was lost."))


def _labels(readings: list[Reading]) -> str:
    return get_text_list([str(reading.dataset.label) for reading in readings], _("and"))


def _tell(sync: Sync) -> None:
    if sync.status != Sync.Status.SKIPPED:
        emit(
            "sync.finished",
            organisation=sync.organisation,
            company=sync.company.public_id,
            connection=Connection.objects.only("public_id").get(pk=sync.connection_id).public_id,
            sync=sync.public_id,
        )
