"""Sums over what is stored, computed by the database and exact on both: numeric on PostgreSQL, our own on SQLite."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from companies.datasets.models import Record
from integrations.records import Kind

TABLE = Record._meta.db_table
FEW = 50
"""So many records concerned are named; all are counted."""


@dataclass(frozen=True, slots=True)
class Concerned:
    """Records that do not tie: the first few of them by their ids, and how many there are."""

    ids: Sequence[str] = ()
    count: int = 0


@dataclass(frozen=True, slots=True)
class Period:
    """What was posted in a month, an entity and a currency."""

    month: str
    entity: str
    currency: str
    debits: Decimal
    credits: Decimal

    @property
    def ties(self) -> bool:
        return self.debits == self.credits


def _plain(value: Decimal) -> str:
    """One text for one number: no exponent, no zeros behind, no minus before zero."""
    return format(value.normalize() if value else Decimal(0), "f")


class _ExactSum:
    """A sum for SQLite, which has no exact one of its own."""

    def __init__(self) -> None:
        self.total = Decimal(0)

    def step(self, value: Any) -> None:
        self.total += Decimal(str(value or 0))

    def finalize(self) -> str:
        return _plain(self.total)


def _exact(value: Any) -> str:
    return _plain(Decimal(str(value or 0)))


def _plus(one: Any, other: Any) -> str:
    return _plain(Decimal(str(one or 0)) + Decimal(str(other or 0)))


def _order(one: Any, other: Any) -> int:
    left, right = Decimal(str(one or 0)), Decimal(str(other or 0))
    return (left > right) - (left < right)


class Postgres:
    """How PostgreSQL says it."""

    def text(self, source: str, key: str) -> str:
        *way, last = key.split(".")
        return f"{source}{''.join(f'->{_quoted(part)}' for part in way)}->>{_quoted(last)}"

    def each(self, source: str, key: str, alias: str) -> str:
        return f"jsonb_array_elements({source}->{_quoted(key)}) AS {alias}(value)"

    def number(self, text: str) -> str:
        return f"coalesce(({text})::numeric, 0)"

    def total(self, number: str) -> str:
        return f"coalesce(sum({number}), 0)"

    def plus(self, one: str, other: str) -> str:
        return f"({one} + {other})"

    def order(self, one: str, other: str) -> str:
        return f"sign({one} - {other})"

    def month(self, column: str) -> str:
        return f"coalesce(to_char({column}, 'YYYY-MM'), '')"


class Sqlite:
    """How SQLite says it, with functions of ours."""

    def text(self, source: str, key: str) -> str:
        return f"json_extract({source}, {_quoted('$.' + key)})"

    def each(self, source: str, key: str, alias: str) -> str:
        return f"json_each({source}, {_quoted('$.' + key)}) AS {alias}"

    def number(self, text: str) -> str:
        return f"exact({text})"

    def total(self, number: str) -> str:
        return f"exact_sum({number})"

    def plus(self, one: str, other: str) -> str:
        return f"exact_plus({one}, {other})"

    def order(self, one: str, other: str) -> str:
        return f"exact_order({one}, {other})"

    def month(self, column: str) -> str:
        return f"coalesce(strftime('%%Y-%%m', {column}), '')"


def _quoted(text: str) -> str:
    return f"'{text}'"


def dialect() -> Postgres | Sqlite:
    return Postgres() if connection.vendor == "postgresql" else Sqlite()


@contextmanager
def exact_cursor() -> Iterator[Any]:
    """A cursor that knows our functions."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            connection.connection.create_aggregate("exact_sum", 1, _ExactSum)
            connection.connection.create_function("exact", 1, _exact, deterministic=True)
            connection.connection.create_function("exact_plus", 2, _plus, deterministic=True)
            connection.connection.create_function("exact_order", 2, _order, deterministic=True)
        yield cursor


def rows_of(query: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with exact_cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())


def concerned(query: str, values: Sequence[Any]) -> Concerned:
    """The first of a query of ids, which also counts them all beside each."""
    rows = rows_of(query, values)
    return Concerned([str(row[0]) for row in rows], int(rows[0][1])) if rows else Concerned()


