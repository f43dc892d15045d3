"""Balance sheets and profit and loss, month by month, from the balances that Intacct keeps itself.

GLACCOUNTBALANCE has them for reporting periods, by name. Where it may not be read, or a company has no periods that are
months, ``get_trialbalance`` tells them by date, a function call a month.

The cursor of both kinds is ``{"month": "2026-11", "by": "periods" or "dates", "is_complete": true}``: the last month
that was read, and by which question, so that a refused one is not asked again at each turn.

Reference: developer.intacct.com, *General ledger account balances*, *Trial balances*.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from integrations.errors import PermissionMissing, UnexpectedReply
from integrations.intacct import calls, company
from integrations.intacct.client import IntacctClient
from integrations.intacct.exchange import Refused
from integrations.intacct.formats import number
from integrations.intacct.mapping import chart, statements
from integrations.intacct.mapping.context import Context
from integrations.intacct.mapping.statements import Chart, MonthlyBalance
from integrations.intacct.replies import Row
from integrations.pages import Cursor, Page, Wanted
from integrations.records import Kind, SourceRecord

MONTHS = 24
"""How far back statements go where no history window is set."""
BY_PERIODS, BY_DATES = "periods", "dates"
_PERIOD_FIELDS = ("RECORDNO", "NAME", "START_DATE", "END_DATE", "STATUS")
_ORDER = ("PERIOD", "RECORDNO")
Statement = Callable[[date, date, str, Iterable[MonthlyBalance], Chart], SourceRecord]
MADE_BY: Mapping[str, Statement] = {
    Kind.BALANCE_SHEET.value: statements.balance_sheet,
    Kind.PROFIT_AND_LOSS.value: statements.profit_and_loss,
}
KINDS = tuple(MADE_BY)


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month by its first day."""

    first: date

    @classmethod
    def of(cls, day: date) -> Month:
        return cls(day.replace(day=1))

    @property
    def last(self) -> date:
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> Month:
        return Month.of(self.first + timedelta(days=31))

    @property
    def key(self) -> int:
        """The month as one number, 202611: the source key of its statements."""
        return self.first.year * 100 + self.first.month

    @classmethod
    def between(cls, first: date, last: date) -> list[Month]:
        found = [cls.of(first)]
        while found[-1].last < last:
            found.append(found[-1].next)
        return found


def pages(
    client: IntacctClient, wanted: Sequence[Wanted], is_touched: bool, *, context: Context, today: date,
    touched_from: date | None = None,
) -> Iterator[Page]:  # fmt: skip
    """Yield one page for each statement that is ``wanted``: all months at first, later those that can have changed.

    Nothing is asked where no journal entry was touched since and no month has begun. ``touched_from`` is the earliest
    date of those that were; without it any month may have changed.

    Raises:
        CredentialsRejected, PermissionMissing, ProviderUnavailable, UnexpectedReply
    """
    due: dict[str, list[Month]] = {}
    for each in wanted:
        months = _due(each, is_touched, touched_from, today)
        if months:
            due[each.kind] = months
        else:
            yield Page(kind=each.kind, records=(), cursor=each.cursor, is_last=True)
    if not due:
        return
    months = max(due.values(), key=len)
    by = next((str(each.cursor["by"]) for each in wanted if each.cursor.get("by")), BY_PERIODS)
    accounts = _chart(client)
    found, by = _balances(client, months, by, context)
    for each in wanted:
        if each.kind in due:
            yield _page(each, due[each.kind], found, accounts, by, context, client)


