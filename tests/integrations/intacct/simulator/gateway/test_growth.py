"""Books change as the clock is turned: the same for everybody, in any order of asking."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from integrations.intacct.simulator.books.company import CompanyBooks
from integrations.intacct.simulator.books.growth import Growth
from integrations.intacct.simulator.books.timeline import seconds
from integrations.intacct.simulator.gateway import SimulatedGateway
from integrations.intacct.simulator.scenarios import build_world
from integrations.intacct.simulator.world import Books, Entity, SimulatedCompany

SET_UP = date(2026, 11, 20)
DAILY = {"a": 2, "b": 0, "c": 3}
SIZES = {
    "usual": {},
    "tiny": {"customers": 1, "vendors": 1, "invoices": 3, "bills": 1, "journal_entries": 1},
    "nothing": {"customers": 0, "vendors": 0, "invoices": 0, "bills": 0, "journal_entries": 0},
    "large": {"customers": 200, "vendors": 90, "invoices": 3000, "bills": 900, "journal_entries": 1100},
}


def make(days, entities=(), **size):
    company = SimulatedCompany(
        company_id="A", title="A", scenario="", summary="", entities=list(entities), books=Books(**size)
    )
    return CompanyBooks(company, SET_UP, seconds(SET_UP) + round(days * 86400))


def keys(asker, query, name, key="RECORDNO"):
    rows = asker.rows(query(name, key, "<options><showprivate>true</showprivate></options><pagesize>2000</pagesize>"))
    return {row[key] for row in rows}


@pytest.mark.parametrize("start", [date(2026, 11, 16 + n) for n in range(7)])
def test_events_show_at_their_moment(start):
    for second in range(0, 9 * 86400, 4999):
        now = seconds(start) + second
        growth = Growth(start, now, DAILY)
        for name in "ac":
            assert growth.done(name) == sum(growth.stamp(name, n) <= now for n in range(40))


@pytest.mark.parametrize("start", [date(2026, 11, 16 + n) for n in range(7)])
def test_business_days_lead_there_and_back(start):
    growth = Growth(start, 0, DAILY)
    days = [growth.business_day(n) for n in range(25)]
    assert days == [day for n in range(1, 60) if (day := start + timedelta(n)).weekday() < 5][:25]
    for n in range(1, 30):
        day = start + timedelta(n)
        assert growth.index_on_or_after(day) == next(place for place, each in enumerate(days) if each >= day)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("days", [0, 3.5, 12.45, 100, 365])
def test_books_stay_in_balance(size, days):
    entities = [Entity(location_id="US", name="US"), Entity(location_id="UK", name="UK", currency="GBP")]
    for books in (make(days, **SIZES[size]), make(days, entities, currencies=["USD", "GBP"], **SIZES[size])):
        ledger, gone = books.ledger, set(books.ledger.gone)
        control = Counter()
        for n in range(ledger.count):
            batch = ledger.batch(n)
            assert sum(entry.side * entry.amount for entry in batch.entries) == 0
            assert len(batch.entries) == ledger.entries_before(n + 1) - ledger.entries_before(n)
            if n not in gone:
                control.update({entry.account.number: entry.side * entry.amount for entry in batch.entries[:0]})
                for entry in batch.entries:
                    control[entry.account.number] += entry.side * entry.amount
        for trade, account, sign in ((books.sales, "1200", 1), (books.purchases, "2000", -1)):
            assert sign * control[account] == sum(trade.party(n).total_due for n in range(trade.party_count))
            paid = Counter()
            for m in range(trade.payment_count):
                payment = trade.payment(m)
                assert payment.amount >= 0
                paid[payment.document.n] += payment.amount
            assert all(trade.document(n).paid == paid[n] for n in range(trade.count))


def test_nothing_that_stood_there_gets_another_number():
    before, after = make(0), make(30)
    for n in range(before.ledger.count):
        assert before.ledger.batch(n).recordno == after.ledger.batch(n).recordno
        assert before.ledger.batch(n).title == after.ledger.batch(n).title
    assert [before.sales.document(n).total for n in range(240)] == [after.sales.document(n).total for n in range(240)]


def test_documents_are_found_by_the_time_of_their_change(asker, query):
    asker.rows(query("ARINVOICE", "RECORDNO"), company="Large")
    for days in (1, 3, 40):
        asker.clock.pass_hours(days * 24)
        for name, stamp in (("ARINVOICE", "WHENMODIFIED"), ("GLENTRY", "WHENMODIFIED"), ("ARPYMT", "WHENMODIFIED")):
            since = f"{asker.clock.time - timedelta(days=2):%m/%d/%Y} 00:00:00"
            tail = "<orderby><order><field>RECORDNO</field></order></orderby><pagesize>2000</pagesize>"
            inner = f"<filter><greaterthanorequalto><field>{stamp}</field><value>{since}</value>"
            inner += f"</greaterthanorequalto></filter>{tail}"
            fast = {row["RECORDNO"] for row in asker.rows(query(name, "RECORDNO", inner), company="Large")}
            slow, last = set(), "0"
            while last:
                keyset = f"<filter><greaterthan><field>RECORDNO</field><value>{last}</value></greaterthan></filter>"
                page = asker.rows(query(name, f"RECORDNO {stamp}", keyset + tail), company="Large")
                moment = [(row["RECORDNO"], row[stamp]) for row in page if row[stamp]]
                slow |= {n for n, text in moment if datetime.strptime(text, "%m/%d/%Y %H:%M:%S") >=
                         datetime.strptime(since, "%m/%d/%Y %H:%M:%S")}  # fmt: skip
                last = page[-1]["RECORDNO"] if page else ""
            assert fast == slow


def test_turning_the_clock_creates_changes_and_deletes(asker, query):
    names = ("ARINVOICE", "APBILL", "CUSTOMER", "VENDOR", "GLBATCH", "GLENTRY", "ARINVOICEITEM")
    before = {name: keys(asker, query, name) for name in names}
    states = {row["RECORDNO"]: row for row in asker.rows(query("ARINVOICE", "RECORDNO STATE WHENMODIFIED TOTALDUE",
                                                               "<pagesize>2000</pagesize>"))}  # fmt: skip
    asker.clock.pass_hours(24 * 21)
    after = {name: keys(asker, query, name) for name in names}
    for name in names:
        assert after[name] - before[name], name
        assert before[name] - after[name], name
    later = {row["RECORDNO"]: row for row in asker.rows(query("ARINVOICE", "RECORDNO STATE WHENMODIFIED TOTALDUE",
                                                              "<pagesize>2000</pagesize>"))}  # fmt: skip
    paid = [number for number, row in states.items() if number in later and row["STATE"] != later[number]["STATE"]]
    assert {later[number]["STATE"] for number in paid} >= {"Paid"}
    assert all(later[number]["WHENMODIFIED"] != states[number]["WHENMODIFIED"] for number in paid)


def test_every_deletion_stands_in_the_audit_history_in_one_of_three_forms(asker, query):
    before = {"arinvoice": keys(asker, query, "ARINVOICE"), "glbatch": keys(asker, query, "GLBATCH"),
              "customer": keys(asker, query, "CUSTOMER", "CUSTOMERID")}  # fmt: skip
    asker.clock.pass_hours(24 * 21)
    after = {"arinvoice": keys(asker, query, "ARINVOICE"), "glbatch": keys(asker, query, "GLBATCH"),
             "customer": keys(asker, query, "CUSTOMER", "CUSTOMERID")}  # fmt: skip
    since = (
        "<filter><and><equalto><field>ACCESSMODE</field><value>D</value></equalto><greaterthan>"
        "<field>ACCESSTIME</field><value>11/20/2026 12:00:00</value></greaterthan></and></filter>"
    )
    told = {}
    for row in asker.rows(query("AUDITHISTORY", "OBJECTTYPE OBJECTKEY ACCESSTIME", since)):
        told.setdefault(row["OBJECTTYPE"], set()).add(row["OBJECTKEY"])
    assert before["arinvoice"] - after["arinvoice"] <= told["arinvoice"]
    assert before["customer"] - after["customer"] <= told["customer"]
    assert {f"{number}--REC" for number in before["glbatch"] - after["glbatch"]} <= told["glbatch"]


def test_turning_back_gives_the_same_books(asker, query):
    asker.rows(query("VENDOR", "RECORDNO"))
    asker.clock.pass_hours(240)
    first = asker.rows(query("GLENTRY", "RECORDNO AMOUNT", "<orderby><order><field>RECORDNO</field></order></orderby>"))
    asker.clock.pass_hours(500)
    asker.rows(query("VENDOR", "RECORDNO"))
    asker.clock.pass_hours(-500)
    again = asker.rows(query("GLENTRY", "RECORDNO AMOUNT", "<orderby><order><field>RECORDNO</field></order></orderby>"))
    assert first == again


def test_the_day_of_the_set_up_outlives_a_restart(tmp_path):
    path, first = tmp_path / "world.json", datetime(2026, 11, 20, 9, tzinfo=UTC)
    gateway = SimulatedGateway(build_world(path), now=lambda: first)
    books = gateway.books_of(gateway.world.company("demo-single"))
    later = SimulatedGateway(build_world(path), now=lambda: first + timedelta(days=10))
    again = later.books_of(later.world.company("demo-single"))
    assert books.as_of == again.as_of == first.date()
    assert again.sales.count > books.sales.count
    assert books.sales.document(5).day == again.sales.document(5).day


def test_new_books_end_today(asker):
    assert asker.gateway.books_of(asker.company("Single")).as_of == asker.clock.time.date()


def test_a_lag_hides_what_is_younger(asker, query):
    asker.company("Single").habits.lag_hours = 2
    asker.rows(query("VENDOR", "RECORDNO"))
    asker.clock.time = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
    behind = keys(asker, query, "APPYMT")
    asker.company("Single").habits.lag_hours = 0
    assert len(keys(asker, query, "APPYMT")) > len(behind)
    asker.company("Single").habits.lag_hours = 2
    asker.clock.pass_hours(2)
    assert len(keys(asker, query, "APPYMT")) > len(behind)
