"""Statements: whether they add up, and whether they are what was posted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from companies.datasets.models import Proof, ProofLine, Record
from companies.datasets.proof_books import Books, figure, judged, line, sources
from companies.datasets.proof_ledger import MOST_PARTS
from companies.datasets.proof_rules import STATEMENTS, STATEMENTS_LEDGER
from companies.datasets.proof_sums import FEW, Concerned
from integrations.records import Json, Kind

BALANCE, PROFIT = Kind.BALANCE_SHEET.value, Kind.PROFIT_AND_LOSS.value
SECTIONS = {
    BALANCE: {"assets": 1, "liabilities": -1, "equity": -1},
    PROFIT: {"income": -1, "costOfSales": 1, "expenses": 1, "otherIncome": -1, "otherExpenses": 1},
}
"""The sections of each statement, and whether an amount in debit counts upwards in them."""
Key = tuple[str, str, str]
"""An account, a month and a currency."""
EARNINGS = ""
"""Stands for the account that a balance sheet has for the earnings of the year, which no entry names."""


def prove_statements(books: Books) -> Iterator[ProofLine]:
    for kind in (BALANCE, PROFIT):
        yield from books.lines(STATEMENTS, [kind], lambda kind=kind: [_adds_up(books, kind)])  # type: ignore[misc]
    if ledger := books.main_ledger:
        for kind in (BALANCE, PROFIT):
            yield from books.lines(
                STATEMENTS_LEDGER,
                [kind, ledger],
                lambda kind=kind: _posted(books, kind),  # type: ignore[misc]
            )


def _statements(books: Books, kind: str) -> Iterator[tuple[str, Json]]:
    records = Record.objects.live().filter(dataset=books.datasets[kind]).order_by("date", "pk")
    return records.values_list("source_id", "data").iterator(chunk_size=100)


def _adds_up(books: Books, kind: str) -> ProofLine:
    checked, off = 0, []
    for source_id, data in _statements(books, kind):
        checked += 1
        if not (is_consistent(kind, data) and all(_is_sum(data.get(name)) for name in SECTIONS[kind])):
            off.append(source_id)
    return judged(STATEMENTS, kind, checked, Concerned(off[:FEW], len(off)))


def is_consistent(kind: str, data: Json) -> bool:
    """The figures between the sections of one statement follow from the sections."""
    of = {name: _value(data.get(name)) for name in SECTIONS[kind]}
    if kind == BALANCE:
        net = Decimal(data["netAssets"])
        return of["assets"] - of["liabilities"] == net == of["equity"]
    gross, operating, other, profit = (
        Decimal(data[name]) for name in ("grossProfit", "netOperatingProfit", "netOtherIncome", "netProfit")
    )
    return (
        gross == of["income"] - of["costOfSales"]
        and operating == gross - of["expenses"]
        and other == of["otherIncome"] - of["otherExpenses"]
        and profit == operating + other
    )


def _value(section: Any) -> Decimal:
    return Decimal(section["value"]) if section else Decimal(0)


def _is_sum(section: Any) -> bool:
    """A section is the sum of its parts, and each of them of its own."""
    parts = (section or {}).get("items") or []
    if not parts:
        return section is None or bool(section.get("accountId")) or "items" not in section or not _value(section)
    return _value(section) == sum(map(_value, parts), Decimal(0)) and all(map(_is_sum, parts))


def leaves(section: Any) -> Iterator[tuple[str, Decimal]]:
    """The accounts of a section with their amounts; what has no account, such as the year's earnings, is left out."""
    for part in (section or {}).get("items") or []:
        yield from leaves(part)
    if section and section.get("accountId"):
        yield section["accountId"], _value(section)


def _posted(books: Books, kind: str) -> Iterator[ProofLine]:
    """What each account moved by in a month, by the statement and by the ledger."""
    told, months = _told(books, kind)
    posted: dict[Key, Decimal] = defaultdict(Decimal)
    accounts = {(account, currency) for account, _month, currency in told}
    for (account, month, currency), amount in books.own_movements(books.main_ledger).items():
        if (account, currency) in accounts and (month, currency) in months:
            posted[account, month, currency] += amount
            if kind == BALANCE:
                posted[EARNINGS, month, currency] -= amount
    keys = sorted({*told, *posted})
    apart = {key: found for key in keys if (found := told.get(key, Decimal(0)) - posted.get(key, Decimal(0)))}
    off = [key for key in apart if kind == PROFIT or not _is_closing(apart, key)]
    yield line(
        STATEMENTS_LEDGER,
        kind,
        outcome=Proof.Outcome.OFF if off else Proof.Outcome.TIED,
        checked_count=len(keys),
        off_count=len(off),
    )
    for key in off[:MOST_PARTS]:
        yield line(
            STATEMENTS_LEDGER,
            kind,
            part=" · ".join(filter(None, key)),
            outcome=Proof.Outcome.OFF,
            checked_count=1,
            off_count=1,
            expected=figure(posted.get(key, Decimal(0))),
            found=figure(told.get(key, Decimal(0))),
            sources=sources(Kind.CHART_OF_ACCOUNTS, [account for account in key[:1] if account]),
        )


def _is_closing(apart: dict[Key, Decimal], key: Key) -> bool:
    """The earnings of a year went to an account of the equity, as they do at its end without any entry."""
    _account, month, currency = key
    same = {account: found for (account, *place), found in apart.items() if place == [month, currency]}
    return EARNINGS in same and not sum(same.values(), Decimal(0))


def _told(books: Books, kind: str) -> tuple[dict[Key, Decimal], set[tuple[str, str]]]:
    """The movements that statements tell of, debit positive, and the months and currencies that they cover.

    A balance sheet tells what there is; what an account moved by is the difference to the month before.
    """
    held: dict[str, dict[tuple[str, str], Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    order: dict[str, list[str]] = defaultdict(list)
    for _id, data in _statements(books, kind):
        month, currency = str(data["date" if kind == BALANCE else "toDate"])[:7], str(data.get("currency") or "")
        order[currency].append(month)
        for name, sign in SECTIONS[kind].items():
            for account, amount in leaves(data.get(name)):
                held[currency][account, month] += sign * amount
        if kind == BALANCE:
            named = sum((amount for _account, amount in leaves(data.get("equity"))), Decimal(0))
            held[currency][EARNINGS, month] -= _value(data.get("equity")) - named
    told: dict[Key, Decimal] = {}
    months: set[tuple[str, str]] = set()
    begin = books.since(books.main_ledger)
    for currency, found in order.items():
        accounts = {account for account, _month in held[currency]}
        for before, month in zip(["", *found], found, strict=False):
            if (kind == BALANCE and not before) or (begin and month <= begin.strftime("%Y-%m")):
                continue
            months.add((month, currency))
            for account in accounts:
                moved = held[currency].get((account, month), Decimal(0))
                if kind == BALANCE:
                    moved -= held[currency].get((account, before), Decimal(0))
                told[account, month, currency] = moved
    return told, months
