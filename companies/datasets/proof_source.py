"""Our books against what the source itself counts and adds up: asked after a full reading, or once a day.

Between two askings the line of the last one stands, and says when that was.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import now
from django.utils.translation import gettext as _

from companies.datasets.models import Dataset, Proof, ProofLine, Quarantined, Record
from companies.datasets.proof_books import Books, line, unknown
from companies.datasets.proof_ledger import Sums, compared
from companies.datasets.proof_rules import COUNTS, TRIAL_BALANCE, Rule
from integrations.errors import ProviderError, ProviderUnavailable
from integrations.pages import Balance, Tally, Wanted
from integrations.records import Kind

AGAIN_AFTER = timedelta(hours=24)
COUNTED, BALANCED = "askedAt", "trialBalanceAskedAt"
UNCOUNTED = {Kind.COMPANY, Kind.BALANCE_SHEET, Kind.PROFIT_AND_LOSS}
"""Kinds that are made here of what the source tells: it has no rows of them that could be counted."""


def prove_counts(books: Books) -> Iterator[ProofLine]:
    """Count again what is due for it, in one request; what the source cannot count is left unknown."""
    kinds = [kind for kind in Kind.values if kind in books.datasets and kind not in UNCOUNTED]
    due = [kind for kind in kinds if _is_due(books, COUNTS, kind, COUNTED)]
    told: dict[str, list[Tally]] = defaultdict(list)
    refusal = ""
    if due:
        wanted = [Wanted(kind=kind, since=books.datasets[kind].history_from) for kind in due]
        try:
            for tally in books.provider.tally(wanted):
                told[tally.kind].append(tally)
        except ProviderUnavailable as error:
            refusal = str(error.user_message)
        except ProviderError as error:
            refusal = str(error.user_message)
            _remember(books, due, COUNTED)
        else:
            _remember(books, due, COUNTED)
    for kind in kinds:
        if kind not in due:
            yield from books.known(COUNTS, kind)
        elif kind in told:
            yield _count(books, kind, told[kind])
        else:
            yield unknown(COUNTS, kind, refusal or _("The accounting software does not count these."))


def _is_due(books: Books, rule: Rule, kind: str, what: str) -> bool:
    """Whether the source is asked again: after a full reading, when the last time is a day ago, when it never was.

    What did not tie is asked again as soon as the kind has changed: the source may have been ahead of us.
    """
    asked, known = books.datasets[kind].tally.get(what), books.known(rule, kind)
    if kind in books.read_in_full or not asked or not known:
        return True
    moment = datetime.fromisoformat(asked)
    if any(line.outcome == Proof.Outcome.OFF for line in known) and books.is_changed_since(kind, moment):
        return True
    return moment < now() - AGAIN_AFTER


def _count(books: Books, kind: str, told: list[Tally]) -> ProofLine:
    dataset = books.datasets[kind]
    held = _held(dataset)
    rows = sum(tally.count for tally in told)
    parts = {tally.part for tally in told}
    off = [tally for tally in told if not _agrees(tally, held.get(tally.part, (0, 0)))]
    beside = sum(count for part, (count, _sum) in held.items() if part not in parts)
    ours = sum(count for count, _sum in held.values())
    apart = sum(abs(tally.count - held.get(tally.part, (0, 0))[0]) for tally in off) + beside
    dataset.tally = {**dataset.tally, "parts": {tally.part: [tally.count, tally.key_sum] for tally in told}}
    dataset.save(update_fields=["tally"])
    remarks = [_asked(now())]
    if off and not apart:
        remarks.append(_("The numbers are equal, but these are not the same rows: the sums of their keys differ."))
    if quarantined := dataset.quarantined.count():
        remarks.append(_("Of ours, %(count)s could not be read and are kept aside.") % {"count": quarantined})
    return line(
        COUNTS,
        kind,
        outcome=Proof.Outcome.OFF if off or beside else Proof.Outcome.TIED,
        checked_count=ours,
        off_count=apart or len(off),
        expected=str(rows),
        found=str(ours),
        remark=" ".join(remarks),
    )


def _agrees(tally: Tally, held: tuple[int, int | None]) -> bool:
    count, keys = held
    return tally.count == count and (tally.key_sum is None or keys is None or tally.key_sum == keys)


def _held(dataset: Dataset) -> dict[str, tuple[int, int | None]]:
    """How many rows we hold of each part and the sum of their keys, None where one has none; in the window read."""
    window = Q() if dataset.history_from is None else Q(date__gte=dataset.history_from) | Q(date=None)
    live = Record.objects.live().filter(window, dataset=dataset)
    found: dict[str, tuple[int, int | None]] = {}
    for rows in (live, Quarantined.objects.filter(dataset=dataset)):
        by_part = rows.order_by().values(part=F("source_part"))
        for row in by_part.annotate(rows=Count("pk"), keyed=Count("source_key"), keys=Sum("source_key")):
            count, keys = found.get(row["part"], (0, 0))
            whole = keys is not None and row["keyed"] == row["rows"]
            found[row["part"]] = (count + row["rows"], int((keys or 0) + (row["keys"] or 0)) if whole else None)
    return found


def _remember(books: Books, kinds: Iterable[str], what: str) -> None:
    """Note that the source has answered, with or without success."""
    for kind in kinds:
        dataset = books.datasets[kind]
        dataset.tally = {**dataset.tally, what: now().isoformat()}
        dataset.save(update_fields=["tally"])


def _asked(moment: datetime) -> str:
    said = date_format(timezone.localtime(moment), "DATETIME_FORMAT")
    return _("Asked %(moment)s.") % {"moment": said}


def prove_trial_balance(books: Books) -> Iterator[ProofLine]:
    """Ask for the source's trial balance of the financial year, if the ledger has changed since the last time."""
    if not (kind := books.main_ledger):
        return
    known = books.known(TRIAL_BALANCE, kind)
    asked = books.datasets[kind].tally.get(BALANCED)
    is_new = kind in books.read_in_full or not asked or books.is_changed_since(kind, datetime.fromisoformat(asked))
    if known and not (is_new and _is_due(books, TRIAL_BALANCE, kind, BALANCED)):
        yield from known
        return
    span = _span(books, kind)
    if span is None:
        return
    try:
        balances = books.provider.trial_balance(*span)
    except ProviderError as error:
        if not isinstance(error, ProviderUnavailable):
            _remember(books, [kind], BALANCED)
        yield unknown(TRIAL_BALANCE, kind, str(error.user_message))
        return
    _remember(books, [kind], BALANCED)
    if not balances:
        yield unknown(TRIAL_BALANCE, kind, _("The accounting software gave no trial balance."))
        return
    days = {"first": date_format(span[0]), "last": date_format(span[1])}
    remark = " ".join([_("From %(first)s to %(last)s.") % days, _asked(now())])
    theirs, ours = _told(balances), _posted(books, kind, span)
    if not any(currency for _account, currency in theirs):
        ours = _without_currency(ours)
    yield from compared(TRIAL_BALANCE, kind, theirs, ours, remark)


