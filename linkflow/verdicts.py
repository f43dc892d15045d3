"""What a check said, ready for a page: cause, who must act, what to do, whether we try again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from companies.models import Probe, ProbeCheck
from integrations.provider import FORECAST, GuideStep, Owner, Text
from integrations.records import Kind
from linkflow.actions import newest_checks
from linkflow.models import LinkSession
from portal.lib.spoken import told

WAITING = ProbeCheck.Outcome.WAITING


@dataclass(frozen=True, slots=True, kw_only=True)
class Cure:
    """What to do, where. ``label`` says for which set-up, where there are several."""

    fix: tuple[str, ...]
    menu_path: tuple[str, ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A verdict in the words of the page."""

    key: str
    heading: str
    more: str
    owner: str
    is_customers: bool
    is_told: bool
    """The organisation must act, and has been told."""
    is_retried: bool
    is_quiet: bool
    """Nobody has to act."""
    cure: Cure
    others: tuple[Cure, ...] = ()
    raw: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One right on the permission page."""

    name: str
    label: str
    kind_label: str
    state: str  # passed, failed, checking or waiting
    is_required: bool
    card: Card | None = None


def card_of(session: LinkSession, verdict: dict[str, Any] | None) -> Card | None:
    """Turn a stored verdict into a card for this customer."""
    if not verdict:
        return None
    verdict = told(verdict)
    heading, _dot, more = str(verdict["cause"]).partition(". ")
    branches = verdict.get("branches") or ()
    cures = tuple(
        Cure(
            fix=tuple(branch["fix"]),
            menu_path=tuple(branch["menu_path"]),
            label=str(branch["label"]),
        )
        for branch in branches
    )
    keys = [branch["key"] for branch in branches]
    chosen = next((place for place, key in enumerate(keys) if key in _branches_chosen(session)), 0)
    common = Cure(fix=tuple(verdict["fix"]), menu_path=tuple(verdict["menu_path"]))
    return Card(
        key=verdict["key"],
        heading=heading.removesuffix("."),
        more=more,
        owner=owner_name(session, verdict["owner"]),
        is_customers=verdict["owner"] == Owner.CUSTOMER,
        is_told=verdict["owner"] == Owner.ORGANISATION or bool(verdict.get("is_told")),
        is_retried=bool(verdict["is_retried"]),
        is_quiet=verdict["owner"] == Owner.NOBODY,
        cure=cures[chosen] if cures else common,
        others=tuple(cure for place, cure in enumerate(cures) if place != chosen),
        raw=tuple(f"{name}: {value}" for name, value in (verdict.get("raw") or {}).items()),
    )


def owner_name(session: LinkSession, owner: str) -> str:
    """Who must act, by name where there is one."""
    names: dict[str, str] = {
        Owner.CUSTOMER: _("You"),
        Owner.ADMINISTRATOR: _("An administrator of %(provider)s in your company")
        % {"provider": session.provider_name},
        Owner.ORGANISATION: session.organisation.name,
        Owner.VENDOR: _("The maker of %(provider)s") % {"provider": session.provider_name},
        Owner.NOBODY: _("Nobody. It passes by itself."),
    }
    return names.get(owner, names[Owner.CUSTOMER])


def failed_check(probe: Probe | None) -> ProbeCheck | None:
    """The check at which a sign-in ended."""
    if probe is None or not probe.is_finished:
        return None
    return next((check for check in checks_of(probe) if check.outcome == ProbeCheck.Outcome.FAILED), None)


def hurdle_of(session: LinkSession) -> ProbeCheck | None:
    """What the newest sign-in or check of rights found that keeps the books from being connected."""
    if not session.is_signed_in:
        return failed_check(session.sign_in_probe)
    failed = (check for check in newest_checks(session.permission_probes) if check.outcome == ProbeCheck.Outcome.FAILED)
    return next((check for check in failed if check.blocks), None)


def checks_of(probe: Probe | None) -> list[ProbeCheck]:
    """What was checked, without what was only foreseen."""
    return [check for check in probe.checks.all() if check.kind != FORECAST] if probe else []


def warnings_of(session: LinkSession) -> list[Card]:
    """What the sign-in foresees, as cards; those that nobody has to act on last."""
    probe = session.sign_in_probe
    if probe is None or not session.is_signed_in:
        return []
    foreseen = [check for check in probe.checks.all() if check.kind == FORECAST]
    cards = [card for check in foreseen if (card := card_of(session, check.verdict))]
    return sorted(cards, key=lambda card: card.is_quiet)


def cured_here(session: LinkSession, guide: GuideStep) -> Card | None:
    """What the last sign-in found amiss, if this task of the guide is its cure."""
    check = failed_check(session.sign_in_probe)
    if check is None or session.is_signed_in or not check.verdict or check.verdict["key"] not in guide.cures:
        return None
    return card_of(session, check.verdict) if _is_of_account_told(session, check.probe.account_id) else None


def can_check_again(session: LinkSession) -> bool:
    """We still hold credentials that were not accepted, and they are for the account that the customer named last."""
    connection = session.connection
    if connection is None or not connection.has_credentials or session.is_signed_in or session.can_renew:
        return False
    return _is_of_account_told(session, connection.account_id)


def _is_of_account_told(session: LinkSession, account: str) -> bool:
    return session.provider is not None and session.provider.account_id(session.answers) == account


def lines_of(session: LinkSession) -> list[Line]:
    """A line for each right that was or is being checked; before the first answer, one for each kind of data."""
    probes = session.permission_probes
    running = next((probe for probe in probes if not probe.is_finished), None)
    checks = newest_checks(probes)
    if not checks:
        kinds = session.connection.kinds if session.connection else ()
        return [_waiting_line(kind, is_running=running is not None) for kind in kinds]
    return [_line(session, check, running) for check in checks]


def _line(session: LinkSession, check: ProbeCheck, running: Probe | None) -> Line:
    is_answered = running is not None and check.probe_id == running.pk and check.outcome != WAITING
    is_checking = running is not None and not is_answered and (not running.only or check.name in running.only)
    return Line(
        name=check.name,
        label=told(check.label),
        kind_label=check.kind_label,
        state="checking" if is_checking else check.outcome,
        is_required=check.is_required,
        card=None if check.is_passed else card_of(session, check.verdict),
    )


def _waiting_line(kind: str, *, is_running: bool) -> Line:
    state = "checking" if is_running else "waiting"
    return Line(name=kind, label=str(Kind(kind).label), kind_label="", state=state, is_required=True)


def _branches_chosen(session: LinkSession) -> Sequence[Text]:
    """The set-up that the sign-in has seen, else the one that the customer has named."""
    known = session.connection.facts.get("grants_rights_by") if session.connection else None
    told = [value for name, value in session.answers.items() if name.endswith(".branch")]
    return [known] if known else told
