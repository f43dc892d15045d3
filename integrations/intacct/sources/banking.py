"""Bank accounts and what goes through them."""

from integrations.intacct.sources.base import Sources

SOURCES: Sources = {}
