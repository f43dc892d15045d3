"""Order Entry and Purchasing: an order and the document it was converted to, for every fourth invoice or bill.

RECORDNO is text in these objects, although it holds digits, as in published lookups.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from integrations.intacct.simulator.books.company import CompanyBooks
from integrations.intacct.simulator.books.documents import Trade
from integrations.intacct.simulator.books.numbers import Blocks, Numbering
from integrations.intacct.simulator.books.records import Document, Line
from integrations.intacct.simulator.objects.common import AUDIT, owner_getters, party_getters
from integrations.intacct.simulator.objects.schema import Getter, ObjectType, Table, always, define
from integrations.intacct.simulator.objects.trade import trade_of
from integrations.intacct.simulator.world import SimulatedCompany

EVERY = 4
NAMES = {"r": ("Sales Order", "Sales Invoice"), "p": ("Purchase Order", "Vendor Invoice")}
PREFIXES = {"r": "SO", "p": "PO"}


@dataclass(slots=True, frozen=True)
class Order:
    """An order (``is_order``), or the invoice or bill that it became."""

    k: int
    recordno: int
    document: Document
    definition: str
    is_order: bool

    @property
    def number(self) -> str:
        return f"{PREFIXES[self.document.kind[0]]}-{self.k + 101:05d}" if self.is_order else self.document.number

    @property
    def key(self) -> str:
        return f"{self.definition}-{self.number}"

    @property
    def total(self) -> int:
        return sum(line.amount for line in self.document.lines if not line.is_tax)

    @property
    def trx_total(self) -> int:
        return sum(line.trx_amount for line in self.document.lines if not line.is_tax)


@dataclass(slots=True, frozen=True)
class OrderLine:
    order: Order
    recordno: int
    number: int
    line: Line

    @property
    def quantity(self) -> float:
        item = self.line.item
        return float(self.line.trx_amount // item.price) if item and item.price else 1.0

    @property
    def price(self) -> int:
        return round(self.line.trx_amount / self.quantity) if self.quantity else self.line.trx_amount


class Orders:
    """The documents of one side of the trade, by position."""

    def __init__(self, trade: Trade) -> None:
        self.trade = trade
        self.count = -(-trade.base_posted // EVERY) * 2
        self.numbering = Numbering(trade.seed + 9, 500 + trade.slot, 6, 4)
        self.line_numbering = Numbering(trade.seed + 10, 800 + trade.slot, 5, 3)
        counts = [trade.line_blocks.count(n) - bool(trade.taxed[n % len(trade.taxed)]) for n in (0, EVERY)]
        self.lines = Blocks((0, (counts[0], counts[0], counts[1], counts[1])))

    def record(self, k: int) -> Order:
        document = self.trade.document(k // 2 * EVERY)
        return Order(k, self.numbering.number(k), document, NAMES[self.trade.letter][k % 2], k % 2 == 0)

    def line(self, m: int) -> OrderLine:
        k, place = self.lines.locate(m)
        order = self.record(k)
        return OrderLine(order, self.line_numbering.number(m), place, order.document.lines[place])

    def owner(self, k: int) -> str:
        return self.trade.owner(k // 2 * EVERY)

    def children(self, recordno: int) -> range:
        k = self.numbering.index(recordno)
        return range(0) if k is None or k >= self.count else range(self.lines.before(k), self.lines.before(k + 1))


def orders(letter: str) -> Callable[[SimulatedCompany, CompanyBooks], Table]:
    def table(company: SimulatedCompany, books: CompanyBooks) -> Table:
        made = Orders(trade_of(books, letter))
        return Table(made.count, made.record, made.numbering, made.owner)

    return table


def order_lines(letter: str) -> Callable[[SimulatedCompany, CompanyBooks], Table]:
    def table(company: SimulatedCompany, books: CompanyBooks) -> Table:
        made = Orders(trade_of(books, letter))
        lines = made.lines
        return Table(
            lines.before(made.count),
            made.line,
            made.line_numbering,
            lambda m: made.owner(lines.locate(m)[0]),
            made.children,
        )

    return table


def paid(order: Order) -> str:
    if order.is_order or not order.document.trx_paid:
        return "Open"
    return "Paid" if order.document.trx_paid == order.document.trx_total else "Partially Paid"


HEADER: dict[str, Getter | str] = (
    AUDIT
    | owner_getters(lambda order: order.document.owner)
    | {
        "RECORDNO": lambda order: str(order.recordno),
        "DOCNO": "number",
        "DOCID": "key",
        "CREATEDFROM": always(None),
        "STATE": lambda order: "Converted" if order.is_order else "Closed",
        "CLOSED": lambda order: not order.is_order,
        "WHENDUE": "document.due",
        "WHENPOSTED": lambda order: None if order.is_order else order.document.day,
        "STATUS": always("active"),
        "PONUMBER": lambda order: f"PO {order.k + 3000}",
        "DOCPARID": "definition",
        "DOCPARCLASS": lambda order: "Order" if order.is_order else "Invoice",
        "NOTE": "document.description",
        "SUBTOTAL": "total",
        "TOTAL": "total",
        "TRX_SUBTOTAL": "trx_total",
        "TRX_TOTAL": "trx_total",
        "CURRENCY": "document.currency",
        "BASECURR": "document.base_currency",
        "EXCHRATE": "document.rate",
        "CUSTVENDID": "document.party.party_id",
        "CUSTVENDNAME": "document.party.name",
        "PRRECORDKEY": lambda order: None if order.is_order else order.document.recordno,
        "TOTALENTERED": lambda order: None if order.is_order else order.document.total,
        "TOTALPAID": lambda order: None if order.is_order else order.document.paid,
        "TOTALDUE": lambda order: None if order.is_order else order.document.total - order.document.paid,
        "PAYMENTSTATUS": paid,
        "PRINTED": always("No"),
        "BACKORDER": always("No"),
        "SYSTEMGENERATED": always("false"),
        "WHENCREATED": "document.day",
        "AUWHENCREATED": "document.created_at",
        "WHENMODIFIED": "document.modified_at",
    }
)
LINE: dict[str, Getter | str] = AUDIT | {
    "RECORDNO": "recordno",
    "DOCHDRNO": "order.recordno",
    "DOCHDRID": "order.key",
    "DOCPARID": "order.definition",
    "LINE_NO": "number",
    "ITEMID": lambda row: row.line.item.item_id if row.line.item else "MISC",
    "ITEMNAME": lambda row: row.line.item.name if row.line.item else row.line.memo,
    "ITEMDESC": "line.memo",
    "ITEMDIMKEY": lambda row: row.line.item.recordno if row.line.item else None,
    "UNIT": always("Each"),
    "MEMO": "line.memo",
    "QUANTITY": "quantity",
    "QTY_CONVERTED": lambda row: row.quantity if row.order.is_order else 0.0,
    "UIQTY": "quantity",
    "PRICE": "price",
    "UIPRICE": "price",
    "TRX_PRICE": "price",
    "TOTAL": "line.amount",
    "UIVALUE": "line.amount",
    "LINETOTAL": "line.amount",
    "TRX_VALUE": "line.trx_amount",
    "CURRENCY": "order.document.currency",
    "STATUS": always("active"),
    "STATE": always(False),
    "LOCATIONID": lambda row: row.line.location.location_id if row.line.location else None,
    "DEPARTMENTID": lambda row: row.line.department.department_id if row.line.department else None,
    "BILLABLE": always(False),
    "BILLED": always(False),
    "WHENCREATED": "order.document.day",
    "AUWHENCREATED": "order.document.created_at",
    "WHENMODIFIED": "order.document.modified_at",
}


def side(letter: str, name: str, party: str) -> list[ObjectType]:
    def partner(row: Any) -> Any:
        return row.order.document.party

    return [
        define(f"{name}DOCUMENT", orders(letter), HEADER, natural_key="DOCID", is_sequential=False),
        define(
            f"{name}DOCUMENTENTRY",
            order_lines(letter),
            LINE | party_getters(party, partner),
            parent_field="DOCHDRNO",
        ),
    ]


ORDERS = (*side("r", "SO", "CUSTOMER"), *side("p", "PO", "VENDOR"))
