"""The permission probe against one request per object: ``python -m benchmarks.probe [runs]``.

The simulated gateway answers behind a delay of 300 ms, as a distant one does. Printed are requests and times of our
probe, of the same checks with a request for each object, and their ratios.
"""

from __future__ import annotations

import logging
import os
import statistics
import sys
import time
from collections.abc import Callable

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from integrations.intacct import permissions  # noqa: E402 - settings first
from integrations.intacct.client import IntacctClient  # noqa: E402
from integrations.intacct.probe import _question, permissions_held, sign_in  # noqa: E402
from integrations.intacct.reading import KINDS  # noqa: E402
from integrations.intacct.session import Login, Sender  # noqa: E402
from integrations.intacct.simulator.blueprint import OWN_SENDER, PASSWORD, SENDER_PASSWORDS, USER_ID  # noqa: E402
from tests.integrations.intacct.exam.sitting import gateway  # noqa: E402

DELAY = 0.3
EVERY_KIND = tuple(need.kind for need in permissions.NEEDS)


def client() -> IntacctClient:
    return IntacctClient(
        sender=Sender(OWN_SENDER, SENDER_PASSWORDS[OWN_SENDER]),
        login=Login("demo-healthy", USER_ID, PASSWORD),
        gateway="https://gateway.simulator.example/ia/xml/xmlgw.phtml",
    )


def ours(open_client: IntacctClient, kinds: tuple[str, ...]) -> None:
    permissions_held(open_client, kinds)


def one_by_one(open_client: IntacctClient, kinds: tuple[str, ...]) -> None:
    for probe in permissions.probes(kinds):
        for subject in probe.right.objects:
            open_client.call(_question(subject))


def main(runs: int) -> None:
    logging.disable(logging.CRITICAL)
    with gateway() as adapter:
        whole = adapter.gateway.handle

        def slowly(*asked: object) -> object:
            time.sleep(DELAY)
            return whole(*asked)  # type: ignore[arg-type]

        measured_client = client()
        sign_in(measured_client)
        adapter.gateway.handle = slowly  # type: ignore[method-assign, assignment]

        def measured(work: Callable[[IntacctClient, tuple[str, ...]], None], kinds: tuple[str, ...], times: int):  # type: ignore[no-untyped-def]
            taken = []
            for _ in range(times):
                before, started = len(adapter.calls), time.perf_counter()
                work(measured_client, kinds)
                taken.append(time.perf_counter() - started)
                requests = len(adapter.calls) - before
            return requests, statistics.median(taken), sorted(taken)[max(round(0.95 * len(taken)) - 1, 0)]

        print(f"probe, {DELAY * 1000:.0f} ms of gateway delay, {runs} runs")
        for label, kinds in (("the kinds we read", KINDS), ("every kind in the table", EVERY_KIND)):
            few, median, p95 = measured(ours, kinds, runs)
            many, slow, _p95 = measured(one_by_one, kinds, 1)
            print(
                f"  {label}: {few} request{'s' if few > 1 else ''} against {many} ({many / few:.0f}x fewer), "
                f"p50 {median:.2f} s, p95 {p95:.2f} s against {slow:.2f} s ({slow / median:.1f}x faster)"
            )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
