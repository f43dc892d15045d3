"""The books that are proved: what is held of them, what has changed since the last proof, and lines of the new one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.timezone import now

from companies.datasets.models import Dataset, Proof, ProofLine, Record, Sync
from companies.datasets.proof_rules import Rule
from companies.datasets.proof_sums import FEW, Concerned, Ledger
from integrations.provider import Provider
from integrations.records import Kind

LEDGERS = (Kind.ACCOUNT_TRANSACTIONS, Kind.JOURNAL_ENTRIES)
Movements = dict[tuple[str, str, str], Decimal]


class Books:
    """What one sync has left: the datasets that were read, and a memory of the proof before."""

    def __init__(self, sync: Sync, provider: Provider) -> None:
        self.sync, self.provider = sync, provider
        self.began_at = now()
        read = sync.connection.datasets.exclude(last_read_at=None)
        self.datasets: dict[str, Dataset] = {dataset.kind: dataset for dataset in read}
        proofs = Proof.objects.filter(sync__connection=sync.connection_id).exclude(sync=sync)
        self.previous: Proof | None = proofs.order_by("-created_at").first()
        self.before = list(self.previous.lines.all()) if self.previous else []
        full = sync.readings.filter(is_full=True).values_list("dataset__kind", flat=True)
        self.read_in_full = set(full)
        self._changed: dict[str, bool] = {}
        self._movements: dict[tuple[str, str], Movements] = {}

    def is_changed(self, kind: str) -> bool:
        """Whether a record of this kind has come, changed or gone since the last proof began."""
        if self.previous is None:
            return True
        if kind not in self._changed:
            self._changed[kind] = self.is_changed_since(kind, self.previous.created_at)
        return self._changed[kind]

    def is_changed_since(self, kind: str, moment: datetime) -> bool:
        return Record.objects.filter(dataset=self.datasets[kind], modified_at__gte=moment).exists()

    def lines(self, rule: Rule, kinds: Sequence[str], prove: Callable[[], Iterable[ProofLine]]) -> list[ProofLine]:
        """The lines of a rule: nothing where a kind it needs was not read; those of before where nothing has changed.

        The first of ``kinds`` is the one that the lines are about.
        """
        if any(kind not in self.datasets for kind in kinds):
            return []
        known = self.known(rule, kinds[0])
        if known and not any(self.is_changed(kind) for kind in kinds):
            return known
        return list(prove())

    def known(self, rule: Rule, kind: str) -> list[ProofLine]:
        """The lines that the last proof has of a rule, to be kept as they are."""
        return [line for line in self.before if (line.rule, line.kind) == (rule.key, kind)]

    def ledger(self, kind: str) -> Ledger:
        return Ledger(kind, self.datasets[kind].pk, by_entity=self.sync.connection.is_multi_entity is not False)

    def movements(self, kind: str) -> Movements:
        """What was posted by account, month and currency; added up once for all rules."""
        return self._added_up(kind, "")

    def own_movements(self, kind: str) -> Movements:
        """The same of the entity alone that is read, where one was chosen: as balances and statements tell it.

        Inside an entity its source shows whole entries that were made for all entities, with the lines of the others.
        Only transactions say of each line whose it is.
        """
        return self._added_up(kind, (self.sync.connection.entity_id or "") if kind == LEDGERS[0] else "")

    def _added_up(self, kind: str, entity: str) -> Movements:
        if (kind, entity) not in self._movements:
            self._movements[kind, entity] = self.ledger(kind).movements(entity)
        return self._movements[kind, entity]

    @cached_property
    def main_ledger(self) -> str:
        """The kind that the ledger is added up from; empty where none was read."""
        return next((kind.value for kind in LEDGERS if kind in self.datasets), "")

    def since(self, *kinds: str) -> date | None:
        """Where the history begins that all of these kinds were read of; None is the beginning of the books."""
        starts = [start for kind in kinds if (start := self.datasets[kind].history_from)]
        return max(starts, default=None)


def line(rule: Rule, kind: str, **facts: Any) -> ProofLine:
    """A line that ties, unless it says otherwise."""
    facts.setdefault("outcome", Proof.Outcome.TIED)
    return ProofLine(rule=rule.key, kind=kind, **facts)


def judged(rule: Rule, kind: str, checked: int, off: Concerned, *, of: str = "", **facts: Any) -> ProofLine:
    """A line of a rule that holds of each record; ``of`` is the kind of the records concerned, if it is another."""
    outcome = Proof.Outcome.OFF if off.count else Proof.Outcome.TIED
    concerned = sources(of or kind, off.ids)
    return line(rule, kind, outcome=outcome, checked_count=checked, off_count=off.count, sources=concerned, **facts)


def unknown(rule: Rule, kind: str, remark: str) -> ProofLine:
    return line(rule, kind, outcome=Proof.Outcome.UNKNOWN, remark=remark)


def sources(kind: str, ids: Iterable[str]) -> list[dict[str, str]]:
    """Records concerned, as a line keeps them."""
    return [{"kind": kind, "id": one} for one in list(ids)[:FEW]]


def figure(amount: Decimal) -> str:
    """An exact amount as a line keeps it, with two decimals at least."""
    places = max(2, -int(amount.normalize().as_tuple().exponent))
    return f"{amount:.{places}f}"
