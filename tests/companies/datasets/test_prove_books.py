"""Proof of whole books, read over the real protocol …"""

from __future__ import annotations

import pytest

from companies.datasets.models import Proof
from tests.companies.datasets.test_read_intacct import connect  # noqa: F401 (a fixture)

DEMOS = {"demo-single": False, "demo-healthy": True, "demo-two-bases": True}


def faults_of(sync):
    lines = sync.proof.lines.exclude(outcome=Proof.Outcome.TIED)
    return [f"{line} {line.part}: {line.expected} {line.found} {line.remark} {line.sources[:3]}" for line in lines]


@pytest.mark.parametrize("company_id", DEMOS)
def test_ties_after_the_first_reading(connect, read, company_id):  # noqa: F811
    sync = read(connect(company_id, is_multi_entity=DEMOS[company_id]))
    assert faults_of(sync) == []
    assert sync.proof.outcome == Proof.Outcome.TIED
    assert {line.kind for line in sync.proof.lines.all()} >= {"journalEntries", "invoices", "bills", "balanceSheet"}


def test_ties_after_changes_and_deletions(connect, read, gateway, intacct):  # noqa: F811
    connection = connect("demo-single", is_multi_entity=False)
    read(connection)
    gateway.gateway.world.ahead += 40 * 24 * 3600
    sync = read(connection)
    assert sum(reading.changed_count for reading in sync.readings.all()) > 0
    assert sum(reading.deleted_count for reading in sync.readings.all()) > 0
    assert faults_of(sync) == []


def test_asks_nothing_and_keeps_its_lines_while_nothing_changes(connect, read, gateway):  # noqa: F811
    connection = connect("demo-single", is_multi_entity=False)
    first = read(connection)
    gateway.calls.clear()
    second = read(connection)
    asked = [name for call in gateway.calls for name in call.functions]
    assert "get_trialbalance" not in asked
    assert list(second.proof.lines.values_list("rule", "kind", "part")) == list(
        first.proof.lines.values_list("rule", "kind", "part")
    )
