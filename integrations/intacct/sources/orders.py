"""Sales and purchase orders."""

from integrations.intacct import calls
from integrations.intacct.mapping import orders
from integrations.intacct.sources.base import Lines, Source, Sources
from integrations.records import Kind

SOURCES: Sources = {
    Kind.SALES_ORDERS: (
        Source(
            subject="SODOCUMENT",
            fields=orders.SALES_FIELDS,
            to_record=orders.sales_order,
            lines=Lines(subject="SODOCUMENTENTRY", fields=orders.LINE_FIELDS, parent=orders.LINE_PARENT),
            where=calls.equal_to("DOCPARCLASS", orders.ORDER_CLASS),
            dated="WHENCREATED",
            created="AUWHENCREATED",
            named_by="DOCID",
        ),
    ),
    Kind.PURCHASE_ORDERS: (
        Source(
            subject="PODOCUMENT",
            fields=orders.PURCHASE_FIELDS,
            to_record=orders.purchase_order,
            lines=Lines(subject="PODOCUMENTENTRY", fields=orders.LINE_FIELDS, parent=orders.LINE_PARENT),
            where=calls.equal_to("DOCPARCLASS", orders.ORDER_CLASS),
            dated="WHENCREATED",
            created="AUWHENCREATED",
            named_by="DOCID",
        ),
    ),
}
