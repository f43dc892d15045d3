"""What a worker holds while it reads a million ledger lines: ``python -m benchmarks.memory [lines]``.

A real Celery worker reads the account transactions of one large company, turn after turn, on PostgreSQL and Redis. The
resident memory of the process that works is looked at twice a second. Its start is what it holds before its first
task. Flat means: never more than 150 MB above that, however many lines have come and with the proof behind them.
"""

from __future__ import annotations

import sys
import time

from benchmarks.load import KIND, books
from benchmarks.rig import Rig, children, resident, until
from integrations.intacct.simulator.blueprint import working_company

COMPANY = "bench-memory"
TARGET = 150.0


def main(lines: int) -> int:
    with Rig(minutes=30) as rig:
        rig.postgres()
        rig.redis()
        rig.simulator([working_company(COMPANY, "Alder Materials", books=books(lines))])
        rig.portal()
        from benchmarks.books import begin, link, organisation
        from companies.datasets.models import Record

        worker = rig.worker("worker")
        (pid,) = until(lambda: children(worker.pid), "The worker does not work")
        connection = link(organisation("Acorn Lending"), COMPANY)
        start, begun = resident(pid), time.monotonic()
        sync = begin(connection, [KIND])
        seen: list[tuple[int, float]] = []
        while not sync.is_finished:
            time.sleep(0.5)
            sync.refresh_from_db()
            done = sum(sync.readings.values_list("row_count", flat=True))
            seen.append((done, resident(pid)))
        seconds, rows = time.monotonic() - begun, Record.objects.live().count()
    if sync.status != sync.Status.SUCCEEDED:
        raise SystemExit(f"The reading ended as {sync.status}: {sync.failure} {sync.failure_detail}")
    halves = [max(held for done, held in seen if (done <= rows / 2) == is_first) for is_first in (True, False)]
    most = max(held for _, held in seen) - start
    print(f"a worker reads {rows:,} ledger lines in {sync.turns} turns, {seconds:.0f} s, {rows / seconds:,.0f} rows/s")
    print(
        f"  it holds {start:.0f} MB at its start, {halves[0]:.0f} MB at most in the first half, {halves[1]:.0f} after"
    )
    print(f"  {most:.0f} MB above its start: {'reached' if most <= TARGET else 'MISSED'}, target {TARGET:.0f} MB")
    return most > TARGET


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000))
