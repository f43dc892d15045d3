"""Invoices and bills with their lines, credits, receipts and payments: one side of the trade, sales or purchases."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from integrations.intacct.simulator.books.chart import BY_NUMBER, COSTS, ITEMS, TERMS
from integrations.intacct.simulator.books.names import CUSTOMER_TRADES, VENDOR_TRADES, address, trading_name, web_name
from integrations.intacct.simulator.books.numbers import Blocks, Numbering, mix
from integrations.intacct.simulator.books.records import Document, Line, Party, Payment
from integrations.intacct.simulator.books.settlement import BACKLOG, Settlements

if TYPE_CHECKING:
    from integrations.intacct.simulator.books.company import CompanyBooks
    from integrations.intacct.simulator.books.growth import Growth

PRIVATE = (3, 7, 9)
METHODS = ("EFT", "Printed Check", "EFT", "Credit Card")
CACHE = 4096
PARTY_CACHE = 16384
LONGEST_SETTLEMENT = 90
"""Days after which nothing happens to a document any more: the longest term, the latest payer, two parts."""


class Trade(ABC):
    """Sales (``ri``) or purchases (``pi``) of one company, computed from the seed and a position.

    What was there when the books were set up is counted by ``base_count`` and ``base_parties``; ``grow`` adds the rest.
    """

    letter: str
    party_prefix: str
    number_prefix: str
    control: str
    salt: int
    slot: int
    streams: tuple[str, str, str, str]

    def __init__(
        self, books: CompanyBooks, *, parties: int, documents: int, line_counts: tuple[int, ...], taxed: tuple[int, ...]
    ) -> None:
        self.books, self.seed = books, books.seed + self.salt
        self.base_parties, self.base_count = parties, documents if parties else 0
        self.idle_parties = parties // 20
        self.draft_count = min(5, self.base_count // 100)
        self.base_posted = self.base_count - self.draft_count
        self.adjustment_count = self.base_count // 25
        self.taxed = taxed
        self.line_blocks = Blocks((0, line_counts))
        self.settlements = Settlements(books.timeline, posted=self.base_posted, count=self.base_count)
        self.count, self.party_count, self.payment_count = self.base_count, parties, self.settlements.total_count
        first = 1000 + self.slot * 8
        self.numbering = Numbering(self.seed, first, 64, 5)
        self.payment_numbering = Numbering(self.seed + 1, first + 16, 64, 5)
        self.adjustment_numbering = Numbering(self.seed + 2, first + 32, 64, 5)
        self.line_numbering = Numbering(self.seed + 3, 2000 + self.slot * 4, 8, 3)
        self.adjustment_line_numbering = Numbering(self.seed + 4, 5000 + self.slot * 4, 8, 3)
        self.detail_numbering = Numbering(self.seed + 6, 300 + self.slot, 3, 2)
        self.party_numbering = Numbering(self.seed + 5, 21 + self.slot, 4, 2)
        self.document: Callable[[int], Document] = lru_cache(CACHE)(self._document)
        self.party: Callable[[int], Party] = lru_cache(PARTY_CACHE)(self._party)
        self.adjustment: Callable[[int], Document] = lru_cache(256)(self._adjustment)
        self._dues: dict[int, int] | None = None

    def daily(self) -> dict[str, int]:
        """Return how many events of each stream a business day brings."""
        party, edit, document, payment = self.streams
        each = max(1, round(self.base_count / 500)) if self.base_count else 0
        pays = each if self.settlements.backlog >= BACKLOG * each else 0
        return {party: min(1, self.base_parties), edit: 2 * min(1, self.base_parties), document: each, payment: pays}

    def grow(self, growth: Growth) -> None:
        """Take what has happened since the books were set up."""
        party, _, document, payment = self.streams
        self.count = self.base_count + growth.done(document)
        self.party_count = self.base_parties + growth.done(party)
        self.settlements.grow(growth, payment)
        self.payment_count = self.settlements.total_count

    def party_deleted_at(self, n: int) -> int | None:
        """Return when a party was deleted: some that never traded, and every fifth of those that came later."""
        growth, later = self.books.growth, n - self.base_parties
        if later >= 0:
            return growth.opened(later + 3) if later % 5 == 4 else None
        last = self.base_parties - 1 - n
        return growth.opened(2 + self.slot // 3 + 3 * last) if last < self.idle_parties else None

    def deleted_at(self, n: int) -> int | None:
        """Return when a document was deleted: every second draft."""
        if not self.base_posted <= n < self.base_count or (n - self.base_posted) % 2:
            return None
        return self.books.growth.opened(1 + n - self.base_posted)

    def posted_drafts(self) -> range:
        """Return the drafts that were posted when the books began to grow."""
        posted = range(self.base_posted + 1, self.base_count, 2)
        return posted if self.books.growth.opened(0) else range(0)

    def gone(self) -> tuple[int, ...]:
        """Return the documents that were deleted."""
        return tuple(n for n in range(self.base_posted, self.base_count) if self.deleted_at(n))

    def gone_parties(self) -> tuple[int, ...]:
        idle = range(self.base_parties - self.idle_parties, self.base_parties)
        later = range(self.base_parties + 4, self.party_count, 5)
        return tuple(n for n in (*idle, *later) if self.party_deleted_at(n))

    def first_since(self, day: date) -> int:
        """Return the first document that was there from the start to which anything happened on or after a day then."""
        return self.books.timeline.first_after(day - timedelta(days=LONGEST_SETTLEMENT), self.base_count)

    def since(self, day: date) -> int:
        """Return the first document to which anything happened on or after a day."""
        growth = self.books.growth
        found = self.first_since(day)
        if found == self.base_count:
            found += growth.first(self.streams[2], day)
        payment = growth.first(self.streams[3], day)
        if payment < growth.done(self.streams[3]):
            found = min(found, self.settlements.open.locate(payment)[0])
        return min(found, self.base_posted) if day <= growth.business_day(0) else found

    def payments_since(self, day: date) -> int:
        """Return the first payment that was made or changed on or after a day."""
        first = self.settlements.blocks.before(min(self.first_since(day), self.base_count))
        if first < self.settlements.paid_count:
            return first
        return self.settlements.paid_count + self.books.growth.first(self.streams[3], day)

    @property
    def line_count(self) -> int:
        return self.line_blocks.before(self.count)

    def party_owner(self, n: int) -> str:
        entities = self.books.entities
        return entities[n // 12 % len(entities)].location_id if entities and n % 12 == 5 else ""

    def owner(self, n: int) -> str:
        """Return the entity that a document is private to, without computing the document."""
        entities = self.books.entities
        if not entities or n % 10 not in PRIVATE:
            return ""
        return entities[mix(self.seed, 13, n) % len(entities)].location_id

    def _party_times(self, n: int, bits: int) -> tuple[int, int | None, int]:
        """Return when a party was created and last changed, and how often since the books were set up."""
        books, growth = self.books, self.books.growth
        if n >= self.base_parties:
            created = growth.stamp(self.streams[0], n - self.base_parties)
            return created, created, 0
        created = books.timeline.stamp(books.timeline.start - timedelta(days=bits % 900 + 1), bits)
        edits = -((n - growth.done(self.streams[1])) // self.base_parties)
        if edits > 0:
            return created, growth.stamp(self.streams[1], n + (edits - 1) * self.base_parties), edits
        return created, None if n % 9 == 4 else min(created + bits // 7 % 50_000_000, books.end), 0

    def _party(self, n: int) -> Party:
        bits = mix(self.seed, 11, n)
        books = self.books
        name = trading_name(n, self._trades(), self.seed)
        created, modified, edits = self._party_times(n, bits)
        owner = self.party_owner(n)
        return Party(
            n=n,
            recordno=self.party_numbering.number(n),
            party_id=f"{self.party_prefix}-{10001 + n:05d}",
            name=name,
            web=web_name(name),
            address=address(self.seed, n),
            currency=books.currencies[0 if bits % 10 < 7 else bits // 16 % len(books.currencies)],
            term=TERMS[(3, 3, 1, 2, 3, 4, 5, 0)[bits // 64 % 8]],
            is_active=n % 23 != 17,
            created_at=created,
            modified_at=modified,
            owner=books.place(owner) if owner else None,
            contact_key=books.contact_numbering.number(n * 2 + (self.letter == "p")),
            due=self.due,
            edits=edits,
        )

    def _trades(self) -> tuple[str, ...]:
        return CUSTOMER_TRADES if self.letter == "r" else VENDOR_TRADES

    def _party_of(self, bits: int) -> Party:
        """Choose a party; the first ones trade most, the last ones never."""
        share = bits % 10007 / 10007
        n = int(share * share * self.base_parties)
        return self.party(n if n < self.base_parties - self.idle_parties else n - self.idle_parties)

    def _document(self, n: int) -> Document:
        books = self.books
        bits = mix(self.seed, 17, n)
        entities = books.entities
        entity = entities[mix(self.seed, 13, n) % len(entities)] if entities else None
        party = self._party_of(bits)
        later = n - self.base_count
        day = books.growth.day(self.streams[2], later) if later >= 0 else books.timeline.day(n, self.base_count)
        base = entity.currency if entity else books.base_currency
        rate = books.rate(party.currency, base, day)
        if later >= 0:
            created = modified = books.growth.stamp(self.streams[2], later)
        else:
            created = books.timeline.stamp(day, bits >> 8)
            modified = min(created + bits % 400_000, books.end)
        document = Document(
            n=n,
            kind=self.letter + "i" if self.letter == "p" else "ri",
            recordno=self.numbering.number(n),
            number=f"{self.number_prefix}{10400 + n}" if self.letter == "r" else f"{bits % 90000 + 10000}-{n % 97:02d}",
            party=party,
            day=day,
            due=day + timedelta(days=party.term[1]),
            created_at=created,
            modified_at=None if n % 11 == 3 else modified,
            currency=party.currency,
            base_currency=base,
            rate=rate,
            description="",
            is_draft=self.base_posted <= n < self.base_count and n not in self.posted_drafts(),
            entity=entity,
            owner=entity if entity and n % 10 in PRIVATE else None,
        )
        self._fill(document, bits)
        document.description = document.lines[0].memo
        self._settle(document)
        return document

    def _fill(self, document: Document, bits: int) -> None:
        n, books, rate = document.n, self.books, document.rate
        first = self.line_blocks.before(n)
        count = self.line_blocks.count(n)
        taxed = self.taxed[n % len(self.taxed)]
        net = 0
        for position in range(count):
            is_tax = bool(taxed) and position == count - 1
            line_bits = mix(self.seed, 19, first + position)
            line = self._tax_line(document, net, taxed) if is_tax else self._line(document, line_bits)
            line.recordno = self.line_numbering.number(first + position)
            line.number = position + 1
            line.amount = line.trx_amount if rate == 1.0 else round(line.trx_amount * rate)
            line.class_n = line_bits // 4096 % 4
            line.department = books.departments[line_bits // 512 % len(books.departments)]
            line.location = books.location_of(document.entity, line_bits // 128)
            net += line.trx_amount
            document.total += line.amount
            document.lines.append(line)
        document.trx_total = net

    @abstractmethod
    def _line(self, document: Document, bits: int) -> Line:
        """Make a line without its place in the document."""

    def _tax_line(self, document: Document, net: int, rate: int) -> Line:
        account = BY_NUMBER["2200" if self.letter == "r" else "1450"]
        books = self.books
        return Line(document, 0, 0, account, net * rate // 10000, 0, books.departments[0], None, "Tax", is_tax=True)

    def _payment_day(self, document: Document, part: int) -> int:
        late = mix(self.seed, 23, document.n) % 16 - 4
        return max(1, (document.due - document.day).days + late) + part * 6

    def _early(self, document: Document) -> tuple[int, int]:
        """Return what had been paid when the books were set up, in both currencies."""
        trx = 0 if document.is_draft else sum(self.settlements.shares(document.n, document.trx_total))
        return trx, document.total if trx == document.trx_total else document.total // 2 if trx else 0

    def _settle(self, document: Document) -> None:
        books, n = self.books, document.n
        document.trx_paid, document.paid = self._early(document)
        if document.trx_paid:
            parts = len(self.settlements.shares(n, document.trx_total))
            day = min(document.day + timedelta(days=self._payment_day(document, parts - 1)), books.as_of)
            document.modified_at = books.timeline.stamp(day, document.created_at)
        elif self.base_posted <= n < self.base_count and not document.is_draft:
            document.modified_at = books.growth.opened(0)
        later = None if document.is_draft else self.settlements.later(n)
        if later is not None:
            document.trx_paid, document.paid = document.trx_total, document.total
            day = books.growth.day(self.streams[3], later)
            document.modified_at = books.growth.stamp(self.streams[3], later)
        if not document.trx_paid:
            return
        document.paid_on = day if document.trx_paid == document.trx_total else None
        trx_left, left = document.trx_paid, document.paid
        for line in document.lines:
            line.trx_paid = min(line.trx_amount, trx_left)
            line.paid = line.amount if line.trx_paid == line.trx_amount else left
            trx_left -= line.trx_paid
            left -= line.paid

    def payment(self, m: int) -> Payment:
        """Return the m-th receipt or payment."""
        n, part = self.settlements.locate(m)
        document = self.document(n)
        early, early_amount = self._early(document)
        if part < 0:
            later = m - self.settlements.paid_count
            trx, amount = document.trx_total - early, document.total - early_amount
            day = self.books.growth.day(self.streams[3], later)
            created = self.books.growth.stamp(self.streams[3], later)
        else:
            shares = self.settlements.shares(n, document.trx_total)
            first = document.total * 3 // 5
            trx, amount = shares[part], (first, document.total - first)[part] if len(shares) == 2 else early_amount
            day = min(document.day + timedelta(days=self._payment_day(document, part)), self.books.as_of)
            created = self.books.timeline.stamp(day, document.created_at)
        return Payment(
            n=m,
            kind=self.letter + "p",
            recordno=self.payment_numbering.number(m),
            number=f"{5001 + m}",
            document=document,
            day=day,
            created_at=created,
            modified_at=created,
            trx_amount=trx,
            amount=amount,
            method=METHODS[m % 4],
            detail_recordno=self.detail_numbering.number(m),
        )

    def _adjustment(self, k: int) -> Document:
        """Return the k-th credit: it returns part of the first line of a document, and is negative."""
        origin = self.document(k * 25 % max(1, self.base_posted))
        source = origin.lines[0]
        day = min(origin.day + timedelta(days=9), self.books.as_of)
        created = self.books.timeline.stamp(day, origin.created_at)
        credit = Document(
            n=k,
            kind=self.letter + "a",
            recordno=self.adjustment_numbering.number(k),
            number=f"{'CM' if self.letter == 'r' else 'DM'}-{2001 + k}",
            party=origin.party,
            day=day,
            due=day,
            created_at=created,
            modified_at=created,
            currency=origin.currency,
            base_currency=origin.base_currency,
            rate=origin.rate,
            description=f"Return, {origin.number}",
            is_draft=False,
            entity=origin.entity,
            owner=origin.owner,
        )
        account = BY_NUMBER["4810"] if self.letter == "r" else source.account
        line = Line(
            credit, self.adjustment_line_numbering.number(k), 1, account, -(source.trx_amount // 5),
            -round(source.trx_amount // 5 * origin.rate), source.department, source.location, credit.description,
        )  # fmt: skip
        credit.lines.append(line)
        credit.trx_total, credit.total = line.trx_amount, line.amount
        return credit

    def due(self, party: int) -> int:
        """Return what a party owes or is owed: its open documents and credits, in cents of the base currency."""
        if self._dues is None:
            dues: dict[int, int] = {}
            for n in range(self.settlements.old, self.count):
                document = self.document(n)
                if not document.is_draft and document.total != document.paid:
                    dues[document.party.n] = dues.get(document.party.n, 0) + document.total - document.paid
            for k in range(self.adjustment_count):
                credit = self.adjustment(k)
                dues[credit.party.n] = dues.get(credit.party.n, 0) + credit.total
            self._dues = dues
        return self._dues.get(party, 0)


class Sales(Trade):
    letter, party_prefix, number_prefix, control, salt, slot = "r", "C", "INV-", "1200", 100, 0
    streams = ("customer", "customer edit", "invoice", "receipt")

    def _line(self, document: Document, bits: int) -> Line:
        books = self.books
        item = books.items[bits % len(ITEMS)]
        skew = bits // 32 % 100
        quantity = 1 + skew * skew // (700 if item.item_type == "Inventory" else 1400)
        return Line(
            document, 0, 0, item.account, item.price * quantity, 0, books.departments[0], None,
            f"{item.name}, {quantity} x {item.price // 100}", item,
        )  # fmt: skip


class Purchases(Trade):
    letter, party_prefix, number_prefix, control, salt, slot = "p", "V", "", "2000", 200, 3
    streams = ("vendor", "vendor edit", "bill", "payment")

    def _line(self, document: Document, bits: int) -> Line:
        account, memo = COSTS[bits // 32 % len(COSTS) if bits % 3 else bits // 32 % 4]
        skew = bits // 1024 % 1000
        amount = self.books.bill_line * (150 + skew * skew // 400) // 1000
        return Line(document, 0, 0, BY_NUMBER[account], amount, 0, self.books.departments[0], None, memo)
