"""Keeping each kind's due date, and taking what is due: the rows that the rules turn into."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.timezone import now

from companies.datasets import schedule
from companies.datasets.models import Dataset, Reading, Rule, Sync
from companies.datasets.preparing import prepare
from companies.models import Connection
from integrations.models import Integration, MaintenanceWindow

AT_A_TIME = 500
"""Kinds that one sweep takes at most; the next one takes the rest."""
TOGETHER = timedelta(minutes=10)
"""What is due so soon after the rest is read along with it: one question for deletions then serves both."""
LEFT = (Reading.Status.FAILED, Reading.Status.SKIPPED)
"""How a kind's part in a sync ends that did not get it."""


def plan(connections: Iterable[Connection]) -> None:
    """Set when each kind of these connections is due, by its rule and by how it was read last."""
    held = {connection.pk: connection for connection in connections}
    rules = _rules_of(held.values())
    _add_missing(held.values(), rules)
    windows = list(MaintenanceWindow.objects.ahead())
    moved = []
    for dataset in _with_last_reading(held):
        due_at = _due_at(dataset, held[dataset.connection_id], rules[dataset.connection_id], windows)
        if due_at != dataset.due_at:
            dataset.due_at = due_at
            moved.append(dataset)
    Dataset.objects.bulk_update(moved, ["due_at"], batch_size=AT_A_TIME)


def _rules_of(connections: Iterable[Connection]) -> dict[int, dict[str, Rule]]:
    """By connection and kind: the rule of every kind that is read, fetched for all of them at once.

    What the customer has not agreed to is not read, whatever its rule says.
    """
    of_organisation: dict[int, dict[str, Rule]] = {}
    of_company: dict[int, dict[str, Rule]] = {}
    for rule in Rule.objects.filter(organisation__in={connection.organisation_id for connection in connections}):
        if rule.company_id is None:
            of_organisation.setdefault(rule.organisation_id, {})[rule.kind] = rule
        else:
            of_company.setdefault(rule.company_id, {})[rule.kind] = rule
    found = {}
    for connection in connections:
        own = of_company.get(connection.company_id, {})
        rules = {**of_organisation.get(connection.organisation_id, {}), **own}
        filled = Rule.filled(rules, connection.integration.provider_class.kinds)
        agreed = connection.company.has_agreed_to
        found[connection.pk] = {kind: rule for kind, rule in filled.items() if not rule.is_off and agreed(kind)}
    return found


def _add_missing(connections: Iterable[Connection], rules: dict[int, dict[str, Rule]]) -> None:
    """Give every kind that is read a row, also one that came into the plan after the connection was made."""
    rows = [
        Dataset(
            organisation_id=connection.organisation_id,
            company_id=connection.company_id,
            connection=connection,
            kind=kind,
        )
        for connection in connections
        for kind in rules[connection.pk]
    ]
    Dataset.objects.bulk_create(rows, ignore_conflicts=True, batch_size=AT_A_TIME)


def _with_last_reading(connections: Iterable[int]) -> QuerySet[Any]:
    """The kinds, each with when its last reading began, how it ended, and how many failed in a row."""
    last = Reading.objects.filter(dataset=OuterRef("pk")).order_by("-pk")
    ended_well = Reading.objects.filter(dataset=OuterRef("dataset"), status=Reading.Status.SUCCEEDED).order_by("-pk")
    failed = Reading.objects.filter(dataset=OuterRef("pk"), status=Reading.Status.FAILED)
    in_a_row = failed.filter(pk__gt=Coalesce(Subquery(ended_well.values("pk")[:1]), 0)).order_by().values("dataset")
    return Dataset.objects.filter(connection__in=list(connections)).annotate(
        began_at=Subquery(last.values("sync__started_at")[:1]),
        asked_at=Subquery(last.values("sync__created_at")[:1]),
        ended_at=Subquery(last.values("finished_at")[:1]),
        ended_as=Subquery(last.values("status")[:1]),
        failures=Subquery(in_a_row.annotate(count=Count("pk")).values("count")),
    )


def _due_at(
    dataset: Any, connection: Connection, rules: dict[str, Rule], windows: Sequence[MaintenanceWindow]
) -> datetime | None:
    rule = rules.get(dataset.kind)
    if rule is None or not connection.can_sync:
        return None
    moment, spread = now(), schedule.spread_of(connection)
    due = None
    if connection.integration.sync_mode == Integration.SyncMode.CONTINUOUS:
        began_at = dataset.began_at or dataset.asked_at
        if began_at is None and not rule.is_read_on_link:
            began_at = connection.linked_at
        due = schedule.next_due(rule, began_at, moment)
        if due is not None and (rule.at is not None or began_at is None):
            due += spread
    again = _tried_again_at(dataset, connection)
    if again is not None:
        due = again if due is None else min(due, again)
    ours = [window for window in windows if window.provider == connection.integration.provider]
    return schedule.clear_of(ours, due, spread) if due is not None else None