class Ledger:
    """The lines of a ledger kind, wherever they rest: inside journal entries, or each a record of its own."""

    def __init__(self, kind: str, dataset: int, *, by_entity: bool = True) -> None:
        """``by_entity`` keeps entities apart; a company without any has places that need not balance."""
        say = dialect()
        self.say, self.dataset = say, dataset
        if kind == Kind.JOURNAL_ENTRIES:
            line, lines = "line.value", f", {say.each('record.data', 'journalLines', 'line')}"
            entry, entity, amount = "record.source_id", "''", "netAmount"
            currency = f"coalesce({say.text(line, 'currency')}, record.currency)"
            foreign, foreign_currency = "transactionAmount", "transactionCurrency"
        else:
            line, lines = "record.data", ""
            entry, amount, currency = say.text("record.data", "transactionId"), "totalAmount", "record.currency"
            entity = f"coalesce({say.text('record.data', 'entityRef.id')}, '')" if by_entity else "''"
            foreign, foreign_currency = "transactionAmount", "transactionCurrency"
        self.sides = f"""
            SELECT {entry} AS entry, {say.month("record.date")} AS month, {entity} AS entity, {currency} AS currency,
                   {say.text(line, "accountRef.id")} AS account, {say.number(say.text(line, amount))} AS amount,
                   {say.text(line, foreign)} AS transaction_amount,
                   coalesce({say.text(line, foreign_currency)}, {currency}) AS transaction_currency
            FROM {TABLE} record{lines}
            WHERE record.dataset_id = %s AND NOT record.is_deleted"""  # noqa: S608 (our own names, values are parameters)

    def unbalanced(self, period: Period | None = None) -> Concerned:
        """The entries whose debits are not their credits, in one entity and currency."""
        where, values = "", list[Any]([self.dataset])
        if period is not None:
            where = "WHERE month = %s AND entity = %s AND currency = %s"
            values += [period.month, period.entity, period.currency]
        total, order = self.say.total("amount"), self.say.order
        return concerned(
            f"""SELECT entry, count(*) OVER () FROM (
                    SELECT entry FROM ({self.sides}) side {where}
                    GROUP BY entry, entity, currency HAVING {order(total, self.say.number("'0'"))} <> 0) AS apart
                GROUP BY entry ORDER BY entry LIMIT {FEW}""",  # noqa: S608
            values,
        )

    def is_rounding(self, entries: Sequence[str]) -> bool:
        """Each of these entries balances in the currency of its transaction, and only its base amounts do not."""
        marks = ", ".join(["%s"] * len(entries))
        total = self.say.total(self.say.number("coalesce(transaction_amount, CAST(amount AS text))"))
        rows = rows_of(
            f"""SELECT entry FROM ({self.sides}) side WHERE entry IN ({marks})
                GROUP BY entry, entity, transaction_currency
                HAVING {self.say.order(total, self.say.number("'0'"))} <> 0 LIMIT 1""",  # noqa: S608
            [self.dataset, *entries],
        )
        foreign = rows_of(
            f"""SELECT 1 FROM ({self.sides}) side
                WHERE entry IN ({marks}) AND transaction_currency <> currency LIMIT 1""",  # noqa: S608
            [self.dataset, *entries],
        )
        return bool(foreign) and not rows

    def entry_count(self) -> int:
        query = f"SELECT count(DISTINCT entry) FROM ({self.sides}) side"  # noqa: S608
        return int(rows_of(query, [self.dataset])[0][0])

    def periods(self) -> list[Period]:
        """Debits and credits of each month, entity and currency."""
        zero = self.say.number("'0'")
        debit = f"CASE WHEN {self.say.order('amount', zero)} > 0 THEN amount ELSE {zero} END"
        credit = f"CASE WHEN {self.say.order('amount', zero)} < 0 THEN amount ELSE {zero} END"
        rows = rows_of(
            f"""SELECT month, entity, currency, {self.say.total(debit)}, {self.say.total(credit)}
                FROM ({self.sides}) side GROUP BY 1, 2, 3 ORDER BY 1, 2, 3""",  # noqa: S608
            [self.dataset],
        )
        return [
            Period(month, entity, currency, Decimal(debits), _negative(credits))
            for month, entity, currency, debits, credits in rows
        ]

    def movements(self, entity: str = "") -> dict[tuple[str, str, str], Decimal]:
        """What was posted to each account, of one entity where it is said, by account, month and currency.

        Debit is positive.
        """
        where, values = ("WHERE entity = %s", [self.dataset, entity]) if entity else ("", [self.dataset])
        rows = rows_of(
            f"""SELECT coalesce(account, ''), month, currency, {self.say.total("amount")}
                FROM ({self.sides}) side {where} GROUP BY 1, 2, 3""",  # noqa: S608
            values,
        )
        return {(account, month, currency): Decimal(amount) for account, month, currency, amount in rows}


