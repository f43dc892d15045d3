"""The shapes of computed records. Money is in whole cents, moments are seconds since 1970 UTC."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from integrations.intacct.simulator.books.chart import Account


@dataclass(slots=True, frozen=True)
class Place:
    """A location; an entity is a location of its own kind."""

    recordno: int
    location_id: str
    name: str
    currency: str
    country: str = "United States"
    is_entity: bool = False
    parent: Place | None = None

    @property
    def root(self) -> Place:
        return self.parent.root if self.parent else self


@dataclass(slots=True, frozen=True)
class Department:
    recordno: int
    department_id: str
    title: str
    parent: Department | None


@dataclass(slots=True, frozen=True)
class Item:
    recordno: int
    item_id: str
    name: str
    item_type: str
    price: int
    account: Account


@dataclass(slots=True, frozen=True)
class Party:
    """A customer or a vendor."""

    n: int
    recordno: int
    party_id: str
    name: str
    web: str
    address: tuple[str, str, str, str, str]
    currency: str
    term: tuple[str, int]
    is_active: bool
    created_at: int
    modified_at: int | None
    owner: Place | None
    contact_key: int
    due: Callable[[int], int]
    edits: int = 0

    @property
    def total_due(self) -> int:
        return self.due(self.n)


@dataclass(slots=True)
class Line:
    document: Document
    recordno: int
    number: int
    account: Account
    trx_amount: int
    amount: int
    department: Department | None
    location: Place | None
    memo: str
    item: Item | None = None
    class_n: int = 0
    is_tax: bool = False
    trx_paid: int = 0
    paid: int = 0


@dataclass(slots=True)
class Document:
    """An invoice, a bill, or an adjustment of one of them."""

    n: int
    kind: str
    recordno: int
    number: str
    party: Party
    day: date
    due: date
    created_at: int
    modified_at: int | None
    currency: str
    base_currency: str
    rate: float
    description: str
    is_draft: bool
    entity: Place | None
    owner: Place | None
    lines: list[Line] = field(default_factory=list)
    trx_total: int = 0
    total: int = 0
    trx_paid: int = 0
    paid: int = 0
    paid_on: date | None = None

    @property
    def state(self) -> str:
        if self.is_draft:
            return "Draft"
        if not self.trx_paid:
            return "Posted"
        return "Paid" if self.trx_paid == self.trx_total else "Partially Paid"


@dataclass(slots=True)
class Payment:
    """A receipt from a customer, or a payment to a vendor; it settles one document, whole or in part."""

    n: int
    kind: str
    recordno: int
    number: str
    document: Document
    day: date
    created_at: int
    modified_at: int
    trx_amount: int
    amount: int
    method: str
    detail_recordno: int


@dataclass(slots=True)
class Entry:
    batch: Batch
    recordno: int
    number: int
    side: int
    account: Account
    trx_amount: int
    amount: int
    department: Department | None
    location: Place | None
    memo: str
    customer: Party | None = None
    vendor: Party | None = None
    item: Item | None = None


@dataclass(slots=True)
class Batch:
    """A journal entry: its lines' debits equal their credits."""

    n: int
    recordno: int
    number: int
    journal: str
    module: str
    day: date
    title: str
    created_at: int
    modified_at: int | None
    currency: str
    base_currency: str
    rate: float
    owner: Place | None
    reference: str = ""
    record_type: str = ""
    document: Document | None = None
    source_key: int | None = None
    entries: list[Entry] = field(default_factory=list)
