"""How far the companies that opened a link have come, step by step, and how long each step took.

A company counts once, by the first time that it came to a step: whoever connects anew begins no second way. Guide tasks
may be done in any order, so a company counts at every step before the furthest one that it came to; then what is left
at a step is what came to the one before, less those who went no further. Nothing is kept for this: the moments are
those of rows and of the audit log that are there anyway.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Any, Self
from uuid import UUID

from django.db.models import Exists, Min, OuterRef, Prefetch, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from companies.models import Company, Connection, Link, Probe
from integrations.models import Integration
from integrations.provider import GuideContext, Text
from linkflow.models import Consent, LinkSession
from portal.audit.models import AuditEvent
from portal.organisations.models import Organisation

PERIODS: dict[str, tuple[Promise, timedelta | None]] = {
    "30": (_("30 days"), timedelta(days=30)),
    "90": (_("90 days"), timedelta(days=90)),
    "365": (_("365 days"), timedelta(days=365)),
    "all": (_("All"), None),
}
USUAL = "90"
BEGAN, AGREED, CHOSE, SIGNED_IN, PERMITTED, LINKED = "began", "agreed", "chose", "signed_in", "permitted", "linked"
TASK_DONE, WAS_LINKED = "task.done", "connection.linked"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which companies are looked at. Unknown values count as not given."""

    period: str = USUAL
    has_tests: bool = False

    @classmethod
    def by(cls, query: QueryDict) -> Self:
        period = query.get("days", "")
        return cls(period=period if period in PERIODS else USUAL, has_tests=query.get("tests") == "show")

    @property
    def label(self) -> Promise:
        return PERIODS[self.period][0]

    def sessions(self, organisation: Organisation) -> QuerySet[LinkSession]:
        """The ways that are looked at."""
        begun = self._begun(organisation)
        return begun if self.has_tests else begun.filter(company__is_test=False)

    def left_out(self, organisation: Organisation) -> QuerySet[LinkSession]:
        """The ways of test companies, where those are not looked at."""
        begun = self._begun(organisation)
        return begun.none() if self.has_tests else begun.filter(company__is_test=True)

    def unopened(self, organisation: Organisation) -> QuerySet[Link]:
        """Links that work, of companies that have never opened one."""
        links = organisation.links.usable().filter(company__link_session=None)
        return links if self.has_tests else links.filter(company__is_test=False)

    def _begun(self, organisation: Organisation) -> QuerySet[LinkSession]:
        span = PERIODS[self.period][1]
        sessions = organisation.link_sessions.all()
        return sessions if span is None else sessions.filter(started_at__gte=now() - span)


@dataclass(frozen=True, slots=True)
class Mark:
    """A step that one can come to. ``provider`` is empty where it is the same whatever the software."""

    key: str
    label: Text
    provider: str = ""
    slug: str = ""
    title: str = ""
    """By this, and not by the slug, older entries of the audit log name a task."""


