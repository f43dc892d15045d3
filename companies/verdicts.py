"""A probe for members to read: what passed, what failed, and whose turn it is. The customer's own words stay."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies.models import Connection, Probe, ProbeCheck
from integrations.provider import FORECAST, Owner


@dataclass(frozen=True, slots=True)
class Finding:
    """One failed check as a verdict card."""

    check: ProbeCheck
    cause: str
    who: str
    is_ours: bool
    fixes: list[str]
    menu_path: list[str]
    branches: list[dict[str, Any]]
    is_retried: bool
    is_quiet: bool
    """Nobody has to act."""
    raw: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Report:
    """One probe with its checks."""

    probe: Probe
    checks: list[ProbeCheck] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    """What is foreseen, by the newest sign-in: nobody is held up."""

    @property
    def passed_count(self) -> int:
        return sum(check.is_passed for check in self.checks)


RAW_NAMES = {"number": gettext_lazy("Number"), "text": gettext_lazy("Text"), "supportId": gettext_lazy("Support ID")}


def report_of(probe: Probe, connection: Connection) -> Report:
    """What a probe found, its failed checks first."""
    checks = [check for check in probe.checks.all() if check.kind != FORECAST]
    findings = [_finding(check, connection) for check in checks if check.outcome == ProbeCheck.Outcome.FAILED]
    return Report(probe, checks, findings, _foreseen(connection))


def _foreseen(connection: Connection) -> list[Finding]:
    newest = connection.probes.filter(kind=Probe.Kind.SIGN_IN, status=Probe.Status.SUCCEEDED).first()
    if newest is None:
        return []
    failed = newest.checks.filter(kind=FORECAST, outcome=ProbeCheck.Outcome.FAILED)
    found = [_finding(check, connection) for check in failed]
    return sorted(found, key=lambda finding: finding.is_quiet)


def _finding(check: ProbeCheck, connection: Connection) -> Finding:
    verdict = check.verdict or {}
    owner = str(verdict.get("owner", ""))
    return Finding(
        check=check,
        cause=str(verdict.get("cause") or check.label),
        who=_who(owner, connection),
        is_ours=owner == Owner.ORGANISATION,
        fixes=[str(line) for line in verdict.get("fix") or ()],
        menu_path=[str(part) for part in verdict.get("menu_path") or ()],
        branches=list(verdict.get("branches") or ()),
        is_retried=bool(verdict.get("is_retried")),
        is_quiet=owner == Owner.NOBODY,
        raw=[
            (str(RAW_NAMES.get(name, name)), str(value)) for name, value in (verdict.get("raw") or {}).items() if value
        ],
    )


def _who(owner: str, connection: Connection) -> str:
    names = {"company": connection.company.name, "software": connection.integration.name}
    return {
        Owner.CUSTOMER.value: names["company"],
        Owner.ADMINISTRATOR.value: _("The %(software)s administrator of %(company)s") % names,
        Owner.ORGANISATION.value: _("You: %(organisation)s") % {"organisation": connection.organisation.name},
        Owner.VENDOR.value: _("The support of %(software)s") % names,
        Owner.NOBODY.value: _("Nobody: it passes by itself"),
    }.get(owner, names["company"])
