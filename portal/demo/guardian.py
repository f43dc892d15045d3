"""Ends the demo's processes when the demo itself was killed: run as a script, standard library only.

Reads ``+pid`` and ``-pid`` from its input: process groups that live and that ended. The input ends when the demo does,
however it ended; what still lives then is asked to stop, and soon after made to.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Collection
from contextlib import suppress

GRACE = 8.0


def end_groups(leaders: Collection[int], *, lives: Callable[[int], bool] | None = None, grace: float = GRACE) -> None:
    """Ask every leader to stop, wait, then kill what is left of its group."""
    for leader in leaders:
        with suppress(ProcessLookupError):
            os.kill(leader, signal.SIGTERM)
    deadline = time.monotonic() + grace
    while any(map(lives or _lives, leaders)) and time.monotonic() < deadline:
        time.sleep(0.1)
    for leader in leaders:
        kill_group(leader)


def kill_group(leader: int) -> None:
    """Kill what is left of a process group."""
    with suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)


def _lives(leader: int) -> bool:
    try:
        os.kill(leader, 0)
    except ProcessLookupError:
        return False
    return True


def main() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    living: set[int] = set()
    for line in sys.stdin:
        (living.add if line[0] == "+" else living.discard)(int(line[1:]))
    end_groups(living)


if __name__ == "__main__":
    main()
