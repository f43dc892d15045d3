"""A full load of 100,000 ledger lines: our engine against a public client, and against what the machine can do.

``python -m benchmarks.load [lines] [runs]``. All three fill the portal's own table of records on PostgreSQL with the
same rows, in processes of their own, in turns. Answers come ready-made from memory over loopback, so that nobody waits
for the simulator:

- *ours*: a connection, a sync, ``syncing.run``, to the end of the reading: questions, parsing, normalised records with
  exact decimals, counts, cursors; the proof that is made of all of it afterwards is timed by itself;
- *sageintacctsdk + bulk_create*: the client's own generator, row by row as a dict into the same table (it is installed
  by ``scripts/conformance --install``; it asks for each page twice);
- *the limit*: the very bytes that ours received, an lxml tree, tuples with the row as JSON, and COPY into the table.

Medians of some runs, least and most in brackets. What counts are the two ratios.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import requests
from lxml import etree

from benchmarks.rig import ROOT, Rig
from integrations.intacct.simulator.blueprint import OWN_SENDER, PASSWORD, SENDER_PASSWORDS, USER_ID, working_company
from integrations.intacct.simulator.world import Books

COMPANY = "bench-ledger"
KIND = "accountTransactions"
CLIENT = ROOT / ".data" / "conformance" / "sageintacctsdk"
TARGETS = {"client": 8.0, "limit": 0.6}
DAY = re.compile(r"(\d\d)/(\d\d)/(\d{4})")


def books(lines: int) -> Books:
    """Books whose ledger has about so many lines."""
    share = lines / 100_000
    return Books(
        seed=17,
        customers=max(round(400 * share), 20),
        vendors=max(round(250 * share), 12),
        invoices=round(10_860 * share),
        bills=round(7_370 * share),
        journal_entries=round(5_040 * share),
    )


def main(lines: int, runs: int) -> int:
    if not (CLIENT / "bin" / "python").exists():
        raise SystemExit("sageintacctsdk is not installed: run scripts/conformance --install.")
    with Rig(minutes=25) as rig:
        rig.postgres()
        rig.redis()
        rig.simulator([working_company(COMPANY, "Linden Ledgers", books=books(lines))], is_canned=True)
        rig.portal()
        from benchmarks.books import forget, link, organisation, spread

        link(organisation("Acorn Lending"), COMPANY)
        rehearsals = [rig.child("benchmarks.load", name) for name in ("ours", "questions of the client")]
        rows = rehearsals[0]["rows"]
        print(f"full load of {rows:,} ledger lines of {rehearsals[0]['fields']} fields, {runs} runs in turns")
        rates: dict[str, list[float]] = {"ours": [], "limit": [], "client": []}
        proofs: list[float] = []
        for _ in range(runs):
            for name, found in rates.items():
                forget()
                rig.control(reset=True)
                answer = rig.child("benchmarks.load", name)
                if answer["rows"] != rows:
                    raise SystemExit(f"{name} has {answer['rows']} rows, not {rows}")
                found.append(answer["rows"] / answer["seconds"])
                proofs += [answer["proof"]] if "proof" in answer else []
        labels = {"ours": "ours", "limit": "limit: lxml + COPY", "client": "sageintacctsdk + bulk_create"}
        for name, found in rates.items():
            print(f"  {labels[name]}: {spread(found)} rows/s")
        print(f"  the proof behind ours: {spread(proofs)} s")
    middle = {name: sorted(found)[len(found) // 2] for name, found in rates.items()}
    good = True
    for name, target in TARGETS.items():
        ratio = middle["ours"] / middle[name]
        good &= ratio >= target
        said = "reached" if ratio >= target else "MISSED"
        print(f"  ours is {ratio:.2f} of {labels[name]}: {said}, target {target:g}")
    return not good


def ours() -> dict[str, Any]:
    """Read with the engine, as a worker does."""
    from benchmarks.books import read
    from companies.datasets.models import Proof, Record
    from companies.models import Connection

    connection = Connection.objects.for_work().get(account_id=COMPANY)
    spent, proof = read(connection, [KIND], is_full=True), Proof.objects.get()
    rows = Record.objects.live().count()
    return {"seconds": spent - proof.seconds, "rows": rows, "fields": len(_fields()), "proof": proof.seconds}


def _fields() -> list[str]:
    from integrations.intacct.sources import SOURCES

    (source,) = SOURCES[KIND]
    return list(dict.fromkeys(("RECORDNO", source.key, *source.fields)))


def _a_dataset() -> Any:
    """Where rows go that the portal did not ask for."""
    from companies.datasets.models import Dataset
    from companies.models import Connection

    connection = Connection.objects.get(account_id=COMPANY)
    ours = {"organisation_id": connection.organisation_id, "company_id": connection.company_id}
    return Dataset.objects.create(connection=connection, kind=KIND, **ours)


def client() -> dict[str, Any]:
    """Read with sageintacctsdk and write each of its pages with ``bulk_create``."""
    from companies.datasets.models import Record

    dataset = _a_dataset()
    begun, rows = time.perf_counter(), 0
    for page in _pages_of_client():
        made = [
            Record(
                organisation_id=dataset.organisation_id,
                dataset=dataset,
                source_id=row["RECORDNO"],
                source_key=row["BATCHKEY"],
                label=(row["DESCRIPTION"] or "")[:300],
                date=_day(row["ENTRY_DATE"]),
                amount=row["AMOUNT"],
                currency=row["CURRENCY"] or "",
                data=row,
            )
            for row in page
        ]
        rows += len(Record.objects.bulk_create(made))
    return {"seconds": time.perf_counter() - begun, "rows": rows}


def questions_of_the_client() -> dict[str, Any]:
    """Let the client ask everything once, so that its answers lie ready."""
    return {"rows": sum(map(len, _pages_of_client()))}


def _pages_of_client() -> Iterator[list[dict[str, Any]]]:
    """The client from its own folder, with its address changed, which it holds as a private constant."""
    sys.path.append(str(next((CLIENT / "lib").glob("python*/site-packages"))))
    from sageintacctsdk import SageIntacctSDK
    from sageintacctsdk.apis import api_base

    whole = api_base.ApiBase.__init__

    def aimed(self: Any, *args: Any, **options: Any) -> None:
        whole(self, *args, **options)
        self._ApiBase__api_url = os.environ["INTACCT_GATEWAY_URL"]

    api_base.ApiBase.__init__ = aimed
    sender = {"sender_id": OWN_SENDER, "sender_password": SENDER_PASSWORDS[OWN_SENDER]}
    sdk = SageIntacctSDK(**sender, company_id=COMPANY, user_id=USER_ID, user_password=PASSWORD, show_private=True)
    yield from sdk.gl_detail.get_all_generator(fields=_fields(), order_by_field="RECORDNO", order="ascending")


def _day(text: str) -> str:
    found = DAY.match(text)
    return f"{found[3]}-{found[1]}-{found[2]}" if found else text


def limit() -> dict[str, Any]:
    """Read what ours received: bytes over loopback, a tree, tuples, COPY; a page is a transaction."""
    from django.db import connection as database
    from django.db import transaction

    from companies.datasets.models import Record

    dataset = _a_dataset()
    root = os.environ["INTACCT_GATEWAY_URL"].partition("/ia/")[0]
    session = requests.Session()
    session.headers["Accept-Encoding"] = "gzip"
    listed = session.get(f"{root}/canned", timeout=30).json()
    places = [f"{root}/canned/{question}" for question, objects in listed.items() if objects == ["GLDETAIL"]]
    table = Record._meta.db_table
    columns = "organisation_id, dataset_id, source_id, source_part, source_key, label, date, amount, currency, status"
    copy_rows = f"COPY {table} ({columns}, data, digest, created_at, modified_at, is_deleted) FROM STDIN"
    begun, rows, met = time.perf_counter(), 0, set[str]()
    for place in places:
        body = session.get(place, timeout=30).content
        with transaction.atomic(), database.cursor() as cursor, cursor.copy(copy_rows) as copy:
            for values in _tuples(body, dataset, met):
                copy.write_row(values)
                rows += 1
    return {"seconds": time.perf_counter() - begun, "rows": rows}


def _tuples(body: bytes, dataset: Any, met: set[str]) -> Iterator[tuple[Any, ...]]:
    for element in etree.fromstring(body).iter("GLDETAIL"):
        row = {child.tag: child.text or "" for child in element}
        number = row.get("RECORDNO")
        if number is None or number in met:  # a count, or a row that was met
            continue
        met.add(number)
        yield (
            dataset.organisation_id, dataset.pk, number, "", row["BATCHKEY"], row["DESCRIPTION"],
            _day(row["ENTRY_DATE"]), row["AMOUNT"], row["CURRENCY"], "", json.dumps(row), "", "now", "now", "false",
        )  # fmt: skip


PARTS: dict[str, Callable[[], dict[str, Any]]] = {
    "ours": ours, "limit": limit, "client": client, "questions of the client": questions_of_the_client,
}  # fmt: skip

if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1] in PARTS:
        import django

        django.setup()
        Path(sys.argv[2]).write_text(json.dumps(PARTS[sys.argv[1]]()), encoding="utf-8")
        sys.exit()
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000, int(sys.argv[2]) if len(sys.argv) > 2 else 3))
