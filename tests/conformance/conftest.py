"""Public clients, each in an interpreter of its own, against the simulator in a process of its own.

``scripts/conformance`` installs the clients. Where one is not installed its tests are skipped with that reason;
REQUIRE_CONFORMANCE=1 makes that a failure.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading

import pytest

from integrations.intacct.simulator.scenarios import build_world
from integrations.intacct.simulator.server import GATEWAY_PATH
from tests.conformance.stage import ROOT, companies


@pytest.fixture(scope="module")
def simulator(tmp_path_factory):
    """The gateway's address; the simulator is started as everybody starts it, with more companies to sign in to."""
    state = tmp_path_factory.mktemp("simulator") / "state.json"
    world = build_world(state)
    with world.change():
        world.companies.update({company.company_id: company for company in companies()})
    words = [sys.executable, "-m", "integrations.intacct.simulator", "--port", "0", "--state", str(state)]
    surroundings = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    process = subprocess.Popen(words, cwd=ROOT, env=surroundings, stdout=subprocess.PIPE, text=True)
    watchdog = threading.Timer(30, process.kill)
    watchdog.start()
    ready = process.stdout.readline()
    watchdog.cancel()
    try:
        yield re.search(r"Console (http://\S+)/console/", ready)[1] + GATEWAY_PATH
    finally:
        process.kill()
        process.communicate()
