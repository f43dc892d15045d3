"""Taxes: the solution, and one tax record for the tax line of every posted document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from integrations.intacct.simulator.books.company import CompanyBooks
from integrations.intacct.simulator.books.documents import Trade
from integrations.intacct.simulator.books.numbers import Blocks
from integrations.intacct.simulator.books.records import Document, Line
from integrations.intacct.simulator.objects.common import AUDIT
from integrations.intacct.simulator.objects.company import plain, rows
from integrations.intacct.simulator.objects.schema import Getter, Table, always, define
from integrations.intacct.simulator.world import SimulatedCompany


def solutions(company: SimulatedCompany, books: CompanyBooks) -> Table:
    at_home = books.base_currency == "USD"
    return rows(19, [{
        "SOLUTIONID": "Standard", "DESCRIPTION": "Sales tax" if at_home else "Value added tax",
        "TAXMETHOD": "Simple tax" if at_home else "VAT or GST", "STATUS": "Active", "TYPE": "Standard",
        "STARTDATE": date(2019, 1, 1), "GLACCOUNTPURCHASE": "1450", "GLACCOUNTSALE": "2200",
        "SHOWMULTILINETAX": True, "ALTSETUP": False, "SUBMISSIONPROCESS": "User Submitted",
    }])  # fmt: skip


@dataclass(slots=True, frozen=True)
class TaxRecord:
    recordno: int
    document: Document
    line: Line
    rate: int

    @property
    def is_sale(self) -> bool:
        return self.document.kind[0] == "r"

    @property
    def net(self) -> int:
        return sum(line.amount for line in self.document.lines if not line.is_tax)

    @property
    def trx_net(self) -> int:
        return sum(line.trx_amount for line in self.document.lines if not line.is_tax)


def tax_records(company: SimulatedCompany, books: CompanyBooks) -> Table:
    """Sales first, then purchases; the numbers of the two do not meet."""
    sides = [(trade, Blocks((0, _taxed(trade)))) for trade in (books.sales, books.purchases)]
    counts = [blocks.before(trade.base_posted) for trade, blocks in sides]

    def place(m: int) -> tuple[Trade, int]:
        side = int(m >= counts[0])
        trade, blocks = sides[side]
        return trade, blocks.locate(m - side * counts[0])[0]

    def record(m: int) -> TaxRecord:
        trade, n = place(m)
        document = trade.document(n)
        rate = trade.taxed[n % len(trade.taxed)]
        return TaxRecord(Numbers().number(m), document, document.lines[-1], rate)

    class Numbers:
        def number(self, m: int, /) -> int:
            return 61 + m * 2

        def at_or_after(self, number: int, /) -> int:
            return max(0, -(-(number - 61) // 2))

    def owner(m: int) -> str:
        trade, n = place(m)
        return trade.owner(n)

    return Table(sum(counts), record, Numbers(), owner)


def _taxed(trade: Trade) -> tuple[int, ...]:
    return tuple(int(bool(trade.taxed[n % len(trade.taxed)])) for n in range(8))


RECORD: dict[str, Getter | str] = AUDIT | {
    "RECORDNO": "recordno",
    "ENTRY_DATE": "document.day",
    "TAXPOINTDATE": "document.day",
    "TRANSACTIONLABEL": "document.number",
    "TRANSACTIONID": "document.number",
    "DESCRIPTION": "line.memo",
    "PRRECORDKEY": lambda row: str(row.document.recordno),
    "TAXPRENTRYKEY": lambda row: str(row.line.recordno),
    "SOURCEPRENTRYKEY": lambda row: str(row.document.lines[0].recordno),
    "TR_TYPE": lambda row: -1 if row.is_sale else 1,
    "TAXTYPE": lambda row: "Output Tax" if row.is_sale else "Input Tax",
    "TAXDETAILTYPE": lambda row: "Sale" if row.is_sale else "Purchase",
    "TRANSACTIONTYPE": lambda row: "AR Invoice" if row.is_sale else "AP Bill",
    "TAXDETAILKEY": always(15),
    "CURRENCY": "document.currency",
    "BASE_CURRENCY": "document.base_currency",
    "EXCHANGE_RATE": "document.rate",
    "TRXSOURCEAMOUNT": "trx_net",
    "TRXTAXAMOUNT": "line.trx_amount",
    "SOURCEAMOUNT": "net",
    "TAXAMOUNT": "line.amount",
    "RATE": "rate",
    "TAXFILING": always("Reporting"),
    "ISFILED": always(False),
    "ISREVERSE": always(False),
    "ISCREDIT": always(False),
    "ISRECLAIMABLE": lambda row: not row.is_sale,
    "STATE": always("Posted"),
    "CUSTVENDNAME": "document.party.name",
    "LOCATIONID": lambda row: row.line.location.location_id if row.line.location else None,
    "WHENCREATED": "document.created_at",
    "WHENMODIFIED": "document.created_at",
}
TAXES = (
    define(
        "TAXSOLUTION",
        solutions,
        plain("SOLUTIONID", "DESCRIPTION", "TAXMETHOD", "STATUS", "TYPE", "STARTDATE", "GLACCOUNTPURCHASE",
              "GLACCOUNTSALE", "SHOWMULTILINETAX", "ALTSETUP", "SUBMISSIONPROCESS"),
        natural_key="SOLUTIONID",
    ),
    define("TAXRECORD", tax_records, RECORD),
)  # fmt: skip
