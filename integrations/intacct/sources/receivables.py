"""Customers and what they owe."""

from integrations.intacct import calls
from integrations.intacct.mapping import lines, receivables, settlements
from integrations.intacct.sources.base import Lines, Source, Sources, plain
from integrations.records import Kind

INVOICE_LINES = Lines(subject="ARINVOICEITEM", fields=lines.INVOICE_FIELDS, parent=lines.PARENT)

SOURCES: Sources = {
    Kind.CUSTOMERS: (
        Source(
            subject="CUSTOMER",
            fields=receivables.CUSTOMER_FIELDS,
            to_record=plain(receivables.customer),
            named_by="CUSTOMERID",
        ),
    ),
    Kind.INVOICES: (
        Source(
            subject="ARINVOICE",
            fields=receivables.INVOICE_FIELDS,
            to_record=receivables.invoice,
            lines=INVOICE_LINES,
            where=calls.not_less_than("TOTALENTERED", "0"),
            dated="WHENCREATED",
            created="AUWHENCREATED",
        ),
    ),
    Kind.CREDIT_NOTES: (
        Source(
            subject="ARADJUSTMENT",
            part="ARADJUSTMENT",
            fields=receivables.ADJUSTMENT_FIELDS,
            to_record=receivables.credit_memo,
            lines=Lines(subject="ARADJUSTMENTITEM", fields=lines.ADJUSTMENT_FIELDS, parent=lines.PARENT),
            where=calls.less_than("TOTALENTERED", "0"),
            dated="WHENCREATED",
            created="AUWHENCREATED",
        ),
        Source(
            subject="ARINVOICE",
            part=receivables.NEGATIVE,
            fields=receivables.INVOICE_FIELDS,
            to_record=receivables.negative_invoice,
            lines=INVOICE_LINES,
            where=calls.less_than("TOTALENTERED", "0"),
            dated="WHENCREATED",
            created="AUWHENCREATED",
        ),
    ),
    Kind.PAYMENTS: (
        Source(
            subject="ARPYMT",
            part="ARPYMT",
            fields=receivables.PAYMENT_FIELDS,
            to_record=receivables.payment,
            lines=Lines(subject="ARPYMTDETAIL", fields=settlements.FIELDS, parent=settlements.PARENT),
            where=calls.is_not_in("STATE", settlements.UNAPPROVED),
            dated="RECEIPTDATE",
            created="AUWHENCREATED",
        ),
        Source(
            subject="ARADVANCE",
            part=receivables.ADVANCE,
            fields=receivables.ADVANCE_FIELDS,
            to_record=plain(receivables.advance),
            where=calls.is_not_in("STATE", settlements.UNAPPROVED),
            dated="RECEIPTDATE",
            created="AUWHENCREATED",
        ),
    ),
}
