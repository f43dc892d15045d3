"""The processes of a demo: started in groups of their own, started again when they die, ended together."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from portal.demo import guardian

STEADY = 60.0
LONGEST_WAIT = 30.0
Say = Callable[[str], None]


@dataclass
class Child:
    """One program that is to be running. Its output goes to ``log``."""

    name: str
    command: list[str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    due_at: float = 0.0
    falls: int = 0

    def start(self) -> int:
        """Start it as the leader of a process group of its own; return its pid."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 (the demo's own programs)
                self.command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )
        self.started_at = time.monotonic()
        return self.process.pid

    def wait_longer(self) -> float:
        """Note a fall and return the seconds to wait: more for each one that comes soon after a start."""
        self.falls = 0 if time.monotonic() - self.started_at > STEADY else self.falls + 1
        wait = min(LONGEST_WAIT, 2.0 ** (self.falls - 1)) if self.falls else 0.0
        self.due_at = time.monotonic() + wait
        return wait


@dataclass
class Crew:
    """All children, as a context: they start inside it and are gone after it, even if this process is killed."""

    children: list[Child]
    say: Say
    _guardian: subprocess.Popen[str] = field(init=False)

    def __enter__(self) -> Self:
        self._guardian = subprocess.Popen(  # noqa: S603 (our own script)
            [sys.executable, "-I", guardian.__file__], stdin=subprocess.PIPE, text=True, start_new_session=True
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        living = {child.process.pid: child.process for child in self.children if child.process}
        guardian.end_groups(living, lives=lambda leader: living[leader].poll() is None)
        for leader, process in living.items():
            process.wait()
            self._note("-", leader)
        if self._guardian.stdin:
            self._guardian.stdin.close()
        self._guardian.wait()

    def start(self) -> None:
        for child in self.children:
            self._note("+", child.start())

    def tend(self) -> None:
        """Look at every child once: start again what has died, after a growing wait."""
        for child in self.children:
            if child.process and child.process.poll() is not None:
                self._bury(child, child.process)
            elif child.process is None and time.monotonic() >= child.due_at:
                self._note("+", child.start())

    def _bury(self, child: Child, process: subprocess.Popen[bytes]) -> None:
        guardian.kill_group(process.pid)
        self._note("-", process.pid)
        child.process = None
        wait = child.wait_longer()
        again = f"starts again in {wait:.0f} s" if wait else "starts again"
        self.say(f"The {child.name} ended with code {process.returncode} and {again}. See {child.log}.")

    def _note(self, sign: str, leader: int) -> None:
        if self._guardian.stdin:
            self._guardian.stdin.write(f"{sign}{leader}\n")
            self._guardian.stdin.flush()
