"""Bank accounts and what goes through them."""

from collections.abc import Callable

from integrations.intacct.mapping import banking
from integrations.intacct.mapping.context import Context
from integrations.intacct.replies import Row
from integrations.intacct.sources.base import Lines, Source, Sources, plain
from integrations.records import Kind, SourceRecord


def _account(
    subject: str, fields: tuple[str, ...], name: str, mapping: Callable[[Row, Context], SourceRecord]
) -> Source:
    return Source(subject=subject, fields=fields, to_record=plain(mapping), part=subject, named_by=name, is_master=True)


def _lines(subject: str) -> Lines:
    return Lines(subject=subject, fields=banking.LINE_FIELDS, parent=banking.LINE_PARENT)


SOURCES: Sources = {
    Kind.BANK_ACCOUNTS: (
        _account("CHECKINGACCOUNT", banking.CHECKING_FIELDS, "BANKACCOUNTID", banking.bank_account),
        _account("SAVINGSACCOUNT", banking.SAVINGS_FIELDS, "BANKACCOUNTID", banking.bank_account),
        _account("CREDITCARD", banking.CARD_FIELDS, "CARDID", banking.card),
    ),
    Kind.DIRECT_INCOMES: (
        Source(
            subject="OTHERRECEIPTS",
            fields=banking.RECEIPT_FIELDS,
            to_record=banking.receipt,
            lines=_lines("OTHERRECEIPTSENTRY"),
            dated="WHENCREATED",
            created="AUWHENCREATED",
        ),
    ),
    Kind.DIRECT_COSTS: (
        Source(
            subject="CCTRANSACTION",
            fields=banking.CHARGE_FIELDS,
            to_record=banking.charge,
            lines=_lines("CCTRANSACTIONENTRY"),
            dated="WHENCREATED",
            created="AUWHENCREATED",
        ),
    ),
    Kind.TRANSFERS: (
        Source(
            subject="FUNDSTRANSFER",
            fields=banking.TRANSFER_FIELDS,
            to_record=plain(banking.transfer),
            dated="WHENCREATED",
            created="AUWHENCREATED",
        ),
    ),
}
