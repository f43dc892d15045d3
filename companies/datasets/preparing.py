"""Making the rows of a sync: the sync, its readings, and the datasets that they fill."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from companies.datasets.models import Dataset, Reading, Sync
from companies.models import Connection
from integrations.records import KINDS
from portal.accounts.models import User


@transaction.atomic
def prepare(connection: Connection, trigger: str, requested_by: User | None = None) -> tuple[Sync, bool]:
    """Return the unfinished sync of a connection, or create one; the second value says whether it is new."""
    unfinished = Sync.objects.unfinished().filter(connection=connection)
    if sync := unfinished.first():
        return sync, False
    kinds = [kind for kind in KINDS if kind in connection.kinds]
    try:
        with transaction.atomic():
            sync = Sync.objects.create(
                organisation_id=connection.organisation_id,
                company_id=connection.company_id,
                connection=connection,
                trigger=trigger,
                requested_by=requested_by,
                kinds=kinds,
            )
    except IntegrityError:  # somebody else was quicker: theirs is as good as ours
        return unfinished.get(), False
    ours = {"organisation_id": connection.organisation_id, "connection": connection}
    Dataset.objects.bulk_create(
        [Dataset(company_id=connection.company_id, kind=kind, **ours) for kind in kinds], ignore_conflicts=True
    )
    datasets = Dataset.objects.filter(connection=connection, kind__in=kinds).in_order()
    Reading.objects.bulk_create(
        [Reading(organisation_id=connection.organisation_id, sync=sync, dataset=dataset) for dataset in datasets]
    )
    return sync, True
