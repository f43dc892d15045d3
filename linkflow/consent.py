"""The words that a customer agrees to, made for one organisation and one company.

Whoever changes a sentence here changes ``VERSION`` as well: a consent keeps its text, its version and its hash.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.utils.encoding import force_str
from django.utils.translation import gettext as _

from companies.datasets.models import Rule
from companies.models import Company
from integrations.models import Integration
from integrations.records import Kind

VERSION = "2026-11-2"


@dataclass(frozen=True, slots=True)
class Clause:
    """One heading of the consent, with its sentences and perhaps a list."""

    heading: str
    sentences: tuple[str, ...]
    items: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "\n".join([self.heading, *self.sentences, *(f"- {item}" for item in self.items)])


@dataclass(frozen=True, slots=True)
class ConsentText:
    """The whole text as it stands on the page."""

    clauses: tuple[Clause, ...]
    version: str = VERSION

    def __str__(self) -> str:
        return "\n\n".join(str(clause) for clause in self.clauses)

    @property
    def hash(self) -> str:
        return hashlib.sha256(str(self).encode()).hexdigest()


def consent_text(company: Company) -> ConsentText:
    """What the organisation asks of this company, with everything that it now offers to read."""
    organisation = company.organisation
    integrations = list(organisation.integrations.offered())
    names = {"organisation": organisation.name, "company": company.name}
    return ConsentText(
        (
            Clause(
                _("Who asks, and what for"),
                (
                    _("%(organisation)s asks to read the books of %(company)s through Ledgerbridge.") % names,
                    organisation.purpose or _("%(organisation)s can tell you what the books are needed for.") % names,
                ),
            ),
            Clause(_("What is read"), (_("These parts of your books, and no others:"),), _kinds(company, integrations)),
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
                    _("Open this address again and choose “Disconnect”: reading stops at once."),
                    _("Or switch off the user in your accounting software. Nobody has to agree to it."),
                ),
            ),
        )
    )


def _kinds(company: Company, integrations: list[Integration]) -> tuple[str, ...]:
    kinds = dict.fromkeys(kind for each in integrations for kind in company.kinds_of(each.provider_class))
    return tuple(force_str(Kind(kind).label) for kind in kinds)


def _frequency(company: Company, integrations: list[Integration]) -> str:
    """How often at most: as often as the kind that is read most often."""
    continuous = [each for each in integrations if each.sync_mode == Integration.SyncMode.CONTINUOUS]
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
