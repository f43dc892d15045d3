"""What the books come to: revenue and costs by month, and what is still to be paid. Computed by the database."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.cache import cache
from django.db import connection

from companies.datasets.fields import OPEN
from companies.datasets.models import Dataset, Record
from integrations.records.ledger import AccountType

MONTHS = 12
TABLE = Record._meta.db_table

_BY_MONTH = {
    "postgresql": f"""
        SELECT to_char(entry.date, 'YYYY-MM-01'), line->'accountRef'->>'id', coalesce(line->>'currency', ''),
               -sum((line->>'netAmount')::numeric)
        FROM {TABLE} entry CROSS JOIN LATERAL jsonb_array_elements(entry.data->'journalLines') AS line
        WHERE entry.dataset_id = %s AND NOT entry.is_deleted AND entry.date >= %s AND entry.date < %s
        GROUP BY 1, 2, 3""",  # noqa: S608 (our own table's name, values are parameters)
    "sqlite": f"""
        SELECT strftime('%%Y-%%m-01', entry.date), json_extract(line.value, '$.accountRef.id'),
               coalesce(json_extract(line.value, '$.currency'), ''),
               -sum(CAST(json_extract(line.value, '$.netAmount') AS REAL))
        FROM {TABLE} entry, json_each(entry.data, '$.journalLines') AS line
        WHERE entry.dataset_id = %s AND NOT entry.is_deleted AND entry.date >= %s AND entry.date < %s
        GROUP BY 1, 2, 3""",  # noqa: S608
}
"""By month, account and currency; credits count upwards."""

_OPEN = {
    "postgresql": f"""
        SELECT currency, sum((data->>'amountDue')::numeric),
               sum((data->>'amountDue')::numeric * (data->>'currencyRate')::numeric),
               sum(CASE WHEN data->>'dueDate' < %s THEN (data->>'amountDue')::numeric ELSE 0 END),
               count(*),
               count(*) FILTER (WHERE coalesce((data->>'currencyRate')::numeric, 0) = 0
                                  AND (data->>'amountDue')::numeric <> 0)
        FROM {TABLE} WHERE dataset_id = %s AND NOT is_deleted AND status IN (%s, %s, %s)
        GROUP BY 1""",  # noqa: S608
    "sqlite": f"""
        SELECT currency, sum(CAST(json_extract(data, '$.amountDue') AS REAL)),
               sum(CAST(json_extract(data, '$.amountDue') AS REAL) * json_extract(data, '$.currencyRate')),
               sum(CASE WHEN json_extract(data, '$.dueDate') < %s
                   THEN CAST(json_extract(data, '$.amountDue') AS REAL) ELSE 0 END),
               count(*),
               count(*) FILTER (WHERE coalesce(CAST(json_extract(data, '$.currencyRate') AS REAL), 0) = 0
                                  AND CAST(json_extract(data, '$.amountDue') AS REAL) <> 0)
        FROM {TABLE} WHERE dataset_id = %s AND NOT is_deleted AND status IN (%s, %s, %s)
        GROUP BY 1""",  # noqa: S608
}
"""By currency: what is open, the same in the base currency, what is overdue, of how many, and how many lack a rate."""


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the ledger, in one currency."""

    start: date
    revenue: Decimal = Decimal(0)
    costs: Decimal = Decimal(0)

    @property
    def profit(self) -> Decimal:
        return self.revenue - self.costs


@dataclass(frozen=True, slots=True)
class Result:
    """Revenue and costs of twelve months and of the twelve before. ``others`` are currencies that are left out."""

    currency: str
    months: list[Month]
    before: list[Month]
    through: date
    others: list[str] = field(default_factory=list)

    @property
    def revenue(self) -> Decimal:
        return sum((month.revenue for month in self.months), Decimal(0))

    @property
    def costs(self) -> Decimal:
        return sum((month.costs for month in self.months), Decimal(0))

    @property
    def profit(self) -> Decimal:
        return self.revenue - self.costs

    @property
    def revenue_change(self) -> Decimal | None:
        return _change(self.revenue, sum((month.revenue for month in self.before), Decimal(0)))

    @property
    def profit_change(self) -> Decimal | None:
        return _change(self.profit, sum((month.profit for month in self.before), Decimal(0)))

    @property
    def is_last_complete(self) -> bool:
        """The last month has no day left on which something could be posted."""
        return (self.through + timedelta(days=1)).month != self.through.month


