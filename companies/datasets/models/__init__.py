"""What we have read, by which plan, and whether it ties."""

from companies.datasets.models.proofs import Proof, ProofLine
from companies.datasets.models.records import Quarantined, Record, RecordQuerySet
from companies.datasets.models.rules import Rule, RuleQuerySet
from companies.datasets.models.syncs import Dataset, DatasetQuerySet, Reading, ReadingQuerySet, Sync, SyncQuerySet

__all__ = [
    "Dataset",
    "DatasetQuerySet",
    "Proof",
    "ProofLine",
    "Quarantined",
    "Reading",
    "ReadingQuerySet",
    "Record",
    "RecordQuerySet",
    "Rule",
    "RuleQuerySet",
    "Sync",
    "SyncQuerySet",
]
