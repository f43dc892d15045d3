"""What the gateway itself counts: rows and sums of keys, also day by day, and its trial balance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from integrations.intacct import calls, company
from integrations.intacct.client import IntacctClient
from integrations.intacct.formats import Formats, number
from integrations.intacct.full import dated
from integrations.intacct.paging import ORDERS
from integrations.intacct.replies import Row
from integrations.intacct.sources import SOURCES, Source
from integrations.pages import Balance, Tally, Wanted


def tally(client: IntacctClient, wanted: Sequence[Wanted]) -> list[Tally]:
    """Count the rows of kinds, object by object, in one request; what cannot be counted is left out.

    Raises:
        CredentialsRejected, ProviderUnavailable, UnexpectedReply
    """
    asked = [(one, source) for one in wanted for source in SOURCES.get(one.kind, ())]
    if not asked:
        return []
    questions = [
        calls.tally(
            source.subject,
            source.key,
            sums=source.key != "RECORDNO" or source.subject not in ORDERS,
            where=dated(source, since=one.since if source.dated else None, before=None),
        )
        for one, source in asked
    ]
    with client.meter.waiting():
        results = client.call(*questions)
    found = []
    for (one, source), result in zip(asked, results, strict=True):
        row = result.data.rows[0] if result.is_success and result.data.rows else {}
        count = _aggregate(row, "COUNT")
        if count is not None:
            sum_of_keys = _aggregate(row, "SUM") if count else Decimal(0)
            key_sum = None if sum_of_keys is None else int(sum_of_keys)
            found.append(Tally(kind=one.kind, part=source.part, count=int(count), key_sum=key_sum))
    return found


def by_day(client: IntacctClient, source: Source, since: date | None) -> dict[date | None, tuple[int, int | None]]:
    """Count the rows of an object and sum their keys, day by day where it has dates.

    Raises:
        CredentialsRejected, PermissionMissing, ProviderUnavailable, UnexpectedReply
    """
    where, found = dated(source, since=since, before=None), {}
    sums, offset = source.subject not in ORDERS, 0
    while True:
        question = calls.tally(source.subject, source.key, sums=sums, where=where, by=source.dated, offset=offset)
        data = client.ask(question)
        for row in data.rows:
            count, key_sum = _aggregate(row, "COUNT"), _aggregate(row, "SUM")
            day = Formats().day(row, source.dated) if source.dated else None
            found[day] = (int(count or 0), int(key_sum or 0) if sums else None)
        offset += len(data.rows)
        if not source.dated or not data.remaining or not data.rows:
            return found


def _aggregate(row: Row, function: str) -> Decimal | None:
    name = next((name for name in row if name.upper().startswith(function)), "")
    return number(row, name) if name else None


def trial_balance(client: IntacctClient, first: date, last: date) -> list[Balance]:
    """Ask for the trial balance; entity by entity where their base currencies differ.

    Raises:
        CredentialsRejected, PermissionMissing, ProviderUnavailable, UnexpectedReply
    """
    with client.meter.waiting():
        places = [client.entity] if client.entity else _places(client)
        return [
            balance
            for place in places
            for balance in _balances(client.ask(calls.trial_balance(first, last, location_id=place)).rows, place)
        ]


def _places(client: IntacctClient) -> list[str]:
    setup, entities = client.call(calls.FINANCIAL_SETUP, calls.READ_ENTITIES)
    if not company.setup(setup.data).is_multi_base_currency:
        return [""]
    return [entity.id for entity in company.entities(entities.data)]


def _balances(rows: Sequence[Row], place: str) -> Iterator[Balance]:
    for row in rows:
        yield Balance(
            account_id=row.get("glaccountno", ""),
            currency=row.get("currency", ""),
            opening=_amount(row, "startbalance"),
            debits=_amount(row, "debits") + _amount(row, "adjdebits"),
            credits=_amount(row, "credits") + _amount(row, "adjcredits"),
            closing=_amount(row, "endbalance"),
            part=place,
        )


def _amount(row: Row, name: str) -> Decimal:
    return number(row, name) or Decimal(0)
