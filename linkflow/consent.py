"""The words that a customer agrees to, made for one organisation and one company.

What states facts is ours, and the same for every organisation; what the books are needed for, and the clauses behind
ours, the organisation writes itself (``portal.organisations.wording``). Whoever changes a sentence here changes
``VERSION`` as well: a consent keeps its text, its version and its hash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.encoding import force_str
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from companies.datasets.models import Rule
from companies.models import Company
from integrations.models import Integration
from integrations.records import Kind
from portal.organisations.models import WordingDraft, WordingVersion
from portal.organisations.wording import Words, base_of

VERSION = "2026-11-4"


@dataclass(frozen=True, slots=True)
class Clause:
    """One heading of the consent, with its sentences and perhaps a list.

    ``own`` are sentences of the organisation's; ``is_own`` says that the heading is, too. ``language`` is theirs, where
    it is another than that of the page.
    """

    heading: str
    sentences: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    is_own: bool = False
    language: str = ""

    def __str__(self) -> str:
        return "\n".join([self.heading, *self.sentences, *(f"- {item}" for item in self.items), *self.own])


@dataclass(frozen=True, slots=True)
class ConsentText:
    """The whole text as it stands on the page. ``number`` is the version of the organisation's words, 0 for none.

    ``kinds`` of data and nothing else are read of who agrees to it; ``is_for_one_reading`` once only.
    """

    clauses: tuple[Clause, ...]
    kinds: tuple[str, ...]
    is_for_one_reading: bool
    number: int = 0

    def __str__(self) -> str:
        return "\n\n".join(str(clause) for clause in self.clauses)

    @property
    def version(self) -> str:
        return f"{VERSION}/{self.number}" if self.number else VERSION

    @property
    def hash(self) -> str:
        return hashlib.sha256(str(self).encode()).hexdigest()


def consent_text(company: Company, wording: WordingVersion | WordingDraft | None = None) -> ConsentText:
    """What the organisation asks of this company, with everything that it now offers to read.

    The organisation's own words are those of ``wording``, or the ones that it published last.
    """
    organisation = company.organisation
    integrations = list(organisation.integrations.offered())
    names = {"organisation": organisation.name, "company": company.name}
    wording = wording or organisation.wording
    spoken = get_language() or ""
    words = wording.words_in(spoken) if wording else Words(base_of(spoken))
    kinds = tuple(dict.fromkeys(kind for each in integrations for kind in company.kinds_of(each.provider_class)))
    marked = "" if words.language == base_of(spoken) else words.language
    purpose = _("%(organisation)s can tell you what the books are needed for.") % names
    return ConsentText(
        (
            Clause(
                _("Who asks, and what for"),
                (
                    _("%(organisation)s asks to read the books of %(company)s through Ledgerbridge.") % names,
                    *(() if words.purpose else (purpose,)),
                ),
                own=(words.purpose,) if words.purpose else (),
                language=marked,
            ),
            Clause(_("What is read"), (_("These parts of your books, and no others:"),), _labels(kinds)),
            Clause(
                _("What is never done"),
                (
                    _("Nothing in your books is created, changed or deleted."),
                    _("Your password is kept encrypted, used only to read, and shown to nobody, not even to us."),
                ),
            ),
            Clause(_("How often"), (_frequency(company, integrations),)),
            Clause(
                _("How long it is kept"),
                (
                    _("What was read is kept until %(organisation)s deletes it.") % names,
                    _("Your sign-in is erased as soon as you disconnect."),
                ),
            ),
            Clause(
                _("How to withdraw"),
                (
                    _(
                        "Open this address again, or a newer one that you were sent, and choose “Disconnect”:"
                        " reading stops at once."
                    ),
                    _("Or switch off the user in your accounting software. Nobody has to agree to it."),
                ),
            ),
            *_added(words, names, marked),
        ),
        kinds=kinds,
        is_for_one_reading=bool(integrations) and not _continuous(integrations),
        number=wording.number if wording else 0,
    )


def _added(words: Words, names: dict[str, str], language: str) -> tuple[Clause, ...]:
    """The organisation's own clauses, behind a word that says whose they are."""
    if not words.clauses:
        return ()
    whose = Clause(
        _("What %(organisation)s adds") % names,
        (_("%(organisation)s wrote what follows, not Ledgerbridge. What stands above holds all the same.") % names,),
    )
    own = (Clause(clause.heading, own=clause.paragraphs, is_own=True, language=language) for clause in words.clauses)
    return (whose, *own)


def _labels(kinds: Iterable[str]) -> tuple[str, ...]:
    return tuple(force_str(Kind(kind).label) for kind in kinds)


def _continuous(integrations: Iterable[Integration]) -> list[Integration]:
    return [each for each in integrations if each.sync_mode == Integration.SyncMode.CONTINUOUS]


def _frequency(company: Company, integrations: list[Integration]) -> str:
    """How often at most: as often as the kind that is read most often."""
    continuous = _continuous(integrations)
    if not continuous:
        return _("Once. After that your sign-in is erased.")
    rules = Rule.objects.of(company)
    kinds = {kind for each in continuous for kind in company.kinds_of(each.provider_class)}
    frequencies = {rule.frequency for rule in Rule.filled(rules, kinds).values()}
    sentences = {
        Rule.Frequency.HOURLY: _("Once an hour, so that the figures stay current, until you disconnect."),
        Rule.Frequency.DAILY: _("Once a day, so that the figures stay current, until you disconnect."),
        Rule.Frequency.WEEKLY: _("Once a week, so that the figures stay current, until you disconnect."),
        Rule.Frequency.MONTHLY: _("Once a month, so that the figures stay current, until you disconnect."),
    }
    most_often = next((text for frequency, text in sentences.items() if frequency in frequencies), None)
    return most_often or _("Once, and again when %(organisation)s asks for it, until you disconnect.") % {
        "organisation": company.organisation.name
    }
