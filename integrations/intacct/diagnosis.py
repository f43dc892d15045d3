"""A refusal → its cause, owner and cure, and the error to raise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from integrations.errors import ProviderError
from integrations.intacct.catalogue import ENTRIES, UNKNOWN
from integrations.intacct.refusals import Entry, Level, Retry
from integrations.intacct.replies import Fault
from integrations.provider import Signal, Verdict

COMPANIONS = frozenset({"XL03000009", "BL01001973"})
"""Numbers that only accompany the error which matters."""
KNOWN_STATUSES = frozenset({0, 200, 400, 401, 429, 500, 502, 503, 504, 524})
"""HTTP statuses that the gateway is known to answer with; 0 is no answer at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What was refused, where, and in which words. ``number`` is Intacct's, ``HTTP 503``, or the name of our error."""

    level: Level
    number: str = ""
    text: str = ""
    support_id: str = ""
    status: int = 200
    function: str = ""
    subject: str = ""
    messages: tuple[str, ...] = ()

    @property
    def raw(self) -> dict[str, str]:
        """For support staff: what is known, and nothing empty."""
        found = {
            "level": self.level.value,
            "number": self.number,
            "text": self.text,
            "supportId": self.support_id,
            "httpStatus": str(self.status) if self.status else "",
            "function": self.function,
            "object": self.subject,
            "message": " ".join(self.messages),
        }
        return {key: value for key, value in found.items() if value}

    def __str__(self) -> str:
        asked = " ".join(filter(None, (self.function, self.subject)))
        said = " ".join(filter(None, (self.number, self.text))) or f"HTTP {self.status}"
        support = f" [Support ID: {self.support_id}]" if self.support_id else ""
        return f"Sage Intacct refused{' ' + asked if asked else ''} at {self.level.value} level: {said}{support}"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A failure that was looked up."""

    failure: Failure
    entry: Entry

    @property
    def key(self) -> str:
        return self.entry.key

    @property
    def retry(self) -> Retry:
        return self.entry.retry

    @property
    def signal(self) -> Signal | None:
        """For support staff, where the catalogue could only guess or the HTTP status was never met before."""
        failure = self.failure
        if not self.entry.is_guess and failure.status in KNOWN_STATUSES:
            return None
        return Signal(
            level=failure.level.value,
            status=failure.status,
            number=failure.number,
            text=failure.text,
            function=failure.function,
            subject=failure.subject,
            support_id=failure.support_id,
        )

    @property
    def verdict(self) -> Verdict:
        entry = self.entry
        return Verdict(
            key=entry.key,
            cause=entry.cause,
            owner=entry.owner,
            fix=entry.fix,
            menu_path=entry.menu_path,
            is_retried=entry.retry is not Retry.NEVER,
            is_told=entry.is_told,
            raw=self.failure.raw,
        )

    @property
    def error(self) -> ProviderError:
        """The exception to raise; it holds the verdict and no secret."""
        return self.entry.error(str(self.failure), verdict=self.verdict)


def diagnose(failure: Failure) -> Diagnosis:
    """Find the first entry of the catalogue that fits; an unknown refusal is said to be unknown."""
    facts = (failure.level, failure.number, failure.text, failure.messages)
    return Diagnosis(failure, next((entry for entry in ENTRIES if entry.fits(*facts)), UNKNOWN))


def diagnose_faults(faults: Iterable[Fault], base: Failure) -> Diagnosis:
    """Diagnose the fault that matters among several: one that is known, before companions and unknown ones."""
    found = [
        diagnose(
            replace(base, number=fault.number, text=fault.text, support_id=fault.support_id, messages=fault.messages)
        )
        for fault in faults
    ]
    if not found:
        return diagnose(base)
    own = [each for each in found if each.failure.number not in COMPANIONS] or found
    return next((each for each in own if each.entry is not UNKNOWN), own[0])
