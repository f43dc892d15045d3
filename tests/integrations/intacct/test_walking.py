"""Walks against a model: in whatever order answers come, and whatever comes and goes meanwhile."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integrations.errors import UnexpectedReply
from integrations.intacct import calls
from integrations.intacct.changes import belongs
from integrations.intacct.replies import Data
from integrations.intacct.sources import Lines, Source
from integrations.intacct.walking import Place, Walk

QUIET = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
PLAIN = Source(subject="CUSTOMER", fields=("NAME",), to_record=lambda row, context, lines: None)
DOCUMENT = Source(
    subject="INVOICE",
    fields=("NAME",),
    to_record=lambda row, context, lines: None,
    lines=Lines(subject="LINE", fields=("AMOUNT",), parent="RECORDKEY"),
)
LEDGER = Source(subject="GLDETAIL", fields=(), to_record=lambda row, context, lines: None, key="BATCHKEY")
PAGE = 4


@dataclass
class Books:
    """Tables that answer questions as the documents say."""

    tables: dict[str, list[dict[str, str]]]
    sent: list[tuple[str, ...]] = field(default_factory=list)

    def answer(self, question):
        rows = [row for row in self.tables[question.subject] if belongs(row, question.where)]
        for name in reversed(question.order):
            rows.sort(key=lambda row, name=name: int(row[name.lstrip("-")]), reverse=name.startswith("-"))
        shown = rows[: question.size]
        self.sent += ((question.subject, *row.values()) for row in shown)
        return Data(rows=[dict(row) for row in shown], remaining=len(rows) - len(shown))


@pytest.fixture(autouse=True)
def small_pages(monkeypatch):
    monkeypatch.setattr(calls, "MOST_ROWS", PAGE)
    monkeypatch.setattr(calls, "MOST_VALUES", 3)


def walked(walk, books, draw, *, most=2, meanwhile=(), stop=math.inf):
    """Walk to the end, two questions under way, answered in any order; the batches in the order of each side."""
    under_way, batches, events = [], [], list(meanwhile)
    for _ in range(2000):
        while len(under_way) < most and (question := walk.question()) is not None:
            under_way.append((question, books.answer(question)))
        if not under_way:
            break
        walk.answer(*under_way.pop(draw(st.integers(0, len(under_way) - 1))))
        if events and draw(st.booleans()):
            events.pop(0)()
        while walk.ready:
            batches.append(walk.ready.popleft())
            if len(batches) > stop:
                return batches
    assert walk.is_over, "it stands still"
    return batches


def customers(keys):
    return Books({"CUSTOMER": [{"RECORDNO": str(key), "NAME": "n"} for key in keys]})


def invoices(counts):
    lines = [(key, place) for key, count in counts.items() for place in range(count)]
    return Books({
        "INVOICE": [{"RECORDNO": str(key), "NAME": "n"} for key in counts],
        "LINE": [
            {"RECORDNO": str(1000 + number), "RECORDKEY": str(key), "AMOUNT": str(place)}
            for number, (key, place) in enumerate(lines)
        ],
    })  # fmt: skip


def ledger(counts):
    lines = [(key, place) for key, count in counts.items() for place in range(count)]
    rows = [
        {"RECORDNO": f"{key}-{number}--accrual", "BATCHKEY": str(key), "GLENTRYKEY": str(number)}
        for number, (key, _) in enumerate(lines)
    ]
    return Books({"GLDETAIL": rows})


def covers_everything(batches):
    """The stretches that were handed out meet and leave nothing out; each holds its own rows."""
    low, high = -math.inf, math.inf
    for batch in batches:
        if batch.sign > 0:
            assert all(low < key <= batch.upto for key in batch.keys)
            low = batch.upto
        else:
            assert all(batch.upto <= key < high for key in batch.keys)
            high = batch.upto
    return low + 1 >= high


keys = st.lists(st.integers(1, 500), unique=True, max_size=60)
counted = st.dictionaries(st.integers(1, 500), st.integers(0, 11), max_size=40)


@QUIET
@given(data=st.data(), keys=keys, is_latest_first=st.booleans())
def test_meets_each_row_once_from_both_ends(data, keys, is_latest_first):
    books = customers(keys)
    batches = walked(Walk(PLAIN, where=None, is_latest_first=is_latest_first), books, data.draw)
    assert sorted(key for batch in batches for key in batch.keys) == sorted(keys)
    assert len(books.sent) == len(keys), "a row was fetched twice"
    assert covers_everything(batches)


@QUIET
@given(data=st.data(), keys=keys)
def test_asks_for_as_few_pages_as_there_can_be(data, keys):
    walk, asked = Walk(PLAIN, where=None), []
    question = walk.question
    walk.question = lambda: asked.append(found) or found if (found := question()) is not None else None
    walked(walk, customers(keys), data.draw)
    assert len(asked) == max(1, math.ceil(len(keys) / PAGE))


@QUIET
@given(data=st.data(), keys=keys, changes=st.lists(st.tuples(st.booleans(), st.integers(1, 700)), max_size=12))
def test_misses_nothing_while_rows_come_and_go(data, keys, changes):
    books, gone = customers(keys), set()
    table = books.tables["CUSTOMER"]

    def happens(is_insert, key):
        known = {row["RECORDNO"] for row in table}
        if is_insert and str(key) not in known:
            table.append({"RECORDNO": str(key), "NAME": "n"})
        elif not is_insert and str(key) in known:
            table[:] = [row for row in table if row["RECORDNO"] != str(key)]
        gone.add(key)

    meanwhile = [lambda change=change: happens(*change) for change in changes]
    batches = walked(Walk(PLAIN, where=None), books, data.draw, meanwhile=meanwhile)
    met = [key for batch in batches for key in batch.keys]
    assert len(set(met)) == len(met)
    assert not set(keys) - set(met) - gone
    assert covers_everything(batches)


@pytest.mark.parametrize("by_key", [False, True], ids=["beside the documents", "by key"])
@QUIET
@given(data=st.data(), counts=counted)
def test_hands_out_documents_with_all_their_lines(by_key, data, counts):
    books = invoices(counts)
    batches = walked(
        Walk(DOCUMENT, where=None, by_key=by_key, is_latest_first=data.draw(st.booleans())), books, data.draw
    )
    found = {key: len(batch.lines.get(key, ())) for batch in batches for key in batch.keys}
    assert found == counts
    assert sum(len(batch.keys) for batch in batches) == len(counts)
    assert covers_everything(batches)


@QUIET
@given(data=st.data(), counts=counted)
def test_keeps_together_what_shares_a_key(data, counts):
    books = ledger(counts)
    batches = walked(Walk(LEDGER, where=None), books, data.draw)
    met: dict[int, int] = {}
    for batch in batches:
        assert not set(batch.keys) & set(met), "a group was torn apart"
        for key in batch.keys:
            met[key] = met.get(key, 0) + 1
    assert met == {key: count for key, count in counts.items() if count}
    assert covers_everything(batches)


@pytest.mark.parametrize("source", [PLAIN, DOCUMENT, LEDGER], ids=["rows", "documents", "ledger"])
@QUIET
@given(data=st.data(), counts=counted, stop=st.integers(0, 8))
def test_goes_on_where_it_stood(source, data, counts, stop):
    books = {"CUSTOMER": customers, "INVOICE": invoices, "GLDETAIL": ledger}[source.subject](counts)
    first = walked(Walk(source, where=None), books, data.draw, stop=stop)
    low = max((batch.upto for batch in first if batch.sign > 0), default=-math.inf)
    high = min((batch.upto for batch in first if batch.sign < 0), default=math.inf)
    rest = walked(Walk(source, where=None, place=Place(low, high)), books, data.draw)
    met = sorted(key for batch in [*first, *rest] for key in batch.keys)
    expected = {"GLDETAIL": [key for key, count in counts.items() for _ in range(count)]}
    assert met == sorted(expected.get(source.subject, counts))


@QUIET
@given(data=st.data(), keys=keys)
def test_asks_for_less_when_it_was_too_slow(data, keys):
    walk, books = Walk(PLAIN, where=None), customers(keys)
    question = walk.question()
    walk.refused(question)
    assert walk._sides[0].head.size < question.size or question.size <= 100
    batches = walked(walk, books, data.draw)
    assert sorted(key for batch in batches for key in batch.keys) == sorted(keys)


def test_refuses_rows_that_are_not_in_order():
    walk = Walk(PLAIN, where=None)
    with pytest.raises(UnexpectedReply, match="order"):
        walk.answer(walk.question(), Data(rows=[{"RECORDNO": "5"}, {"RECORDNO": "3"}], remaining=4))


def test_refuses_rows_that_it_has_met():
    walk = Walk(PLAIN, where=None)
    walk.answer(walk.question(), Data(rows=[{"RECORDNO": "5"}], remaining=4))
    with pytest.raises(UnexpectedReply, match="stands still"):
        walk.answer(walk.question(), Data(rows=[{"RECORDNO": "5"}], remaining=3))
