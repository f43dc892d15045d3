"""Customers and vendors, invoices and bills with their lines, credits and payments: both sides share one shape."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from integrations.intacct.simulator.books.chart import CLASSES, TERMS
from integrations.intacct.simulator.books.company import CompanyBooks
from integrations.intacct.simulator.books.documents import Trade
from integrations.intacct.simulator.books.records import Document, Line, Party, Payment
from integrations.intacct.simulator.objects.common import (
    AUDIT,
    active,
    owner_getters,
    party_getters,
    place_getters,
    rate_date,
    raw_state,
    term_value,
)
from integrations.intacct.simulator.objects.schema import Getter, ObjectType, Relation, Table, Via, always, define
from integrations.intacct.simulator.world import SimulatedCompany

OWNER = owner_getters(attrgetter("owner"))
DUE_IN_FULL = {days: 100 + n * 2 for n, (_, days) in enumerate(TERMS)}


def trade_of(books: CompanyBooks, letter: str) -> Trade:
    return books.sales if letter == "r" else books.purchases


def contact(prefix: str) -> dict[str, Getter | str]:
    """Return the fields of a party's contact: a department, never a person."""
    fields: dict[str, Getter | str] = {
        "CONTACTNAME": "name",
        "PRINTAS": "name",
        "COMPANYNAME": "name",
        "PHONE1": lambda party: party.address[4],
        "EMAIL1": lambda party: f"accounts@{party.web}",
        "URL1": lambda party: f"https://{party.web}",
        "MAILADDRESS.ADDRESS1": lambda party: party.address[0],
        "MAILADDRESS.CITY": lambda party: party.address[1],
        "MAILADDRESS.STATE": lambda party: party.address[2],
        "MAILADDRESS.ZIP": lambda party: party.address[3],
        "MAILADDRESS.COUNTRY": always("United States"),
        "MAILADDRESS.COUNTRYCODE": always("US"),
        "STATUS": active,
    }
    return {f"{prefix}.{name}": get for name, get in fields.items()}


def comments(party: Party) -> str | None:
    """Some old comments were escaped once too often, as in many real companies."""
    return "Also trades as &quot;the works&quot;" if party.n % 37 == 11 else None


def parties(letter: str) -> Any:
    def table(company: SimulatedCompany, books: CompanyBooks) -> Table:
        trade = trade_of(books, letter)
        return Table(
            trade.party_count, trade.party, trade.party_numbering, trade.party_owner, gone=trade.gone_parties()
        )

    return table


def documents(letter: str) -> Any:
    def table(company: SimulatedCompany, books: CompanyBooks) -> Table:
        trade = trade_of(books, letter)
        return Table(
            trade.count,
            trade.document,
            trade.numbering,
            trade.owner,
            since=lambda day: [range(trade.since(day), trade.count)],
            gone=trade.gone(),
        )

    return table


def lines(letter: str) -> Any:
    def table(company: SimulatedCompany, books: CompanyBooks) -> Table:
        trade = trade_of(books, letter)
        blocks = trade.line_blocks

        def record(k: int) -> Line:
            n, position = blocks.locate(k)
            return trade.document(n).lines[position]

        def children(recordno: int) -> range:
            n = trade.numbering.index(recordno)
            return range(0) if n is None or n >= trade.count else range(blocks.before(n), blocks.before(n + 1))

        return Table(
            trade.line_count,
            record,
            trade.line_numbering,
            lambda k: trade.owner(blocks.locate(k)[0]),
            children,
            lambda day: [range(blocks.before(trade.since(day)), trade.line_count)],
            tuple(k for n in trade.gone() for k in range(blocks.before(n), blocks.before(n + 1))),
        )

    return table


def adjustments(letter: str) -> Any:
    def table(company: SimulatedCompany, books: CompanyBooks) -> Table:
        trade = trade_of(books, letter)
        return Table(trade.adjustment_count, trade.adjustment, trade.adjustment_numbering, _credit_owner(trade))

    return table


def _credit_owner(trade: Trade) -> Any:
    return lambda k: trade.owner(k * 25 % max(1, trade.base_posted))


