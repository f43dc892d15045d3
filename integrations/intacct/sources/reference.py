"""Tracking categories, items, tax rates."""

from integrations.intacct.sources.base import Sources

SOURCES: Sources = {}
