"""Fetching ahead: two requests under way and never three, in threads that end when the reader leaves."""

from __future__ import annotations

import threading
import time

import pytest

from integrations.errors import CredentialsRejected, ProviderUnavailable
from integrations.intacct import calls
from integrations.pages import Stopped, Wanted

KINDS = ["customers", "invoices", "suppliers", "bills", "journalEntries"]


def wanted(*kinds, cursors=None):
    return [Wanted(kind=kind, cursor=(cursors or {}).get(kind, {})) for kind in kinds or KINDS]


@pytest.fixture
def under_way(simulator, monkeypatch):
    """How many requests were under way at once, each time that one began."""
    counts, running, lock, handle = [], [0], threading.Lock(), simulator.gateway.handle

    def slowly(*parts):
        with lock:
            running[0] += 1
            counts.append(running[0])
        try:
            time.sleep(0.02)
            return handle(*parts)
        finally:
            with lock:
                running[0] -= 1

    monkeypatch.setattr(simulator.gateway, "handle", slowly)
    return counts


def threads():
    return [thread for thread in threading.enumerate() if thread.name.startswith("fetching-") and thread.is_alive()]


def test_keeps_two_requests_under_way_and_never_three(simulator, under_way):
    list(simulator.opens("healthy").stream(wanted()))
    assert max(under_way) == 2
    assert under_way.count(2) > len(under_way) / 3


def test_ends_its_threads_when_the_reader_leaves(simulator, under_way):
    pages = simulator.opens("healthy").stream(wanted())
    next(pages)
    pages.close()
    asked, deadline = len(under_way), time.monotonic() + 10
    while threads() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not threads()
    assert len(under_way) <= asked + 3


def test_runs_ahead_only_a_few_pages(simulator, under_way, monkeypatch):
    monkeypatch.setattr(calls, "MOST_ROWS", 10)
    pages = simulator.opens("healthy").stream(wanted("customers", "bills", "suppliers"))
    next(pages)
    settled, deadline = -1, time.monotonic() + 60
    while settled != len(under_way) and time.monotonic() < deadline:
        settled = len(under_way)
        time.sleep(1)
    list(pages)
    assert settled < len(under_way) / 2


def test_goes_on_without_a_kind_that_may_not_be_read(simulator):
    outcomes = list(simulator.opens("no-payables").stream(wanted()))
    stopped = {outcome.kind for outcome in outcomes if isinstance(outcome, Stopped)}
    assert stopped == {"suppliers", "bills"}
    assert {outcome.kind for outcome in outcomes if not isinstance(outcome, Stopped) and outcome.is_last} == (
        set(KINDS) - stopped
    )


def test_winds_down_without_wasting_an_answer(simulator):
    provider, cursors, met = simulator.opens("healthy"), {}, []
    for number, page in enumerate(provider.stream(wanted())):
        cursors[page.kind] = page.cursor
        met += [(page.kind, record.id) for record in page.records]
        if number == 1:
            provider.wind_down()
    assert len({kind for kind, cursor in cursors.items() if "ended" in cursor}) < len(KINDS)
    left = [one for one in wanted(cursors=cursors) if "ended" not in one.cursor]
    met += [(page.kind, record.id) for page in simulator.opens("healthy").stream(left) for record in page.records]
    whole = [(page.kind, record.id) for page in simulator.opens("healthy").stream(wanted()) for record in page.records]
    assert sorted(met) == sorted(whole)


def test_ends_as_a_whole_when_nobody_answers(simulator):
    simulator.fails("busy", times=500, function="query")
    with pytest.raises(ProviderUnavailable):
        list(simulator.opens("healthy").stream(wanted()))
    assert not [thread for thread in threads() if thread.join(5)]


def test_asks_nothing_with_a_refused_password(simulator):
    with pytest.raises(CredentialsRejected):
        list(simulator.opens("password-wrong").stream(wanted()))
    assert simulator.adapter.functions() == ["getAPISession"]


def test_says_what_it_has_cost(simulator):
    provider = simulator.opens("healthy")
    list(provider.stream(wanted()))
    usage, asked = provider.usage(), simulator.adapter.functions()
    assert usage.requests == len(simulator.adapter.calls)
    assert usage.transactions == len(asked) - asked.count("getAPISession")
    assert usage.bytes_in > 10_000 and usage.waited > 0
    assert provider.usage().requests == 0
