"""Functions of the 2.1 schema: ``get_list`` of the common objects, and ``get_trialbalance``.

Names are in lower case, dates are three elements.

Reference: developer.intacct.com, *Trial balances*, *Legacy functions*.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from integrations.intacct.simulator.books.chart import ACCOUNTS
from integrations.intacct.simulator.books.records import Batch
from integrations.intacct.simulator.calls import Answer, Call, Handler
from integrations.intacct.simulator.catalogue import ATTACHMENTS, TRIAL_BALANCE
from integrations.intacct.simulator.failures import Error, FunctionFailure, schema_error, unknown_object
from integrations.intacct.simulator.filters import column
from integrations.intacct.simulator.objects.ledger import REPORTINGPERIOD
from integrations.intacct.simulator.objects.schema import write_number
from integrations.intacct.simulator.rows import texts
from integrations.intacct.simulator.selecting import positions
from integrations.intacct.simulator.wire import Element, text_of, truth

OBJECTS = {
    "customer": "CUSTOMER",
    "vendor": "VENDOR",
    "glaccount": "GLACCOUNT",
    "department": "DEPARTMENT",
    "location": "LOCATION",
    "class": "CLASS",
    "project": "PROJECT",
    "item": "ITEM",
    "invoice": "ARINVOICE",
    "bill": "APBILL",
    "journal": "GLJOURNAL",
    "bankaccount": "CHECKINGACCOUNT",
    "arterm": "ARTERM",
    "apterm": "APTERM",
    "reportingperiod": "REPORTINGPERIOD",
}
NEVER_USED = ("supdoc", "supdocfolder")
"""Attachments and their folders: known to ``get_list`` alone, and no company here has any."""

EARNINGS = "3100"


@dataclass(frozen=True)
class List:
    object_name: str
    start: int
    most: int
    fields: tuple[str, ...]
    shows_private: bool


def read_list(element: Element) -> List:
    name = element.get("object") or ""
    if name not in OBJECTS and name not in NEVER_USED:
        text = f'Value "{name}" for attribute object of get_list is not among the enumerated set'
        raise schema_error(text, element.sourceline or 1, code=502)
    start, most = element.get("start", "0"), element.get("maxitems", "100")
    if not (start.isdigit() and most.isdigit()):
        raise schema_error("Element 'get_list': start and maxitems are numbers.", element.sourceline or 1, code=1824)
    fields = tuple((field.text or "").strip().upper() for field in element.findall("fields/field"))
    return List(name, int(start), int(most), fields, truth(element.get("showprivate", "false")))


def run_list(call: Call, plan: List) -> Answer:
    if plan.object_name in NEVER_USED:
        call.check(ATTACHMENTS, "GET_LIST")
        return Answer(f'<listtype start="0" end="0" total="0">{plan.object_name}</listtype><data></data>')
    kind = call.check_object(OBJECTS[plan.object_name], "GET_LIST")
    names = plan.fields or tuple(name for name in kind.fields if "." not in name)
    chosen = [found for name in names if (found := column(kind, name)) is not None]
    view = call.view(kind, shows_private=plan.shows_private)
    inside = positions(view, call.desk.memory, None)
    rows = inside[plan.start : plan.start + plan.most]
    tag = plan.object_name
    body = "".join(f"<{tag}>{_fields(chosen, view.table.record(n))}</{tag}>" for n in rows)
    end = plan.start + len(rows) - 1
    return Answer(
        f'<listtype start="{plan.start}" end="{end}" total="{len(inside)}">{tag}</listtype><data>{body}</data>',
        rows=len(rows),
    )


def _fields(chosen: list[Any], record: Any) -> str:
    made = []
    for found, text in zip(chosen, texts(chosen, record), strict=True):
        if found.field.letter == "d" and text:
            month, day, year = text.split("/")
            inner = f"<year>{year}</year><month>{month}</month><day>{day}</day>"
        else:
            inner = found.field.write(found.get(record))
        made.append(f"<{found.name.lower()}>{inner}</{found.name.lower()}>")
    return "".join(made)


@dataclass(frozen=True)
class TrialBalance:
    period: str
    start: date | None
    end: date | None
    shows_zero: bool
    location_id: str


def read_trial_balance(element: Element) -> TrialBalance:
    return TrialBalance(
        text_of(element, "reportingperiodname"),
        _day(element, "startdate"),
        _day(element, "enddate"),
        truth(text_of(element, "showzerobalances")),
        text_of(element, "locationid"),
    )


def _day(element: Element, name: str) -> date | None:
    found = element.find(name)
    if found is None:
        return None
    try:
        return date(*(int(text_of(found, part)) for part in ("year", "month", "day")))
    except ValueError:
        raise schema_error(f"Element '{name}': this is not a date.", found.sourceline or 1, code=1824) from None


def between(call: Call, period: str, start: date | None = None, end: date | None = None) -> tuple[date, date]:
    """Return the first and the last day of a reporting period by its name, unless both are given."""
    if start and end:
        return start, end
    table = REPORTINGPERIOD.open(call.company, call.books)
    for n in range(table.count):
        if table.record(n).name == period:
            return table.record(n).start, table.record(n).end
    raise FunctionFailure(Error("DL02000001", f"The reporting period '{period}' does not exist"))


Sums = dict[str, list[int]]


def posted(call: Call) -> Iterator[Batch]:
    """Yield every journal entry that counts: the computed ones, without what was deleted, and those written."""
    ledger, written = call.books.ledger, call.written
    gone = frozenset(ledger.gone)
    is_written = written.has("GLBATCH")
    for n in range(ledger.count):
        if n not in gone and not (is_written and written.is_replaced("GLBATCH", ledger.numbering.number(n))):
            yield ledger.batch(n)
    yield from (batch for batch in written.created("GLBATCH") if not written.is_draft(batch.recordno))


def sums(batches: Iterable[Batch], start: date, end: date, location_id: str) -> Sums:
    """Return opening balance, debits and credits of every account in cents; one pass over the ledger.

    Income and costs open at nothing each year: what earlier years earned stands in retained earnings.
    """
    year = date(start.year, 1, 1)
    found: Sums = defaultdict(lambda: [0, 0, 0])
    for batch in batches:
        if batch.day > end:
            continue
        for entry in batch.entries:
            if location_id and (entry.location is None or location_id not in _places(entry.location)):
                continue
            account = entry.account
            held = found[account.number if account.is_balance_sheet or batch.day >= year else EARNINGS]
            if batch.day < start:
                held[0] += entry.side * entry.amount
            else:
                held[1 if entry.side == 1 else 2] += entry.amount
    return found


def _places(place: Any) -> tuple[str, str]:
    return place.location_id, place.root.location_id


def run_trial_balance(call: Call, plan: TrialBalance) -> Answer:
    """List balances by account. Reference: the answer's elements as documented; amounts in the base currency."""
    return balance_rows(call, plan, "trialbalance")


