"""What readings cost in transactions, counted at the simulator: ``python -m benchmarks.calls [scale]``.

A company with three entities and data of all kinds is read; read again when nothing has changed; read a third time when
one record in a thousand of every object (one at least) has been changed and some have been deleted, through the
gateway's own writing functions. Then its tables are compared with those of a fresh full reading.

The *minimum* after changes is what a reader must ask who knows beforehand which objects have changed, but not which
rows: one question for the deletions; one for every object that the audit history does not speak for, or that has
changed, and further ones for every further 2,000 changed rows; one for every 2,000 lines of changed headers; and what
the statements take, which are read anew when a journal entry changed. A page is fetched twice when the same question is
asked twice within one reading.
"""

from __future__ import annotations

import math
import random
import sys
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import requests
from lxml import etree

from benchmarks.rig import Rig
from integrations.intacct.simulator.blueprint import (
    OWN_SENDER,
    PASSWORD,
    SENDER_PASSWORDS,
    multi_entity,
    person,
    reader,
)
from integrations.intacct.simulator.catalogue import PERMISSION_ROWS
from integrations.intacct.simulator.world import Books, Role, SimulatedCompany

COMPANY, WRITER = "bench-calls", "ws_writer"
MOST_UNCHANGED, MOST_OF_MINIMUM = 24, 1.02
PAGE = 2000
STATEMENTS = {"GLACCOUNTBALANCE", "REPORTINGPERIOD"}
FOLLOWING = {"GLDETAIL": "GLBATCH"}
"""Objects that are read where another one has changed, and never by themselves."""


def company(scale: float) -> SimulatedCompany:
    """A company of all kinds of data, with a second user who may change everything."""
    held = Books(
        seed=23, customers=round(600 * scale), vendors=round(400 * scale), invoices=round(4_000 * scale),
        bills=round(3_000 * scale), journal_entries=round(2_500 * scale), currencies=["USD", "EUR"],
    )  # fmt: skip
    made = multi_entity(COMPANY, "Rowan Traders", books=held)
    everything = {app: {row: list(boxes) for row, boxes in rows.items()} for app, rows in PERMISSION_ROWS.items()}
    made.roles.append(Role(name="Everything", rights=everything))
    made.logins = [person(), reader(), reader(user_id=WRITER, roles=["Everything"])]
    return made


class Refused(Exception):
    """What was to be written, the simulator refuses."""


class Writer:
    """A client that changes the books, as somebody at the company would."""

    def __init__(self, address: str) -> None:
        self.address, self.http = address, requests.Session()

    def send(self, function: str) -> etree._Element:
        """Ask one function.

        Raises:
            Refused: the simulator does not do it.
        """
        body = (
            f"<request><control><senderid>{OWN_SENDER}</senderid><password>{SENDER_PASSWORDS[OWN_SENDER]}</password>"
            "<controlid>1</controlid><uniqueid>false</uniqueid><dtdversion>3.0</dtdversion></control><operation>"
            f"<authentication><login><userid>{WRITER}</userid><companyid>{COMPANY}</companyid>"
            f"<password>{PASSWORD}</password></login></authentication><content><function controlid='1'>{function}"
            "</function></content></operation></request>"
        )
        root = etree.fromstring(self.http.post(self.address, body.encode(), timeout=120).content)
        wrong = root.findtext(".//errormessage/error/description2")
        if wrong is not None:
            raise Refused(wrong)
        return root

    def rows(self, subject: str, fields: str, condition: str = "") -> list[dict[str, str]]:
        """All rows of an object, private ones included."""
        named = "".join(f"<field>{field}</field>" for field in fields.split())
        where = f"<filter>{condition}</filter>" if condition else ""
        found: list[dict[str, str]] = []
        while True:
            root = self.send(
                f"<query><object>{subject}</object><select>{named}</select>{where}<orderby><order>"
                "<field>RECORDNO</field><ascending/></order></orderby><options><showprivate>true</showprivate></options>"
                f"<pagesize>{PAGE}</pagesize><offset>{len(found)}</offset></query>"
            )
            found += [{cell.tag: cell.text or "" for cell in row} for row in root.iter(subject)]
            if int(root.find(".//data").get("numremaining")) == 0:
                return found

    def change(self, subject: str, keys: list[str]) -> None:
        for start in range(0, len(keys), 50):
            said = "<DESCRIPTION>As agreed in November</DESCRIPTION>"
            rows = [f"<{subject}><RECORDNO>{key}</RECORDNO>{said}</{subject}>" for key in keys[start : start + 50]]
            self.send(f"<update>{''.join(rows)}</update>")

    def delete(self, subject: str, keys: list[str], wanted: int) -> int:
        """Delete so many of these; a paid document, for one, stays. Return how many were."""
        gone = 0
        for key in keys:
            if gone == wanted:
                break
            with suppress(Refused):
                self.send(f"<delete><object>{subject}</object><keys>{key}</keys></delete>")
                gone += 1
        return gone


def is_in(field: str, values: list[str]) -> str:
    listed = "".join(f"<value>{value}</value>" for value in values)
    return f"<in><field>{field}</field>{listed}</in>"


def disturb(writer: Writer, chance: random.Random) -> tuple[int, int]:
    """Change one record in a thousand of every object and delete some; return how many of each."""
    changed = deleted = 0
    for subject in sorted({source.subject for source in all_sources()} - {*FOLLOWING, *STATEMENTS}):
        keys = [row["RECORDNO"] for row in writer.rows(subject, "RECORDNO")]
        if not keys:
            continue
        chosen = chance.sample(keys, max(round(len(keys) / 1000), 1))
        writer.change(subject, chosen)
        changed += len(chosen)
        if len(keys) > 100:
            others = chance.sample(sorted(set(keys) - set(chosen)), 50)
            deleted += writer.delete(subject, others, max(round(len(keys) / 2000), 1))
    return changed, deleted


