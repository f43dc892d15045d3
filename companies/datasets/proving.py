"""The proof of the books that is made after each sync: what must hold, and the records of which it does not.

Nothing is computed twice: lines whose records have not changed since the last proof are kept from it. Nothing is
rounded, and no difference is too small to be named.
"""

from __future__ import annotations

import time
from collections.abc import Iterable

from django.db import transaction

from companies.datasets.models import Proof, ProofLine, Sync
from companies.datasets.proof_books import Books
from companies.datasets.proof_documents import prove_documents
from companies.datasets.proof_ledger import prove_ledger
from companies.datasets.proof_rules import RULES
from companies.datasets.proof_source import prove_counts, prove_trial_balance
from companies.datasets.proof_statements import prove_statements
from integrations.provider import Provider
from integrations.records import Kind


def prove(sync: Sync, provider: Provider) -> Proof:
    """Prove what a sync has left in the tables, and keep the proof; one that a sync already has is made anew.

    What the provider refuses to tell is left unknown; the proof never fails for it.

    Raises:
        ClaimLost: another worker has the sync; nothing was written.
    """
    begun = time.monotonic()
    books = Books(sync, provider)
    found = [
        *prove_ledger(books),
        *prove_trial_balance(books),
        *prove_statements(books),
        *prove_documents(books),
        *prove_counts(books),
    ]
    lines = _in_order(found)
    proof = Proof(
        organisation_id=sync.organisation_id,
        company_id=sync.company_id,
        sync=sync,
        outcome=_outcome(lines),
        created_at=books.began_at,
        seconds=round(time.monotonic() - begun, 3),
    )
    _keep(proof, lines)
    return proof


def _outcome(lines: Iterable[ProofLine]) -> Proof.Outcome:
    """One line that is off is enough; what could not be checked takes nothing from what was."""
    outcomes = {line.outcome for line in lines}
    return next((one for one in (Proof.Outcome.OFF, Proof.Outcome.TIED) if one in outcomes), Proof.Outcome.UNKNOWN)


def _in_order(lines: Iterable[ProofLine]) -> list[ProofLine]:
    """By rule, then by kind, a line for a part behind the one for the whole; computed and kept ones alike."""
    rules, kinds = list(RULES), list(Kind.values)
    return sorted(lines, key=lambda line: (rules.index(line.rule), kinds.index(line.kind)))


@transaction.atomic
def _keep(proof: Proof, lines: list[ProofLine]) -> None:
    proof.sync.hold()
    Proof.objects.filter(sync=proof.sync).delete()
    proof.save()
    for position, line in enumerate(lines):
        line.pk, line._state.adding = None, True
        line.proof, line.organisation_id, line.position = proof, proof.organisation_id, position
    ProofLine.objects.bulk_create(lines)