def _span(books: Books, kind: str) -> tuple[date, date] | None:
    """The financial year of the last month that was posted to, as far as its history was read."""
    months = [month for _account, month, _currency in books.own_movements(kind) if month]
    this = timezone.localdate().strftime("%Y-%m")
    last = max((month for month in months if month <= this), default="")
    if not last:
        return None
    year, month = int(last[:4]), int(last[5:])
    opening = _first_month(books)
    first = date(year - (opening > month), opening, 1)
    if (since := books.since(kind)) and since > first:
        first = _month_after(since) if since.day > 1 else since
    end = _month_after(date(year, month, 1)) - timedelta(days=1)
    return (first, end) if first <= end else None


def _first_month(books: Books) -> int:
    company = books.datasets.get(Kind.COMPANY)
    record = company.records.live().first() if company else None
    start = record.data.get("financialYearStartDate") if record else None
    return date.fromisoformat(start).month if start else 1


def _month_after(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _told(balances: Any) -> Sums:
    found: Sums = defaultdict(Decimal)
    balance: Balance
    for balance in balances:
        found[balance.account_id, balance.currency] += balance.debits - balance.credits
    return found


def _posted(books: Books, kind: str, span: tuple[date, date]) -> Sums:
    first, last = (day.strftime("%Y-%m") for day in span)
    found: Sums = defaultdict(Decimal)
    for (account, month, currency), amount in books.own_movements(kind).items():
        if first <= month <= last:
            found[account, currency] += amount
    return found


def _without_currency(sums: Sums) -> Sums:
    found: Sums = defaultdict(Decimal)
    for (account, _currency), amount in sums.items():
        found[account, ""] += amount
    return found
