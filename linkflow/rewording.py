"""What differs between the words that a customer agreed to and those that are asked for now.

Both are compared as they stand in a kept consent: clauses parted by an empty line, of which the first line is the
heading. So it does not matter who wrote a clause, nor which version of the product made it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import override

from companies.models import Company
from linkflow.consent import Clause, consent_text
from linkflow.models import Consent


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One clause that is new (no ``gone``), taken out (``is_out``) or other than before; the lines in question."""

    heading: str
    gone: tuple[str, ...] = ()
    came: tuple[str, ...] = ()
    is_new: bool = False
    is_out: bool = False


def clauses_of(consent: Consent) -> tuple[Clause, ...]:
    """The clauses that were agreed to, read from the kept text."""
    return tuple(
        Clause(heading, tuple(line for line in lines if not _is_item(line)), tuple(map(_item, filter(_is_item, lines))))
        for heading, lines in _parted(consent.text).items()
    )


def changes_since(consent: Consent, company: Company) -> list[Change]:
    """What has changed since a company agreed, in the language in which it agreed."""
    with override(consent.language):
        now = str(consent_text(company))
    return changes(consent.text, now)


def changes(before: str, now: str) -> list[Change]:
    """Clauses that are new or differ, in the order of today's text, then those that were taken out."""
    old, new = _parted(before), _parted(now)
    found = [_change(heading, old.get(heading), lines) for heading, lines in new.items() if lines != old.get(heading)]
    return found + [Change(heading=each, gone=lines, is_out=True) for each, lines in old.items() if each not in new]


def _change(heading: str, before: tuple[str, ...] | None, now: tuple[str, ...]) -> Change:
    if before is None:
        return Change(heading=heading, came=now, is_new=True)
    return Change(heading=heading, gone=_without(before, now), came=_without(now, before))


def _without(lines: Iterable[str], others: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(line for line in lines if line not in others)


def _parted(text: str) -> dict[str, tuple[str, ...]]:
    """Each heading with the lines below it; two clauses of one heading count as one."""
    found: dict[str, tuple[str, ...]] = {}
    for block in text.split("\n\n"):
        heading, *lines = block.split("\n")
        found[heading] = (*found.get(heading, ()), *lines)
    return found


def _is_item(line: str) -> bool:
    return line.startswith("- ")


def _item(line: str) -> str:
    return line.removeprefix("- ")
