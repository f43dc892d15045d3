"""Suppliers and what is owed to them."""

from integrations.intacct.mapping import lines, payables
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
}
