"""Parsing a full page of rows: our reader against lxml's bare tree and against the way of the peers.

``python -m benchmarks.parsing [rows]``. The peers turn the whole body into dicts with xmltodict and pass them through
JSON once more. Time is processor time, the best of some runs; memory is the most that a process of its own took.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from lxml import etree  # noqa: E402 - settings first

from integrations.intacct.envelope import parse  # noqa: E402

try:
    import xmltodict
except ImportError:
    xmltodict = None

FIELDS = 40
HEAD = (
    b"<response><control><status>success</status></control><operation><authentication><status>success</status>"
    b"</authentication><result><status>success</status><function>query</function><controlid>1</controlid>"
    b'<data listtype="GLENTRY" totalcount="9999" offset="0" count="2000" numremaining="7999">'
)
TAIL = b"</data></result></operation></response>"


def page(rows: int) -> bytes:
    made = [
        b"<GLENTRY>"
        + b"".join(b"<FIELD%d>value %d.%d</FIELD%d>" % (n, row, n, n) for n in range(FIELDS))
        + b"</GLENTRY>"
        for row in range(rows)
    ]
    return HEAD + b"".join(made) + TAIL


def ours(body: bytes) -> int:
    return len(parse(body, {"GLENTRY"}).results[0].data.rows)


def bare_tree(body: bytes) -> int:
    return len(etree.fromstring(body)[1][1][-1])  # noqa: S320 - our own bytes


def like_peers(body: bytes) -> int:
    whole = json.loads(json.dumps(xmltodict.parse(body)))
    return len(whole["response"]["operation"]["result"]["data"]["GLENTRY"])


WAYS: dict[str, Callable[[bytes], int]] = {"ours": ours, "lxml, tree only": bare_tree, "xmltodict and JSON": like_peers}


def best(work: Callable[[bytes], int], body: bytes, times: int = 5) -> float:
    taken = []
    for _ in range(times):
        started = time.process_time()
        work(body)
        taken.append(time.process_time() - started)
    return min(taken)


def memory(way: str, rows: int) -> float:
    """Megabytes that one way took at most, above what its process held before; only Linux tells."""
    run = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-m", "benchmarks.parsing", str(rows), way], capture_output=True, text=True, check=True
    )
    return float(run.stdout)


def kilobytes(name: str) -> int:
    """A figure of this process as the kernel keeps it: ``VmRSS`` is held now, ``VmHWM`` was the most."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name))


def measure(way: str, rows: int) -> None:
    body = page(rows)
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # forgets the most so far
    held = kilobytes("VmRSS")
    WAYS[way](body)
    print(max((kilobytes("VmHWM") - held) / 1024, 0.1))


def main(rows: int) -> None:
    body = page(rows)
    print(f"parsing one page: {rows} rows of {FIELDS} fields, {len(body) / 1e6:.1f} MB")
    measured = {way: (best(work, body), memory(way, rows)) for way, work in WAYS.items() if way[0] != "x" or xmltodict}
    own, own_memory = measured["ours"]
    for way, (seconds, megabytes) in measured.items():
        print(
            f"  {way}: {rows / seconds:,.0f} rows/s, {len(body) / seconds / 1e6:.0f} MB/s, {megabytes:.0f} MB; "
            f"takes {seconds / own:.2f}x our time, {megabytes / own_memory:.1f}x our memory"
        )
    if not xmltodict:
        print("  xmltodict is not installed; it is in the dev group")


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    if len(sys.argv) > 2:
        measure(sys.argv[2], size)
    else:
        main(size)
