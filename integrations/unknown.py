"""What providers said that nobody knows, noted for support staff: one row for the same words, counted."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.timezone import now

from integrations.models import UnknownReply
from integrations.provider import Signal

LONGEST_TEXT = 2_000
_VARYING = re.compile(r"'[^']*'|\"[^\"]*\"|\d+")
"""What differs between two refusals of the same kind: names in quotes, and numbers."""


@transaction.atomic
def note(*, provider: str, connection: UUID, signals: Iterable[Signal]) -> None:
    """Count each signal up, and keep its words when it is met for the first time."""
    for signal in signals:
        row, _is_new = UnknownReply.objects.get_or_create(
            fingerprint=fingerprint(provider, signal),
            defaults={
                "provider": provider,
                "level": signal.level,
                "http_status": signal.status,
                "number": signal.number[:200],
                "text": signal.text[:LONGEST_TEXT],
                "function": signal.function[:60],
                "subject": signal.subject[:60],
            },
        )
        UnknownReply.objects.filter(pk=row.pk).update(
            count=F("count") + 1,
            last_seen_at=now(),
            last_support_id=signal.support_id[:200],
            last_connection=connection,
        )


def fingerprint(provider: str, signal: Signal) -> str:
    """The same for two signals that differ in names and numbers within their text only."""
    said = _VARYING.sub("…", signal.text)
    parts = (provider, signal.level, str(signal.status), signal.number, said, signal.function, signal.subject)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