@dataclass(slots=True)
class Walk:
    """How far one company came: each step that it came to, with its moment where that is known."""

    session: LinkSession
    moments: dict[str, datetime | None] = field(default_factory=dict)

    def come(self, key: str, moment: datetime | None) -> None:
        """Note that the company came to a step; the first time counts."""
        known = self.moments.get(key)
        self.moments[key] = min(known, moment) if known and moment else known or moment

    @property
    def company(self) -> Company:
        return self.session.company

    @property
    def provider(self) -> str:
        return self.session.integration.provider if self.session.integration else ""

    @property
    def is_linked(self) -> bool:
        return LINKED in self.moments

    def furthest(self, marks: Sequence[Mark]) -> Mark:
        return next((mark for mark in reversed(marks) if mark.key in self.moments), marks[0])

    def gaps(self) -> dict[str, timedelta]:
        """How long it took to each step from the one that was come to before it."""
        known = sorted((moment, place, key) for place, (key, moment) in enumerate(self.moments.items()) if moment)
        return {key: moment - earlier[0] for earlier, (moment, _place, key) in pairwise(known)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One step of the funnel; shares are in percent."""

    mark: Mark
    count: int
    share: float
    stopped: int
    """How many came to this step and to none behind it."""
    stopped_share: float
    """The same as a share of those that came to this step."""
    median: timedelta | None
    is_last: bool

    @property
    def bar(self) -> str:
        """The share as a length in a drawing, where no language may put a comma."""
        return f"{self.share:.1f}"


@dataclass(frozen=True, slots=True)
class Standing:
    """A company that is under way: the step at which it stands, and since when."""

    walk: Walk
    mark: Mark
    since: datetime


@dataclass(frozen=True, slots=True)
class Funnel:
    """The whole picture of one period."""

    rows: list[Row]
    under_way: list[Standing]
    began_count: int
    linked_count: int
    linked_share: float
    median: timedelta | None
    """From opening the link until linked."""


def funnel_of(organisation: Organisation, asked: Asked) -> Funnel:
    """Count, in as many queries for one company as for thousands."""
    sessions = asked.sessions(organisation)
    walks = _walks(sessions)
    marks = _marks(walks, list(organisation.integrations.all()))
    _look_up(walks, sessions)
    _look_into_the_log(walks, organisation, sessions, marks)
    stands = {key: walk.furthest(marks) for key, walk in walks.items()}
    whole = [walk for walk in walks.values() if walk.is_linked]
    spans = [moment - walk.session.started_at for walk in whole if (moment := walk.moments[LINKED])]
    under_way = [
        Standing(walk, stands[key], _since(walk, stands[key])) for key, walk in walks.items() if not walk.is_linked
    ]
    return Funnel(
        rows=_rows(walks, marks, stands),
        under_way=sorted(under_way, key=lambda one: one.since, reverse=True),
        began_count=len(walks),
        linked_count=len(whole),
        linked_share=_percent(len(whole), len(walks)),
        median=_median(spans),
    )


def _walks(sessions: QuerySet[LinkSession]) -> dict[int, Walk]:
    """Every way by its company's key, with what the session itself tells."""
    usable = Link.objects.usable().filter(company=OuterRef("company"))
    connections = Prefetch("company__connections", Connection.objects.select_related("integration"))
    rows = sessions.select_related("company", "integration").defer("answers", "before").prefetch_related(connections)
    walks = {session.company_id: Walk(session) for session in rows.annotate(has_link=Exists(usable))}
    for walk in walks.values():
        walk.come(BEGAN, walk.session.started_at)
    return walks


def _marks(walks: Mapping[int, Walk], integrations: Sequence[Integration]) -> list[Mark]:
    """The steps in order. Tasks are those of the software that somebody chose, or that customers are offered."""
    chosen = {walk.provider for walk in walks.values()}
    shown = [each for each in integrations if each.provider in chosen or (each.is_enabled and chosen <= {""})]
    tasks = [mark for each in shown for mark in _tasks(each, is_alone=len(shown) == 1)]
    return [
        Mark(BEGAN, _("Opened the link")),
        Mark(AGREED, _("Agreed")),
        Mark(CHOSE, _("Chose the software")),
        *tasks,
        Mark(SIGNED_IN, _("Signed in")),
        Mark(PERMITTED, _("Permissions complete")),
        Mark(LINKED, _("Linked")),
    ]


def _tasks(integration: Integration, *, is_alone: bool) -> list[Mark]:
    """The tasks of one guide. Its settings are left alone: titles are the same for everybody."""
    provider = integration.provider_class
    context = GuideContext(organisation=integration.organisation.name, settings={}, kinds=provider.kinds)
    return [
        Mark(
            f"{provider.key}/{step.slug}",
            _task_label(step.title, "" if is_alone else provider.name),
            provider.key,
            step.slug,
            str(step.title),
        )
        for step in provider.guide(context)
    ]


def _task_label(title: Text, software: str) -> str:
    names = {"task": title, "software": software}
    return str(_("Task in %(software)s: %(task)s") if software else _("Task: %(task)s")) % names


def _look_up(walks: Mapping[int, Walk], sessions: QuerySet[LinkSession]) -> None:
    """Find the first moment of each step that rows tell of."""
    companies = sessions.order_by().values("company")
    agreed = Consent.objects.filter(company__in=companies).order_by().values_list("company")
    for company, moment in agreed.annotate(at=Min("agreed_at")):
        walks[company].come(AGREED, moment)
    for walk in walks.values():
        for connection in walk.company.connections.all():
            walk.come(CHOSE, connection.created_at)
            if connection.linked_at:
                walk.come(LINKED, connection.linked_at)  # the last time; the audit log knows the first
    passed = Probe.objects.filter(connection__company__in=companies, status=Probe.Status.SUCCEEDED).order_by()
    for company, kind, moment in passed.values_list("connection__company", "kind").annotate(at=Min("finished_at")):
        walks[company].come(SIGNED_IN if kind == Probe.Kind.SIGN_IN else PERMITTED, moment)


def _look_into_the_log(
    walks: Mapping[int, Walk], organisation: Organisation, sessions: QuerySet[LinkSession], marks: Sequence[Mark]
) -> None:
    """Find the tasks, of which the session keeps no time, and the first time that a company was linked."""
    by_public_id: dict[UUID, Walk] = {walk.company.public_id: walk for walk in walks.values()}
    tasks: dict[str, list[Mark]] = defaultdict(list)
    for mark in marks:
        tasks[mark.provider].append(mark)
    events = AuditEvent.objects.filter(
        organisation=organisation,
        object_id__in=sessions.order_by().values("company__public_id"),
        verb__in=[TASK_DONE, WAS_LINKED],
    )
    for public_id, verb, data, moment in events.order_by().values_list("object_id", "verb", "data", "created_at"):
        walk = by_public_id.get(public_id) if public_id else None
        if walk is None:
            continue
        if verb == WAS_LINKED:
            walk.come(LINKED, moment)
        elif done := _task_of(data, tasks[walk.provider]):
            walk.come(done.key, moment)
    for walk in walks.values():
        for mark in tasks[walk.provider]:
            if mark.slug and mark.slug in walk.session.done:
                walk.come(mark.key, None)


def _task_of(data: Mapping[str, Any], tasks: Iterable[Mark]) -> Mark | None:
    """The task that an entry of the log is about: by its slug, or in older entries by its title."""
    slug, title = data.get("slug", ""), data.get("task", "")
    named = (mark for mark in tasks if mark.slug)
    return next((mark for mark in named if (mark.slug == slug if slug else mark.title == title)), None)


def _rows(walks: Mapping[int, Walk], marks: Sequence[Mark], stands: Mapping[int, Mark]) -> list[Row]:
    place = {mark.key: number for number, mark in enumerate(marks)}
    stopped = Counter(mark.key for mark in stands.values())
    gaps: dict[str, list[timedelta]] = defaultdict(list)
    came: Counter[str] = Counter()
    for key, walk in walks.items():
        for step, gap in walk.gaps().items():
            gaps[step].append(gap)
        path = [mark for mark in marks if mark.provider in ("", walk.provider)]
        came.update(mark.key for mark in path if place[mark.key] <= place[stands[key].key])
    return [
        Row(
            mark=mark,
            count=came[mark.key],
            share=_percent(came[mark.key], len(walks)),
            stopped=stopped[mark.key],
            stopped_share=_percent(stopped[mark.key], came[mark.key]),
            median=_median(gaps[mark.key]),
            is_last=mark.key == LINKED,
        )
        for mark in marks
    ]


def _since(walk: Walk, mark: Mark) -> datetime:
    """When the company came to where it stands; the last that is known of it where that moment is not."""
    return walk.moments.get(mark.key) or max(filter(None, walk.moments.values()))


def _percent(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0


def _median(spans: Sequence[timedelta]) -> timedelta | None:
    return timedelta(seconds=median(span.total_seconds() for span in spans)) if spans else None
