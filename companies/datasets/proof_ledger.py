"""The ledger in itself: entries and months balance, and two readings of it agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from companies.datasets.models import Proof, ProofLine
from companies.datasets.proof_books import LEDGERS, Books, figure, judged, line, sources
from companies.datasets.proof_rules import ENTRIES, PERIODS, Rule
from companies.datasets.proof_rules import LEDGERS as AGREE
from companies.datasets.proof_sums import Concerned, Period
from integrations.records import Kind

MOST_PARTS = 24
"""So many months or accounts that do not tie get a line of their own."""
ENTRY = Kind.JOURNAL_ENTRIES.value
Sums = dict[tuple[str, str], Decimal]
"""Amounts by account and currency."""


def prove_ledger(books: Books) -> Iterator[ProofLine]:
    for kind in map(str, LEDGERS):
        yield from books.lines(ENTRIES, [kind], lambda kind=kind: _entries(books, kind))  # type: ignore[misc]
        yield from books.lines(PERIODS, [kind], lambda kind=kind: _periods(books, kind))  # type: ignore[misc]
    transactions, entries = map(str, LEDGERS)
    yield from books.lines(AGREE, [transactions, entries], lambda: _agree(books, transactions, entries))


def _entries(books: Books, kind: str) -> Iterator[ProofLine]:
    ledger = books.ledger(kind)
    off = ledger.unbalanced()
    checked = books.datasets[kind].record_count if kind == ENTRY else ledger.entry_count()
    yield judged(ENTRIES, kind, checked, off, of=ENTRY, remark=_rounding(books, kind, off))


def _rounding(books: Books, kind: str, off: Concerned) -> str:
    if not off.count or not books.ledger(kind).is_rounding(off.ids):
        return ""
    return _(
        "In the currency of the transaction these entries balance: what is left in the base currency is a rounding, "
        "posted so by the accounting software."
    )


def _periods(books: Books, kind: str) -> Iterator[ProofLine]:
    ledger = books.ledger(kind)
    periods = ledger.periods()
    off = [period for period in periods if not period.ties]
    debits, credits = (sum(amounts, Decimal(0)) for amounts in _columns(periods))
    yield line(
        PERIODS,
        kind,
        outcome=Proof.Outcome.OFF if off else Proof.Outcome.TIED,
        checked_count=len(periods),
        off_count=len(off),
        expected=figure(debits),
        found=figure(credits),
    )
    for period in off[:MOST_PARTS]:
        concerned = ledger.unbalanced(period)
        yield line(
            PERIODS,
            kind,
            part=" · ".join(filter(None, (period.month, period.entity, period.currency))),
            outcome=Proof.Outcome.OFF,
            checked_count=1,
            off_count=concerned.count,
            expected=figure(period.debits),
            found=figure(period.credits),
            sources=sources(ENTRY, concerned.ids),
        )


def _columns(periods: Iterable[Period]) -> tuple[list[Decimal], list[Decimal]]:
    return [period.debits for period in periods], [period.credits for period in periods]


def _agree(books: Books, transactions: str, entries: str) -> Iterator[ProofLine]:
    """Compare by account and currency, from the month on which both readings hold whole."""
    since = books.since(transactions, entries)
    first = since.strftime("%Y-%m") if since else ""
    sums = [_by_account(books, kind, first) for kind in (transactions, entries)]
    yield from compared(AGREE, transactions, sums[1], sums[0])


def _by_account(books: Books, kind: str, first: str) -> Sums:
    found: Sums = defaultdict(Decimal)
    for (account, month, currency), amount in books.movements(kind).items():
        if not first or month > first:
            found[account, currency] += amount
    return found


def compared(rule: Rule, kind: str, expected: Sums, found: Sums, remark: str = "") -> Iterator[ProofLine]:
    """One line for two lists of accounts, and one for each account and currency on which they differ."""
    accounts = sorted({*expected, *found})
    zero = Decimal(0)
    off = [account for account in accounts if expected.get(account, zero) != found.get(account, zero)]
    outcome = Proof.Outcome.OFF if off else Proof.Outcome.TIED
    yield line(rule, kind, outcome=outcome, checked_count=len(accounts), off_count=len(off), remark=remark)
    for account in off[:MOST_PARTS]:
        yield line(
            rule,
            kind,
            part=" · ".join(filter(None, account)),
            outcome=Proof.Outcome.OFF,
            checked_count=1,
            off_count=1,
            expected=figure(expected.get(account, zero)),
            found=figure(found.get(account, zero)),
            sources=sources(Kind.CHART_OF_ACCOUNTS, [account[0]]),
        )
