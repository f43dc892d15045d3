"""GLDETAIL becomes account transactions: one for each line of the ledger, so that speed matters here.

Reference: developer.intacct.com, *General ledger details*: a view over the journal lines of all books, with what the
sub-ledgers know of them.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from integrations.intacct.formats import first_number, flag, needed, number, text
from integrations.intacct.mapping.context import Context
from integrations.intacct.mapping.lines import categories
from integrations.intacct.replies import Row
from integrations.records import Kind, Ref
from integrations.records.ledger import AccountTransaction, AccountTransactionLine
from integrations.records.parts import DataRef, EntryStatus

FIELDS = (
    "RECORDNO",
    "BATCHKEY",
    "GLENTRYKEY",
    "BATCH_NO",
    "BATCH_TITLE",
    "SYMBOL",
    "MODULEKEY",
    "ENTRY_STATE",
    "LINE_NO",
    "ENTRY_DATE",
    "ACCOUNTNO",
    "ACCOUNTTITLE",
    "STATISTICAL",
    "AMOUNT",
    "BASECURR",
    "TRX_AMOUNT",
    "CURRENCY",
    "DESCRIPTION",
    "DOCUMENT",
    "RECORDTYPE",
    "RECORDID",
    "CLEARED",
    "CHILDENTITY",
    "DEPARTMENTID",
    "DEPARTMENTTITLE",
    "LOCATIONID",
    "LOCATIONNAME",
    "CLASSID",
    "CLASSNAME",
    "PROJECTID",
    "PROJECTNAME",
    "CUSTOMERID",
    "CUSTOMERNAME",
    "VENDORID",
    "VENDORNAME",
    "WHENMODIFIED",
)
BOOK = "ACCRUAL"
"""GLDETAIL has a row for each book that a line is in; this one has every line."""

_CLEARED = {"T": EntryStatus.RECONCILED, "F": EntryStatus.UNRECONCILED, "M": EntryStatus.UNRECONCILED}
_STATES = {"P": "Posted", "D": "Draft", "S": "Submitted", "A": "Approved", "R": "Reversed"}
_ENTRIES = Kind.JOURNAL_ENTRIES.value
_CUSTOMERS, _SUPPLIERS = Kind.CUSTOMERS.value, Kind.SUPPLIERS.value
_ZERO = Decimal(0)


@lru_cache(maxsize=4096)
def _ref(key: str, name: str) -> Ref:
    """A reference; the same few come again and again, and lines share them."""
    return Ref(id=key, name=name)


@lru_cache(maxsize=4096)
def _data_ref(key: str, kind: str) -> DataRef:
    return DataRef(id=key, data_type=kind)


def transaction(row: Row, context: Context) -> AccountTransaction:
    """A line of the ledger. Amounts arrive with their sign here, unlike in GLENTRY: debit is positive."""
    get = row.get
    batch, account = needed(row, "BATCHKEY"), needed(row, "ACCOUNTNO")
    amount = first_number(row, "AMOUNT")
    foreign = number(row, "TRX_AMOUNT")
    quantity = None
    if flag(row, "STATISTICAL"):
        quantity, amount, foreign = amount, _ZERO, None
    note, symbol, entity = text(row, "DESCRIPTION"), text(row, "SYMBOL"), text(row, "CHILDENTITY")
    customer, supplier = text(row, "CUSTOMERID"), text(row, "VENDORID")
    state = text(row, "ENTRY_STATE")
    return AccountTransaction(
        id=needed(row, "RECORDNO"),
        source_modified_date=context.formats.moment(row, "WHENMODIFIED"),
        transaction_id=batch,
        date=context.formats.day(row, "ENTRY_DATE"),
        account_ref=_ref(account, get("ACCOUNTTITLE", "").strip()),
        total_amount=amount,
        currency=text(row, "BASECURR") or context.base_currency or None,
        transaction_amount=foreign,
        transaction_currency=text(row, "CURRENCY") if foreign is not None else None,
        quantity=quantity,
        status=_CLEARED.get(get("CLEARED", ""), EntryStatus.UNKNOWN),
        note=note,
        reference=text(row, "DOCUMENT"),
        line_number=text(row, "LINE_NO"),
        entry_number=text(row, "BATCH_NO"),
        entry_title=text(row, "BATCH_TITLE"),
        journal_ref=_ref(symbol, symbol) if symbol else None,
        module=text(row, "MODULEKEY"),
        state=_STATES.get(state, state) if state else None,
        source_type=text(row, "RECORDTYPE"),
        source_reference=text(row, "RECORDID"),
        entity_ref=_ref(entity, "") if entity else None,
        contact_ref=_data_ref(customer, _CUSTOMERS)
        if customer
        else _data_ref(supplier, _SUPPLIERS)
        if supplier
        else None,
        contact_name=text(row, "CUSTOMERNAME") or text(row, "VENDORNAME"),
        tracking_category_refs=categories(
            (get("DEPARTMENTID", ""), get("DEPARTMENTTITLE", "")),
            (get("LOCATIONID", ""), get("LOCATIONNAME", "")),
            (get("CLASSID", ""), get("CLASSNAME", "")),
            (get("PROJECTID", ""), get("PROJECTNAME", "")),
        ),
        lines=(AccountTransactionLine(amount=amount, description=note, record_ref=_data_ref(batch, _ENTRIES)),),
    )