def all_sources() -> list[Any]:
    from integrations.intacct.sources import SOURCES

    return [source for sources in SOURCES.values() for source in sources]


def minimum(writer: Writer, since: str, asked: Counter[str]) -> Counter[str]:
    """The fewest transactions with which the changes can be read, by object: counted in the books themselves."""
    newer = f"<greaterthanorequalto><field>WHENMODIFIED</field><value>{since}</value></greaterthanorequalto>"
    statements = Counter({name: asked[name] for name in STATEMENTS})
    silent = 1  # entries that went with deleted documents: no history and no stamp tells of them
    least = Counter({"AUDITHISTORY": 1, "GLBATCH": silent, "GLACCOUNT": int(asked["REPORTINGPERIOD"] > 0)}) + statements
    headers: dict[str, set[str]] = {}
    masters = {source.subject for source in all_sources() if source.is_master}
    lines: dict[tuple[str, str], set[str]] = {}
    for source in all_sources():
        if source.subject in FOLLOWING:
            lines[source.subject, source.key] = headers[FOLLOWING[source.subject]]
            continue
        whole = headers.setdefault(source.subject, set())
        whole |= {row["RECORDNO"] for row in writer.rows(source.subject, "RECORDNO", newer)}
        if source.lines is not None:
            where = f"<and>{newer}{as_xml(source.where)}</and>" if source.where else newer
            mine = {row["RECORDNO"] for row in writer.rows(source.subject, "RECORDNO", where)}
            lines.setdefault((source.lines.subject, source.lines.parent), set()).update(mine)
    for subject, whole in headers.items():
        if whole or subject not in masters:
            least[subject] += max(math.ceil(len(whole) / PAGE), 1)
    for (subject, parent), keys in lines.items():
        found = [row for each in in_hundreds(keys) for row in writer.rows(subject, "RECORDNO", is_in(parent, each))]
        least[subject] += math.ceil(len(found) / PAGE)
    return least


def in_hundreds(keys: set[str]) -> list[list[str]]:
    ranked = sorted(keys)
    return [ranked[start : start + 100] for start in range(0, len(ranked), 100)]


def as_xml(node: Any) -> str:
    name, inside = node
    return f"<{name}>{inside if isinstance(inside, str) else ''.join(map(as_xml, inside))}</{name}>"


def transactions(figures: dict[str, Any]) -> tuple[int, Counter[str]]:
    """How many were counted, and for which objects."""
    asked: Counter[str] = Counter()
    for exchange in figures["exchanges"]:
        asked.update(exchange["objects"])
    return figures["totals"].get(COMPANY, {}).get("transactions", 0), asked


def twice(figures: dict[str, Any]) -> list[str]:
    """Objects of which the same page was asked for twice."""
    asked = Counter(
        (exchange["question"], *exchange["objects"]) for exchange in figures["exchanges"] if exchange["objects"]
    )
    return [" ".join(objects) for (_, *objects), times in asked.items() if times > 1]


def main(scale: float) -> int:
    with Rig(minutes=15) as rig:
        rig.postgres()
        rig.redis()
        address = rig.simulator([company(scale)])
        rig.portal()
        from benchmarks import books

        owner = books.organisation("Acorn Lending")
        connection, writer, faults = books.link(owner, COMPANY), Writer(address), []

        def reading(name: str) -> tuple[int, Counter[str]]:
            rig.control(reset=True)
            books.read(connection)
            figures = rig.figures()
            faults.extend(f"{name}: {each} was asked twice" for each in twice(figures))
            return transactions(figures)

        first, _ = reading("first reading")
        second, _ = reading("second reading")
        unchanged, quiet = reading("nothing changed")
        rows = books.sizes(books.content(connection))
        since = f"{datetime.now(UTC):%m/%d/%Y %H:%M:%S}"
        changed, deleted = disturb(writer, random.Random(5))
        after, asked = reading("some changed")
        least = minimum(writer, since, asked)
        found = books.content(connection, is_live=True)
        fresh = books.link(books.organisation("Birch Software"), COMPANY)
        books.read(fresh, is_full=True)
        faults += books.differences(books.content(fresh, is_live=True), found)
    fewest = sum(least.values())
    print(f"all {len(found)} kinds of a company with {rows:,} records:")
    print(f"  {first} transactions for the first reading, {second} for the one behind it")
    said = "reached" if unchanged <= MOST_UNCHANGED else "MISSED"
    print(f"  nothing changed: {unchanged} transactions: {said}, target {MOST_UNCHANGED} at most")
    print(f"    {', '.join(f'{name} {count}' for name, count in sorted(quiet.items()))}")
    ratio = after / fewest
    said = "reached" if ratio <= MOST_OF_MINIMUM else "MISSED"
    print(f"  {changed} changed, {deleted} deleted: {after} transactions, {ratio:.3f} of the minimum, {fewest}: {said}")
    for name in sorted({*asked, *least}):
        if asked[name] != least[name]:
            print(f"    {name}: {asked[name]} instead of {least[name]}")
    print(f"  pages asked for twice, and differences to a fresh full reading: {len(faults)}")
    for fault in faults[:20]:
        print(f"    {fault}")
    return bool(faults) or unchanged > MOST_UNCHANGED or ratio > MOST_OF_MINIMUM


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0))
