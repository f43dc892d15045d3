"""The chart of accounts, journals, journal entries, and the ledger line by line."""

from integrations.intacct import calls
from integrations.intacct.mapping import ledger, transactions
from integrations.intacct.sources.base import Lines, Source, Sources, plain
from integrations.records import Kind

SOURCES: Sources = {
    Kind.CHART_OF_ACCOUNTS: (
        Source(
            subject="GLACCOUNT",
            fields=ledger.ACCOUNT_FIELDS,
            to_record=plain(ledger.account),
            named_by="ACCOUNTNO",
        ),
    ),
    Kind.JOURNALS: (
        Source(
            subject="GLJOURNAL",
            fields=ledger.JOURNAL_FIELDS,
            to_record=plain(ledger.journal),
            named_by="SYMBOL",
        ),
    ),
    Kind.JOURNAL_ENTRIES: (
        Source(
            subject="GLBATCH",
            fields=ledger.ENTRY_FIELDS,
            to_record=ledger.entry,
            lines=Lines(subject="GLENTRY", fields=ledger.LINE_FIELDS, parent=ledger.LINE_PARENT),
            where=calls.is_not_in("STATE", ledger.UNPOSTED),
            dated="BATCH_DATE",
        ),
    ),
    Kind.ACCOUNT_TRANSACTIONS: (
        Source(
            subject="GLDETAIL",
            fields=transactions.FIELDS,
            to_record=plain(transactions.transaction),
            where=calls.equal_to("BOOKID", transactions.BOOK),
            key="BATCHKEY",
            dated="ENTRY_DATE",
            created="AUWHENCREATED",
        ),
    ),
}