def _tried_again_at(dataset: Any, connection: Connection) -> datetime | None:
    """When a kind is tried again that the last sync did not get, whatever its rule says."""
    if dataset.ended_as == Reading.Status.FAILED and connection.retry_at is None:
        return (dataset.ended_at or now()) + schedule.pause_after(dataset.failures or 1)
    if dataset.ended_as in LEFT and dataset.state != Dataset.State.NO_PERMISSION:
        return connection.retry_at
    return None


@transaction.atomic
def settle(sync: Sync) -> None:
    """After a sync has ended: let a connection that failed as a whole rest for a while, and say when what is due."""
    connection = Connection.objects.for_work().get(pk=sync.connection_id)
    got_something = sync.readings.filter(status=Reading.Status.SUCCEEDED).exists()
    if sync.status == Sync.Status.FAILED and not got_something and connection.can_sync:
        connection.failure_count = min(connection.failure_count + 1, 1000)
        connection.retry_at = now() + schedule.pause_after(connection.failure_count)
        connection.retry_reason = sync.failure
    elif sync.status != Sync.Status.SKIPPED:
        connection.failure_count, connection.retry_at, connection.retry_reason = 0, None, ""
    connection.save(update_fields=["failure_count", "retry_at", "retry_reason"])
    plan([connection])


def due(moment: datetime) -> QuerySet[Dataset]:
    """The kinds that are due, of connections that are linked, not paused, not resting and not being read."""
    unfinished = Sync.objects.unfinished().filter(connection=OuterRef("connection"))
    is_rested = Q(connection__retry_at=None) | Q(connection__retry_at__lte=moment)
    goes_on = Q(connection__integration__sync_mode=Integration.SyncMode.CONTINUOUS) | ~Q(state=Dataset.State.READ)
    found: QuerySet[Dataset] = Dataset.objects.filter(
        is_rested,
        goes_on,
        ~Exists(unfinished),
        due_at__lte=moment,
        connection__status=Connection.Status.LINKED,
        connection__credentials_changed_at__isnull=False,
        connection__paused_at=None,
    ).order_by("due_at", "pk")
    return found


@transaction.atomic
def begin_due() -> list[Sync]:
    """Take what is due, row by row so that two sweeps never take the same, and make one sync for each connection."""
    moment = now()
    _move_behind_windows(moment)
    plan(_unplanned())
    taken = list(due(moment).select_for_update(of=("self",), skip_locked=True)[:AT_A_TIME])
    connections = Connection.objects.for_work().in_bulk({row.connection_id for row in taken})
    syncs = []
    for _pk, connection in sorted(connections.items()):
        soon = connection.datasets.filter(due_at__lte=moment + TOGETHER).values_list("kind", flat=True)
        kinds = set(soon) & set(connection.kinds)
        if not kinds:
            connection.datasets.filter(due_at__lte=moment).update(due_at=None)  # its rule was taken away meanwhile
            continue
        sync, is_new = prepare(connection, Sync.Trigger.SCHEDULE, kinds=kinds)
        if is_new:
            syncs.append(sync)
    return syncs


def _move_behind_windows(moment: datetime) -> None:
    """Nothing is due while the provider is away."""
    for window in MaintenanceWindow.objects.ahead().filter(starts_at__lte=moment):
        rows = Dataset.objects.filter(connection__integration__provider=window.provider, due_at__lt=window.ends_at)
        moved = list(rows.select_related("connection"))
        for dataset in moved:
            dataset.due_at = window.ends_at + schedule.spread_of(dataset.connection)
        Dataset.objects.bulk_update(moved, ["due_at"], batch_size=AT_A_TIME)


def _unplanned() -> list[Connection]:
    """Connections that have been read and of which nothing is due although something should be.

    They are from before there were due dates, or were linked again. Where no kind is read by itself there is nothing to
    plan but what the last sync did not get.
    """
    syncs = Sync.objects.filter(connection=OuterRef("pk"))
    is_due = Dataset.objects.filter(connection=OuterRef("pk"), due_at__isnull=False)
    rows = (
        Connection.objects.for_work()
        .linked()
        .filter(
            Exists(syncs),
            ~Exists(syncs.unfinished()),
            ~Exists(is_due),
            integration__sync_mode=Integration.SyncMode.CONTINUOUS,
            credentials_changed_at__isnull=False,
        )
    )
    found = {connection.pk: connection for connection in rows}
    rules = _rules_of(found.values())
    wanted = {pk for pk, of in rules.items() if any(rule.frequency != Rule.Frequency.OFF for rule in of.values())}
    for dataset in _with_last_reading(found.keys() - wanted).filter(ended_as__in=LEFT):
        if _due_at(dataset, found[dataset.connection_id], rules[dataset.connection_id], ()) is not None:
            wanted.add(dataset.connection_id)
    return [connection for pk, connection in found.items() if pk in wanted]
