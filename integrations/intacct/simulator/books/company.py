"""The books of one simulated company: where every computed record comes from."""

from __future__ import annotations

import itertools
from datetime import date
from functools import lru_cache

from integrations.intacct.simulator.books.chart import BY_NUMBER, DEPARTMENTS, ITEMS, TO_USD
from integrations.intacct.simulator.books.documents import Purchases, Sales
from integrations.intacct.simulator.books.growth import Growth
from integrations.intacct.simulator.books.ledger import Ledger
from integrations.intacct.simulator.books.numbers import Numbering, mix
from integrations.intacct.simulator.books.records import Department, Item, Place
from integrations.intacct.simulator.books.timeline import Timeline, day_of, seconds
from integrations.intacct.simulator.world import SimulatedCompany

AVERAGE_INVOICE = 212_000
"""In cents: what the recipes in ``documents`` come to, so that costs can be set against it."""
SALES_LINES = (2, 1, 3, 1, 2, 4, 1, 2)
BILL_LINES = (1, 2, 1, 1, 3, 1, 2, 1)
EVENTS = (
    "customer", "vendor", "customer edit", "vendor edit", "entry", "invoice", "bill", "receipt", "payment",
)  # fmt: skip
"""The order of a business day's events; those of the ledger are the last five."""
editions = itertools.count(1)


class CompanyBooks:
    """Everything that a company has recorded up to ``now`` (seconds since 1970); set up on the day ``as_of``.

    ``edition`` tells two sets of books apart. Without ``now`` nothing has happened since the set-up.
    """

    def __init__(self, company: SimulatedCompany, as_of: date, now: int | None = None) -> None:
        size = company.books
        self.edition = next(editions)
        self.company_id, self.title = company.company_id, company.title
        self.seed, self.as_of, self.end = size.seed, as_of, seconds(as_of) + 64800
        self.base_currency = company.base_currency
        self.currencies = tuple(size.currencies) or (company.base_currency,)
        self.timeline = Timeline(as_of, size.seed)
        self.rate = lru_cache(1024)(self._rate)
        self.contact_numbering = Numbering(size.seed, 9, 3, 2)
        self.entities = tuple(
            Place(201 + position * 2, entity.location_id, entity.name, entity.currency, entity.country, True)
            for position, entity in enumerate(company.entities)
        )
        self.places = (*self.entities, *self._inner_places())
        self._by_location = {place.location_id: place for place in self.places}
        self._inner = {
            entity.location_id: [place for place in self.places if place.root is entity] for entity in self.entities
        }
        self.departments = self._departments()
        self.items = tuple(
            Item(31 + n * 3, code, name, kind, price, BY_NUMBER[account])
            for n, (code, name, kind, price, account) in enumerate(ITEMS)
        )
        revenue = AVERAGE_INVOICE * (size.invoices or 240)
        self.bill_line = max(9_000, min(2_500_000, revenue * 42 // 100 // max(1, size.bills) * 8 // 13))
        self.entry_size = max(20_000, min(6_000_000, revenue * 117 // 100 // max(8, size.journal_entries)))
        at_home = company.base_currency == "USD"
        self.sales = Sales(
            self,
            parties=size.customers,
            documents=size.invoices,
            line_counts=SALES_LINES,
            taxed=(825, 0, 825, 0, 0, 825, 0, 0) if at_home else (2000, 0, 2000, 0, 2000, 2000, 0, 2000),
        )
        self.purchases = Purchases(
            self,
            parties=size.vendors,
            documents=size.bills,
            line_counts=BILL_LINES,
            taxed=(0,) if at_home else (0, 2000, 0, 0, 2000, 0, 2000, 0),
        )
        own = {"entry": max(1, round(size.journal_entries / 500)) if size.journal_entries else 0}
        daily = own | self.sales.daily() | self.purchases.daily()
        self.growth = Growth(as_of, self.end if now is None else now, {name: daily[name] for name in EVENTS})
        self.today = as_of if now is None else max(as_of, day_of(now))
        for trade in (self.sales, self.purchases):
            trade.grow(self.growth)
        self.ledger = Ledger(self, entries=size.journal_entries)

    def _inner_places(self) -> list[Place]:
        if not self.entities:
            names = (("100", "Head office"), ("200", "Warehouse"), ("300", "Showroom"))
            return [Place(101 + n * 2, code, name, self.base_currency) for n, (code, name) in enumerate(names)]
        return [
            Place(
                recordno=301 + n * 2,
                location_id=f"{entity.location_id}-WH",
                name=f"{entity.name} warehouse",
                currency=entity.currency,
                country=entity.country,
                parent=entity,
            )
            for n, entity in enumerate(self.entities)
        ]

    def _departments(self) -> tuple[Department, ...]:
        made: dict[str, Department] = {}
        for n, (code, title, parent) in enumerate(DEPARTMENTS):
            made[code] = Department(7 + n * 2, code, title, made.get(parent))
        return tuple(made.values())

    def place(self, location_id: str) -> Place | None:
        return self._by_location.get(location_id)

    def location_of(self, entity: Place | None, bits: int) -> Place:
        """Return the location of a line: inside its entity, where there are entities."""
        if entity is None:
            return self.places[(0, 0, 1, 2)[bits % 4]]
        return self._inner[entity.location_id][bits % 2]

    def _rate(self, currency: str, base: str, day: date) -> float:
        if currency == base:
            return 1.0
        month = day.year * 12 + day.month
        drift = 1 + (mix(self.seed, len(currency) + ord(currency[0]), month) % 400 - 200) / 10000
        return round(TO_USD.get(currency, 1.0) / TO_USD.get(base, 1.0) * drift, 6)
