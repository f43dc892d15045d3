"""Two hundred workers killed while they read: ``python -m benchmarks.chaos [kills] [seed]``.

Four real Celery workers read six companies again and again, each time from nothing, on PostgreSQL and Redis servers of
their own. Meanwhile

- workers are killed with SIGKILL at random moments: the process that works alone, or the worker with all it has; a
  worker that is gone is started again, as systemd or a container platform would, and a kill waits while only half of
  them or fewer are up: else a slow machine would kill each one as it comes, and the work would wait for nothing but
  programs that start;
- Redis is restarted, with its data and without; PostgreSQL is restarted, and made to crash;
- every question to the gateway meets trouble the first time it is asked: refused, cut off, answered by a web page, …

After each reading the tables are compared with those of an undisturbed one, made in the beginning: every column of
every record but keys and our own times. Recovery is the longest time in which an unfinished reading neither stored a
page nor was taken up by a worker. Another blow may hit it at once, which is why its time without a page is longer.
"""

from __future__ import annotations

import itertools
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from benchmarks.rig import Rig, children, until
from integrations.intacct.simulator.blueprint import multi_entity, working_company
from integrations.intacct.simulator.world import Books, SimulatedCompany

WORKERS, COMPANIES = 4, 6
LONGEST_STILL = 30.0
EVENTS = ("Redis restarted", "PostgreSQL restarted", "Redis emptied", "PostgreSQL crashed")


def company(n: int) -> SimulatedCompany:
    held = Books(seed=n + 31, customers=300, vendors=200, invoices=700, bills=600, journal_entries=500)
    return (multi_entity if n % 2 else working_company)(f"bench-storm-{n}", f"Storm {n}", books=held)


@dataclass
class Storm:
    """What goes wrong, and how the workers are kept running all the same."""

    rig: Rig
    chance: random.Random
    workers: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    happened: dict[str, int] = field(default_factory=dict)
    starting: dict[str, float] = field(default_factory=dict)
    starts: list[float] = field(default_factory=list)
    """How long each worker took to start, in seconds."""

    @property
    def up(self) -> list[subprocess.Popen[bytes]]:
        """The workers that have started and live."""
        return [worker for worker in self.workers.values() if worker.poll() is None and children(worker.pid)]

    def tend(self) -> None:
        """Start every worker that is not there."""
        up = self.up
        for name in [f"worker-{n}" for n in range(WORKERS)]:
            held = self.workers.get(name)
            if held is None or held.poll() is not None:
                if held is not None:
                    self.rig.end(held, signal.SIGKILL)
                self.workers[name], self.starting[name] = self.rig.worker(name), time.monotonic()
            elif held in up and name in self.starting:
                self.starts.append(time.monotonic() - self.starting.pop(name))

    def kill(self) -> bool:
        """Kill one that is up, if more than half of them are; say whether it was done."""
        up = self.up
        if len(up) <= WORKERS // 2:
            return False
        chosen = self.chance.choice(up)
        with suppress(ProcessLookupError):
            if self.chance.random() < 0.5:
                os.kill(children(chosen.pid)[0], signal.SIGKILL)
                self.note("processes killed")
            else:
                os.killpg(chosen.pid, signal.SIGKILL)
                self.note("workers killed")
            return True
        return False

    def befall(self, event: str) -> None:
        """Let a server fail, and start it again."""
        self.note(event)
        if event.startswith("PostgreSQL"):
            self.rig.end(self.rig.database, signal.SIGQUIT if event.endswith("crashed") else signal.SIGINT)
            self.rig.start_postgres()
            return
        self.rig.end(self.rig.broker, signal.SIGKILL)
        if event.endswith("emptied"):
            for path in self.rig.redis_folder.rglob("*"):
                if path.is_file():
                    path.unlink()
        self.rig.start_redis()

    def note(self, event: str) -> None:
        self.happened[event] = self.happened.get(event, 0) + 1


@dataclass
class Watch:
    """How long each unfinished reading stood at the same state."""

    longest: float = 0.0
    what: str = ""
    moved: dict[int, tuple[Any, float]] = field(default_factory=dict)

    def look(self, states: dict[int, tuple[Any, ...]]) -> None:
        """Note what has changed since the last look: the state of each unfinished reading, by its key."""
        moment = time.monotonic()
        for key, state in states.items():
            before, since = self.moved.get(key, (state, moment))
            if moment - since > self.longest:
                self.longest, self.what = moment - since, f"reading {key} at {before}"
            if state != before or key not in self.moved:
                self.moved[key] = (state, moment)
        for gone in self.moved.keys() - states.keys():
            del self.moved[gone]


