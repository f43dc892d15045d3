"""Where the clients play: the companies that they meet, and what they are given to write."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from integrations.intacct.simulator.blueprint import (
    OWN_SENDER,
    PASSWORD,
    SENDER_PASSWORDS,
    USER_ID,
    multi_entity,
    with_role,
    working_company,
)
from integrations.intacct.simulator.catalogue import PERMISSION_ROWS
from integrations.intacct.simulator.plans import Fault, Habits
from integrations.intacct.simulator.world import Books, SimulatedCompany

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
INSTALLED = ROOT / ".data" / "conformance"
LONGEST = 60
"""Seconds that a scene may take."""

EVERYTHING = with_role(
    {app: {row: list(boxes) for row, boxes in rows.items()} for app, rows in PERMISSION_ROWS.items()}
)
SINGLE, ENTITIES, STEADY = "conformance", "conformance-entities", "conformance-steady"
BUSY, CLOUDY, READER, EXPIRED = "conformance-busy", "conformance-cloudy", "demo-single", "demo-expired"
SENDER = {"sender_id": OWN_SENDER, "sender_password": SENDER_PASSWORDS[OWN_SENDER]}
USER = {"user_id": USER_ID, "user_password": PASSWORD}


def companies() -> Iterator[SimulatedCompany]:
    """Make what is signed in to: the user may do everything there.

    In ``STEADY`` rows without an order come in a steady one, for clients that page without asking for an order. At
    ``BUSY`` there is never a free slot, and of ``CLOUDY`` only the front door answers.
    """
    large = Books(seed=5, customers=4_300, vendors=2_100, invoices=5_200, bills=2_600, journal_entries=1_500)
    small = Books(
        seed=6, customers=30, vendors=20, invoices=60, bills=40, journal_entries=30, currencies=["USD", "EUR"]
    )
    yield working_company(SINGLE, "Linden Wholesale", books=large, **EVERYTHING)
    yield working_company(STEADY, "Hawthorn Wholesale", books=large, habits=Habits(shuffles=False), **EVERYTHING)
    yield multi_entity(ENTITIES, "Linden Group", **EVERYTHING, books=small)
    yield working_company(BUSY, "Elder Couriers", faults=[Fault("busy", times=0)])
    yield working_company(CLOUDY, "Sedge Couriers", faults=[Fault("front door page", times=0)])


class Client:
    """A client as its scenes play it."""

    def __init__(self, words: list[str | Path], endpoint: str) -> None:
        self.words, self.endpoint = words, endpoint

    def plays(self, scene: str, company_id: str = SINGLE, **settings: Any) -> dict[str, Any]:
        """Play a scene in the client's own interpreter; return the lines that it says by what each is about."""
        given = {"endpoint": self.endpoint, "company_id": company_id, **SENDER, **USER, **settings}
        done = subprocess.run(
            [*map(str, self.words), scene],
            input=json.dumps(given), capture_output=True, text=True, timeout=LONGEST, check=False, cwd=HERE / "drivers",
        )  # fmt: skip
        assert done.returncode == 0, f"{scene} broke off:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        return {line.pop("what"): line for line in lines}


def python_client(name: str, request: pytest.FixtureRequest) -> Client:
    """Find a client from PyPI in its own environment; skip where it is not installed."""
    python = INSTALLED / name / "bin" / "python"
    if not python.exists():
        _is_missing(f"{name} is not installed: run scripts/conformance.")
    return Client([python, "-I", HERE / "drivers" / f"with_{name}.py"], request.getfixturevalue("simulator"))


def node_client(package: str, driver: str, request: pytest.FixtureRequest) -> Client:
    """Find a client from npm; skip where it, or Node.js, is not installed."""
    node, modules = shutil.which("node"), INSTALLED / "npm" / "node_modules"
    if node is None:
        _is_missing("There is no Node.js on this machine.")
    if not (modules / package).exists():
        _is_missing(f"{package} is not installed: run scripts/conformance.")
    return Client([node or "", HERE / "drivers" / driver, modules / package], request.getfixturevalue("simulator"))


def _is_missing(reason: str) -> None:
    if os.environ.get("REQUIRE_CONFORMANCE") == "1":
        pytest.fail(reason)
    pytest.skip(reason)
