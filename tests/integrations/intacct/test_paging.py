"""Paging against a model: whatever comes and goes between two pages, each row that stays is met exactly once."""

from __future__ import annotations

import operator
from dataclasses import dataclass, field
from io import BytesIO
from xml.etree import ElementTree

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from requests.adapters import BaseAdapter
from urllib3 import HTTPResponse

from integrations.errors import UnexpectedReply
from integrations.intacct import calls, transport
from integrations.intacct.client import IntacctClient
from integrations.intacct.paging import BY_RECORDNO, ORDERS, Order
from integrations.intacct.session import Login, Sender
from tests.integrations.intacct.conftest import GATEWAY, reply

COMPARISONS = {
    "greaterthan": operator.gt,
    "greaterthanorequalto": operator.ge,
    "equalto": operator.eq,
}
SECONDS = [f"11/22/2026 10:00:{second:02d}" for second in range(3)]
BY_CHANGE = Order(("WHENMODIFIED", "RECORDNO"))
BY_KEY = Order(("GLENTRYKEY",), distinct="RECORDNO")
QUIET = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def comparable(name, text):
    return int(text) if name != "WHENMODIFIED" and text.removeprefix("-").isdigit() else text


@dataclass
class Model(BaseAdapter):
    """A gateway with one table, answering as the documents say; ``meanwhile`` happens after each page."""

    rows: list[dict[str, str]] = field(default_factory=list)
    meanwhile: list = field(default_factory=list)
    scrambles: bool = False
    gone: set[str] = field(default_factory=set)

    def send(self, request, **options):
        asked = ElementTree.fromstring(request.body).find(".//query")
        answer = requests.Response()
        answer.status_code, answer.url, answer.request = 200, request.url, request
        body = reply("session") if asked is None else self.page(asked)
        answer.raw = HTTPResponse(BytesIO(body), preload_content=False)
        return answer

    def page(self, asked):
        keys = [each.text for each in asked.findall("orderby/order/field")]
        condition = asked.find("filter/*")
        found = [row for row in self.rows if condition is None or self.fits(row, condition)]
        found.sort(key=lambda row: [comparable(key, row[key]) for key in keys])
        size = int(asked.findtext("pagesize"))
        shown = found[:size]
        if self.scrambles:
            shown = shown[::-1]
        records = "".join(f"<T>{''.join(f'<{k}>{v}</{k}>' for k, v in row.items())}</T>" for row in shown)
        head, _, tail = reply("departments").decode().partition("<data")
        data = f'<data totalcount="{len(found)}" offset="0" numremaining="{len(found) - len(shown)}">{records}'
        if self.meanwhile:
            self.happens(*self.meanwhile.pop(0))
        return f"{head}{data}{tail[tail.index('</data>') :]}".encode()

    def fits(self, row, condition):
        if condition.tag in ("and", "or"):
            return {"and": all, "or": any}[condition.tag](self.fits(row, each) for each in condition)
        name, *values = (each.text or "" for each in condition)
        if condition.tag == "notin":
            return row[name] not in values
        return COMPARISONS[condition.tag](comparable(name, row[name]), comparable(name, values[0]))

    def happens(self, kind, row):
        if kind == "insert":
            self.rows.append(row)
            self.gone.add(row["RECORDNO"])
        elif self.rows:
            place = int(row["RECORDNO"].split("-")[0]) % len(self.rows)
            self.gone.add(self.rows.pop(place)["RECORDNO"])

    def close(self):
        pass

    def __hash__(self):
        return id(self)


@pytest.fixture
def walk(gateway):
    def walk(model, order, size, *, after=None, most=1000):
        BaseAdapter.__init__(model)
        transport.session().mount("https://", model)
        client = IntacctClient(sender=Sender("s", "p4ssword"), login=Login("c", "u", "p4ssword"), gateway=GATEWAY)
        found = []
        for page in client.pages("T", ["NAME"], order=order, after=after, page_size=size):
            found.append(page)
            assert len(found) < most, "it never ends"
        return found

    return walk


numbers = st.integers(1, 10_000)
numbered = st.lists(numbers, unique=True, max_size=40).map(
    lambda keys: [{"RECORDNO": str(key), "WHENMODIFIED": SECONDS[key % 3], "NAME": f"n{key}"} for key in keys]
)
keyed = st.lists(st.tuples(st.integers(1, 6), numbers), unique_by=lambda pair: pair[1], max_size=40).map(
    lambda pairs: [{"RECORDNO": f"{n}-x--accrual", "GLENTRYKEY": str(key), "NAME": "n"} for key, n in pairs]
)