def balance_rows(call: Call, plan: TrialBalance, tag: str) -> Answer:
    call.check(TRIAL_BALANCE, f"get_{tag}")
    start, end = between(call, plan.period, plan.start, plan.end)
    location_id = plan.location_id or call.location_id
    place = call.books.place(location_id) if location_id else None
    if location_id and place is None:
        raise unknown_object(location_id)
    if place is None and len({entity.currency for entity in call.company.entities}) > 1:
        raise FunctionFailure(Error("DL02000001", "A location is required in a company with several base currencies"))
    currency = place.root.currency if place else call.books.base_currency
    held = sums(posted(call), start, end, location_id)
    rows = []
    for account in ACCOUNTS:
        opening, debits, credits = held.get(account.number, [0, 0, 0])
        if not (opening or debits or credits or plan.shows_zero):
            continue
        amounts = {
            "startbalance": opening, "debits": debits, "credits": credits, "adjdebits": 0, "adjcredits": 0,
            "endbalance": opening + debits - credits,
        }  # fmt: skip
        inner = "".join(f"<{name}>{write_number(value)}</{name}>" for name, value in amounts.items())
        rows.append(
            f"<{tag}><glaccountno>{account.number}</glaccountno>{inner}<reportingbook>ACCRUAL</reportingbook>"
            f"<currency>{currency}</currency></{tag}>"
        )
    total = len(rows)
    listtype = f'<listtype start="0" end="{total - 1}" total="{total}">{tag}</listtype>'
    return Answer(f"{listtype}<data>{''.join(rows)}</data>", rows=total)


GET_LIST = Handler(read_list, run_list)
GET_TRIAL_BALANCE = Handler(read_trial_balance, run_trial_balance)
