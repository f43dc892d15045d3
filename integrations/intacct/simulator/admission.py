"""How many requests a company may have under way at once, by its service level.

A request beyond that waits for a free slot, and after its patience is refused with HTTP 429.

Reference: developer.sage.com, *Transaction volume and performance tiers*: transactions a month, requests at once per
application and per company. "XML" is what older sources say of this gateway: two at once.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from integrations.intacct.simulator.failures import busy
from integrations.intacct.simulator.plans import Limits


@dataclass(frozen=True)
class Tier:
    """What a service level includes."""

    transactions: int
    per_sender: int
    per_company: int


TIERS = {
    "XML": Tier(100_000, 2, 2),
    "T1": Tier(100_000, 6, 8),
    "T2": Tier(250_000, 8, 10),
    "T2-500K": Tier(500_000, 8, 10),
    "T3": Tier(1_000_000, 12, 15),
    "T4": Tier(2_500_000, 15, 20),
}


class Limiter:
    """The requests under way; ``most`` remembers how many a company had at once."""

    def __init__(self) -> None:
        self.condition = threading.Condition()
        self.running: Counter[tuple[str, str]] = Counter()
        self.most: Counter[str] = Counter()

    @contextmanager
    def slot(self, company_id: str, sender_id: str, limits: Limits) -> Iterator[None]:
        """Hold a slot while the block runs; raises ``GatewayRefusal`` when none gets free in time."""
        whole, own = (company_id.lower(), ""), (company_id.lower(), sender_id)
        tier = TIERS.get(limits.tier, TIERS["T1"])

        def is_free() -> bool:
            return self.running[whole] < tier.per_company and self.running[own] < tier.per_sender

        with self.condition:
            deadline = time.monotonic() + limits.patience
            while limits.is_on and not is_free():
                left = deadline - time.monotonic()
                if left <= 0:
                    raise busy()
                self.condition.wait(left)
            self.running.update((whole, own))
            self.most[company_id] = max(self.most[company_id], self.running[whole])
        try:
            yield
        finally:
            with self.condition:
                self.running.subtract((whole, own))
                self.condition.notify_all()
