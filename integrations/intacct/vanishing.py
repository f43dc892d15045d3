"""What is gone although nobody says so: found by counting, and by asking for what is on the days that differ.

The audit history may be closed to us, and it says nothing of the journal entry that goes with a document. Counting
costs one question; only where a day does not agree, its records are asked for by key: those that do not come are gone.
"""

from __future__ import annotations

from datetime import date

from integrations.errors import PermissionMissing, UnexpectedReply
from integrations.intacct import calls, paging
from integrations.intacct.client import IntacctClient
from integrations.intacct.counting import by_day
from integrations.intacct.sources import Source
from integrations.pages import Holdings


def vanished(client: IntacctClient, kind: str, source: Source, holdings: Holdings, since: date | None) -> set[int]:
    """The keys that we hold of a source and the gateway does not have; none where it does not count.

    Raises:
        CredentialsRejected, ProviderUnavailable
    """
    since = since if source.dated else None
    ours = holdings.by_day(kind, source.part, since)
    if not ours:
        return set()
    try:
        theirs = by_day(client, source, since)
        off = [day for day, held in ours.items() if not _agree(held, theirs.get(day, (0, 0)))]
        held = sorted(holdings.keys_of(kind, source.part, off)) if off else []
        return set(held) - _there(client, source, held)
    except (PermissionMissing, UnexpectedReply):
        return set()


def _agree(held: tuple[int, int], counted: tuple[int, int | None]) -> bool:
    return held[0] == counted[0] and counted[1] in (None, held[1])


def _there(client: IntacctClient, source: Source, keys: list[int]) -> set[int]:
    """Which of some keys the gateway has, whatever their day is by now."""
    found: set[int] = set()
    for start in range(0, len(keys), calls.MOST_VALUES):
        chosen = calls.is_in("RECORDNO", map(str, keys[start : start + calls.MOST_VALUES]))
        order = paging.ORDERS.get(source.subject, paging.BY_RECORDNO)
        for page in paging.pages(client, source.subject, ("RECORDNO",), order=order, where=chosen):
            found.update(int(row["RECORDNO"]) for row in page.rows)
    return found
