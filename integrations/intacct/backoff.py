"""How long to wait before trying again."""

from __future__ import annotations

import random
import time

FIRST, LONGEST = 3.0, 90.0

sleep = time.sleep
"""The one place where the client waits; tests stop this clock."""


def delay(attempt: int) -> float:
    """Seconds to wait after the ``attempt``-th failure, counted from 1: doubled each time up to the longest."""
    return min(FIRST * 2.0 ** min(attempt - 1, 10), LONGEST)


def jittered(seconds: float, chance: float) -> float:
    """Spread a wait over its last third, so that many clients do not come back at once; ``chance`` is in [0, 1)."""
    return seconds * (2 + chance) / 3


def pause(attempt: int) -> None:
    """Wait before the next try."""
    sleep(jittered(delay(attempt), random.random()))  # noqa: S311 - spreads load, guards nothing
