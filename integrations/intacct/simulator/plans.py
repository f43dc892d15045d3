"""What may be ordered of a company: trouble, limits, habits of its gateway. Plain data that the world keeps.

``faults`` makes the trouble, ``admission`` keeps the limits.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Fault:
    """One kind of trouble: after so many matching requests, so many times (0: until it is cleared).

    ``company_id`` and ``function`` say whom it meets; ``lasts`` makes it last seconds from its first meeting instead of
    a number of times. ``seconds`` is how long a slow answer takes. ``passed``, ``met`` and ``begun`` are how far it is.
    """

    kind: str
    times: int = 1
    after: int = 0
    company_id: str = ""
    function: str = ""
    seconds: float = 0.0
    lasts: float = 0.0
    passed: int = 0
    met: int = 0
    begun: float = 0.0

    @property
    def is_over(self) -> bool:
        """Tell whether it has met everybody it was meant for; what lasts a while is over when ``hits`` finds so."""
        return not self.lasts and 0 < self.times <= self.met

    def hits(self, company_id: str, functions: list[str], now: float) -> bool:
        """Tell whether this request is met, and count it."""
        if self.is_over or (self.company_id and self.company_id.lower() != company_id.lower()):
            return False
        if self.function and self.function not in functions:
            return False
        if self.passed < self.after:
            self.passed += 1
            return False
        if self.lasts:
            self.begun = self.begun or now
            if now - self.begun >= self.lasts:
                return False
        self.met += 1
        return True


@dataclass(kw_only=True)
class Limits:
    """What the company's service level allows. ``is_on`` enforces the slots; transactions are counted either way.

    ``patience`` is how many seconds a request waits for a free slot; ``used`` transactions were counted each month
    before we looked, ``counted`` those since, by month and sender as ``2026-11 AcornLending``.
    """

    is_on: bool = False
    tier: str = "T1"
    patience: float = 30.0
    used: int = 0
    counted: dict[str, int] = field(default_factory=dict)

    def count(self, month: str, sender_id: str, transactions: int) -> None:
        key = f"{month} {sender_id}"
        self.counted[key] = self.counted.get(key, 0) + transactions

    def of_month(self, month: str) -> int:
        """Return the transactions of a month, written as YYYY-MM."""
        return self.used + sum(number for key, number in self.counted.items() if key.startswith(f"{month} "))


@dataclass(kw_only=True)
class Habits:
    """How the gateway behaves for one company, where real ones differ or nobody knows.

    ``lag_hours``: what was written shows only so much later. ``endpoints``: what sessions name, in turn, instead of the
    gateway's own address. ``is_strict``: the schema of queries is enforced to the letter. ``shuffles``: rows without an
    order come in another one on each page, as they may in Intacct; off, they keep the order of their keys.
    ``lists_granted_only``: getUserPermissions names only the applications in which the user may do anything.
    """

    lists_granted_only: bool = False
    is_strict: bool = True
    shuffles: bool = True
    lag_hours: float = 0.0
    compresses: bool = True
    first_byte_seconds: float = 0.0
    endpoints: list[str] = field(default_factory=list)


@dataclass(kw_only=True)
class CustomField:
    """A field that the company added to an object; ``is_hidden`` keeps it from every role."""

    object_name: str
    name: str
    label: str = ""
    is_hidden: bool = False
