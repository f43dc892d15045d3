"""How a connection stands as to reading, for pages of the floor below, which know nothing of plans and syncs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django import template
from django.db.models import QuerySet

from companies.datasets import costs, schedule
from companies.datasets.models import Rule, Sync
from companies.models import Connection

register = template.Library()


@dataclass(frozen=True, slots=True)
class Standing:
    """``sync`` is the one under way; ``next_read_at`` is when the next begins by itself."""

    sync: Sync | None
    next_read_at: datetime | None
    costs: costs.Costs
    own_count: int


@register.simple_tag
def standing(connection: Connection) -> Standing:
    """What is read now, what next, and what it costs."""
    unfinished: QuerySet[Sync] = Sync.objects.unfinished().filter(connection=connection)
    return Standing(
        sync=unfinished.first(),
        next_read_at=schedule.next_read_at(connection),
        costs=costs.costs_of(connection),
        own_count=Rule.objects.filter(company=connection.company_id).count(),
    )


@register.filter
def share(cost: costs.Cost) -> str:
    """A cost as a share of the allowance, in words that fit a column."""
    if cost.share is None:
        return ""
    return f"{cost.share:.1f} %" if cost.share >= 0.1 or not cost.transactions else "< 0.1 %"
