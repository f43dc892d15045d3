"""What is gone although nobody says so: found by counting, and by asking for what is on the days that differ.

The audit history may be closed to us, and it says nothing of the journal entry that goes with a document. Counting
costs one question; only where a day does not agree, its records are asked for by key: those that do not come are gone.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from integrations.errors import PermissionMissing, UnexpectedReply
from integrations.intacct import calls, paging
from integrations.intacct.client import IntacctClient
from integrations.intacct.counting import by_day
from integrations.intacct.exchange import Refused
from integrations.intacct.sources import Source
from integrations.pages import Holdings


def vanished(
    client: IntacctClient, kind: str, source: Source, holdings: Holdings, since: date | None, likely: Collection[date]
) -> set[int]:
    """The keys that we hold of a source and the gateway does not have; none where it does not count.

    ``likely`` are days on which something is gone in all likelihood: it takes one question to look there, and two to
    count all days and look where they differ, which is done if nothing is gone of the likely ones.

    Raises:
        CredentialsRejected, ProviderUnavailable
    """
    since = since if source.dated else None
    if gone := _on(sorted(likely), client, kind, source, holdings):
        return gone
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


def _on(days: Sequence[date], client: IntacctClient, kind: str, source: Source, holdings: Holdings) -> set[int]:
    """What is gone of some days; nothing if it takes more than a question to see it."""
    held = holdings.keys_of(kind, source.part, days) if source.dated and days else set()
    if not 0 < len(held) < calls.MOST_ROWS or len(days) > calls.MOST_VALUES:
        return set()
    where = calls.is_in(source.dated, [f"{day:%m/%d/%Y}" for day in days])
    key = ("RECORDNO",)
    try:
        data = client.page(source.subject, key, keep=key, where=where, order=key, page_size=calls.MOST_ROWS)
    except (PermissionMissing, UnexpectedReply, Refused):
        return set()
    return set() if data.remaining else held - {int(row["RECORDNO"]) for row in data.rows}


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
