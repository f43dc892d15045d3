"""Where each kind comes from: its Intacct objects, in the order in which it makes sense to read them."""

from integrations.intacct.sources import banking, ledger, orders, payables, receivables, reference
from integrations.intacct.sources.base import Lines, Source, Sources

__all__ = ["SOURCES", "Lines", "Source", "Sources"]

SOURCES: Sources = {
    **ledger.SOURCES,
    **reference.SOURCES,
    **receivables.SOURCES,
    **payables.SOURCES,
    **banking.SOURCES,
    **orders.SOURCES,
}
