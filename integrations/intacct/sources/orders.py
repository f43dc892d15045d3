"""Sales and purchase orders."""

from integrations.intacct.sources.base import Sources

SOURCES: Sources = {}
