"""Balances by account, by dimension and by period: one pass over the ledger each.

Reference: developer.intacct.com, *Account balances*; GLACCOUNTBALANCE must be filtered by PERIOD (the words of the
refusal are assumed).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from integrations.intacct.simulator.calls import Answer, Call, Handler
from integrations.intacct.simulator.catalogue import TRIAL_BALANCE
from integrations.intacct.simulator.failures import FAILED, Error, FunctionFailure
from integrations.intacct.simulator.filters import Filter, Test, conjuncts
from integrations.intacct.simulator.functions.legacy import (
    EARNINGS,
    TrialBalance,
    balance_rows,
    between,
    posted,
    read_trial_balance,
)
from integrations.intacct.simulator.objects.balances import balances
from integrations.intacct.simulator.objects.schema import ObjectType, escape, write_number
from integrations.intacct.simulator.selecting import View, Viewer

Key = tuple[str, ...]


def sums_by(call: Call, start: date, end: date, of: Any) -> dict[Key, list[int]]:
    """Return opening balance, debits and credits in cents by account and whatever ``of`` finds in an entry."""
    year = date(start.year, 1, 1)
    found: dict[Key, list[int]] = defaultdict(lambda: [0, 0, 0])
    for batch in posted(call):
        if batch.day > end:
            continue
        for entry in batch.entries:
            is_open = entry.account.is_balance_sheet or batch.day >= year
            held = found[(entry.account.number if is_open else EARNINGS, *of(entry))]
            if batch.day < start:
                held[0] += entry.side * entry.amount
            else:
                held[1 if entry.side == 1 else 2] += entry.amount
    return found


def entity_of(entry: Any) -> Key:
    root = entry.location.root if entry.location else None
    return (root.location_id if root is not None and root.is_entity else "",)


def periods_of(tree: Filter | None) -> tuple[str, ...]:
    """Return the periods that a filter asks for; raise where it asks for none."""
    for part in conjuncts(tree):
        if isinstance(part, Test) and part.field == "PERIOD" and part.operator in ("equalto", "in"):
            return tuple(dict.fromkeys(part.values))
    raise FunctionFailure(Error(FAILED, "GLACCOUNTBALANCE must be filtered by PERIOD."))


def sums_of_periods(call: Call, spans: Sequence[tuple[date, date]]) -> list[dict[Key, list[int]]]:
    """Return what ``sums_by`` would for each span, by account and entity, in one pass over the ledger.

    Days are cut where a span or its year begins or ends; between two cuts nothing has to be told apart.
    """
    cuts = sorted({day for start, end in spans for day in (date(start.year, 1, 1), start, end + timedelta(days=1))})
    slices: dict[tuple[str, bool, Key], dict[int, list[int]]] = {}
    for batch in posted(call):
        place = bisect_right(cuts, batch.day)
        for entry in batch.entries:
            key = (entry.account.number, entry.account.is_balance_sheet, entity_of(entry))
            held = slices.setdefault(key, {}).setdefault(place, [0, 0])
            held[0 if entry.side == 1 else 1] += entry.amount
    made = []
    for start, end in spans:
        year, first, last = (bisect_right(cuts, day) for day in (date(start.year, 1, 1), start, end))
        found: dict[Key, list[int]] = defaultdict(lambda: [0, 0, 0])
        for (number, is_open, entity), places in slices.items():
            for place, (debits, credits) in places.items():
                if place > last:
                    continue
                held = found[(number if is_open or place >= year else EARNINGS, *entity)]
                if place < first:
                    held[0] += debits - credits
                else:
                    held[1] += debits
                    held[2] += credits
        made.append(found)
    return made


def view_of_balances(call: Call, kind: ObjectType, tree: Filter | None) -> View:
    """Return the balances of the periods that a filter asks for, as a table."""
    names = periods_of(tree)
    key = (call.books.company_id, call.books.edition, names, call.written.version)
    found: Any = sums_of_periods(call, [between(call, name) for name in names])
    return View(kind, balances(dict(zip(names, found, strict=True)), call.books), Viewer(), key, False)


def run_balances(call: Call, plan: TrialBalance) -> Answer:
    return balance_rows(call, plan, "accountbalance")


def run_by_dimensions(call: Call, plan: TrialBalance) -> Answer:
    """List balances by account, location and department."""
    call.check(TRIAL_BALANCE, "get_accountbalancesbydimensions")

    def of(entry: Any) -> Key:
        place, department = entry.location, entry.department
        return (
            place.location_id if place else "", place.name if place else "",
            department.department_id if department else "", department.title if department else "",
        )  # fmt: skip

    found = sums_by(call, *between(call, plan.period, plan.start, plan.end), of)
    rows = []
    for (account, location_id, location, department_id, department), (opening, debits, credits) in sorted(
        found.items()
    ):
        place = call.books.place(location_id)
        values = {
            "glaccountno": account, "startbalance": write_number(opening),
            "periodbalance": write_number(debits - credits), "endbalance": write_number(opening + debits - credits),
            "currency": place.root.currency if place else call.books.base_currency, "locationid": location_id,
            "locationname": location, "departmentid": department_id, "departmentname": department,
        }  # fmt: skip
        inner = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in values.items())
        rows.append(f"<accountbalancesbydimensions>{inner}</accountbalancesbydimensions>")
    total = len(rows)
    head = f'<listtype start="0" end="{total - 1}" total="{total}">accountbalancesbydimensions</listtype>'
    return Answer(f"{head}<data>{''.join(rows)}</data>", rows=total)


GET_ACCOUNT_BALANCES = Handler(read_trial_balance, run_balances)
GET_BALANCES_BY_DIMENSIONS = Handler(read_trial_balance, run_by_dimensions)
