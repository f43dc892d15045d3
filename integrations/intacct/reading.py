"""Kinds of data, in one conversation: what is read first, and what becomes of one that cannot be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from integrations.errors import PermissionMissing, UnexpectedReply
from integrations.intacct import conversation, deletions, statements
from integrations.intacct.changes import Changes, Found, Heads
from integrations.intacct.changing import LEDGER, ChangeReading
from integrations.intacct.client import IntacctClient
from integrations.intacct.conversation import Known
from integrations.intacct.deletions import Departures
from integrations.intacct.fetching import Fetching, Task
from integrations.intacct.full import FullReading, Stretch
from integrations.intacct.mapping import reference
from integrations.intacct.mapping.context import Context
from integrations.intacct.paging import ORDERS
from integrations.intacct.sources import SOURCES, Source
from integrations.intacct.vanishing import vanished
from integrations.intacct.walking import Walk
from integrations.pages import Holdings, Page, Stopped, Wanted
from integrations.records import Kind, SourceRecord

KINDS: tuple[str, ...] = tuple(
    kind.value for kind in Kind if kind == Kind.COMPANY or kind in SOURCES or kind in statements.KINDS
)
"""What this provider reads, in the order in which it makes sense to read it."""


TEXTUAL = frozenset(subject for subject, order in ORDERS.items() if order.fields == ("WHENCREATED",))
"""Objects whose rows cannot be walked through by number."""


class Reading:
    """One stream of pages of several kinds."""

    def __init__(self, client: IntacctClient, wanted: Sequence[Wanted], holdings: Holdings) -> None:
        self.client, self.holdings = client, holdings
        self.wanted = sorted(wanted, key=lambda one: KINDS.index(one.kind))
        self._fetching: Fetching | None = None
        self._is_winding = False

    def wind_down(self) -> None:
        """Ask for nothing new; see ``Provider.wind_down``."""
        self._is_winding = True
        if self._fetching is not None:
            self._fetching.wind_down()

    def pages(self) -> Iterator[Page | Stopped]:
        """Yield the pages of all kinds.

        Raises:
            ProviderUnavailable, CredentialsRejected
        """
        now = datetime.now(UTC)
        known = self._known()
        context = known.context(self.client)
        changing = [one for one in self.wanted if one.kind in SOURCES and "ended" in one.cursor]
        departures = self._departures(changing)
        made = [one for one in self.wanted if one.kind in statements.KINDS]
        full: list[FullReading] = []
        changed: list[ChangeReading] = []
        heads: Heads = {}
        for one in self.wanted:
            if one.kind == Kind.COMPANY:
                yield self._company(one, known, now)
            elif one in made:
                continue
            elif one in changing or any(source.subject in TEXTUAL for source in SOURCES[one.kind]):
                changed.append(ChangeReading(one, known, context, departures, self.holdings, now, heads))
            else:
                full.append(FullReading(one, known, context, now))
        ledger = [reading for reading in changed if reading.kind in LEDGER]
        yield from self._all(full, changed, () if ledger else self._statements(made, True, context, now))
        if ledger:
            is_touched = any(reading.has_news for reading in ledger)
            yield from self._statements(made, is_touched, context, now)

    def _statements(
        self, made: Sequence[Wanted], is_touched: bool, context: Context, now: datetime
    ) -> Iterator[Page | Stopped]:
        """Read statements: early in a first reading; later behind the ledger, which tells whether they have changed."""
        if not made or self._is_winding:
            return
        left = {one.kind: one for one in made}
        try:
            for page in statements.pages(self.client, made, is_touched, context=context, today=now.date()):
                if page.is_last:
                    left.pop(page.kind, None)
                yield page
        except (PermissionMissing, UnexpectedReply) as error:
            for kind in left:
                yield Stopped(kind=kind, error=error)

    def _known(self) -> Known:
        """What we know of the company: from a cursor, or asked anew, also where it is the company that is wanted."""
        known = Known.of(one.cursor for one in self.wanted)
        is_news = any(one.kind == Kind.COMPANY and Known.of([one.cursor]) is None for one in self.wanted)
        if known is None or is_news:
            with self.client.meter.waiting():
                known = conversation.ask(self.client)
        return known

    def _company(self, wanted: Wanted, known: Known, now: datetime) -> Page:
        records: Sequence[SourceRecord] = ()
        if known.setup is not None and known.entities is not None:
            context = known.context(self.client)
            records = (reference.company_info(known.setup, known.entities, context, now.date()),)
        cursor = {"known": known.as_json()}
        return Page(kind=wanted.kind, records=records, cursor=cursor, total=1, is_last=True)

    def _departures(self, changing: Sequence[Wanted]) -> Departures:
        """What was deleted since the eldest of the readings whose changes are wanted."""
        if not changing:
            return Departures()
        since = min(datetime.fromisoformat(one.cursor["began"]) for one in changing)
        sources = [source for one in changing for source in SOURCES[one.kind]]
        with self.client.meter.waiting():
            departures = deletions.ask(self.client, sources, since)
        for one in changing:
            if one.kind not in LEDGER:
                self._note_documents(one.kind, departures)
        return departures

    def _note_documents(self, kind: str, departures: Departures) -> None:
        for source in SOURCES[kind]:
            gone, _names = departures.of(source.subject)
            departures.days.update(self.holdings.posted(kind, source.part, gone).values())

    def _all(
        self, full: Sequence[FullReading], changed: Sequence[ChangeReading], before: Iterable[Page | Stopped]
    ) -> Iterator[Page | Stopped]:
        """Read changes, then whole kinds: what has no date, the last months of the others, then their rest.

        What comes ``before`` is asked for while the first of these are under way already.
        """
        walks = {id(stretch.walk): (reading, stretch) for reading in full for stretch in reading.stretches}
        owners = {id(changes): reading for reading in changed for changes in reading.changes}
        stretches = sorted((stretch for _, stretch in walks.values() if not stretch.is_over), key=_rank)
        tasks: list[Task] = [
            *(each for reading in changed for each in reading.changes),
            *(stretch.walk for stretch in stretches),
        ]
        with Fetching(self.client, tasks) as fetching:
            self._fetching = fetching
            if self._is_winding:
                fetching.wind_down()
            yield from before
            for reading in changed:
                if not reading.changes:
                    yield from self._farewells(reading)
            while (task := fetching.wait()) is not None:
                if isinstance(task, Changes):
                    yield from self._change(fetching, owners[id(task)], task)
                elif isinstance(task, Walk):
                    yield from self._walk(fetching, *walks[id(task)])

    def _walk(self, fetching: Fetching, reading: FullReading, stretch: Stretch) -> Iterator[Page | Stopped]:
        walk = stretch.walk
        if walk.ready:
            yield reading.page(stretch, fetching.take(walk), self._notices(stretch.source))
            return
        yield from reading.refuse(stretch, fetching.failures[id(walk)])
        fetching.drop([each.walk for each in reading.stretches if each.error is not None])

    def _change(self, fetching: Fetching, reading: ChangeReading, changes: Changes) -> Iterator[Page | Stopped]:
        notices = self._notices(changes.source)
        if not changes.ready:
            outcome = reading.refuse(changes, fetching.failures[id(changes)])
            yield outcome
            fetching.drop(reading.changes if isinstance(outcome, Stopped) else [changes])
            if isinstance(outcome, Stopped):
                return
        elif isinstance(found := fetching.take(changes), Found):
            rows, left = reading.news(changes, found)
            with fetching.held():
                changes.want(rows, found)
            if left:
                yield reading.leave(changes, left)
        else:
            yield reading.page(changes, found, notices)
        with fetching.held():
            is_over = reading.is_over
        if is_over:
            yield from self._farewells(reading)

    def _farewells(self, reading: ChangeReading) -> Iterator[Page]:
        """Say what is gone, and end the reading. The lines of entries go with them, whichever kind is through first."""
        if kind := reading.uncounted():
            likely = () if reading.is_due else reading.departures.days  # once a day all days are counted
            for source in SOURCES[kind]:
                with self.client.meter.waiting():
                    gone = vanished(self.client, kind, source, self.holdings, reading.wanted.since, likely)
                reading.departures.note(kind, source.subject, gone)
                reading.has_news = reading.has_news or bool(gone)
        yield from reading.farewells()

    def _notices(self, source: Source) -> list[str]:
        """What the company's gateway does not answer of an object and of its lines."""
        subjects = [source.subject, *([source.lines.subject] if source.lines else [])]
        return [notice for notice in self.client.notices() if notice.split(":")[0] in subjects]


def _rank(stretch: Stretch) -> int:
    return 0 if not stretch.source.dated else 1 if stretch.before is None else 2
