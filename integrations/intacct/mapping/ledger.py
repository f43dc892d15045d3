"""GLACCOUNT, GLJOURNAL, GLBATCH and GLENTRY become accounts, journals and journal entries."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from integrations.intacct.formats import BadValue, first_number, flag, needed, number, text
from integrations.intacct.mapping import parties
from integrations.intacct.mapping.chart import account_type
from integrations.intacct.mapping.context import Context
from integrations.intacct.mapping.lines import dimensions, reference
from integrations.intacct.replies import Row
from integrations.records import Kind, Ref
from integrations.records.ledger import Account, Journal, JournalEntry, JournalLine, Tracking
from integrations.records.parts import DataRef

ACCOUNT_FIELDS = (
    "RECORDNO",
    "ACCOUNTNO",
    "TITLE",
    "ACCOUNTTYPE",
    "NORMALBALANCE",
    "CLOSINGTYPE",
    "CATEGORY",
    "STATUS",
    "WHENMODIFIED",
)
JOURNAL_FIELDS = ("RECORDNO", "SYMBOL", "TITLE", "STATUS", "WHENMODIFIED")
ENTRY_FIELDS = (
    "RECORDNO",
    "BATCHNO",
    "BATCH_TITLE",
    "BATCH_DATE",
    "JOURNAL",
    "STATE",
    "STATISTICAL",
    "REFERENCENO",
    "MODULE",
    "WHENCREATED",
    "WHENMODIFIED",
    "MODIFIED",
)
LINE_FIELDS = (
    "RECORDNO",
    "BATCHNO",
    "LINE_NO",
    "TR_TYPE",
    "AMOUNT",
    "TRX_AMOUNT",
    "ACCOUNTNO",
    "ACCOUNTTITLE",
    "STATISTICAL",
    "DESCRIPTION",
    "BASECURR",
    "CURRENCY",
    "DEPARTMENT",
    "DEPARTMENTTITLE",
    "LOCATION",
    "LOCATIONNAME",
    "CLASSID",
    "CLASSNAME",
    "PROJECTID",
    "PROJECTNAME",
    "CUSTOMERID",
    "VENDORID",
)
LINE_PARENT = "BATCHNO"
"""In GLENTRY this is the RECORDNO of the GLBATCH, not its number."""

UNPOSTED = ("Draft", "Submitted", "Partially Approved", "Declined")
"""States of an entry that is not in the ledger, or not yet."""


def account(row: Row, context: Context) -> Account:
    """An account; its balance is not part of GLACCOUNT and stays unknown."""
    code, name = needed(row, "ACCOUNTNO"), text(row, "TITLE") or ""
    kind, category = account_type(row), text(row, "CATEGORY")
    return Account(
        id=code,
        source_modified_date=context.formats.moment(row, "WHENMODIFIED"),
        nominal_code=code,
        name=name,
        type=kind,
        status=parties.status(row),
        fully_qualified_category=f"{kind.value}.{category}" if category else kind.value,
        fully_qualified_name=".".join(filter(None, (kind.value, category, name))),
        currency=context.base_currency or None,
    )


def journal(row: Row, context: Context) -> Journal:
    """A journal, known by its symbol, which is what entries name."""
    symbol = needed(row, "SYMBOL")
    return Journal(
        id=symbol,
        source_modified_date=context.formats.moment(row, "WHENMODIFIED"),
        journal_code=symbol,
        name=text(row, "TITLE") or symbol,
        status=parties.status(row),
    )


def entry(row: Row, context: Context, items: Sequence[Row]) -> JournalEntry:
    """A posted entry. Statistical lines, whose amounts are no money, are left out.

    Raises:
        BadValue: also when the lines do not add up to zero, because such an entry was read in the middle of a change.
    """
    is_statistical = flag(row, "STATISTICAL") is True
    money = [] if is_statistical else [item for item in _ordered(items) if not flag(item, "STATISTICAL")]
    journal_lines = tuple(_line(item, context) for item in money)
    off = sum((line.net_amount for line in journal_lines), Decimal(0))
    if off:
        raise BadValue("the sum of the lines", format(off, "f"))
    symbol = text(row, "JOURNAL")
    debits = sum((line.net_amount for line in journal_lines if line.net_amount > 0), Decimal(0))
    return JournalEntry(
        id=needed(row, "RECORDNO"),
        source_modified_date=context.formats.moment(row, "WHENMODIFIED") or context.formats.moment(row, "MODIFIED"),
        posted_on=context.formats.day(row, "BATCH_DATE"),
        description=text(row, "BATCH_TITLE"),
        entry_number=text(row, "BATCHNO"),
        created_on=context.formats.moment(row, "WHENCREATED"),
        updated_on=context.formats.moment(row, "MODIFIED"),
        journal_ref=Ref(id=symbol, name=symbol) if symbol else None,
        currency=next((line.currency for line in journal_lines if line.currency), context.base_currency or None),
        total_debit=debits,
        is_statistical=is_statistical,
        journal_lines=journal_lines,
    )


def _line(row: Row, context: Context) -> JournalLine:
    """A line; amounts arrive without sign, ``TR_TYPE`` 1 is debit and -1 credit."""
    side = needed(row, "TR_TYPE")
    if side not in {"1", "-1"}:
        raise BadValue("TR_TYPE", side)
    sign = int(side)
    transaction = number(row, "TRX_AMOUNT")
    categories = dimensions(row)
    tracked = tuple(DataRef(id=each.id, data_type=Kind.TRACKING_CATEGORIES.value) for each in categories)
    return JournalLine(
        net_amount=sign * first_number(row, "AMOUNT", "TRX_AMOUNT"),
        currency=text(row, "BASECURR") or context.base_currency or None,
        transaction_amount=None if transaction is None else sign * transaction,
        transaction_currency=text(row, "CURRENCY"),
        description=text(row, "DESCRIPTION"),
        account_ref=reference(row, "ACCOUNTNO", "ACCOUNTTITLE"),
        tracking_category_refs=categories,
        tracking=Tracking(record_refs=tracked) if tracked else None,
        contact_ref=contact(row),
    )


def contact(row: Row) -> DataRef | None:
    """The customer or the supplier of a line."""
    if customer := text(row, "CUSTOMERID"):
        return DataRef(id=customer, data_type=Kind.CUSTOMERS.value)
    if supplier := text(row, "VENDORID"):
        return DataRef(id=supplier, data_type=Kind.SUPPLIERS.value)
    return None


def _ordered(rows: Sequence[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (first_number(row, "LINE_NO", "RECORDNO"), first_number(row, "RECORDNO")))
