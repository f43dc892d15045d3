"""The general ledger: one journal entry per posted document and payment, and the entries people make themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
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
    ("CRJ", "Cash sales", ((1, "1050", 9), (-1, "4040", 9))),
    ("CRJ", "Interest received", ((1, "1020", 3), (-1, "4910", 3))),
    ("PYRJ", "Payroll", ((1, "6000", 100), (1, "6010", 9), (-1, "2110", 17), (-1, "1000", 92))),
    ("CRJ", "Customer deposit", ((1, "1000", 8), (-1, "2300", 8))),
    ("GJ", "Cost of goods sold", ((1, "5000", 46), (-1, "1300", 46))),
    ("GJ", "Stock received", ((1, "1300", 47), (-1, "2120", 47))),
    ("PYRJ", "Payroll", ((1, "6000", 98), (1, "6020", 11), (-1, "2110", 16), (-1, "1000", 93))),
    ("CDJ", "Purchasing card", ((1, "6210", 4), (1, "6410", 3), (-1, "2050", 7))),
    ("CRJ", "Cash banked", ((1, "1000", 9), (-1, "1050", 9))),
    ("CDJ", "Transfer to savings", ((1, "1020", 12), (-1, "1000", 12))),
)
"""Journal, title, and lines as (debit or credit, account, share of the usual size): each sums to nothing."""

OPENING = (
    (1, "1000", 9000),
    (1, "1530", 4000),
    (1, "1300", 7000),
    (1, "1400", 2000),
    (-1, "3000", 12000),
    (-1, "3100", 10000),
)
CYCLE = len(RECIPES)
RECIPE_LINES = tuple(len(lines) for _, _, lines in RECIPES)
CACHE = 2048
DEPOSITS = "2300"
"""What customers have paid in advance."""


@dataclass(frozen=True)
class Segment:
    """A run of journal entries of one origin: how many, the lines of each, and how to make one."""

    count: int
    blocks: Blocks
    make: Callable[[Batch, int], None]
    owner: Callable[[int], str]
    since: Callable[[date], int]


class Ledger:
    """Journal entries by position; positions run through the segments, origin by origin."""

    def __init__(self, books: CompanyBooks, *, entries: int) -> None:
        self.books, self.own_count = books, entries
        self.numbering = Numbering(books.seed + 7, 90, 3, 2)
        self.entry_numbering = Numbering(books.seed + 8, 1200, 4, 3)
        manual = Blocks((0, (len(OPENING),)), (1, RECIPE_LINES[1:] + RECIPE_LINES[:1]))
        self.segments = [Segment(entries, manual, self._own, self._own_owner, self._own_since)]
        for trade in (books.sales, books.purchases):
            self.segments += self._of_trade(trade)
        self.starts: list[tuple[int, int, Segment]] = []
        batches = lines = 0
        self.segments += [self._drafts(trade) for trade in (books.sales, books.purchases)]
        self.segments.append(self._later())
        for segment in self.segments:
            self.starts.append((batches, lines, segment))
            batches += segment.count
            lines += segment.blocks.before(segment.count)
        self.count, self.entry_count = batches, lines
        self.batch: Callable[[int], Batch] = lru_cache(CACHE)(self._batch)

    def _of_trade(self, trade: Trade) -> list[Segment]:
        posting = tuple(trade.line_blocks.count(n) + 1 for n in range(8))
        return [
            Segment(
                trade.base_posted,
                Blocks((0, posting)),
                lambda batch, n: self.posting(batch, trade.document(n), trade),
                trade.owner,
                lambda day: self.books.timeline.first_after(day - timedelta(days=1), trade.base_count),
            ),
            Segment(
                trade.settlements.paid_count,
                Blocks((0, (2,))),
                lambda batch, n: self._payment(batch, trade.payment(n), trade),
                lambda m: trade.owner(trade.settlements.locate(m)[0]),
                lambda day: trade.settlements.blocks.before(trade.first_since(day)),
            ),
            Segment(
                trade.adjustment_count,
                Blocks((0, (2,))),
                lambda batch, n: self.posting(batch, trade.adjustment(n), trade),
                lambda k: trade.owner(k * 25 % max(1, trade.base_posted)),
                lambda day: trade.first_since(day) // 25,
            ),
        ]

    def _drafts(self, trade: Trade) -> Segment:
        """Return the drafts that were posted when the books began to grow."""
        posted = trade.posted_drafts()
        lines = tuple(trade.line_blocks.count(n) + 1 for n in posted) or (0,)

        def make(batch: Batch, d: int) -> None:
            self.posting(batch, trade.document(posted[d]), trade)
            batch.created_at = batch.modified_at = self.books.growth.opened(0) or batch.created_at

        return Segment(len(posted), Blocks((0, lines)), make, lambda d: trade.owner(posted[d]), lambda day: 0)

    def _later(self) -> Segment:
        """Return what was posted since the books were set up, event by event; its lines repeat every sixteen days."""
        growth, books = self.books.growth, self.books
        sides = {books.sales.streams[2]: books.sales, books.purchases.streams[2]: books.purchases}
        pays = {books.sales.streams[3]: books.sales, books.purchases.streams[3]: books.purchases}
        names = [name for name in ("entry", *sides, *pays) for _ in range(growth.streams[name].daily)]
        first = growth.streams["entry"].before

        def event(q: int) -> tuple[str, int]:
            index, slot = divmod(q, len(names))
            stream = growth.streams[names[slot]]
            return names[slot], index * stream.daily + first + slot - stream.before

        def lines(q: int) -> int:
            name, n = event(q)
            if name == "entry":
                return RECIPE_LINES[(self.own_count + n) % len(RECIPES)]
            return sides[name].line_blocks.count(sides[name].base_count + n) + 1 if name in sides else 2

        def make(batch: Batch, q: int) -> None:
            name, n = event(q)
            if name == "entry":
                self._own(batch, self.own_count + n)
            elif name in sides:
                self.posting(batch, sides[name].document(sides[name].base_count + n), sides[name])
            else:
                self._payment(batch, pays[name].payment(pays[name].settlements.paid_count + n), pays[name])

        def owner(q: int) -> str:
            name, n = event(q)
            if name == "entry":
                return self._own_owner(self.own_count + n)
            if name in sides:
                return sides[name].owner(sides[name].base_count + n)
            return pays[name].owner(pays[name].settlements.open.locate(n)[0])

        def since(day: date) -> int:
            return growth.index_on_or_after(day) * len(names)

        self.later_daily = len(names)
        count = growth.days * len(names) + min(max(growth.part - first, 0), len(names))
        pattern = tuple(lines(q) for q in range(len(names) * CYCLE)) if count else (0,)
        return Segment(count, Blocks((0, pattern)), make, owner, since)

    def deleted_own_at(self, n: int) -> int | None:
        """Return when somebody deleted a journal entry of their own: a few early ones, and every sixteenth later."""
        growth = self.books.growth
        if n < self.own_count:
            last, rest = divmod(self.own_count - 2 - n, 3)
            return growth.opened(1 + 4 * last) if not rest and 0 <= last < self.own_count // 50 else None
        later = n - self.own_count
        return growth.opened(later // growth.streams["entry"].daily + 2) if later % 16 == 5 else None

    @cached_property
    def deleted_own(self) -> tuple[int, ...]:
        """List the journal entries that people made and deleted again."""
        early = (self.own_count - 2 - 3 * last for last in reversed(range(self.own_count // 50)))
        later = range(self.own_count + 5, self.own_total, 16)
        return tuple(n for n in (*early, *later) if self.deleted_own_at(n))

    @cached_property
    def gone(self) -> tuple[int, ...]:
        """List the positions of the journal entries that were deleted."""
        return tuple(map(self.own_position, self.deleted_own))

    @property
    def own_total(self) -> int:
        """Return how many journal entries people have made so far."""
        return self.own_count + self.books.growth.done("entry")

    def own_position(self, n: int) -> int:
        """Return where the *n*-th journal entry that somebody made stands."""
        if n < self.own_count:
            return n
        index, slot = divmod(n - self.own_count, self.books.growth.streams["entry"].daily)
        return self.starts[-1][0] + index * self.later_daily + slot

    def posting_of(self, trade: Trade, n: int) -> int | None:
        """Return the position of the journal entry that a document was posted by; None for a draft."""
        place = 1 if trade.letter == "r" else 4
        if n < trade.base_posted:
            return self.starts[place][0] + n
        if n < trade.base_count:
            posted = trade.posted_drafts()
            return self.starts[7 if trade.letter == "r" else 8][0] + posted.index(n) if n in posted else None
        stream, first = self.books.growth.streams[trade.streams[2]], self.books.growth.streams["entry"].before
        index, slot = divmod(n - trade.base_count, stream.daily)
        return self.starts[-1][0] + index * self.later_daily + stream.before - first + slot

    def _own_since(self, day: date) -> int:
        return self.books.timeline.first_after(day - timedelta(days=1), self.own_count)

    def since(self, day: date) -> list[range]:
        """Return the positions outside of which nothing was posted or changed on or after a day."""
        return [
            range(start + min(segment.since(day), segment.count), start + segment.count)
            for start, _, segment in self.starts
        ]

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

    def blank(self, n: int = -1, recordno: int = 0, number: int = 0) -> Batch:
        """Return a journal entry to be filled."""
        base = self.books.base_currency
        return Batch(n, recordno, number, "", "", self.books.as_of, "", 0, None, base, base, 1.0, None)

    def _batch(self, n: int) -> Batch:
        start, lines, segment = self._find(n)
        batch = self.blank(n, self.numbering.number(n), n - start + 1)
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
        later = n - self.own_count
        day = books.growth.day("entry", later) if later >= 0 else books.timeline.day(n, self.own_count)
        entity = books.entities[mix(books.seed, 31, n) % len(books.entities)] if books.entities else None
        base = entity.currency if entity else books.base_currency
        batch.journal, title, lines = RECIPES[n % len(RECIPES)] if n else ("GJ", "Opening balances", OPENING)
        batch.module, batch.day, batch.title = "2.GL", day, f"{title} {day.month:02d}/{day.year}"
        batch.created_at = books.growth.stamp("entry", later) if later >= 0 else books.timeline.stamp(day, bits)
        batch.modified_at = None if n % 7 == 2 else batch.created_at
        batch.currency = batch.base_currency = base
        batch.owner = entity if entity and n % 10 in PRIVATE else None
        batch.reference = f"JE-{1001 + n}"
        size = books.entry_size * (880 + bits // 64 % 240) // 1000
        growth = 1000 + (day - books.timeline.start).days // 3
        unit = max(1, size * growth // 120_000)
        department = books.departments[bits % len(books.departments)]
        location = books.location_of(entity, bits // 256)
        customer = books.sales.party(n % books.sales.base_parties) if books.sales.base_parties else None
        batch.entries = [
            Entry(batch, 0, 0, side, BY_NUMBER[account], unit * share, unit * share, department, location, title,
                  customer if account == DEPOSITS else None)
            for side, account, share in lines
        ]  # fmt: skip

    def posting(self, batch: Batch, document: Document, trade: Trade) -> None:
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
