"""General Ledger objects: accounts, journals, journal entries and their lines, reporting periods."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from operator import attrgetter
from typing import Any

from integrations.intacct.simulator.books.chart import ACCOUNTS, JOURNALS, Account
from integrations.intacct.simulator.books.company import CompanyBooks
from integrations.intacct.simulator.books.records import Batch, Entry
from integrations.intacct.simulator.books.timeline import month_start, seconds
from integrations.intacct.simulator.objects.common import AUDIT, active, owner_getters, party_getters, place_getters
from integrations.intacct.simulator.objects.schema import Getter, Relation, Table, Via, always, define, listed
from integrations.intacct.simulator.world import SimulatedCompany

SET_UP = seconds(date(2019, 1, 2)) + 36000


@dataclass(frozen=True)
class Journal:
    recordno: int
    symbol: str
    title: str


@dataclass(frozen=True)
class Period:
    recordno: int
    name: str
    start: date
    end: date
    kind: str


def set_up(record: Any) -> int:
    return SET_UP + int(record.recordno) * 60


def changed(record: Any) -> int | None:
    """Return when a piece of set-up was last changed: never, for every seventh."""
    number = int(record.recordno)
    return None if number % 7 == 5 else SET_UP + number * 86400


def journals(company: SimulatedCompany, books: CompanyBooks) -> Table:
    return listed([Journal(3 + n * 2, symbol, title) for n, (symbol, title) in enumerate(JOURNALS)])


def periods(company: SimulatedCompany, books: CompanyBooks) -> Table:
    """Thirty-six months, then quarters and years, and the two named by their relation to today."""
    made: list[Period] = []
    for back in range(30, -7, -1):
        first, following = month_start(books.as_of, back), month_start(books.as_of, back - 1)
        name = f"Month Ended {first:%B %Y}"
        made.append(Period(100 + len(made) * 2, name, first, following - timedelta(days=1), "Month"))
    for year in range(books.as_of.year - 2, books.as_of.year + 2):
        made.append(
            Period(100 + len(made) * 2, f"Year Ended December {year}", date(year, 1, 1), date(year, 12, 31), "Year")
        )
    first = month_start(books.today)
    made.append(Period(100 + len(made) * 2, "Current Month", first, month_start(first, -1) - timedelta(days=1), ""))
    made.append(Period(100 + len(made) * 2, "Current Year To Date", date(first.year, 1, 1), books.today, ""))
    return listed(made)


def batches(company: SimulatedCompany, books: CompanyBooks) -> Table:
    ledger = books.ledger
    return Table(ledger.count, ledger.batch, ledger.numbering, ledger.owner, since=ledger.since, gone=ledger.gone)


def entries(company: SimulatedCompany, books: CompanyBooks) -> Table:
    ledger = books.ledger

    def children(recordno: int) -> range:
        n = ledger.numbering.index(recordno)
        known = n is not None and n < ledger.count
        return range(ledger.entries_before(n), ledger.entries_before(n + 1)) if known and n is not None else range(0)

    def owner(line: int) -> str:
        return ledger.owner(ledger.locate(line)[0])

    def since(day: date) -> list[range]:
        found = ledger.since(day)
        return [range(ledger.entries_before(part.start), ledger.entries_before(part.stop)) for part in found if part]

    gone = tuple(line for n in ledger.gone for line in range(ledger.entries_before(n), ledger.entries_before(n + 1)))
    return Table(ledger.entry_count, ledger.entry, ledger.entry_numbering, owner, children, since, gone)


def closing(account: Account) -> str:
    return {"3200": "closing account", "3100": "closed to account"}.get(account.number, "non-closing account")


def category_key(account: Account) -> str:
    return str(700 + len(account.category) * 3 + ord(account.category[0]))


def alternative(account: Account) -> str:
    return {"2000": "Payables account", "1200": "Receivables account"}.get(account.number, "None")


def detail_number(entry: Entry) -> str:
    return f"{entry.batch.recordno}-{entry.recordno}---accrual"


def signed(entry: Entry) -> int:
    return entry.side * entry.amount


def trx_signed(entry: Entry) -> int:
    return entry.side * entry.trx_amount


def foreign_day(batch: Batch) -> date | None:
    return batch.day if batch.currency != batch.base_currency else None


def rate_type(batch: Batch) -> str | None:
    return "Intacct Daily Rate" if foreign_day(batch) else None


def of_batch(get: Getter) -> Via:
    """Return a getter that looks at the journal entry only."""
    return Via("batch", attrgetter("batch"), get)


def of_place(get: Getter) -> Via:
    return Via("location", attrgetter("location"), get)


def units(entry: Entry) -> int | float:
    return 1.5 if entry.recordno % 50 == 7 else 0


GLACCOUNT = define(
    "GLACCOUNT",
    lambda company, books: listed(ACCOUNTS),
    AUDIT
    | {
        "RECORDNO": "recordno",
        "ACCOUNTNO": "number",
        "TITLE": "title",
        "ACCOUNTTYPE": lambda account: "balancesheet" if account.is_balance_sheet else "incomestatement",
        "NORMALBALANCE": "normal",
        "CLOSINGTYPE": closing,
        "STATUS": lambda account: "inactive" if account.number == "1090" else "active",
        "REQUIREDEPT": lambda account: account.number >= "5",
        "REQUIRELOC": always(False),
        "TAXABLE": lambda account: account.number in {"4000", "4040"},
        "CATEGORY": "category",
        "CATEGORYKEY": category_key,
        "ALTERNATIVEACCOUNT": alternative,
        "SUBLEDGERCONTROLON": lambda account: account.number in {"1200", "2000"},
        "REQUIREPROJECT": always(None),
        "REQUIRECUSTOMER": always(False),
        "REQUIREVENDOR": always(False),
        "REQUIREEMPLOYEE": always(False),
        "REQUIREITEM": always(False),
        "REQUIRECLASS": always(False),
        "STATISTICAL": always(False),
        "WHENCREATED": set_up,
        "WHENMODIFIED": changed,
    },
    natural_key="ACCOUNTNO",
)
GLJOURNAL = define(
    "GLJOURNAL",
    journals,
    AUDIT
    | {
        "RECORDNO": "recordno",
        "SYMBOL": "symbol",
        "TITLE": "title",
        "STATUS": active,
        "ADJ": always(False),
        "STATISTICAL": always(False),
        "BOOKID": always("ACCRUAL"),
        "BILLABLE": always(False),
        "START_DATE": lambda journal: date(2019, 1, 1),
        "WHENCREATED": set_up,
        "WHENMODIFIED": changed,
    },
    natural_key="SYMBOL",
)
REPORTINGPERIOD = define(
    "REPORTINGPERIOD",
    periods,
    AUDIT
    | {
        "RECORDNO": "recordno",
        "NAME": "name",
        "HEADER1": "name",
        "START_DATE": "start",
        "END_DATE": "end",
        "BUDGETING": lambda period: "true" if period.kind == "Month" else "false",
        "DATETYPE": always(1),
        "STATUS": active,
        "REPORTING_PERIODTYPE": "kind",
        "WHENCREATED": set_up,
        "WHENMODIFIED": changed,
    },
    natural_key="NAME",
)
GLBATCH = define(
    "GLBATCH",
    batches,
    AUDIT
    | owner_getters(lambda batch: batch.owner)
    | {
        "RECORDNO": "recordno",
        "BATCHNO": "number",
        "BATCH_TITLE": "title",
        "BALANCE": always(0),
        "JOURNAL": "journal",
        "STATISTICAL": always(False),
        "BATCH_DATE": "day",
        "MODULE": "module",
        "USERKEY": always(1),
        "REFERENCENO": "reference",
        "PRBATCHKEY": "source_key",
        "MODIFIED": "created_at",
        "MODIFIEDBYID": always("Admin"),
        "STATE": always("Posted"),
        "BASELOCATION": lambda batch: str(batch.owner.recordno) if batch.owner else None,
        "BASELOCATION_NO": lambda batch: batch.owner.location_id if batch.owner else None,
        "WHENCREATED": "created_at",
        "WHENMODIFIED": "modified_at",
    },
)
LINE: dict[str, Getter | str] = {
    "ACCOUNTNO": "account.number",
    "ACCOUNTTITLE": "account.title",
    "CURRENCY": "batch.currency",
    "BASECURR": "batch.base_currency",
    "DESCRIPTION": "memo",
    "LINE_NO": "number",
    "TR_TYPE": "side",
    "ENTRY_DATE": "batch.day",
    "BATCH_DATE": "batch.day",
    "STATISTICAL": always("F"),
    "DOCUMENT": "batch.reference",
    "CLEARED": lambda entry: "T" if entry.account.number == "1000" else "F",
    "ITEMDIMKEY": "item.recordno",
    "ITEMID": "item.item_id",
    "ITEMNAME": "item.name",
    "CLASSID": always(None),
    "WHENCREATED": "batch.created_at",
    "WHENMODIFIED": "batch.modified_at",
}
DIMENSIONS = party_getters("CUSTOMER", attrgetter("customer")) | party_getters("VENDOR", attrgetter("vendor"))
GLENTRY = define(
    "GLENTRY",
    entries,
    AUDIT
    | DIMENSIONS
    | LINE
    | place_getters("LOCATION", "LOCATIONNAME", attrgetter("location"))
    | {
        "RECORDNO": "recordno",
        "BATCHNO": "batch.recordno",
        "USERNO": always(1),
        "AMOUNT": "amount",
        "TRX_AMOUNT": "trx_amount",
        "BATCH_NUMBER": "batch.number",
        "BATCHTITLE": "batch.title",
        "ACCOUNTKEY": "account.recordno",
        "DEPARTMENTKEY": "department.recordno",
        "DEPARTMENT": "department.department_id",
        "DEPARTMENTTITLE": "department.title",
        "LOCATIONKEY": "location.recordno",
        "UNITS": units,
        "TIMEPERIOD": always(30),
        "ADJ": always("F"),
        "EXCH_RATE_DATE": of_batch(foreign_day),
        "EXCH_RATE_TYPE_ID": of_batch(rate_type),
        "EXCHANGE_RATE": "batch.rate",
        "STATE": always("Posted"),
        "BILLABLE": always(False),
        "BILLED": always(False),
    },
    parent_field="BATCHNO",
    relations=[
        Relation("GLBATCH", "GLBATCH", "BATCHNO", lambda entry: entry.batch, "Journal entry"),
        Relation("GLACCOUNT", "GLACCOUNT", "ACCOUNTNO", lambda entry: entry.account, "Account"),
        Relation("CUSTOMER", "CUSTOMER", "CUSTOMERID", lambda entry: entry.customer, "Customer"),
        Relation("VENDOR", "VENDOR", "VENDORID", lambda entry: entry.vendor, "Vendor"),
    ],
)
GLDETAIL = define(
    "GLDETAIL",
    entries,
    DIMENSIONS
    | LINE
    | place_getters("LOCATIONID", "LOCATIONNAME", attrgetter("location"))
    | {
        "RECORDNO": detail_number,
        "BATCHKEY": "batch.recordno",
        "BATCH_TITLE": "batch.title",
        "SYMBOL": "batch.journal",
        "BATCH_NO": "batch.number",
        "BOOKID": always("ACCRUAL"),
        "CHILDENTITY": of_place(attrgetter("root.location_id")),
        "MODIFIED": "batch.created_at",
        "REFERENCENO": "batch.reference",
        "ADJ": always(False),
        "MODULEKEY": "batch.module",
        "STATISTICAL": always("F"),
        "DEPARTMENTID": "department.department_id",
        "DEPARTMENTTITLE": "department.title",
        "DEBITAMOUNT": lambda entry: entry.amount if entry.side == 1 else 0,
        "CREDITAMOUNT": lambda entry: entry.amount if entry.side == -1 else 0,
        "AMOUNT": signed,
        "TRX_DEBITAMOUNT": lambda entry: entry.trx_amount if entry.side == 1 else 0,
        "TRX_CREDITAMOUNT": lambda entry: entry.trx_amount if entry.side == -1 else 0,
        "TRX_AMOUNT": trx_signed,
        "LOCENTITY": of_place(attrgetter("root.location_id")),
        "CUSTENTITY": Via("CUSTOMER", attrgetter("customer"), lambda party: f"C{party.party_id}"),
        "VENDENTITY": Via("VENDOR", attrgetter("vendor"), lambda party: f"V{party.party_id}"),
        "RECORDTYPE": "batch.record_type",
        "RECORDID": of_batch(lambda batch: batch.document.number if batch.document else None),
        "WHENDUE": of_batch(lambda batch: batch.document.due if batch.document else None),
        "WHENPAID": of_batch(lambda batch: batch.document.paid_on if batch.document else None),
        "TOTALENTERED": of_batch(lambda batch: batch.document.total if batch.document else None),
        "TOTALPAID": of_batch(lambda batch: batch.document.paid if batch.document else None),
        "ENTRYDESCRIPTION": "memo",
        "GLENTRYKEY": "recordno",
        "BATCH_STATE": always("P"),
        "ENTRY_STATE": always("P"),
        "WHENCREATED": "batch.day",
        "AUWHENCREATED": "batch.created_at",
        "AUCREATEDBY": always(1),
    },
    parent_field="BATCHKEY",
    is_sequential=False,
)
LEDGER = (GLACCOUNT, GLJOURNAL, REPORTINGPERIOD, GLBATCH, GLENTRY, GLDETAIL)