def events(rows):
    return st.lists(
        st.tuples(st.sampled_from(["insert", "delete"]), rows.filter(bool).map(lambda one: one[0])), max_size=15
    )


def unmet(rows, pages, gone):
    """Rows that were there all the time and were not met exactly once."""
    met = [row["RECORDNO"] for page in pages for row in page.rows]
    assert len(set(met)) == len(met), "a row was met twice"
    return {row["RECORDNO"] for row in rows} - set(met) - gone


@pytest.mark.parametrize("order", [BY_RECORDNO, BY_CHANGE], ids=["by number", "by equal timestamps"])
@QUIET
@given(rows=numbered, meanwhile=events(numbered), size=st.integers(1, 7))
def test_meets_each_row_once_while_others_come_and_go(walk, order, rows, meanwhile, size):
    taken = {row["RECORDNO"] for row in rows}
    fresh = [(kind, row) for kind, row in meanwhile if kind == "delete" or row["RECORDNO"] not in taken]
    seen = set()
    fresh = [(k, r) for k, r in fresh if k == "delete" or not (r["RECORDNO"] in seen or seen.add(r["RECORDNO"]))]
    model = Model(rows=[*rows], meanwhile=fresh)
    assert not unmet(rows, walk(model, order, size), model.gone)


@QUIET
@given(rows=keyed, meanwhile=events(keyed), size=st.integers(1, 7))
def test_meets_each_row_once_where_the_number_is_a_text(walk, rows, meanwhile, size):
    taken = {row["RECORDNO"] for row in rows}
    fresh = [(k, r) for k, r in meanwhile if k == "delete" or not (r["RECORDNO"] in taken or taken.add(r["RECORDNO"]))]
    model = Model(rows=[*rows], meanwhile=fresh)
    assert not unmet(rows, walk(model, BY_KEY, size), model.gone)


@pytest.mark.parametrize("order", [BY_RECORDNO, BY_CHANGE, BY_KEY], ids=["number", "change", "key"])
@QUIET
@given(data=st.data(), size=st.integers(1, 7), stop=st.integers(0, 5))
def test_resumes_where_it_stood(walk, order, data, size, stop):
    rows = data.draw(keyed if order is BY_KEY else numbered)
    pages = walk(Model(rows=rows), order, size)
    first = pages[: stop + 1]
    if first[-1].is_last:
        return
    rest = walk(Model(rows=rows), order, size, after=first[-1].after)
    assert not unmet(rows, [*first, *rest], set())


@pytest.mark.parametrize("order", [BY_RECORDNO, BY_CHANGE], ids=["number", "change"])
@QUIET
@given(rows=numbered, size=st.integers(1, 7))
def test_skips_nothing_silently_when_rows_are_not_in_order(walk, order, rows, size):
    try:
        pages = walk(Model(rows=rows, scrambles=True), order, size)
    except UnexpectedReply as error:
        assert "not in the order" in str(error)
    else:
        assert not unmet(rows, pages, set())


def test_walks_through_five_thousand_equal_timestamps(walk):
    rows = [{"RECORDNO": str(n), "WHENMODIFIED": SECONDS[0], "NAME": "n"} for n in range(1, 5001)]
    assert sum(len(page.rows) for page in walk(Model(rows=rows), BY_CHANGE, 2000)) == 5000


def test_knows_the_objects_whose_number_is_a_text():
    assert ORDERS["GLDETAIL"].fields == ("GLENTRYKEY",) and ORDERS["GLDETAIL"].distinct == "RECORDNO"


@pytest.mark.parametrize("key", ["healthy"])
def test_walks_through_the_ledger_by_another_key(simulator, key):
    client = simulator.opens(key).client
    book = calls.equal_to("BOOKID", "ACCRUAL")
    walked = [row for page in client.pages("GLDETAIL", ["AMOUNT"], order=ORDERS["GLDETAIL"], where=book, page_size=200)
              for row in page.rows]  # fmt: skip
    (whole,) = [client.ask(calls.query("GLDETAIL", ["RECORDNO"], where=book, page_size=1))]
    assert len(walked) == whole.total == len({row["RECORDNO"] for row in walked})
