"""How much one whale delays everybody else: ``python -m benchmarks.tenants [--small]``.

200 companies of ten organisations ask for their first reading of all kinds of data at the same moment, and two real
Celery workers on PostgreSQL and Redis serve them. In every other round one of them is a company with a million ledger
lines, and it asks first. What counts is how long it takes until 95 of 100 of the others are read, with the whale and
without, in one run: rounds in turns, the medians compared.

A round before them, which does not count, warms everything up: answers are kept ready-made by the simulator, so that
what it costs to make a whale's pages delays nobody. ``--small`` takes 30 companies and a tenth of the whale.
"""

from __future__ import annotations

import sys
import time

from benchmarks.load import books
from benchmarks.rig import Rig, children, resident, until
from integrations.intacct.simulator.blueprint import multi_entity, working_company
from integrations.intacct.simulator.world import Books, SimulatedCompany

WHALE = "bench-whale"
SIZES = (0, 20, 40, 80, 200)
TARGET = 1.1
LONGEST_ROUND = 900.0


def minnows(count: int) -> list[SimulatedCompany]:
    """Small companies of five sizes; every fourth has three entities."""
    made = []
    for n in range(count):
        size = SIZES[n % len(SIZES)]
        held = Books(seed=n + 1, customers=size // 2 + 2, vendors=size // 3 + 2, invoices=size, bills=size,
                     journal_entries=size)  # fmt: skip
        make = multi_entity if n % 4 == 3 else working_company
        made.append(make(f"bench-{n}", f"Minnow {n}", books=held))
    return made


def main(count: int, whale_lines: int, rounds: int) -> int:
    companies = minnows(count - 1)
    with Rig(minutes=50) as rig:
        rig.postgres()
        rig.redis()
        rig.simulator([*companies, working_company(WHALE, "Whale", books=books(whale_lines))], is_canned=True)
        rig.portal()
        from benchmarks.books import begin, forget, link, organisation, percentile
        from companies.datasets.models import Sync

        owners = [organisation(f"Organisation {n}") for n in range(10)]
        connections = [link(owners[n % 10], company.company_id) for n, company in enumerate(companies)]
        whale = link(owners[0], WHALE)
        workers = [rig.worker(name) for name in ("first", "second")]
        rig.beat()
        until(lambda: all(children(worker.pid) for worker in workers), "The workers do not work")

        def a_round(*, with_whale: bool) -> list[float]:
            """Let everybody ask at once; return how long each of the others took, in seconds."""
            forget()
            if with_whale:
                begin(whale)
            for connection in connections:
                begin(connection)
            asked, ends_at = Sync.objects.exclude(connection=whale), time.monotonic() + LONGEST_ROUND
            while asked.unfinished().exists():
                if time.monotonic() > ends_at:
                    raise SystemExit(f"A round took more than {LONGEST_ROUND:.0f} s.")
                time.sleep(0.5)
            bad = asked.exclude(status=Sync.Status.SUCCEEDED)
            if bad.exists():
                raise SystemExit(f"{bad.count()} readings ended badly: {bad[0].failure} {bad[0].failure_detail}")
            found = asked.values_list("finished_at", "created_at")
            return [(finished - created).total_seconds() for finished, created in found]

        a_round(with_whale=True)
        slowest: dict[bool, list[float]] = {False: [], True: []}
        middle: dict[bool, list[float]] = {False: [], True: []}
        for _ in range(rounds):
            for with_whale in (False, True):
                taken = a_round(with_whale=with_whale)
                slowest[with_whale].append(percentile(taken, 0.95))
                middle[with_whale].append(percentile(taken, 0.5))
        turns = Sync.objects.filter(connection=whale).values_list("turns", flat=True).first()
        held = [resident(child) for worker in workers for child in children(worker.pid)]
        forget()
    print(f"{count} companies, 2 workers, a whale of {whale_lines:,} ledger lines; {rounds} rounds with it and without")
    for with_whale, word in ((False, "without"), (True, "with")):
        times = ", ".join(f"{value:.1f}" for value in slowest[with_whale])
        print(f"  {word} the whale: p95 {times} s, half of them within {percentile(middle[with_whale], 0.5):.1f} s")
    delay = percentile(slowest[True], 0.5) / percentile(slowest[False], 0.5)
    print(f"  the whale got {turns} turns; workers hold {', '.join(f'{each:.0f}' for each in held)} MB")
    print(f"  p95 with it is {delay:.3f} of without: {'reached' if delay < TARGET else 'MISSED'}, target {TARGET}")
    return delay >= TARGET


if __name__ == "__main__":
    sys.exit(main(30, 100_000, 2) if "--small" in sys.argv else main(200, 1_000_000, 3))