def _due(wanted: Wanted, is_touched: bool, touched_from: date | None, today: date) -> list[Month]:
    """The months to read: those of the window, or after the first reading, from the first that can have changed."""
    back = today.year * 12 + today.month - MONTHS
    start = wanted.since or date(back // 12, back % 12 + 1, 1)
    every = Month.between(min(start, today), today)
    if not wanted.cursor.get("is_complete"):
        return every
    if is_touched:
        return [month for month in every if touched_from is None or month.last >= touched_from]
    seen = str(wanted.cursor.get("month", ""))
    return [month for month in every if f"{month.first:%Y-%m}" > seen]


Found = dict[Month, list[MonthlyBalance]]


def _balances(client: IntacctClient, months: Sequence[Month], by: str, context: Context) -> tuple[Found, str]:
    if by == BY_PERIODS and not client.entity:  # nothing says that inside an entity it tells of that entity alone
        try:
            names = _names(client, months, context)
            if len(names) == len(months):
                return _by_periods(client, names), BY_PERIODS
        except (PermissionMissing, UnexpectedReply, Refused):
            pass  # the older function needs another right, and no period by name
    return _by_dates(client, months, context), BY_DATES


def _names(client: IntacctClient, months: Sequence[Month], context: Context) -> dict[str, Month]:
    """What the reporting periods that are these months are called: one name each."""
    ends = {(month.first, month.last): month for month in months}
    names: dict[Month, str] = {}
    for page in client.pages("REPORTINGPERIOD", _PERIOD_FIELDS):
        for row in page.rows:
            first, last = context.formats.day(row, "START_DATE"), context.formats.day(row, "END_DATE")
            month = ends.get((first, last)) if first and last else None
            if month is not None and row.get("NAME") and not row["NAME"].startswith("Current"):
                names.setdefault(month, row["NAME"])
    return {name: month for month, name in names.items()}


def _by_periods(client: IntacctClient, names: Mapping[str, Month]) -> Found:
    """Ask for all months at once, page by page."""
    found: Found = {month: [] for month in names.values()}
    where = calls.all_of(calls.equal_to("BOOKID", "ACCRUAL"), calls.is_in("PERIOD", sorted(names)))
    offset = 0
    while True:
        fields = ("RECORDNO", "PERIOD", *_NAMES)
        data = client.ask(calls.query("GLACCOUNTBALANCE", fields, where=where, order_by=_ORDER, offset=offset))
        for row in data.rows:
            month = names.get(row.get("PERIOD", ""))
            if month is not None:
                found[month].append(_balance(row, _NAMES))
        if not data.remaining or not data.rows:
            return found
        offset += len(data.rows)


def _by_dates(client: IntacctClient, months: Sequence[Month], context: Context) -> Found:
    """Ask month by month, and entity by entity where their base currencies differ."""
    places = _places(client, context)
    questions = [(month, place) for month in months for place in places]
    asked = [calls.trial_balance(month.first, month.last, location_id=place) for month, place in questions]
    found: Found = {month: [] for month in months}
    for (month, _), question, result in zip(questions, asked, client.call(*asked), strict=True):
        if not result.is_success:
            raise client.diagnose(question, result).error
        found[month] += [_balance(row, _OLD_NAMES) for row in result.data.rows]
    return found


def _places(client: IntacctClient, context: Context) -> Sequence[str]:
    """Where balances are asked for: one place, or each entity where there are several base currencies."""
    if client.entity or context.base_currency:
        return ("",)
    entities = company.entities(client.ask(calls.READ_ENTITIES))
    return [entity.id for entity in entities] or ("",)


_NAMES = ("ACCOUNTNO", "CURRENCY", "ENDBAL", "TOTDEBIT", "TOTCREDIT", "TOTADJDEBIT", "TOTADJCREDIT")
_OLD_NAMES = ("glaccountno", "currency", "endbalance", "debits", "credits", "adjdebits", "adjcredits")
"""The same facts, as the query and as the older function name them."""


def _balance(row: Row, names: Sequence[str]) -> MonthlyBalance:
    account, currency, *amounts = names
    closing, debits, credits, more_debits, more_credits = (number(row, name) or Decimal(0) for name in amounts)
    return MonthlyBalance(
        account=row.get(account, "").strip(),
        currency=row.get(currency, "").strip(),
        moved=debits - credits + more_debits - more_credits,
        closing=closing,
    )


def _chart(client: IntacctClient) -> Chart:
    found: dict[str, Row] = {}
    for page in client.pages("GLACCOUNT", ("RECORDNO", *chart.FIELDS)):
        found.update((row["ACCOUNTNO"].strip(), row) for row in page.rows if row.get("ACCOUNTNO"))
    return found


def _page(
    wanted: Wanted, months: Sequence[Month], found: Found, accounts: Chart, by: str, context: Context,
    client: IntacctClient,
) -> Page:  # fmt: skip
    """The statements of ``months``, one for each currency; a month without any balance has none."""
    made: list[SourceRecord] = []
    keys: list[int] = []
    for month in months:
        by_currency: dict[str, list[MonthlyBalance]] = {}
        for balance in found.get(month, ()):
            by_currency.setdefault(balance.currency or context.base_currency, []).append(balance)
        for currency, balances in sorted(by_currency.items()):
            made.append(MADE_BY[wanted.kind](month.first, month.last, currency, balances, accounts))
            keys.append(month.key)
    cursor: Cursor = {"month": f"{months[-1].first:%Y-%m}", "by": by, "is_complete": True}
    return Page(
        kind=wanted.kind,
        records=made,
        keys=keys,
        whole=[month.key for month in months],
        cursor=cursor,
        total=len(made),
        is_last=True,
        notices=client.notices(),
    )
