"""Cash Management's transactions and customers' advances: what stands in the ledger, seen from the bank.

Each is one of the journal entries that ``books.ledger`` makes by a recipe, so that the amounts are those of the ledger.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from integrations.intacct.simulator.books.company import CompanyBooks
from integrations.intacct.simulator.books.ledger import RECIPES
from integrations.intacct.simulator.books.numbers import Blocks, Numbering
from integrations.intacct.simulator.books.records import Batch, Entry
from integrations.intacct.simulator.objects.common import AUDIT, owner_getters, party_getters, place_getters
from integrations.intacct.simulator.objects.schema import Getter, ObjectType, Table, always, define
from integrations.intacct.simulator.world import SimulatedCompany

BANKS = {"1000": ("OPERATING", "Operating bank account", "checking"), "1020": ("RESERVE", "Savings account", "savings")}
UNDEPOSITED = ("", "", "")


@dataclass(slots=True, frozen=True)
class Movement:
    """One transaction at the bank, or a line of it."""

    k: int
    recordno: int
    batch: Batch
    entry: Entry
    number: int = 0
    header: int = 0

    @property
    def total(self) -> int:
        return sum(entry.amount for entry in self.batch.entries if entry.side == 1)


class Movements:
    """The journal entries of some recipes, as records of one object; ``side`` is that of its lines."""

    def __init__(self, books: CompanyBooks, titles: tuple[str, ...], side: int, salt: int) -> None:
        self.books, self.side = books, side
        cycle = len(RECIPES)
        self.chosen = [n for n, (_, title, _) in enumerate(RECIPES) if title in titles]
        whole, rest = divmod(books.ledger.own_total, cycle)
        self.count = whole * len(self.chosen) + sum(n < rest for n in self.chosen) if self.chosen else 0
        self.numbering = Numbering(books.seed + salt, 400 + salt, 7, 5)
        self.line_numbering = Numbering(books.seed + salt + 1, 700 + salt, 5, 3)
        self.lines = Blocks((0, tuple(sum(line[0] == side for line in RECIPES[n][2]) for n in self.chosen)))

    def batch(self, k: int) -> Batch:
        return self.books.ledger.batch(self.position(k))

    def position(self, k: int) -> int:
        whole, place = divmod(k, len(self.chosen))
        return self.books.ledger.own_position(whole * len(RECIPES) + self.chosen[place])

    def record(self, k: int) -> Movement:
        batch = self.batch(k)
        return Movement(k, self.numbering.number(k), batch, next(e for e in batch.entries if e.side == self.side))

    def line(self, m: int) -> Movement:
        k, place = self.lines.locate(m)
        batch = self.batch(k)
        entry = [entry for entry in batch.entries if entry.side == self.side][place]
        return Movement(k, self.line_numbering.number(m), batch, entry, place + 1, self.numbering.number(k))

    def owner(self, k: int) -> str:
        return self.books.ledger.owner(self.position(k))

    def since(self, day: date) -> list[range]:
        """Return the records dated on or after a day: they are in the order of time."""
        low, high = 0, self.count
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if self.batch(middle).day >= day else (middle + 1, high)
        return [range(low, self.count)]

    def gone(self) -> tuple[int, ...]:
        cycle, places = len(RECIPES), {n: place for place, n in enumerate(self.chosen)}
        return tuple(
            n // cycle * len(self.chosen) + places[n % cycle]
            for n in self.books.ledger.deleted_own
            if n % cycle in places
        )


def movements(titles: tuple[str, ...], side: int, salt: int) -> Callable[[SimulatedCompany, CompanyBooks], Table]:
    """Return what opens the table of an object whose records are journal entries of these titles."""

    def table(company: SimulatedCompany, books: CompanyBooks) -> Table:
        made = Movements(books, titles, side, salt)
        return Table(made.count, made.record, made.numbering, made.owner, since=made.since, gone=made.gone())

    return table


def movement_lines(titles: tuple[str, ...], side: int, salt: int) -> Callable[[SimulatedCompany, CompanyBooks], Table]:
    def table(company: SimulatedCompany, books: CompanyBooks) -> Table:
        made = Movements(books, titles, side, salt)
        lines, gone = made.lines, made.gone()

        def children(recordno: int) -> range:
            k = made.numbering.index(recordno)
            return range(0) if k is None or k >= made.count else range(lines.before(k), lines.before(k + 1))

        return Table(
            lines.before(made.count), made.line, made.line_numbering, lambda m: made.owner(lines.locate(m)[0]),
            children,
            lambda day: [range(lines.before(part.start), lines.before(part.stop)) for part in made.since(day)],
            tuple(m for k in gone for m in range(lines.before(k), lines.before(k + 1))),
        )  # fmt: skip

    return table


def bank_of(side: int) -> Getter:
    """Return a getter of the bank account on one side of an entry: its ID, name and type."""

    def get(row: Movement) -> tuple[str, str, str]:
        accounts = (entry.account.number for entry in row.batch.entries if entry.side == side)
        return next((BANKS[number] for number in accounts if number in BANKS), UNDEPOSITED)

    return get


def part(get: Getter, place: int) -> Getter:
    return lambda row: get(row)[place] or None


def account_of(side: int) -> Getter:
    return lambda row: next(entry.account.number for entry in row.batch.entries if entry.side == side)


def customer(row: Movement) -> Any:
    return next((entry.customer for entry in row.batch.entries if entry.customer), None)


RECEIVED, PAID = bank_of(1), bank_of(-1)
HEADER: dict[str, Getter | str] = (
    AUDIT
    | owner_getters(lambda row: row.batch.owner)
    | {
        "RECORDNO": "recordno",
        "DESCRIPTION": "batch.title",
        "BASECURR": "batch.base_currency",
        "CURRENCY": "batch.currency",
        "EXCHANGE_RATE": "batch.rate",
        "TOTALENTERED": "total",
        "TRX_TOTALENTERED": "total",
        "PRBATCHKEY": lambda row: row.recordno // 16,
        "CLEARED": lambda row: "T" if row.k % 3 else "F",
        "WHENCREATED": "batch.day",
        "AUWHENCREATED": "batch.created_at",
        "WHENMODIFIED": "batch.modified_at",
        "INCLUSIVETAX": always(False),
    }
)
LINE: dict[str, Getter | str] = (
    AUDIT
    | party_getters("CUSTOMER", lambda row: row.entry.customer)
    | place_getters("LOCATIONID", "LOCATIONNAME", lambda row: row.entry.location)
    | {
        "RECORDNO": "recordno",
        "ACCOUNTKEY": "entry.account.recordno",
        "ACCOUNTNO": "entry.account.number",
        "ACCOUNTTITLE": "entry.account.title",
        "AMOUNT": "entry.amount",
        "TRX_AMOUNT": "entry.amount",
        "DEPARTMENTID": "entry.department.department_id",
        "DEPARTMENTNAME": "entry.department.title",
        "DEPARTMENTKEY": "entry.department.recordno",
        "LOCATIONKEY": lambda row: row.entry.location.recordno if row.entry.location else None,
        "DESCRIPTION": "entry.memo",
        "LINEITEM": always("T"),
        "LINE_NO": lambda row: str(row.number),
        "CURRENCY": "batch.currency",
        "BASECURR": "batch.base_currency",
        "EXCHANGE_RATE": "batch.rate",
        "STATUS": always("active"),
        "ISTAX": always(False),
        "BILLABLE": always(False),
        "BILLED": always(False),
        "TOTALPAID": always(0),
        "TRX_TOTALPAID": always(0),
        "WHENCREATED": "batch.created_at",
        "WHENMODIFIED": "batch.modified_at",
    }
)
UNPAID: dict[str, Getter | str] = {
    "TOTALPAID": always(0),
    "TRX_TOTALPAID": always(0),
    "TOTALSELECTED": always(0),
    "TRX_TOTALSELECTED": always(0),
    "TOTALDUE": "total",
    "TRX_TOTALDUE": "total",
}


def lines_of(header: str, titles: tuple[str, ...], side: int, salt: int, kind: str) -> ObjectType:
    """Return the lines of an object; they carry the RECORDNO of their header."""
    own: dict[str, Getter | str] = {"RECORDKEY": "header", "RECORDTYPE": lambda row: kind}
    return define(f"{header}ENTRY", movement_lines(titles, side, salt), LINE | own, parent_field="RECORDKEY")


RECEIPTS, CARD, TRANSFER = ("Cash sales", "Interest received"), ("Purchasing card",), ("Transfer to savings",)
BANKING = (
    define(
        "OTHERRECEIPTS",
        movements(RECEIPTS, -1, 300),
        HEADER
        | {
            "RECORDTYPE": always("cr"),
            "DESCRIPTION2": lambda row: "Cash customers" if row.batch.entries[0].account.number == "1050" else "Bank",
            "WHENPAID": "batch.day",
            "DEPOSITDATE": "batch.day",
            "PAYMETHOD": lambda row: "Cash" if row.batch.entries[0].account.number == "1050" else "EFT",
            "DOCNUMBER": lambda row: f"OR-{1001 + row.k}",
            "BANKACCOUNTID": part(RECEIVED, 0),
            "BANKACCOUNTNAME": part(RECEIVED, 1),
            "BANKACCOUNTCURR": "batch.base_currency",
            "STATE": lambda row: "Deposited" if RECEIVED(row)[0] else "Approved",
            "RAWSTATE": lambda row: "D" if RECEIVED(row)[0] else "A",
            "SOURCEMODULE": always("CashManagement"),
        },
        natural_key="DOCNUMBER",
    ),
    lines_of("OTHERRECEIPTS", RECEIPTS, -1, 300, "cr"),
    define(
        "CCTRANSACTION",
        movements(CARD, 1, 310),
        HEADER
        | UNPAID
        | {
            "RECORDTYPE": always("ci"),
            "RECORDID": lambda row: f"CC-{1001 + row.k}",
            "FINANCIALENTITY": always("PURCHASING-VISA"),
            "DESCRIPTION2": always("Card purchase"),
            "STATE": always("Posted"),
            "RAWSTATE": always("A"),
            "PRBATCH_OPEN": always("Open"),
        },
        natural_key="RECORDID",
    ),
    lines_of("CCTRANSACTION", CARD, 1, 310, "ci"),
    define(
        "FUNDSTRANSFER",
        movements(TRANSFER, 1, 320),
        HEADER
        | {
            "RECORDTYPE": always("ft"),
            "RECORDID": lambda row: f"FT-{1001 + row.k}",
            "FROMACCOUNTID": part(PAID, 0),
            "FROMACCOUNTNAME": part(PAID, 1),
            "FROMACCOUNTTYPE": part(PAID, 2),
            "FROMGLACCOUNTNO": account_of(-1),
            "FROMACCOUNTCURR": "batch.base_currency",
            "TOACCOUNTID": part(RECEIVED, 0),
            "TOACCOUNTNAME": part(RECEIVED, 1),
            "TOACCOUNTTYPE": part(RECEIVED, 2),
            "TOGLACCOUNTNO": account_of(1),
            "TOACCOUNTCURR": "batch.base_currency",
            "AMOUNT": "total",
            "TRX_AMOUNT": "total",
            "FROM_ACCOUNT_TRX_AMOUNT": "total",
            "FROM_ACCOUNT_AMOUNT": "total",
            "FROM_ACCOUNT_BASE_CURRENCY": "batch.base_currency",
            "STATE": always("Posted"),
            "RAWSTATE": always("A"),
        },
        natural_key="RECORDID",
    ),
    lines_of("FUNDSTRANSFER", TRANSFER, 1, 320, "ft"),
    define(
        "DEPOSIT",
        movements(("Cash banked",), 1, 330),
        HEADER
        | {
            "RECORDTYPE": always("cd"),
            "DEPOSITID": lambda row: f"DEP-{1001 + row.k}",
            "FINANCIALENTITY": part(RECEIVED, 0),
            "BANKACCOUNTKEY": always(1),
            "BANKNAME": always("Meridian Commercial Bank"),
            "BATCHDATE": "batch.day",
            "STATE": always("A"),
            "RAWSTATE": always("A"),
        },
        natural_key="DEPOSITID",
    ),
    define(
        "ARADVANCE",
        movements(("Customer deposit",), -1, 340),
        HEADER
        | UNPAID
        | party_getters("CUSTOMER", customer)
        | {
            "RECORDTYPE": always("rr"),
            "RECORDID": lambda row: f"ADV-{1001 + row.k}",
            "DOCNUMBER": lambda row: f"ADV-{1001 + row.k}",
            "FINANCIALENTITY": part(RECEIVED, 0),
            "PAYMENTMETHOD": always("EFT"),
            "RECEIPTDATE": "batch.day",
            "PAYMENTDATE": "batch.day",
            "STATE": always("Posted"),
            "RAWSTATE": always("A"),
            "SYSTEMGENERATED": always("F"),
        },
        natural_key="RECORDID",
    ),
)
