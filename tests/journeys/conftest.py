"""The demo, as a person starts it: the whole story runs against it in real browsers."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from playwright.sync_api import expect

expect.set_options(timeout=30_000)  # a busy machine is slow, not wrong

ROOT = Path(__file__).resolve().parent.parent.parent
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0")


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """Start the demo once, on whatever database and broker the environment names; answer its one JSON line.

    Several workers may each have theirs, so each has a database and a queue of its own.
    """
    folder = tmp_path_factory.mktemp("demo")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {"DEBUG": "yes", "DJANGO_SETTINGS_MODULE": "portal.settings"}
    environment = {name: value for name, value in os.environ.items() if name not in {"DATA_DIR", "PYTEST_XDIST_WORKER"}}
    if "DATABASE_URL" in environment:
        own["DATABASE_URL"] = _fresh_database(environment["DATABASE_URL"])
    if "REDIS_URL" in environment:
        own["REDIS_URL"] = urlsplit(environment["REDIS_URL"])._replace(path=f"/{2 + int(WORKER[2:]) % 8}").geturl()
    command = [sys.executable, "manage.py", "demo", "--json", "--port", str(port), "--data", str(folder / "data")]
    log = folder / "demo.log"
    with (
        log.open("w") as errors,
        subprocess.Popen(
            command, cwd=ROOT, env={**environment, **own}, stdout=subprocess.PIPE, stderr=errors, text=True
        ) as process,
    ):
        line = process.stdout.readline()
        if not line:
            pytest.fail(f"The demo did not start: {log.read_text()[-2000:]}")
        yield json.loads(line)
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)


def _fresh_database(url: str) -> str:
    """An empty PostgreSQL database beside the one that the suite uses."""
    server, _, _name = url.rpartition("/")
    name = f"ledgerbridge_journey_{WORKER}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
    return f"{server}/{name}"


@pytest.fixture
def visit(browser):
    """Open browsers that know nothing of each other, as on different computers."""
    contexts = []

    def visit(width=1280, **options):
        context = browser.new_context(viewport={"width": width, "height": 900}, locale="en-US", **options)
        context.set_default_timeout(30_000)
        contexts.append(context)
        return context.new_page()

    yield visit
    for context in contexts:
        context.close()
