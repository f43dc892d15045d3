"""The demo as it is started: every program really runs, and nothing is left of it afterwards."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

from portal.demo.cast import ACORN
from portal.organisations.roles import Role

ROOT = Path(__file__).resolve().parents[3]
EMBEDDED = ("DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL", "DJANGO_SETTINGS_MODULE", "DATA_DIR")


@pytest.fixture
def start(tmp_path):
    """Start a demo on a free port; ask for its one line."""
    started = []

    def start(*arguments):
        environment = {name: value for name, value in os.environ.items() if name not in EMBEDDED}
        command = [sys.executable, "manage.py", "demo", "--data", str(tmp_path / "demo"), *arguments]
        with (tmp_path / "stderr").open("w") as stderr:
            process = subprocess.Popen(
                command, cwd=ROOT, env={**environment, "DEBUG": "yes"}, stdout=subprocess.PIPE, stderr=stderr, text=True
            )
        process.said = tmp_path / "stderr"
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=60)


@pytest.fixture
def port():
    with socket.create_server(("127.0.0.1", 0)) as free:
        return str(free.getsockname()[1])


def until(condition, seconds=30):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "It did not happen in time."
        time.sleep(0.1)


def remains(folder):
    """The processes that still run for this data folder, told by their environment."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            state = (process / "stat").read_text().rpartition(")")[2].split()[0]
            if state != "Z" and f"DATA_DIR={folder}".encode() in (process / "environ").read_bytes().split(b"\0"):
                found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue
    return found


def test_the_whole_demo_answers_and_ends_without_a_trace(start, port, tmp_path):
    demo = start("--port", port, "--json")
    line = demo.stdout.readline()
    assert line, demo.said.read_text()
    told = json.loads(line)
    assert told["portal"] == f"http://127.0.0.1:{port}/"

    browser = requests.Session()
    browser.trust_env = False
    page = browser.get(told["portal"] + "accounts/login/")
    hidden = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    typed = told["sign_ins"][ACORN.slug][Role.ADMINISTRATOR]
    answer = browser.post(
        page.url,
        {"login": typed["email"], "password": typed["password"], "csrfmiddlewaretoken": hidden[1]},
        headers={"Referer": page.url},
    )
    assert ACORN.name in answer.text
    assert browser.get(told["portal"] + "static/portal/app.css").status_code == 200
    assert "Traceback" not in browser.get(told["portal"] + "nowhere/").text
    assert browser.get(told["simulator"]["console"]).status_code == 200
    assert {"company_id", "user_id", "password", "scenario", "summary"} <= set(told["simulator"]["companies"][0])
    assert len(remains(tmp_path / "demo")) > 3

    second = start("--port", port)
    assert second.wait(timeout=30) == 2
    assert second.said.read_text().startswith(f"Port {port} is in use already.")
    assert "Traceback" not in second.said.read_text()

    demo.send_signal(signal.SIGINT)
    assert demo.wait(timeout=60) == 0
    assert demo.stdout.read() == ""
    assert remains(tmp_path / "demo") == []
    secrets = json.loads((tmp_path / "demo" / "keys.json").read_text())
    logs = "".join(log.read_text() for log in (tmp_path / "demo" / "logs").iterdir())
    assert not any(
        secret in logs for secret in (*secrets.values(), typed["password"], told["sender"]["sender_password"])
    )


def test_a_demo_that_is_killed_leaves_no_process(start, port, tmp_path):
    demo = start("--port", port, "--json")
    assert demo.stdout.readline(), demo.said.read_text()
    assert remains(tmp_path / "demo")
    demo.kill()
    until(lambda: remains(tmp_path / "demo") == [])