class Readings:
    """The readings that the workers do: begun, watched, compared when they end, and begun again."""

    def __init__(self, rig: Rig, companies: list[str]) -> None:
        """Read every company once, undisturbed, in this process: that is what is wanted."""
        from benchmarks import books

        self.rig, self.books = rig, books
        quiet, loud = books.organisation("Quiet Lending"), books.organisation("Stormy Lending")
        self.wanted: dict[str, dict[str, dict[str, str]]] = {}
        for company_id in companies:
            undisturbed = books.link(quiet, company_id)
            books.read(undisturbed)
            self.wanted[company_id] = books.content(undisturbed)
        self.connections = [books.link(loud, company_id) for company_id in companies]
        self.begun: dict[int, Any] = {}
        self.done = self.records = 0
        self.faults: list[str] = []

    def begin(self, connection: Any) -> None:
        """Ask for a reading of everything, as if nothing had ever been read."""
        self.rig.control(trouble_again_for=connection.account_id)
        self.safely(lambda: self.books.forget_company(connection))
        sync = self.safely(lambda: self.books.begin(connection))
        self.begun[sync.pk] = connection

    def states(self) -> dict[int, tuple[str, int, int]]:
        """The unfinished readings: their status, how many pages they have stored, and how often they were taken up."""
        return self.safely(lambda: self.books.states(list(self.begun)))

    def finish(self, *, is_over: bool) -> None:
        """Compare what has ended with what is wanted, and begin it again."""
        unfinished = self.states()
        for key in [key for key in self.begun if key not in unfinished]:
            connection = self.begun.pop(key)
            failure = self.safely(lambda key=key: self.books.failure_of(key))
            found = self.safely(lambda connection=connection: self.books.content(connection))
            wrong = [failure] if failure else self.books.differences(self.wanted[connection.account_id], found)
            self.faults += [f"{connection.account_id}: {each}" for each in wrong]
            self.done += 1
            self.records += self.books.sizes(found)
            if not is_over:
                self.begin(connection)

    def safely(self, work: Callable[[], Any]) -> Any:
        """Ask the database, which may have been restarted since the last time."""
        from django import db

        def ask() -> Any:
            try:
                return (work(),)
            except db.Error:
                db.connection.close()
                raise

        return until(ask, "The database does not answer", db.Error)[0]


def main(kills: int, seed: int) -> int:
    with Rig(minutes=60) as rig:
        rig.postgres()
        rig.redis()
        companies = [company(n) for n in range(COMPANIES)]
        rig.simulator(companies)
        rig.portal()
        readings = Readings(rig, [each.company_id for each in companies])
        rows = sum(map(readings.books.sizes, readings.wanted.values()))
        print(f"{COMPANIES} companies of {rows:,} records in all, {WORKERS} workers, seed {seed}")
        sys.stdout.flush()
        rig.control(has_trouble=True, reset=True)
        storm, work, pages = Storm(rig, random.Random(seed)), Watch(), Watch()
        storm.tend()
        rig.beat()
        until(lambda: len(storm.up) == WORKERS, "The workers do not work")
        storm.starting.clear()  # the first start compiles, later ones do not
        for connection in readings.connections:
            readings.begin(connection)
        blow(storm, work, pages, readings, kills)
        finished = readings.safely(readings.books.finished_events)
        troubles = rig.figures()["troubles"]
    print(f"  {', '.join(f'{count} {what}' for what, count in storm.happened.items())}, {troubles} calls in trouble")
    if storm.starts:
        print(f"  workers started within {median(storm.starts):.1f} s (median), at most {max(storm.starts):.1f} s")
    print(f"  {readings.done} readings of {readings.records:,} records ended; differences: {len(readings.faults)}")
    for fault in readings.faults[:20]:
        print(f"    {fault}")
    if finished != readings.done:
        print(f"    {finished} readings were told to have finished, not {readings.done}")
    is_quick = work.longest < LONGEST_STILL
    said = "reached" if is_quick else "MISSED"
    print(f"  longest recovery {work.longest:.1f} s ({work.what}): {said}, target {LONGEST_STILL:.0f} s")
    print(f"  longest without a new page, through however many blows in a row: {pages.longest:.1f} s")
    return bool(readings.faults) or not is_quick or finished != readings.done


def blow(storm: Storm, work: Watch, pages: Watch, readings: Readings, kills: int) -> None:
    """Kill so many, with the servers failing in between; then let what has begun come to its end."""
    killed, events = 0, itertools.cycle(EVENTS)
    next_at = time.monotonic() + 2
    while killed < kills or readings.begun:
        storm.tend()
        states = readings.states()
        work.look(states)
        pages.look({key: stored for key, (_, stored, _) in states.items()})
        readings.finish(is_over=killed >= kills)
        is_running = any(status == "running" for status, _, _ in states.values())
        if killed < kills and is_running and time.monotonic() > next_at and storm.kill():
            killed += 1
            if killed % max(kills // 8, 1) == 0:
                storm.befall(next(events))
            next_at = time.monotonic() + storm.chance.uniform(0.5, 3.5)
        time.sleep(0.2)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200, int(sys.argv[2]) if len(sys.argv) > 2 else 1))
