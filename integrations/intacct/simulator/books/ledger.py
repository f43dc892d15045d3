"""The general ledger: one journal entry per posted document and payment, and the entries people make themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from integrations.intacct.simulator.books.chart import BY_NUMBER
from integrations.intacct.simulator.books.documents import PRIVATE, Trade
from integrations.intacct.simulator.books.numbers import Blocks, Numbering, mix
from integrations.intacct.simulator.books.records import Batch, Document, Entry, Payment

if TYPE_CHECKING:
    from integrations.intacct.simulator.books.company import CompanyBooks

RECIPES: tuple[tuple[str, str, tuple[tuple[int, str, int], ...]], ...] = (
    ("PYRJ", "Payroll", ((1, "6000", 100), (1, "6010", 9), (-1, "2110", 17), (-1, "1000", 92))),
    ("GJ", "Depreciation", ((1, "6500", 14), (-1, "1590", 14))),
    ("GJ", "Cost of goods sold", ((1, "5000", 46), (-1, "1300", 46))),
    ("GJ", "Stock received", ((1, "1300", 47), (-1, "2120", 47))),
    ("PYRJ", "Payroll", ((1, "6000", 98), (1, "6020", 11), (-1, "2110", 16), (-1, "1000", 93))),
    ("CDJ", "Bank charges and interest", ((1, "6600", 2), (1, "6610", 5), (-1, "1000", 7))),
    ("GJ", "Insurance released", ((1, "6200", 9), (-1, "1400", 9))),
    ("CRJ", "Interest received", ((1, "1020", 3), (-1, "4910", 3))),
)
"""Journal, title, and lines as (debit or credit, account, share of the usual size): each sums to nothing."""

OPENING = (
    (1, "1000", 9000), (1, "1530", 4000), (1, "1300", 7000), (1, "1400", 2000), (-1, "3000", 12000), (-1, "3100", 10000),
)  # fmt: skip
RECIPE_LINES = tuple(len(lines) for _, _, lines in RECIPES)
CACHE = 2048


@dataclass(frozen=True)
class Segment:
    """A run of journal entries of one origin: how many, the lines of each, and how to make one."""

    count: int
    blocks: Blocks
    make: Callable[[Batch, int], None]
    owner: Callable[[int], str]


class Ledger:
    """Journal entries by position; positions run through the segments, origin by origin."""

    def __init__(self, books: CompanyBooks, *, entries: int) -> None:
        self.books, self.own_count = books, entries
        self.numbering = Numbering(books.seed + 7, 90, 3, 2)
        self.entry_numbering = Numbering(books.seed + 8, 1200, 4, 3)
        manual = Blocks((0, (len(OPENING),)), (1, RECIPE_LINES[1:] + RECIPE_LINES[:1]))
        self.segments = [Segment(entries, manual, self._own, self._own_owner)]
        for trade in (books.sales, books.purchases):
            self.segments += self._of_trade(trade)
        self.starts: list[tuple[int, int, Segment]] = []
        batches = lines = 0
        for segment in self.segments:
            self.starts.append((batches, lines, segment))
            batches += segment.count
            lines += segment.blocks.before(segment.count)
        self.count, self.entry_count = batches, lines
        self.batch: Callable[[int], Batch] = lru_cache(CACHE)(self._batch)

    def _of_trade(self, trade: Trade) -> list[Segment]:
        posting = tuple(trade.line_blocks.count(n) + 1 for n in range(8))
        return [
            Segment(trade.posted_count, Blocks((0, posting)), lambda b, n: self._posting(b, trade.document(n), trade),
                    trade.owner),
            Segment(trade.payment_count, Blocks((0, (2,))), lambda b, n: self._payment(b, trade.payment(n), trade),
                    lambda m: trade.owner(trade.settlements.locate(m)[0])),
            Segment(trade.adjustment_count, Blocks((0, (2,))),
                    lambda b, n: self._posting(b, trade.adjustment(n), trade),
                    lambda k: trade.owner(k * 25 % max(1, trade.posted_count))),
        ]  # fmt: skip

    def _find(self, n: int) -> tuple[int, int, Segment]:
        return next(start for start in reversed(self.starts) if n >= start[0] and start[2].count)

    def owner(self, n: int) -> str:
        start, _, segment = self._find(n)
        return segment.owner(n - start)

    def entries_before(self, n: int) -> int:
        """Return how many lines all earlier journal entries have."""
        if n >= self.count:
            return self.entry_count
        start, lines, segment = self._find(n)
        return lines + segment.blocks.before(n - start)

    def locate(self, line: int) -> tuple[int, int]:
        """Return the position of the journal entry that a line belongs to, and which of its lines it is."""
        for start, lines, segment in reversed(self.starts):
            if line >= lines and segment.count:
                n, position = segment.blocks.locate(line - lines)
                return start + n, position
        raise IndexError(line)

    def entry(self, line: int) -> Entry:
        n, position = self.locate(line)
        return self.batch(n).entries[position]

    def _batch(self, n: int) -> Batch:
        start, lines, segment = self._find(n)
        books = self.books
        batch = Batch(
            n, self.numbering.number(n), n - start + 1, "", "", books.as_of, "", 0, None,
            books.base_currency, books.base_currency, 1.0, None,
        )  # fmt: skip
        segment.make(batch, n - start)
        first = lines + segment.blocks.before(n - start)
        for position, entry in enumerate(batch.entries):
            entry.recordno = self.entry_numbering.number(first + position)
            entry.number = position + 1
        return batch

    def _own_owner(self, n: int) -> str:
        entities = self.books.entities
        if not entities or n % 10 not in PRIVATE:
            return ""
        return entities[mix(self.books.seed, 31, n) % len(entities)].location_id

    def _own(self, batch: Batch, n: int) -> None:
        books = self.books
        bits = mix(books.seed, 29, n)
        day = books.timeline.day(n, self.own_count)
        entity = books.entities[mix(books.seed, 31, n) % len(books.entities)] if books.entities else None
        base = entity.currency if entity else books.base_currency
        batch.journal, title, lines = RECIPES[n % len(RECIPES)] if n else ("GJ", "Opening balances", OPENING)
        batch.module, batch.day, batch.title = "2.GL", day, f"{title} {day.month:02d}/{day.year}"
        batch.created_at = books.timeline.stamp(day, bits)
        batch.modified_at = None if n % 7 == 2 else batch.created_at
        batch.currency = batch.base_currency = base
        batch.owner = entity if entity and n % 10 in PRIVATE else None
        batch.reference = f"JE-{1001 + n}"
        size = books.entry_size * (880 + bits // 64 % 240) // 1000
        growth = 1000 + (day - books.timeline.start).days // 3
        unit = max(1, size * growth // 120_000)
        department = books.departments[bits % len(books.departments)]
        location = books.location_of(entity, bits // 256)
        batch.entries = [
            Entry(batch, 0, 0, side, BY_NUMBER[account], unit * share, unit * share, department, location, title)
            for side, account, share in lines
        ]

    def _posting(self, batch: Batch, document: Document, trade: Trade) -> None:
        """Post a document: the control account against its lines. Intacct writes amounts positive, with a side."""
        is_sale = trade.letter == "r"
        batch.journal, batch.module = ("ARJ", "4.AR") if is_sale else ("APJ", "3.AP")
        batch.day, batch.title = document.day, f"{document.number}: {document.party.name}"
        batch.created_at = document.created_at
        batch.modified_at = None if document.n % 6 == 1 else document.created_at
        batch.currency, batch.base_currency, batch.rate = document.currency, document.base_currency, document.rate
        batch.owner, batch.document, batch.source_key = document.owner, document, document.recordno
        batch.reference, batch.record_type = document.number, document.kind
        sign = 1 if is_sale else -1
        whole = (document.trx_total, document.total)
        first = document.lines[0]
        rows = [(sign, BY_NUMBER[trade.control], whole, first)]
        rows += [(-sign, line.account, (line.trx_amount, line.amount), line) for line in document.lines]
        customer, vendor = (document.party, None) if is_sale else (None, document.party)
        for side, account, (trx, amount), line in rows:
            turned = side if amount >= 0 else -side
            batch.entries.append(
                Entry(batch, 0, 0, turned, account, abs(trx), abs(amount), line.department, line.location, line.memo,
                      customer, vendor, line.item)
            )  # fmt: skip

    def _payment(self, batch: Batch, payment: Payment, trade: Trade) -> None:
        is_sale, document = trade.letter == "r", payment.document
        batch.journal, batch.module = ("CRJ", "4.AR") if is_sale else ("CDJ", "3.AP")
        batch.day, batch.created_at, batch.modified_at = payment.day, payment.created_at, payment.modified_at
        batch.title = f"{'Receipt' if is_sale else 'Payment'} {payment.number}: {document.party.name}"
        batch.currency, batch.base_currency, batch.rate = document.currency, document.base_currency, document.rate
        batch.owner, batch.document, batch.source_key = document.owner, document, payment.recordno
        batch.reference, batch.record_type = payment.number, payment.kind
        customer, vendor = (document.party, None) if is_sale else (None, document.party)
        line = document.lines[0]
        bank, control = (1, BY_NUMBER["1000"]), (-1, BY_NUMBER[trade.control])
        for side, account in (bank, control) if is_sale else ((1, control[1]), (-1, bank[1])):
            batch.entries.append(
                Entry(batch, 0, 0, side, account, payment.trx_amount, payment.amount, line.department, line.location,
                      batch.title, customer, vendor)
            )  # fmt: skip
