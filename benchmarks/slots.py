"""How busy the gateway's slots are while a company is read: ``python -m benchmarks.slots [lines]``.

The gateway grants two requests at once and takes 1.5 s for every page, so that it and nothing else sets the pace. It is
asked for all kinds of data of a company with 100,000 ledger lines. Busy is what its two slots worked, by its own
clock, from the first question for rows (the sign-in is over) to the beginning of the last one (behind which no rows
are left to ask for, whoever asks). What the proof has counted afterwards, in one request, is not rows.
"""

from __future__ import annotations

import sys
from typing import Any

from benchmarks.load import books
from benchmarks.rig import Rig
from integrations.intacct.simulator.blueprint import working_company

COMPANY = "bench-slots"
SLOTS, SECONDS = 2, 1.5
TARGET = 0.97


def busy(exchanges: list[dict[str, Any]]) -> tuple[float, float, int]:
    """The share of the slots' time that was used, the length of that time, and the most at once."""
    asked = sorted((each for each in exchanges if each["functions"] == ["query"]), key=lambda each: each["begun"])
    first, last = asked[0]["begun"], asked[-1]["begun"]
    within = [each for each in exchanges if first <= each["begun"] < last]
    worked = sum(min(each["ended"], last) - each["begun"] for each in within)
    moments = sorted([(each["begun"], 1) for each in exchanges] + [(each["ended"], -1) for each in exchanges])
    most = running = 0
    for _, step in moments:
        running += step
        most = max(most, running)
    return worked / (SLOTS * (last - first)), last - first, most


def main(lines: int) -> int:
    with Rig(minutes=15) as rig:
        rig.postgres()
        rig.redis()
        rig.simulator([working_company(COMPANY, "Larch Timber", books=books(lines))], seconds=SECONDS)
        rig.portal()
        from benchmarks.books import link, organisation, read

        seconds = read(link(organisation("Acorn Lending"), COMPANY))
        figures = rig.figures()
    exchanges, rows = figures["exchanges"], figures["totals"][COMPANY]["rows"]
    share, window, most = busy(exchanges)
    print(f"{SLOTS} slots, {SECONDS} s a page: {rows:,} rows by {len(exchanges)} requests in {seconds:.1f} s")
    reached = "reached" if share >= TARGET else "MISSED"
    print(f"  slots busy {share:.1%} of {window:.1f} s, at most {most} at once: {reached}, target {TARGET:.0%}")
    return share < TARGET or most > SLOTS


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
