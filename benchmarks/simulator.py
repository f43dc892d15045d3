"""How fast the simulator serves pages, so that it is never the bottleneck of another benchmark.

``python -m benchmarks.simulator [pages]`` starts it by itself, reads pages of 2,000 rows of a company with more than a
million ledger lines over HTTP, and prints MB/s and rows/s for each object, and the ratio to sending the same bytes
ready-made from the same server. Memory is the most that the simulator took.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import requests

from integrations.intacct.simulator.blueprint import OWN_SENDER, PASSWORD, SENDER_PASSWORDS, USER_ID
from integrations.intacct.simulator.server import listen, serve
from integrations.intacct.simulator.web import Request, Response, as_wsgi

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

COMPANY = "demo-million"
PAGE = 2000
FIELDS = {
    "GLENTRY": "RECORDNO BATCHNO LINE_NO TR_TYPE ENTRY_DATE AMOUNT TRX_AMOUNT BATCHTITLE ACCOUNTNO ACCOUNTTITLE "
    "DEPARTMENT DEPARTMENTTITLE LOCATION LOCATIONNAME DOCUMENT DESCRIPTION CURRENCY BASECURR EXCHANGE_RATE STATE "
    "WHENCREATED WHENMODIFIED CUSTOMERID CUSTOMERNAME VENDORID VENDORNAME ITEMID PROJECTID CLASSID BATCH_DATE",
    "GLBATCH": "RECORDNO BATCHNO JOURNAL BATCH_DATE BATCH_TITLE MODULE STATE REFERENCENO WHENCREATED WHENMODIFIED",
    "ARINVOICE": "RECORDNO RECORDID CUSTOMERID CUSTOMERNAME STATE WHENCREATED WHENDUE WHENPAID CURRENCY BASECURR "
    "TOTALENTERED TOTALPAID TOTALDUE TRX_TOTALENTERED TRX_TOTALDUE DESCRIPTION TERMNAME WHENMODIFIED AUWHENCREATED",
    "ARINVOICEITEM": "RECORDNO RECORDKEY LINE_NO ACCOUNTNO ACCOUNTTITLE AMOUNT TRX_AMOUNT ENTRYDESCRIPTION "
    "DEPARTMENTID LOCATIONID ITEMID CLASSID WHENMODIFIED",
    "APPYMT": "RECORDNO RECORDID VENDORID VENDORNAME PAYMENTMETHOD WHENCREATED TOTALENTERED CURRENCY WHENMODIFIED",
}
NUMBERS = re.compile(rb"<RECORDNO>(\d+)<")
ADDRESS = re.compile(r"Gateway (\S+)")


def question(name: str, last: str) -> bytes:
    """Write the request for the page after a RECORDNO."""
    fields = "".join(f"<field>{field}</field>" for field in FIELDS[name].split())
    query = (
        f"<query><object>{name}</object><select>{fields}</select><filter><greaterthan><field>RECORDNO</field>"
        f"<value>{last}</value></greaterthan></filter><orderby><order><field>RECORDNO</field><ascending/></order></orderby>"
        f"<pagesize>{PAGE}</pagesize></query>"
    )
    return (
        f"<request><control><senderid>{OWN_SENDER}</senderid><password>{SENDER_PASSWORDS[OWN_SENDER]}</password>"
        "<controlid>1</controlid><uniqueid>false</uniqueid><dtdversion>3.0</dtdversion>"
        "<includewhitespace>false</includewhitespace></control><operation><authentication><login>"
        f"<userid>{USER_ID}</userid><companyid>{COMPANY}</companyid><password>{PASSWORD}</password></login>"
        f'</authentication><content><function controlid="1">{query}</function></content></operation></request>'
    ).encode()


@contextmanager
def running(*words: str) -> Iterator[tuple[str, int]]:
    """Start a server of ours; yield its address and process ID."""
    process = subprocess.Popen([sys.executable, "-m", *words], stdout=subprocess.PIPE, text=True)  # noqa: S603
    try:
        line = process.stdout.readline() if process.stdout else ""
        found = ADDRESS.search(line)
        if found is None:
            raise SystemExit(f"The server did not start: {line}")
        yield found.group(1), process.pid
    finally:
        process.terminate()
        process.wait(10)


def read(session: requests.Session, address: str, name: str, pages: int) -> tuple[float, int, list[bytes]]:
    """Read pages from the start of an object; return seconds of waiting, rows and bodies."""
    last, rows, spent = "0", 0, 0.0
    bodies = []
    for _ in range(pages):
        begun = time.perf_counter()
        body = session.post(address, question(name, last), headers={"Accept-Encoding": ""}, timeout=120).content
        spent += time.perf_counter() - begun
        numbers = NUMBERS.findall(body)
        if not numbers:
            break
        last, rows = numbers[-1].decode(), rows + len(numbers)
        bodies.append(body)
    return spent, rows, bodies


def ready_made(folder: str) -> Callable[[], WSGIApplication]:
    """Make the server that sends a body from memory: the one whose number is asked for."""
    bodies = {path.name: path.read_bytes() for path in Path(folder).iterdir()}

    def answer(request: Request) -> Response:
        return Response(body=bodies[request.path.strip("/")], headers={"Content-Type": "text/xml"})

    return lambda: as_wsgi(answer)


def send_ready_made(folder: str) -> None:
    listener = listen("127.0.0.1", 0)
    serve(ready_made(folder), listener, ready=f"Gateway http://127.0.0.1:{listener.getsockname()[1]}")


def peak_memory(pid: int) -> float:
    """Return the most memory that a server and its worker took, in MB."""
    sizes = []
    for status in [Path(f"/proc/{pid}/status"), *_children(pid)]:
        found = re.search(r"VmHWM:\s+(\d+)", status.read_text()) if status.exists() else None
        sizes.append(int(found.group(1)) / 1000 if found else 0.0)
    return max(sizes)


def _children(pid: int) -> list[Path]:
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [Path(f"/proc/{child}/status") for child in listed.read_text().split()] if listed.exists() else []


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["--ready-made"]:
        send_ready_made(arguments[1])
        return 0
    pages = int(arguments[0]) if arguments else 20
    session = requests.Session()
    found = {}
    with running("integrations.intacct.simulator", "--port", "0") as (address, pid):
        read(session, address, "GLENTRY", 1)
        for name in FIELDS:
            found[name] = read(session, address, name, pages)
        memory = peak_memory(pid)
    print(f"{'object':14} {'rows':>8} {'MB/s':>7} {'rows/s':>9} {'of ready-made':>14}")
    for name, (spent, rows, bodies) in found.items():
        size = sum(map(len, bodies)) / 1e6
        with TemporaryDirectory() as folder:
            for place, body in enumerate(bodies):
                Path(folder, str(place)).write_bytes(body)
            with running("benchmarks.simulator", "--ready-made", folder) as (plain, _):
                session.get(f"{plain}/0", timeout=60)
                begun = time.perf_counter()
                for place in range(len(bodies)):
                    session.post(f"{plain}/{place}", b"x", headers={"Accept-Encoding": ""}, timeout=60).content  # noqa: B018
                bare = time.perf_counter() - begun
        print(f"{name:14} {rows:8} {size / spent:7.1f} {rows / spent:9,.0f} {bare / spent:14.2f}")
    print(f"most memory: {memory:.0f} MB, {COMPANY} has more than a million ledger lines")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
