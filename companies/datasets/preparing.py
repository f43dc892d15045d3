"""Making the rows of a sync: the sync, its readings, and the datasets that they fill."""

from __future__ import annotations

from collections.abc import Collection

from django.db import IntegrityError, transaction

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

    Without ``kinds`` it reads all kinds of the plan; after linking, those that the plan wants then.
    """
    unfinished = Sync.objects.unfinished().filter(connection=connection)
    if sync := unfinished.first():
        return sync, False
    wanted = kinds_for(connection, trigger) if kinds is None else set(kinds) & set(connection.kinds)
    in_order = [kind for kind in KINDS if kind in wanted]
    try:
        with transaction.atomic():
            sync = Sync.objects.create(
                organisation_id=connection.organisation_id,
                company_id=connection.company_id,
                connection=connection,
                trigger=trigger,
                requested_by=requested_by,
                kinds=in_order,
                is_full=is_full,
            )
    except IntegrityError:  # somebody else was quicker: theirs is as good as ours
        return unfinished.get(), False
    ours = {"organisation_id": connection.organisation_id, "connection": connection}
    Dataset.objects.bulk_create(
        [Dataset(company_id=connection.company_id, kind=kind, **ours) for kind in in_order], ignore_conflicts=True
    )
    datasets = Dataset.objects.filter(connection=connection, kind__in=in_order).in_order()
    Reading.objects.bulk_create(
        [Reading(organisation_id=connection.organisation_id, sync=sync, dataset=dataset) for dataset in datasets]
    )
    return sync, True


def kinds_for(connection: Connection, trigger: str) -> set[str]:
    """What a sync reads that nobody has named kinds for."""
    if trigger != Sync.Trigger.LINK:
        return set(connection.kinds)
    rules = Rule.filled(Rule.objects.of(connection.company), connection.kinds)
    return {kind for kind, rule in rules.items() if rule.is_read_on_link}