@dataclass(frozen=True, slots=True)
class Open:
    """What is still to be paid, in the base currency. ``others`` are currencies of which a document says no rate."""

    currency: str
    amount: Decimal
    overdue: Decimal
    count: int
    others: list[str] = field(default_factory=list)


def result(entries: Dataset, accounts: Dataset, *, base_currency: str, today: date) -> Result | None:
    """Revenue and costs by month up to the last posting; None while there is nothing to tell."""
    if not (entries.last_read_at and accounts.last_read_at and entries.record_count):
        return None
    stamp = f"{entries.last_read_at.timestamp()}-{accounts.last_read_at.timestamp()}"
    key = f"figures-{entries.pk}-{stamp}-{base_currency}-{today}"
    found: Result | None = cache.get(key)
    if found is None:
        found = _result(entries, accounts, base_currency, today)
        cache.set(key, found, 24 * 60 * 60)
    return found


def still_open(documents: Dataset, *, base_currency: str, today: date) -> Open | None:
    """What is open of invoices or bills; None before they were read."""
    if not documents.last_read_at:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_OPEN[connection.vendor], [today.isoformat(), documents.pk, *OPEN])
        rows = [(row[0], *map(_decimal, row[1:4]), *row[4:]) for row in cursor.fetchall()]
    base = base_currency or max(rows, key=lambda row: int(row[4]), default=("",))[0]
    amount = overdue = Decimal(0)
    count, others = 0, []
    for currency, due, converted, late, documents_open, unrated in rows:
        if currency != base and unrated:
            others.append(currency)
            continue
        rate = Decimal(1) if currency == base or not due else converted / due
        amount, overdue, count = amount + due * rate, overdue + late * rate, count + documents_open
    return Open(base, amount, overdue, count, others)


def _result(entries: Dataset, accounts: Dataset, base_currency: str, today: date) -> Result | None:
    posted = Record.objects.live().filter(dataset=entries, date__lte=today)
    through = posted.order_by("-date").values_list("date", flat=True).first()
    if through is None:
        return None
    starts = list(_months_until(through, 2 * MONTHS))
    with connection.cursor() as cursor:
        cursor.execute(_BY_MONTH[connection.vendor], [entries.pk, starts[0], _months_on(starts[-1], 1)])
        rows = cursor.fetchall()
    types = dict(Record.objects.of(accounts).values_list("source_id", "data__type"))
    sums: dict[tuple[str, date, str], Decimal] = defaultdict(Decimal)
    weight: Counter[str] = Counter()
    for start, account, currency, amount in rows:
        if types.get(account) in (AccountType.INCOME, AccountType.EXPENSE):
            sums[currency, date.fromisoformat(start), types[account]] += _decimal(amount)
            weight[currency] += abs(int(amount))
    base = base_currency if base_currency in weight else next((name for name, _n in weight.most_common(1)), "")
    months = [
        Month(start, sums[base, start, AccountType.INCOME], -sums[base, start, AccountType.EXPENSE]) for start in starts
    ]
    return Result(base, months[MONTHS:], months[:MONTHS], through, sorted(name for name in weight if name != base))


def _months_until(last: date, count: int) -> Iterator[date]:
    for back in range(count - 1, -1, -1):
        yield _months_on(last.replace(day=1), -back)


def _months_on(start: date, count: int) -> date:
    years, month = divmod(start.year * 12 + start.month - 1 + count, 12)
    return date(years, month + 1, 1)


def _change(now: Decimal, before: Decimal) -> Decimal | None:
    """How much more than before, in per cent; None where the comparison says nothing."""
    return (now - before) / before * 100 if before > 0 else None


def _decimal(value: Any) -> Decimal:
    """A sum as the database returns it: exact on PostgreSQL, a float on SQLite."""
    return value if isinstance(value, Decimal) else Decimal(str(round(value or 0, 4)))
