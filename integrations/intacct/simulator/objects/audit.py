"""The audit history: what was deleted, which no query of the objects themselves can tell.

The RECORDNOs lie in the gaps of the numbering, so that each was believable once. OBJECTKEY is written in the three
forms that real companies show: the RECORDNO, the RECORDNO with ``--REC``, and the natural ID.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from integrations.intacct.simulator.books.company import CompanyBooks
from integrations.intacct.simulator.books.numbers import mix
from integrations.intacct.simulator.objects.company import of, rows
from integrations.intacct.simulator.objects.schema import Table, define
from integrations.intacct.simulator.world import SimulatedCompany

DELETED = ("arinvoice", "apbill", "glbatch", "customer", "vendor", "arpymt")
FIELDS = ("OBJECTTYPE", "OBJECTKEY", "USERID", "ACCESSTIME", "ACCESSMODE", "SOURCE", "IPADDRESS")


def history(company: SimulatedCompany, books: CompanyBooks) -> Table:
    made: list[dict[str, Any]] = []
    for n in range(12):
        bits = mix(books.seed, 43, n)
        name = DELETED[n % len(DELETED)]
        number = str(bits % 4000 * 64 + 63)
        key = {"customer": f"C-{20001 + n}", "vendor": f"V-{20001 + n}", "glbatch": f"{number}--REC"}.get(name, number)
        day = books.as_of - timedelta(days=180 - n * 15)
        made.append({
            "OBJECTTYPE": name, "OBJECTKEY": key, "USERID": "Admin", "ACCESSTIME": books.timeline.stamp(day, bits),
            "ACCESSMODE": "D", "SOURCE": "ui", "IPADDRESS": "192.0.2.10",
        })  # fmt: skip
    later = sorted(deletions(books), key=lambda row: row[2])
    made += [
        {"OBJECTTYPE": name, "OBJECTKEY": key, "USERID": "Admin", "ACCESSTIME": moment, "ACCESSMODE": "D",
         "SOURCE": "ui", "IPADDRESS": "192.0.2.10"}
        for name, key, moment in later
    ]  # fmt: skip
    return rows(9001, made)


def deletions(books: CompanyBooks) -> Iterator[tuple[str, str, int]]:
    """Yield what was deleted since the books were set up: the object, its key in its own form, the moment."""
    for trade, document, party in ((books.sales, "arinvoice", "customer"), (books.purchases, "apbill", "vendor")):
        for n in trade.gone():
            yield document, f"{trade.numbering.number(n)}", trade.deleted_at(n) or 0
        for n in trade.gone_parties():
            yield party, trade.party(n).party_id, trade.party_deleted_at(n) or 0
    ledger = books.ledger
    for n in ledger.deleted_own:
        yield "glbatch", f"{ledger.numbering.number(ledger.own_position(n))}--REC", ledger.deleted_own_at(n) or 0


AUDITHISTORY = define(
    "AUDITHISTORY",
    history,
    {name: of(name) for name in FIELDS} | {"ID": lambda row: f"{row.recordno}"},
    natural_key="ID",
    is_sequential=False,
)
