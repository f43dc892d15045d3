"""What we hold already, as a provider may ask for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from companies.datasets.models import Dataset, Record
from companies.models import Connection
from integrations.pages import Holdings

BATCH = 500


def holdings_of(connection: Connection) -> Holdings:
    """The holdings of a connection: live records by kind, part and source key, with when each changed at the source."""
    datasets: dict[str, int] = dict(Dataset.objects.filter(connection=connection).values_list("kind", "pk"))

    def holdings(kind: str, part: str, keys: Sequence[int]) -> Mapping[int, datetime | None]:
        if kind not in datasets:
            return {}
        ours = Record.objects.live().filter(dataset_id=datasets[kind], source_part=part)
        found: dict[int, datetime | None] = {}
        for start in range(0, len(keys), BATCH):
            batch = ours.filter(source_key__in=list(keys[start : start + BATCH]))
            found |= {key: moment for key, moment in batch.values_list("source_key", "source_modified_at") if key}
        return found

    return holdings
