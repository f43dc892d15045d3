"""A company of any size: pages cost what a page costs, and nothing is kept."""

import re
import tracemalloc

from benchmarks.simulator import question
from integrations.intacct.simulator.gateway import SimulatedGateway
from integrations.intacct.simulator.scenarios import build_world

MOST = 30_000_000
"""Bytes that pages may take while they are made, whatever the size of the company."""


def test_pages_from_one_end_to_the_other_in_flat_memory():
    gateway = SimulatedGateway(build_world())
    books = gateway.books_of(gateway.world.company("demo-million"))
    ledger = books.ledger
    assert ledger.entry_count >= 1_000_000
    gateway.handle(question("GLENTRY", "0"))
    tracemalloc.start()
    try:
        peaks = []
        for share in (0, 3, 5, 7, 9):
            tracemalloc.reset_peak()
            held = tracemalloc.get_traced_memory()[0]
            start = str(ledger.entry_numbering.number(ledger.entry_count * share // 10))
            body = gateway.handle(question("GLENTRY", start)).body
            assert body.count(b"<GLENTRY>") == 2000
            peaks.append(tracemalloc.get_traced_memory()[1] - held)
    finally:
        tracemalloc.stop()
    assert max(peaks) < MOST
    assert f'totalcount="{ledger.entry_count}"'.encode() not in body  # the filter is part of the count


def test_the_last_page_ends_at_the_last_line():
    gateway = SimulatedGateway(build_world())
    ledger = gateway.books_of(gateway.world.company("demo-million")).ledger
    start = str(ledger.entry_numbering.number(ledger.entry_count - 11))
    body = gateway.handle(question("GLENTRY", start)).body
    numbers = re.findall(rb"<RECORDNO>(\d+)<", body)
    assert len(numbers) == 10
    assert b'numremaining="0"' in body


def test_debits_equal_credits_all_over_the_ledger():
    gateway = SimulatedGateway(build_world())
    ledger = gateway.books_of(gateway.world.company("demo-million")).ledger
    for n in range(0, ledger.count, 499):
        entries = ledger.batch(n).entries
        assert sum(entry.side * entry.amount for entry in entries) == 0
        assert len(entries) == ledger.entries_before(n + 1) - ledger.entries_before(n)