def adjustment_lines(letter: str) -> Any:
    def table(company: SimulatedCompany, books: CompanyBooks) -> Table:
        trade = trade_of(books, letter)

        def children(recordno: int) -> range:
            k = trade.adjustment_numbering.index(recordno)
            return range(0) if k is None or k >= trade.adjustment_count else range(k, k + 1)

        return Table(
            trade.adjustment_count, lambda k: trade.adjustment(k).lines[0], trade.adjustment_line_numbering,
            _credit_owner(trade), children,
        )  # fmt: skip

    return table


def payments(letter: str, *, as_details: bool = False) -> Any:
    def table(company: SimulatedCompany, books: CompanyBooks) -> Table:
        trade = trade_of(books, letter)
        numbering = trade.detail_numbering if as_details else trade.payment_numbering

        def children(recordno: int) -> range:
            m = trade.payment_numbering.index(recordno)
            return range(0) if m is None or m >= trade.payment_count else range(m, m + 1)

        return Table(
            trade.payment_count,
            trade.payment,
            numbering,
            lambda m: trade.owner(trade.settlements.locate(m)[0]),
            children if as_details else None,
            lambda day: [range(trade.payments_since(day), trade.payment_count)],
        )

    return table


def money() -> dict[str, Getter | str]:
    return {
        "BASECURR": "base_currency",
        "CURRENCY": "currency",
        "EXCH_RATE_DATE": rate_date,
        "EXCHANGE_RATE": "rate",
        "TOTALENTERED": "total",
        "TOTALSELECTED": always(0),
        "TOTALPAID": "paid",
        "TOTALDUE": lambda document: document.total - document.paid,
        "TRX_TOTALENTERED": "trx_total",
        "TRX_TOTALSELECTED": always(0),
        "TRX_TOTALPAID": "trx_paid",
        "TRX_TOTALDUE": lambda document: document.trx_total - document.trx_paid,
    }


def batch_title(document: Document) -> str:
    word = {"ri": "Invoices", "pi": "Bills", "ra": "Adjustments", "pa": "Adjustments"}[document.kind]
    return f"{word}: {document.day:%Y/%m/%d} Batch"


def document_getters(prefix: str) -> dict[str, Getter | str]:
    party = {f"{prefix}ID": "party.party_id", f"{prefix}NAME": "party.name", f"{prefix}KEY": "party.party_id"}
    return (
        AUDIT
        | OWNER
        | money()
        | party
        | {
            "RECORDNO": "recordno",
            "RECORDTYPE": "kind",
            "RECORDID": "number",
            "STATE": "state",
            "RAWSTATE": raw_state,
            "DESCRIPTION": "description",
            "TERMNAME": lambda document: document.party.term[0],
            "TERMKEY": lambda document: DUE_IN_FULL[document.party.term[1]],
            "TERMVALUE": lambda document: term_value(document.party.term[1]),
            "WHENCREATED": "day",
            "WHENPOSTED": lambda document: None if document.is_draft else document.day,
            "WHENDUE": "due",
            "WHENPAID": "paid_on",
            "ONHOLD": always(False),
            "PAYMENTPRIORITY": always("normal"),
            "TRX_ENTITYDUE": lambda document: document.trx_total - document.trx_paid,
            "BILLTOPAYTOCONTACTNAME": "party.name",
            "SHIPTORETURNTOCONTACTNAME": "party.name",
            "BILLTOPAYTOKEY": "party.contact_key",
            "SHIPTORETURNTOKEY": "party.contact_key",
            "BILLTO.CONTACTNAME": "party.name",
            "PAYTO.CONTACTNAME": "party.name",
            "RETURNTO.CONTACTNAME": "party.name",
            "SHIPTO.CONTACTNAME": "party.name",
            "CONTACT.CONTACTNAME": "party.name",
            "BILLTO.EMAIL1": lambda document: f"accounts@{document.party.web}",
            "CONTACT.EMAIL1": lambda document: f"accounts@{document.party.web}",
            "PRBATCH": batch_title,
            "PRBATCHKEY": lambda document: document.recordno // 64,
            "MODULEKEY": lambda document: "4.AR" if prefix == "CUSTOMER" else "3.AP",
            "SYSTEMGENERATED": always("F"),
            "HASPOSTEDREVREC": always("F"),
            "INCLUSIVETAX": lambda document: "" if document.n % 13 == 6 else False,
            "AUWHENCREATED": "created_at",
            "WHENMODIFIED": "modified_at",
        }
    )


