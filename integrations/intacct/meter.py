"""What a conversation costs: requests, transactions, bytes, and the time in which we only waited.

Sage bills each call of a function as one transaction, whatever it returns; opening a session is free.
Reference: Sage Intacct release notes 2024 R1, *API transactions*.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from integrations.intacct.calls import Call
from integrations.pages import Usage

FREE = "getAPISession"


class Meter:
    """Counts for all threads of a conversation."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests = self._transactions = self._bytes = 0
        self._waited = 0.0

    def count(self, calls: Sequence[Call], received: int) -> None:
        """Add a request that was answered."""
        with self._lock:
            self._requests += 1
            self._transactions += sum(call.name != FREE for call in calls)
            self._bytes += received

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Measure a block in which there is nothing to do but wait."""
        begun = time.monotonic()
        try:
            yield
        finally:
            with self._lock:
                self._waited += time.monotonic() - begun

    def take(self) -> Usage:
        """Hand out what was counted, and begin anew."""
        with self._lock:
            usage = Usage(
                requests=self._requests,
                transactions=self._transactions,
                bytes_in=self._bytes,
                waited=self._waited,
            )
            self._requests = self._transactions = self._bytes = 0
            self._waited = 0.0
        return usage
