"""What was asked and answered: the last requests one by one, and sums for each company. Never a secret.

One call of a function that reads counts as one transaction whatever its rows, each readMore as another, each record
written as one. Reference: Sage Intacct release notes 2024 R1, *API transactions*.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

READS = frozenset((
    "query", "readByQuery", "readMore", "read", "readByName", "readRelated", "readReport", "readView", "get_list",
    "get", "getAuditTrail", "get_trialbalance", "get_accountbalances", "get_accountbalancesbydimensions",
))  # fmt: skip
KEPT = 5_000


@dataclass(kw_only=True)
class LoggedCall:
    """One request; ``rows`` were read, ``written`` records were written, ``failed`` functions were refused."""

    at: str = ""
    company_id: str = ""
    sender_id: str = ""
    functions: list[str] = field(default_factory=list)
    objects: list[str] = field(default_factory=list)
    status: int = 0
    failed: int = 0
    rows: int = 0
    written: int = 0
    transactions: int = 0
    bytes_in: int = 0
    bytes_out: int = 0
    seconds: float = 0.0
    fault: str = ""

    def count(self, function: str, *, rows: int, written: int) -> None:
        """Add what one function did."""
        self.rows += rows
        self.written += written
        self.transactions += written + (function in READS)


@dataclass(kw_only=True)
class Totals:
    """The sums of one company since the gateway was started."""

    requests: int = 0
    functions: int = 0
    failed: int = 0
    rows: int = 0
    written: int = 0
    transactions: int = 0
    bytes_in: int = 0
    bytes_out: int = 0
    seconds: float = 0.0

    def add(self, call: LoggedCall) -> None:
        self.requests += 1
        self.functions += len(call.functions)
        for name in ("failed", "rows", "written", "transactions", "bytes_in", "bytes_out", "seconds"):
            setattr(self, name, getattr(self, name) + getattr(call, name))


class CallLog:
    """The last requests, and the sums of each company by its ID in lower case."""

    def __init__(self, most: int = KEPT) -> None:
        self.lock = threading.Lock()
        self.calls: deque[LoggedCall] = deque(maxlen=most)
        self.totals: dict[str, Totals] = {}

    def add(self, call: LoggedCall) -> None:
        with self.lock:
            self.calls.append(call)
            self.totals.setdefault(call.company_id.lower(), Totals()).add(call)

    def clear(self) -> None:
        with self.lock:
            self.calls.clear()
            self.totals.clear()

    def of(self, company_id: str, most: int = KEPT) -> list[LoggedCall]:
        """Return the last requests of a company, the latest first."""
        with self.lock:
            found = [call for call in reversed(self.calls) if call.company_id.lower() == company_id.lower()]
        return found[:most]

    def total(self, company_id: str) -> Totals:
        with self.lock:
            return self.totals.get(company_id.lower(), Totals())

    def as_data(self, company_id: str = "", most: int = KEPT) -> dict[str, Any]:
        """Return everything (of one company) as plain data, the latest request first."""
        with self.lock:
            totals = {key: asdict(each) for key, each in self.totals.items() if company_id.lower() in ("", key)}
            calls = [call for call in reversed(self.calls) if company_id.lower() in ("", call.company_id.lower())]
        return {"totals": totals, "calls": [asdict(call) for call in calls[:most]]}


def stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")
