"""What a page of the wizard weighs and how soon it is there: ``python -m benchmarks.pages [runs]``.

Every page and every state of the wizard is opened by a phone of 360 x 800 px at three dots a pixel, four times slower
than this machine, behind 1.6 Mbit/s and 150 ms, and with nothing in its cache. Printed are the kilobytes over the wire
with all that a page loads, the largest contentful paint in seconds and as a ratio to that of a page of one line in the
same run, and how much of the layout was shifted.
"""

from __future__ import annotations

import os
import statistics
import sys
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from benchmarks.rig import HOST, Rig, free_port
from benchmarks.wizard import Stage, walk
from tests.browsing import chromium

MOST_KILOBYTES, MOST_SECONDS, MOST_SHIFT = 60.0, 1.0, 0.0
PHONE = {"viewport": {"width": 360, "height": 800}, "device_scale_factor": 3, "is_mobile": True, "has_touch": True}
NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8}
SLOWER = 4
STILL = 1000
"""Milliseconds behind the load in which a page may still paint, shift, and load more."""
KINDS = {"Document": "html", "Stylesheet": "css", "Script": "js", "Image": "img"}
COLUMNS = [*KINDS.values(), "more"]
BARE = "<!doctype html><html lang=en><title>Bare</title><p>One line.</p></html>"
WATCH = """
window.seen = {paint: 0, shift: 0};
new PerformanceObserver((list) => list.getEntries().forEach((entry) => { seen.paint = entry.startTime; }))
  .observe({type: "largest-contentful-paint", buffered: true});
new PerformanceObserver((list) => list.getEntries().forEach((entry) => { seen.shift += entry.value; }))
  .observe({type: "layout-shift", buffered: true});
"""


@dataclass
class Figures:
    """What one page took, in each run."""

    weights: list[Counter[str]] = field(default_factory=list)
    paints: list[float] = field(default_factory=list)
    shifts: list[float] = field(default_factory=list)

    @property
    def weight(self) -> Counter[str]:
        return max(self.weights, key=lambda weight: weight.total())

    @property
    def kilobytes(self) -> float:
        return self.weight.total() / 1000

    @property
    def paint(self) -> float:
        return statistics.median(self.paints)

    @property
    def shift(self) -> float:
        return max(self.shifts)


def measure(browser: Browser, address: str, figures: Figures) -> None:
    """Open a page as if for the first time."""
    context = browser.new_context(**PHONE)
    context.add_init_script(WATCH)
    page = context.new_page()
    session = context.new_cdp_session(page)
    kinds: dict[str, str] = {}
    weight: Counter[str] = Counter()
    session.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
    session.on("Network.loadingFinished", lambda event: _weigh(event, kinds, weight))
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", NETWORK)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(address, wait_until="load")
    page.wait_for_timeout(STILL)
    seen = page.evaluate("window.seen")
    context.close()
    figures.weights.append(weight)
    figures.paints.append(seen["paint"] / 1000)
    figures.shifts.append(seen["shift"])


def _weigh(event: dict[str, Any], kinds: dict[str, str], weight: Counter[str]) -> None:
    weight[KINDS.get(kinds.get(event["requestId"], ""), "more")] += round(event["encodedDataLength"])


def main(runs: int) -> int:
    found: dict[str, Figures] = {}
    bare = Figures()
    with Rig(minutes=30) as rig:
        stage = Stage(rig)
        port = free_port()
        (rig.folder / "bare").mkdir()
        (rig.folder / "bare" / "index.html").write_text(BARE, encoding="utf-8")
        rig.start("bare", [sys.executable, "-m", "http.server", str(port), "--directory", rig.folder / "bare"])
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium(), args=["--no-sandbox"] if os.geteuid() == 0 else []
            )
            head()
            for view in walk(browser.new_context(locale="en-US").new_page(), stage):
                if view.address and view.name not in found:
                    figures = found[view.name] = Figures()
                    measure(browser, f"http://{HOST}:{port}/", bare)
                    for _ in range(runs):
                        measure(browser, view.address, figures)
                    row(view.name, figures, bare)
            browser.close()
    return report(found, bare)


def head() -> None:
    heads = " ".join(f"{column:>5}" for column in COLUMNS)
    print(f"{'page':32} {'kB':>6}  {heads} {'LCP s':>7} {'of bare':>8} {'CLS':>7}", flush=True)


def row(name: str, each: Figures, bare: Figures) -> None:
    parts = " ".join(f"{each.weight[column] / 1000:5.1f}" for column in COLUMNS)
    paint = f"{each.paint:7.2f} {each.paint / bare.paint:8.1f}"
    print(f"{name:32} {each.kilobytes:6.1f}  {parts} {paint} {each.shift:7.4f}", flush=True)


def report(found: dict[str, Figures], bare: Figures) -> int:
    print(f"{len(found)} pages; the page of one line paints in {bare.paint:.2f} s")
    worst = [
        ("heaviest", lambda each: each.kilobytes, MOST_KILOBYTES, ".1f", "kB"),
        ("latest", lambda each: each.paint, MOST_SECONDS, ".2f", "s"),
        ("most shifted", lambda each: each.shift, MOST_SHIFT, ".4f", "CLS"),
    ]
    missed = 0
    for word, of, most, form, unit in worst:
        name, each = max(found.items(), key=lambda pair: of(pair[1]))
        is_reached = of(each) <= most
        missed += not is_reached
        said = "reached" if is_reached else "MISSED"
        print(f"  {word}: {name}, {of(each):{form}} {unit}: {said}, target at most {most:g} {unit}")
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 3))
