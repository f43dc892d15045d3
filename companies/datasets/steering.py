"""What people do to steer reading: change the rules, set them back, pause a connection and let it go on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import Q
from django.utils.text import get_text_list
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from companies.actions import Refused
from companies.datasets import schedule
from companies.datasets.models import Dataset, Rule, Sync
from companies.datasets.planning import plan
from companies.datasets.tasks import run_sync
from companies.models import Company, Connection
from companies.telling import note
from integrations.records import Kind
from portal.accounts.models import User
from portal.audit.actions import Actor, record
from portal.lib.runs import queue
from portal.organisations.models import Organisation

NAMED = 4
"""How many kinds a line of the log names; of more it says how many there are."""


@transaction.atomic
def save_rules(
    *, organisation: Organisation, company: Company | None = None, rules: Mapping[str, Rule], actor: User
) -> list[str]:
    """Keep the rules of an organisation, or a company's own; return the kinds whose rule has changed.

    A rule that says the same as what holds without it is not kept: it follows when that changes.
    """
    before = effective_rules(organisation, company, rules)
    without = Rule.filled({} if company is None else _of_organisation(organisation), rules)
    changed = [kind for kind, rule in rules.items() if rule.facts != before[kind].facts]
    rows = Rule.objects.filter(organisation=organisation, company=company)
    for kind, rule in rules.items():
        if rule.facts == without[kind].facts:
            rows.filter(kind=kind).delete()
        elif kind in changed:
            rows.update_or_create(
                organisation=organisation,
                company=company,
                kind=kind,
                defaults={
                    "is_read_on_link": rule.is_read_on_link,
                    "frequency": rule.frequency,
                    "at": rule.at,
                    "zone": rule.zone if rule.at else "",
                    "history_months": rule.history_months,
                    "updated_at": now(),
                    "updated_by": actor,
                },
            )
    if changed:
        _write_down(organisation, company, "rules.saved", changed, actor)
        _follow(organisation, company, before, rules)
    return changed


@transaction.atomic
def reset_rules(*, organisation: Organisation, company: Company | None = None, actor: User) -> list[str]:
    """Set an organisation back to the defaults, or a company back to its organisation's rules."""
    rows = Rule.objects.filter(organisation=organisation, company=company)
    kinds = list(rows.values_list("kind", flat=True))
    if kinds:
        before = effective_rules(organisation, company, kinds)
        rows.delete()
        _write_down(organisation, company, "rules.reset", kinds, actor)
        _follow(organisation, company, before, effective_rules(organisation, company, kinds))
    return kinds


def effective_rules(organisation: Organisation, company: Company | None, kinds: Iterable[str]) -> dict[str, Rule]:
    """The rules that hold for a company, or for an organisation's companies without their own."""
    rules = _of_organisation(organisation) if company is None else Rule.objects.of(company)
    return Rule.filled(rules, kinds)


def _of_organisation(organisation: Organisation) -> dict[str, Rule]:
    return {rule.kind: rule for rule in Rule.objects.of_organisation().filter(organisation=organisation)}


def _write_down(organisation: Organisation, company: Company | None, verb: str, kinds: list[str], actor: User) -> None:
    labels = [str(Kind(kind).label) for kind in kinds[:NAMED]]
    if len(kinds) > NAMED:
        labels.append(_("%(count)s more") % {"count": len(kinds) - NAMED})
    outcome = get_text_list(labels, _("and"))
    if company is not None:
        note(company, actor, verb, outcome=outcome)
    else:
        record(
            organisation=organisation,
            actor=actor,
            verb=verb,
            object_label=_("Data types"),
            object_id=organisation.public_id,
            outcome=outcome,
        )


def _follow(
    organisation: Organisation, company: Company | None, before: Mapping[str, Rule], after: Mapping[str, Rule]
) -> None:
    """Let what is planned follow the rules: other due dates, and a longer history from its beginning."""
    connections = Connection.objects.for_work().linked().filter(organisation=organisation)
    if company is not None:
        connections = connections.filter(company=company)
    longer = [kind for kind, rule in after.items() if _reaches_further(rule, before[kind])]
    with_own = Rule.objects.filter(organisation=organisation, company__isnull=False, kind__in=longer)
    datasets = Dataset.objects.filter(connection__in=connections, kind__in=longer)
    if company is None:
        for own in with_own:
            datasets = datasets.exclude(Q(company=own.company_id, kind=own.kind))
    datasets.update(cursor={})
    plan(connections)


def _reaches_further(rule: Rule, before: Rule) -> bool:
    today = localdate()
    begins, began = schedule.history_start(rule, today), schedule.history_start(before, today)
    return began is not None and (begins is None or begins < began)


@transaction.atomic
def pause(*, connection: Connection, actor: Actor) -> Connection:
    """Read nothing until somebody resumes it, of no entity; a reading under way stops after the page that it is at.

    Raises:
        Refused: nothing is read through it anyway.
    """
    if not connection.can_sync:
        raise Refused(_("Nothing is read through this connection now, so there is nothing to pause."))
    family = Connection.objects.family_of(connection)
    if family.filter(paused_at=None).order_by().update(paused_at=now()):
        note(connection.company, actor, "sync.paused")
    connection.refresh_from_db(fields=["paused_at"])
    return connection


@transaction.atomic
def resume(*, connection: Connection, actor: Actor) -> Connection:
    """Read again from where it stood; what has become due meanwhile is read at the next sweep."""
    family = Connection.objects.family_of(connection)
    if family.filter(paused_at__isnull=False).order_by().update(paused_at=None):
        note(connection.company, actor, "sync.resumed")
        for sync in Sync.objects.unfinished().filter(connection__in=family, status=Sync.Status.QUEUED):
            queue(run_sync, sync)
    connection.refresh_from_db(fields=["paused_at"])
    return connection