def line_getters(prefix: str, control: str) -> dict[str, Getter | str]:
    return (
        AUDIT
        | party_getters(prefix, attrgetter("document.party"))
        | place_getters("LOCATIONID", "LOCATIONNAME", attrgetter("location"))
        | {
            "RECORDNO": "recordno",
            "RECORDKEY": "document.recordno",
            "RECORDTYPE": "document.kind",
            "RECORDID": "document.number",
            "ACCOUNTKEY": "account.recordno",
            "ACCOUNTNO": "account.number",
            "ACCOUNTTITLE": "account.title",
            "OFFSETGLACCOUNTNO": lambda line: control,
            "ENTRY_DATE": "document.day",
            "AMOUNT": "amount",
            "TRX_AMOUNT": "trx_amount",
            "DEPARTMENTID": "department.department_id",
            "DEPARTMENTNAME": "department.title",
            "DEPARTMENTKEY": "department.recordno",
            "ENTRYDESCRIPTION": "memo",
            "EXCH_RATE_DATE": Via("document", attrgetter("document"), rate_date),
            "EXCHANGE_RATE": "document.rate",
            "LINEITEM": lambda line: "F" if line.is_tax else "T",
            "SUBTOTAL": lambda line: "T" if line.is_tax else None,
            "ISTAX": "is_tax",
            "LINE_NO": lambda line: str(line.number),
            "CURRENCY": "document.currency",
            "BASECURR": "document.base_currency",
            "TOTALPAID": "paid",
            "TRX_TOTALPAID": "trx_paid",
            "TOTALSELECTED": always(0),
            "TRX_TOTALSELECTED": always(0),
            "BILLABLE": always(False),
            "BILLED": always(False),
            "STATE": Via("document", attrgetter("document"), raw_state),
            "ITEMDIMKEY": "item.recordno",
            "ITEMID": "item.item_id",
            "ITEMNAME": "item.name",
            "CLASSDIMKEY": lambda line: 41 + line.class_n * 2,
            "CLASSID": lambda line: CLASSES[line.class_n][0],
            "CLASSNAME": lambda line: CLASSES[line.class_n][1],
            "WHENCREATED": "document.created_at",
            "WHENMODIFIED": "document.modified_at",
        }
    )


def payment_state(payment: Payment) -> str:
    return "Complete" if payment.kind == "rp" else "Confirmed"


def payment_getters(prefix: str) -> dict[str, Getter | str]:
    return (
        AUDIT
        | owner_getters(attrgetter("document.owner"))
        | {
            "RECORDNO": "recordno",
            "RECORDTYPE": "kind",
            "RECORDID": "number",
            "DOCNUMBER": "number",
            f"{prefix}ID": "document.party.party_id",
            f"{prefix}NAME": "document.party.name",
            "ENTITY": lambda payment: f"V{payment.document.party.party_id}",
            "FINANCIALENTITY": always("OPERATING"),
            "FINANCIALENTITYTYPE": always("ba"),
            "FINANCIALACCOUNTNAME": always("Operating bank account"),
            "FINANCIALACCOUNTCURRENCY": "document.base_currency",
            "STATE": always("C"),
            "RAWSTATE": always("C"),
            "DISPLAYSTATE": payment_state,
            "PAYMENTMETHOD": "method",
            "DESCRIPTION": lambda payment: f"{payment.document.number}",
            "RECEIPTDATE": "day",
            "WHENCREATED": "day",
            "WHENPAID": "day",
            "WHENPOSTED": "day",
            "WHENDUE": "day",
            "BASECURR": "document.base_currency",
            "CURRENCY": "document.currency",
            "EXCH_RATE_DATE": lambda payment: rate_date(payment.document),
            "EXCHANGE_RATE": "document.rate",
            "TOTALENTERED": "amount",
            "TOTALPAID": "amount",
            "TOTALSELECTED": always(0),
            "TOTALDUE": always(0),
            "TRX_TOTALENTERED": "trx_amount",
            "TRX_TOTALPAID": "trx_amount",
            "TRX_TOTALSELECTED": always(0),
            "TRX_TOTALDUE": always(0),
            "BILLTOPAYTOCONTACTNAME": "document.party.name",
            "BILLTOPAYTONAME": "document.party.name",
            "PRBATCHKEY": lambda payment: payment.recordno // 64,
            "SYSTEMGENERATED": always("F"),
            "CLEARED": lambda payment: "T" if payment.n % 3 else "F",
            "AUWHENCREATED": "created_at",
            "WHENMODIFIED": "modified_at",
        }
    )


