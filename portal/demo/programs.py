"""The three programs of a demo, and what the simulated Sage Intacct has in store."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from django.conf import settings

from portal.demo.crew import Child
from portal.demo.ports import HOST

SIMULATOR = "integrations.intacct.simulator"  # a program of its own; never imported


def children(*, logs: Path, portal_port: int, simulator_port: int) -> list[Child]:
    """The programs in the order in which they start."""
    state = settings.DATA_DIR / "simulator.json"
    gunicorn = ["--config", str(settings.BASE_DIR / "deploy" / "gunicorn.py"), "--bind", f"{HOST}:{portal_port}"]
    celery = ["--beat", "--concurrency", "2", "--loglevel", "INFO", "--without-gossip", "--without-mingle"]
    commands = {
        "simulator": [SIMULATOR, "--port", str(simulator_port), "--state", str(state)],
        "worker": ["celery", "--app", "portal", "worker", *celery],
        "web server": ["gunicorn", "portal.wsgi", *gunicorn, "--workers", "1", "--threads", "16"],
    }
    return [
        Child(name, [sys.executable, "-m", *command], logs / f"{name.replace(' ', '-')}.log")
        for name, command in commands.items()
    ]


def simulated_companies() -> list[dict[str, str]]:
    """What to type for each simulated company, as the simulator lists it."""
    command = [sys.executable, "-m", SIMULATOR, "--list", "--json"]
    listed = subprocess.run(command, capture_output=True, check=True, text=True)  # noqa: S603 (our own program)
    found: list[dict[str, str]] = json.loads(listed.stdout)
    return found
