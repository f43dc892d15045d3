"""Making the rows of a sync: the sync, its readings, and the datasets that they fill."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.timezone import now

from companies.datasets.models import Dataset, Reading, Rule, Sync
from companies.models import Connection
from integrations.records import KINDS
from portal.accounts.models import User


@transaction.atomic
def prepare(
    connection: Connection,
    trigger: str,
    requested_by: User | None = None,
    *,
    kinds: Collection[str] | None = None,
    is_full: bool = False,
) -> tuple[Sync, bool]:
    """Return the unfinished sync of a connection, or create one; the second value says whether it is new.

    Without ``kinds`` it reads all kinds of the plan; after linking, those that the plan wants then. An unfinished sync
    takes on the kinds that it lacks.
    """
    chosen = kinds_for(connection, trigger) if kinds is None else set(kinds) & set(connection.kinds)
    wanted = [kind for kind in KINDS if kind in chosen]
    sync, is_new = _unfinished(connection), False
    if sync is None:
        try:
            with transaction.atomic():
                sync, is_new = _create(connection, trigger, requested_by, is_full), True
        except IntegrityError:  # somebody else was quicker: theirs is as good as ours
            sync = _unfinished(connection)
            if sync is None:
                raise
    if is_full and not is_new:
        _read_again(sync, wanted)
    _take_on(sync, connection, [kind for kind in wanted if kind not in sync.kinds], is_full)
    return sync, is_new


def kinds_for(connection: Connection, trigger: str) -> set[str]:
    """What a sync reads that nobody has named kinds for."""
    if trigger != Sync.Trigger.LINK:
        return set(connection.kinds)
    rules = Rule.filled(Rule.objects.of(connection.company), connection.kinds)
    return {kind for kind, rule in rules.items() if rule.is_read_on_link}


def _unfinished(connection: Connection) -> Sync | None:
    """The unfinished sync, locked: a worker that ends it waits until we have said what it shall read as well."""
    found: Sync | None = Sync.objects.unfinished().filter(connection=connection).select_for_update().first()
    return found


def _create(connection: Connection, trigger: str, requested_by: User | None, is_full: bool) -> Sync:
    return Sync.objects.create(
        organisation_id=connection.organisation_id,
        company_id=connection.company_id,
        connection=connection,
        trigger=trigger,
        requested_by=requested_by,
        is_full=is_full,
    )


def _take_on(sync: Sync, connection: Connection, kinds: list[str], is_full: bool) -> None:
    """Add kinds to a sync."""
    if not kinds:
        return
    Dataset.objects.bulk_create(
        [
            Dataset(
                organisation_id=connection.organisation_id,
                company_id=connection.company_id,
                connection=connection,
                kind=kind,
            )
            for kind in kinds
        ],
        ignore_conflicts=True,
    )
    rules = Rule.objects.of(connection.company)
    readings = []
    for dataset in Dataset.objects.filter(connection=connection, kind__in=kinds).in_order():
        again = _move_window(dataset, rules, is_full) or is_full
        readings.append(Reading(organisation_id=connection.organisation_id, sync=sync, dataset=dataset, is_full=again))
    Reading.objects.bulk_create(readings)
    sync.kinds = [kind for kind in KINDS if kind in {*sync.kinds, *kinds}]
    sync.save(update_fields=["kinds"])


def _read_again(sync: Sync, kinds: Collection[str]) -> None:
    """Read everything of these kinds again within a sync that is under way, but for what it is reading just now."""
    again = sync.readings.filter(dataset__kind__in=kinds, is_full=False).exclude(status=Reading.Status.RUNNING)
    again.update(status=Reading.Status.QUEUED, is_full=True, failure="", finished_at=None)


def _move_window(dataset: Dataset, rules: Mapping[str, Rule], is_full: bool) -> bool:
    """Say since when a dataset holds history; True where the window became wider, so that all is to be read again."""
    rule = rules.get(dataset.kind)
    begins = _months_ago(rule.history_months) if rule and rule.history_months else None
    is_wider = dataset.history_from is not None and (begins is None or begins < dataset.history_from)
    if (is_full or is_wider or not dataset.cursor) and dataset.history_from != begins:
        dataset.history_from = begins
        dataset.save(update_fields=["history_from"])
    return is_wider and bool(dataset.cursor)


def _months_ago(months: int) -> date:
    """The first day of the month that lies so many months back."""
    today = now().date()
    years, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    return date(max(years, 1), month + 1, 1)
