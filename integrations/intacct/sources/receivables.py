"""Customers and what they owe."""

from integrations.intacct.mapping import lines, receivables
from integrations.intacct.sources.base import Lines, Source, Sources, plain
from integrations.records import Kind

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
            lines=Lines(subject="ARINVOICEITEM", fields=lines.FIELDS, parent=lines.PARENT),
            dated="WHENCREATED",
            created="AUWHENCREATED",
        ),
    ),
}
