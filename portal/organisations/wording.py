"""What an organisation says in the consent in its own words: what the books are for, and clauses of its own.

Everything here is without tables. Rows keep the words as JSON, by language, in the shape of ``Words.stored``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

PURPOSE_LENGTH = 300
HEADING_LENGTH = 80
CLAUSE_LENGTH = 1000
MOST_CLAUSES = 5


class Language(TextChoices):
    """In which one may write: those in which customers can read their pages."""

    ENGLISH = "en", gettext_lazy("English")
    GERMAN = "de", gettext_lazy("German")
    FRENCH = "fr", gettext_lazy("French")
    SPANISH = "es", gettext_lazy("Spanish")
    PORTUGUESE = "pt", gettext_lazy("Portuguese")


def base_of(language: str) -> str:
    """The language without its country: ``pt-br`` → ``pt``."""
    return language.split("-")[0].lower()


@dataclass(frozen=True, slots=True)
class OwnClause:
    """A heading and what stands below it, one paragraph to a line."""

    heading: str
    text: str

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return tuple(self.text.splitlines())


@dataclass(frozen=True, slots=True)
class Words:
    """All that an organisation says in one language."""

    language: str
    purpose: str = ""
    clauses: tuple[OwnClause, ...] = ()

    @classmethod
    def read(cls, language: str, stored: Mapping[str, Any]) -> Words:
        """Words as a row keeps them; empty ones where it keeps none."""
        clauses = tuple(OwnClause(each["heading"], each["text"]) for each in stored.get("clauses", ()))
        return cls(language, stored.get("purpose", ""), clauses)

    def __bool__(self) -> bool:
        return bool(self.purpose or self.clauses)

    @property
    def stored(self) -> dict[str, Any]:
        clauses = [{"heading": each.heading, "text": each.text} for each in self.clauses]
        return {"purpose": self.purpose, "clauses": clauses}

    @property
    def label(self) -> str:
        return str(Language(self.language).label)

    @property
    def digest(self) -> str:
        """Tells whether somebody else has changed the words since a page was opened."""
        return digest_of(self.stored)


def digest_of(stored: Any) -> str:
    return hashlib.sha256(json.dumps(stored, sort_keys=True).encode()).hexdigest()


def faults_of(main: Words, others: Sequence[Words]) -> list[str]:
    """What has to be mended before the words can be published; nothing, if they can."""
    faults = []
    if not main.purpose:
        faults.append(
            _("Say in %(language)s what you need the books for. It is the main language.") % {"language": main.label}
        )
    for words in others:
        if not words.purpose:
            faults.append(_("Say in %(language)s, too, what you need the books for.") % {"language": words.label})
        if len(words.clauses) != len(main.clauses):
            counts = {
                "language": words.label,
                "here": _clauses(len(words.clauses)),
                "main": main.label,
                "there": _clauses(len(main.clauses)),
            }
            faults.append(
                _("%(language)s has %(here)s of its own, %(main)s has %(there)s. Customers must agree to the same.")
                % counts
            )
    return faults


def _clauses(count: int) -> str:
    return ngettext("%(count)s clause", "%(count)s clauses", count) % {"count": count}
