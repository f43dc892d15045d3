"""The demo's programs are started again when they die, ended together with all they started, and waited for."""

import os
import signal
import subprocess
import sys
import time

import pytest

from portal.demo.crew import Child, Crew
from portal.demo.place import Refused
from portal.demo.readiness import answers, wait_for

SLEEPER = [sys.executable, "-c", "import time; time.sleep(300)"]
FAMILY = [
    sys.executable,
    "-c",
    "import signal, subprocess, sys, time;"
    "child = subprocess.Popen([sys.executable, '-c',"
    " 'import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(300)'],"
    " stdout=subprocess.PIPE);"
    "child.stdout.readline(); print(child.pid, flush=True); time.sleep(300)",
]


def until(condition, seconds=20):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "It did not happen in time."
        time.sleep(0.05)


def lives(pid):
    """Whether a process runs; one that has ended and only waits to be noticed does not."""
    done = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True)
    return bool(done.stdout.strip()) and not done.stdout.strip().startswith("Z")


@pytest.fixture
def crew(tmp_path):
    said = []

    def make(command):
        made = Crew([Child("sleeper", command, tmp_path / "sleeper.log")], said.append)
        made.said = said
        return made

    return make


def test_what_died_is_started_again_and_that_is_said(crew):
    with crew(SLEEPER) as running:
        running.start()
        child = running.children[0]
        first = child.process.pid
        os.kill(first, signal.SIGKILL)
        until(lambda: running.tend() or (child.process and child.process.pid != first))
        assert lives(child.process.pid)
        assert "sleeper ended with code -9 and starts again in 1 s" in running.said[0]
        assert str(child.log) in running.said[0]


def test_waits_grow_with_falls_and_are_forgotten_after_a_while(tmp_path, monkeypatch):
    child = Child("sleeper", SLEEPER, tmp_path / "log")
    child.started_at = time.monotonic()
    assert [child.wait_longer() for _ in range(7)] == [1, 2, 4, 8, 16, 30, 30]
    child.started_at = time.monotonic() - 3600
    assert child.wait_longer() == 0


def test_a_program_ends_with_all_that_it_started(crew):
    with crew(FAMILY) as running:
        running.start()
        log = running.children[0].log
        until(lambda: log.exists() and log.read_text().endswith("\n"))
        leader, grandchild = running.children[0].process.pid, int(log.read_text())
        assert lives(grandchild)
    assert not lives(leader)
    until(lambda: not lives(grandchild))


def test_children_end_even_if_the_demo_is_killed(tmp_path):
    program = (
        "import pathlib, sys, time; from portal.demo.crew import Child, Crew\n"
        f"with Crew([Child('sleeper', {SLEEPER!r}, pathlib.Path(sys.argv[1]))], print) as crew:\n"
        "    crew.start(); print(crew.children[0].process.pid, flush=True); time.sleep(300)"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "log")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        child = int(parent.stdout.readline())
        assert lives(child)
        parent.kill()
    until(lambda: not lives(child))


def test_what_never_gets_ready_is_named():
    tended = []
    with pytest.raises(Refused, match="Not ready after 0 seconds: worker."):
        wait_for({"simulator": lambda: True, "worker": lambda: False}, tend=lambda: tended.append(1), patience=0)
    assert tended == []


def test_waiting_tends_the_crew_and_ends_when_all_have_answered():
    calls = []
    wait_for({"web server": lambda: len(calls) > 2}, tend=lambda: calls.append(1))
    assert len(calls) == 3


def test_nobody_there_is_no_answer():
    assert not answers("http://127.0.0.1:9/healthz")
