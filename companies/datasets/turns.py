"""Whose turn it is: a worker that is told of a sync serves the one that is most in need, for as long as nobody waits.

One large company cannot hold a worker: after a few seconds its turn ends as soon as another sync waits, and the next
turn goes to those that had fewer.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils.timezone import now

from companies.datasets.models import Sync

LONGEST = 120.0
"""Seconds after which a turn ends although nobody waits: far below every time limit."""
LOOK_EVERY = 0.5


def claim_next() -> Sync | None:
    """Claim the sync whose turn it is; workers that ask at the same time get different ones."""
    while True:
        with transaction.atomic():
            waiting = Sync.objects.due().fairest()
            if connection.features.has_select_for_update_skip_locked:
                waiting = waiting.select_for_update(skip_locked=True, of=("self",))
            sync: Sync | None = waiting.first()
            if sync is None:
                return None
            if sync.claim():
                Sync.objects.filter(pk=sync.pk).update(turns=F("turns") + 1, last_turn_at=now())
                return sync


@dataclass
class Turn:
    """The time that a worker has for one sync."""

    sync: Sync
    began: float = field(default_factory=time.monotonic)
    looked: float = 0.0

    @property
    def is_over(self) -> bool:
        moment = time.monotonic()
        if moment - self.began > LONGEST:
            return True
        if moment - self.began < settings.SYNC_TURN_SECONDS or moment - self.looked < LOOK_EVERY:
            return False
        self.looked = moment
        return bool(Sync.objects.due().exclude(pk=self.sync.pk).exists())
