"""Normalised records as frozen dataclasses, one module per family."""

from integrations.records.base import Column, Json, Promoted, Ref, SourceRecord

__all__ = ["Column", "Json", "Promoted", "Ref", "SourceRecord"]
