"""Books for proofs: records put into the table as readings leave them, and a source that counts what it is told."""

from __future__ import annotations

import itertools
from datetime import date
from decimal import Decimal

from django.utils.timezone import now

from companies.datasets.models import Dataset, Reading, Record, Sync
from companies.datasets.proving import prove
from integrations.errors import ProviderUnavailable
from integrations.pages import Balance, Tally

_keys = itertools.count(1)


def entry(number, day, *sides, currency="USD", foreign=None):
    """A journal entry: each side an account and an amount, debit positive."""
    lines = [
        {"netAmount": amount, "currency": currency, "accountRef": {"id": account, "name": account}}
        for account, amount in sides
    ]
    for line, amount in zip(lines, foreign or (), strict=False):
        line |= {"transactionAmount": amount, "transactionCurrency": "EUR"}
    return {"id": str(number), "postedOn": day, "currency": currency, "journalLines": lines}


def transaction(number, entry, day, account, amount, entity="", currency="USD"):
    """A line of the ledger as a record of its own."""
    body = {"id": str(number), "transactionId": str(entry), "date": day, "accountRef": {"id": account, "name": account}}
    return body | {"totalAmount": amount, "currency": currency} | ({"entityRef": {"id": entity}} if entity else {})


def document(number, total, *lines, day="2026-10-01", status="Submitted", **facts):
    items = [{"subTotal": amount, "totalAmount": amount} for amount in lines or (total,)]
    return {"id": str(number), "totalAmount": total, "lineItems": items, "issueDate": day, "status": status, **facts}


def payment(number, total, *links, kind="Invoice", status=""):
    """A payment: each link a document and what it takes off it."""
    lines = [
        {"amount": amount, "links": [{"type": kind, "id": str(one), "amount": f"-{amount}"}]} for one, amount in links
    ]
    return {"id": str(number), "date": "2026-10-09", "totalAmount": total, "lines": lines, "status": status}


def section(value, *accounts):
    """A section of a statement with one group of accounts."""
    lines = [{"name": account, "accountId": account, "value": amount} for account, amount in accounts]
    return {"name": "Section", "value": value, "items": [{"name": "Group", "value": value, "items": lines}]}


def keep(connection, kind, *bodies, keys=None, part=""):
    """Leave records as a complete reading of a kind does."""
    dataset, _made = Dataset.objects.update_or_create(
        organisation=connection.organisation,
        company=connection.company,
        connection=connection,
        kind=kind,
        defaults={"state": Dataset.State.READ, "last_read_at": now()},
    )
    for position, body in enumerate(bodies):
        day = next((body[key] for key in ("postedOn", "issueDate", "date", "toDate") if key in body), None)
        Record.objects.create(
            organisation=connection.organisation,
            dataset=dataset,
            source_id=body["id"],
            source_key=keys[position] if keys else next(_keys),
            source_part=part,
            label=body["id"],
            date=date.fromisoformat(day) if day else None,
            amount=Decimal(body.get("totalAmount", 0)),
            currency=body.get("currency", ""),
            status=body.get("status", ""),
            data=body,
            digest="x",
        )
    dataset.record_count = dataset.records.filter(is_deleted=False).count()
    dataset.save()
    return dataset


def change(kind, source_id, **facts):
    """Break or mend one record in the table, as a sync would that read it so."""
    record = Record.objects.get(dataset__kind=kind, source_id=source_id)
    record.data |= facts
    record.modified_at = now()
    record.save()


class Source:
    """Counts and balances as a test says; notes what it was asked."""

    def __init__(self, tallies=(), balances=()):
        self.tallies, self.balances, self.asked = list(tallies), list(balances), []

    def tally(self, wanted):
        self.asked.append(sorted(one.kind for one in wanted))
        return [tally for tally in self.tallies if tally.kind in {one.kind for one in wanted}]

    def trial_balance(self, first, last):
        self.asked.append((first, last))
        return self.balances


class Silent(Source):
    """A source that is out of reach."""

    def tally(self, wanted):
        raise ProviderUnavailable("503")

    trial_balance = tally


def counted(kind, *keys, part=""):
    return Tally(kind=kind, part=part, count=len(keys), key_sum=sum(keys))


def balance(account, debits, credits="0", currency="USD"):
    return Balance(
        account_id=account,
        currency=currency,
        opening=Decimal(0),
        debits=Decimal(debits),
        credits=Decimal(credits),
        closing=Decimal(debits) - Decimal(credits),
    )


def proven(connection, source=None, *, full=()):
    """The proof of a sync that ends now; ``full`` are kinds that it read from the beginning."""
    sync = Sync.objects.create(
        organisation=connection.organisation, company=connection.company, connection=connection, trigger="refresh"
    )
    for dataset in connection.datasets.filter(kind__in=full):
        Reading.objects.create(
            organisation=sync.organisation, sync=sync, dataset=dataset, status="succeeded", is_full=True
        )
    assert sync.claim()
    proof = prove(sync, source or Source())
    sync.finish(Sync.Status.SUCCEEDED)
    return proof


def line_of(proof, rule, kind=None, part=""):
    """The one line of a proof about a rule, or about a part of it."""
    return proof.lines.get(rule=rule, part=part, **({"kind": kind} if kind else {}))


def named(line):
    """The ids of the records that a line names."""
    return [source["id"] for source in line.sources]
