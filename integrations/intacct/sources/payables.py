"""Suppliers and what is owed to them."""

from integrations.intacct import calls
from integrations.intacct.mapping import lines, payables, settlements
from integrations.intacct.sources.base import Lines, Source, Sources, plain
from integrations.records import Kind

SOURCES: Sources = {
    Kind.SUPPLIERS: (
        Source(
            subject="VENDOR",
            fields=payables.VENDOR_FIELDS,
            to_record=plain(payables.supplier),
            named_by="VENDORID",
        ),
    ),
    Kind.BILLS: (
        Source(
            subject="APBILL",
            fields=payables.BILL_FIELDS,
            to_record=payables.bill,
            lines=Lines(subject="APBILLITEM", fields=lines.FIELDS, parent=lines.PARENT),
            dated="WHENCREATED",
            created="AUWHENCREATED",
        ),
    ),
    Kind.BILL_CREDIT_NOTES: (
        Source(
            subject="APADJUSTMENT",
            fields=payables.ADJUSTMENT_FIELDS,
            to_record=payables.debit_memo,
            lines=Lines(subject="APADJUSTMENTITEM", fields=lines.ADJUSTMENT_FIELDS, parent=lines.PARENT),
            where=calls.less_than("TOTALENTERED", "0"),
            dated="WHENCREATED",
            created="AUWHENCREATED",
        ),
    ),
    Kind.BILL_PAYMENTS: (
        Source(
            subject="APPYMT",
            fields=payables.PAYMENT_FIELDS,
            to_record=payables.payment,
            lines=Lines(subject="APPYMTDETAIL", fields=settlements.FIELDS, parent=settlements.PARENT),
            where=calls.is_not_in("STATE", settlements.UNAPPROVED),
            dated="WHENCREATED",
            created="AUWHENCREATED",
        ),
    ),
}
