"""What reading costs a customer: transactions that the rules come to in a month, and those that were made.

The plan is an upper bound under one assumption. A reading asks each object of its kind once, and once for what was
deleted; kinds that are read at the same times are read together and ask the latter only once. So a month comes to

    sum over kinds of (readings a month × objects of the kind)  +  sum over times of reading of (readings a month)

with the readings of the longest month: 744 hours, 31 days, 5 weeks. It holds as long as of no object more than one page
of rows changes between two readings; each further page is one transaction more. In truth it is less: objects that
rarely change are not asked for while the audit history is silent, and lines only where their document has changed.
Reading everything again asks each object for all its pages: as many as the largest number of records of its kind fills.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from django.db.models import Sum
from django.utils.timezone import localtime, now

from companies.datasets.models import Dataset, Rule, Sync
from companies.models import Connection
from integrations.models import Integration
from integrations.provider import Provider

READINGS = {
    Rule.Frequency.OFF: 0,
    Rule.Frequency.HOURLY: 744,
    Rule.Frequency.DAILY: 31,
    Rule.Frequency.WEEKLY: 5,
    Rule.Frequency.MONTHLY: 1,
}
"""How often a kind is read in the longest month."""


@dataclass(frozen=True, slots=True)
class Cost:
    """A number of transactions, and how much of the customer's allowance that is, in per cent."""

    transactions: int
    allowance: int

    @property
    def share(self) -> float | None:
        return self.transactions * 100 / self.allowance if self.allowance else None


@dataclass(frozen=True, slots=True)
class Costs:
    """What a company costs in a month, with all its entities: by its plan, and in truth.

    ``everything`` is what it takes to read one of them again.
    """

    planned: Cost
    this_month: Cost
    last_month: Cost
    everything: Cost


def costs_of(connection: Connection) -> Costs:
    provider = connection.integration.provider_class
    allowance = provider.transactions_a_month
    rules = Rule.filled(Rule.objects.of(connection.company), connection.kinds)
    is_continuous = connection.integration.sync_mode == Integration.SyncMode.CONTINUOUS
    family = list(Connection.objects.family_of(connection))
    read = sum(each.can_sync for each in family) if is_continuous else 0
    begins = localtime(now()).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    began = (begins - timedelta(days=1)).replace(day=1)
    return Costs(
        planned=Cost(planned(rules, provider) * read, allowance),
        this_month=Cost(_made(family, begins, now()), allowance),
        last_month=Cost(_made(family, began, begins), allowance),
        everything=Cost(everything(connection), allowance),
    )


def planned(rules: Mapping[str, Rule], provider: type[Provider]) -> int:
    """The most that these rules come to in a month, as the head of this module reckons it."""
    times = {(rule.frequency, rule.at, rule.zone if rule.at else "") for rule in rules.values()}
    together = sum(READINGS[Rule.Frequency(frequency)] for frequency, _at, _zone in times)
    return together + sum(planned_of(rule, provider) for rule in rules.values())


def planned_of(rule: Rule, provider: type[Provider]) -> int:
    """The part of one kind, without the question for what was deleted."""
    return READINGS[Rule.Frequency(rule.frequency)] * objects_of(provider, rule.kind)


@cache
def _objects(provider: type[Provider]) -> dict[str, int]:
    return {one.kind: max(1, len(one.objects)) for one in provider.capabilities()}


def objects_of(provider: type[Provider], kind: str) -> int:
    """How many objects of the provider a kind is read from."""
    return _objects(provider).get(kind, 1)


def everything(connection: Connection, kind: str = "") -> int:
    """What it takes about to read everything again, or all of one kind."""
    provider = connection.integration.provider_class
    counts = dict(Dataset.objects.filter(connection=connection).values_list("kind", "record_count"))
    kinds = [kind] if kind else connection.kinds
    pages = sum(-(-max(1, counts.get(one, 0)) // provider.rows_a_page) * objects_of(provider, one) for one in kinds)
    return pages + 1


def _made(connections: Sequence[Connection], first: datetime, last: datetime) -> int:
    syncs = Sync.objects.filter(connection__in=connections, created_at__gte=first, created_at__lt=last)
    return int(syncs.aggregate(made=Sum("transaction_count"))["made"] or 0)