def _negative(value: Any) -> Decimal:
    amount = Decimal(value)
    return -amount if amount else Decimal(0)


def apart_from_lines(dataset: int, total: str, lines: str, amount: str) -> Concerned:
    """The documents whose lines do not add up to their total.

    Lines are taken without tax, and the tax from the document: it need not belong to any line.
    """
    say = dialect()
    taxes = (say.text("record.data", key) for key in ("totalTaxAmount", "taxAmount"))
    tax = say.number(f"coalesce({', '.join(taxes)})")
    added = f"""(SELECT {say.total(say.number(say.text("line.value", amount)))}
                 FROM {say.each("record.data", lines, "line")})"""  # noqa: S608
    return concerned(
        f"""SELECT source_id, count(*) OVER () FROM {TABLE} record
            WHERE dataset_id = %s AND NOT is_deleted
              AND {say.order(say.number(say.text("record.data", total)), say.plus(added, tax))} <> 0
            ORDER BY id LIMIT {FEW}""",  # noqa: S608
        [dataset],
    )


def open_beyond_total(dataset: int, total: str, due: str) -> Concerned:
    """The documents of which more is open than there was, or less than nothing."""
    say = dialect()
    zero = say.number("'0'")
    whole, left = (say.number(say.text("record.data", key)) for key in (total, due))
    sign = say.order(whole, zero)
    return concerned(
        f"""SELECT source_id, count(*) OVER () FROM {TABLE} record
            WHERE dataset_id = %s AND NOT is_deleted AND {say.text("record.data", due)} IS NOT NULL
              AND ({say.order(left, zero)} * {sign} < 0 OR {say.order(left, whole)} * {sign} > 0
                   OR ({sign} = 0 AND {say.order(left, zero)} <> 0))
            ORDER BY id LIMIT {FEW}""",  # noqa: S608
        [dataset],
    )


def apart_from_payments(
    documents: int, payments: int, link: str, *, total: str, due: str, since: date | None
) -> Concerned:
    """The documents of which what is open and what payments took off it do not make the total.

    Drafts and what is void are left out, and what is dated before ``since``, where the payments that we hold begin.
    """
    say = dialect()
    whole, left = (say.number(say.text("record.data", key)) for key in (total, due))
    where, values = "", [payments, link, documents]
    if since is not None:
        where, values = "AND record.date >= %s", [*values, since]
    return concerned(
        f"""WITH settled AS (
                SELECT {say.text("link.value", "id")} AS document,
                       {say.total(say.number(say.text("link.value", "amount")))} AS amount
                FROM {TABLE} payment, {say.each("payment.data", "lines", "line")},
                     {say.each("line.value", "links", "link")}
                WHERE payment.dataset_id = %s AND NOT payment.is_deleted AND payment.status <> 'Void'
                  AND {say.text("link.value", "type")} = %s
                GROUP BY 1)
            SELECT source_id, count(*) OVER () FROM {TABLE} record
            LEFT JOIN settled ON settled.document = record.source_id
            WHERE record.dataset_id = %s AND NOT record.is_deleted AND record.status NOT IN ('Void', 'Draft') {where}
              AND {say.order(say.plus(whole, say.number("settled.amount")), left)} <> 0
            ORDER BY record.id LIMIT {FEW}""",  # noqa: S608
        values,
    )