DETAIL: dict[str, Getter | str] = AUDIT | {
    "RECORDNO": "detail_recordno",
    "RECORDKEY": "document.recordno",
    "ENTRYKEY": lambda payment: payment.document.lines[0].recordno,
    "PAYMENTKEY": "recordno",
    "PAYMENTDATE": "day",
    "PAYMENTAMOUNT": "amount",
    "TRX_PAYMENTAMOUNT": "trx_amount",
    "CURRENCY": "document.currency",
    "STATE": always("C"),
    "MODULEKEY": lambda payment: "4.AR" if payment.kind == "rp" else "3.AP",
    "WHENCREATED": "created_at",
    "WHENMODIFIED": "modified_at",
}
PARTY: dict[str, Getter | str] = (
    AUDIT
    | OWNER
    | contact("DISPLAYCONTACT")
    | {
        "RECORDNO": "recordno",
        "NAME": "name",
        "TERMNAME": lambda party: party.term[0],
        "CURRENCY": "currency",
        "STATUS": lambda party: "active" if party.is_active else "inactive",
        "TOTALDUE": "total_due",
        "CREDITLIMIT": lambda party: (party.n % 5) * 1_000_000 + party.edits * 50_000,
        "COMMENTS": comments,
        "ONETIME": always(False),
        "ONHOLD": lambda party: party.n % 41 == 40,
        "OBJECTRESTRICTION": always("Unrestricted"),
        "DISPLAYCONTACTKEY": "contact_key",
        "EMAILOPTIN": always(""),
        "BILLINGTYPE": always("openitem"),
        "PAYMENTPRIORITY": always("Normal"),
        "STATE": always("A"),
        "ISOWNER": always(False),
        "DONOTCUTCHECK": always(False),
        "WHENCREATED": "created_at",
        "WHENMODIFIED": "modified_at",
    }
)


def side(letter: str, prefix: str, module: str, invoice: str, control: str) -> list[ObjectType]:
    """Return the objects of one side of the trade."""
    to_party = Relation(prefix, prefix, f"{prefix}ID", attrgetter("party"), prefix.capitalize())
    to_account = Relation("GLACCOUNT", "GLACCOUNT", "ACCOUNTNO", attrgetter("account"), "Account")
    line_party = Relation(prefix, prefix, f"{prefix}ID", attrgetter("document.party"), prefix.capitalize())
    header = document_getters(prefix)
    line = line_getters(prefix, control)
    credit = f"{module}ADJUSTMENT"
    main: dict[str, Getter | str] = {f"{prefix}ID": "party_id", "ENTITY": lambda party: f"{prefix[0]}{party.party_id}"}

    def parent(target: str) -> Relation:
        return Relation(target, target, "RECORDKEY", attrgetter("document"), "Header")

    return [
        define(prefix, parties(letter), PARTY | main, natural_key=f"{prefix}ID"),
        define(invoice, documents(letter), header, natural_key="RECORDID", relations=[to_party]),
        define(f"{invoice}ITEM", lines(letter), line, parent_field="RECORDKEY",
               relations=[parent(invoice), to_account, line_party]),
        define(credit, adjustments(letter), header, natural_key="RECORDID", relations=[to_party]),
        define(f"{credit}ITEM", adjustment_lines(letter), line, parent_field="RECORDKEY",
               relations=[parent(credit), to_account, line_party]),
        define(f"{module}PYMT", payments(letter), payment_getters(prefix), natural_key="RECORDID",
               relations=[Relation(prefix, prefix, f"{prefix}ID", attrgetter("document.party"), prefix.capitalize())]),
        define(f"{module}PYMTDETAIL", payments(letter, as_details=True), DETAIL, parent_field="PAYMENTKEY",
               relations=[Relation(invoice, invoice, "RECORDKEY", attrgetter("document"), "Document")]),
    ]  # fmt: skip


TRADE = (*side("r", "CUSTOMER", "AR", "ARINVOICE", "1200"), *side("p", "VENDOR", "AP", "APBILL", "2000"))
