"""What benchmarks run on: PostgreSQL, Redis, a metered simulator and workers of their own, all gone at the end.

Servers listen on free ports of this machine only, their data lies in a temporary folder. Whatever ends a benchmark, an
error, Ctrl-C, its time limit or ``kill -9``, ends everything that it started.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, Self

import psycopg
import redis
import requests

from integrations.intacct.simulator.scenarios import build_world
from integrations.intacct.simulator.server import GATEWAY_PATH
from integrations.intacct.simulator.world import SimulatedCompany
from portal.demo import guardian

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
LONGEST_START = 60.0
LEFT_OUT = ("DATABASE_URL", "CELERY_BROKER_URL", "PYTHONDONTWRITEBYTECODE")
"""What programs do not inherit. Without bytecode a worker would compile everything anew at each start, for seconds."""


class Rig:
    """Everything that a benchmark starts, as a context; ``minutes`` is how long it may take at most."""

    def __init__(self, minutes: float) -> None:
        self.minutes = minutes
        self.processes: dict[int, subprocess.Popen[bytes]] = {}
        self.environment = {
            **{name: value for name, value in os.environ.items() if name not in LEFT_OUT},
            "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
            "DEBUG": "yes",
            "LOG_LEVEL": "ERROR",
            "PUBLIC_URL": "https://portal.ledgerbridge.example",
        }
        self.gateway_root = ""

    def __enter__(self) -> Self:
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGALRM):
            signal.signal(number, self._stop)
        signal.alarm(int(self.minutes * 60))
        self.folder = Path(tempfile.mkdtemp(prefix="bench-"))
        self.folder.chmod(0o755)
        self.environment["DATA_DIR"] = str(self.folder / "data")
        self.environment["PYTHONPYCACHEPREFIX"] = str(self.folder / "bytecode")
        self._guardian = subprocess.Popen(
            [sys.executable, "-I", guardian.__file__], stdin=subprocess.PIPE, start_new_session=True
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        signal.alarm(0)
        if error is not None and not isinstance(error, KeyboardInterrupt):
            self.show_logs()
        guardian.end_groups(list(self.processes), lives=lambda leader: self.processes[leader].poll() is None)
        for process in self.processes.values():
            process.wait()
        if self._guardian.stdin:
            self._guardian.stdin.close()
        self._guardian.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        for again in (signal.SIGTERM, signal.SIGHUP, signal.SIGALRM):
            signal.signal(again, signal.SIG_IGN)
        raise SystemExit(
            f"Not done after {self.minutes:g} minutes." if number == signal.SIGALRM else "Ended from outside."
        )

    def start(self, name: str, words: Sequence[str | Path], **options: Any) -> subprocess.Popen[bytes]:
        """Start a program as the leader of a process group; what it says goes to its log."""
        with self.log(name).open("ab") as log:
            process = subprocess.Popen(
                [str(word) for word in words],
                cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
                **{"env": self.environment, **options},
            )  # fmt: skip
        self.processes[process.pid] = process
        self._note(f"+{process.pid}")
        return process

    def end(self, process: subprocess.Popen[bytes], how: int = signal.SIGTERM) -> None:
        """End one program with its whole group."""
        with suppress(ProcessLookupError):
            os.killpg(process.pid, how) if how == signal.SIGKILL else os.kill(process.pid, how)
        process.wait(30)
        guardian.kill_group(process.pid)
        self.processes.pop(process.pid, None)
        self._note(f"-{process.pid}")

    def _note(self, line: str) -> None:
        if self._guardian.stdin:
            self._guardian.stdin.write(line.encode() + b"\n")
            self._guardian.stdin.flush()

    def log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def show_logs(self) -> None:
        for path in sorted(self.folder.glob("*.log")):
            lines = path.read_text(errors="replace").splitlines()[-15:]
            if lines and path.stem not in ("initdb", "postgres", "redis"):
                print(f"-- {path.name}", *lines, sep="\n", file=sys.stderr)

    def postgres(self, **settings: str) -> str:
        """Start a PostgreSQL of our own; its server refuses to run as root, so somebody else runs it then."""
        self.programs = _programs()
        self.cluster = self.folder / "postgres"
        self.cluster.mkdir()
        self.as_whom: dict[str, Any] = (
            {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
        )
        if self.as_whom:
            shutil.chown(self.cluster, "postgres", "postgres")
        made = ["-D", self.cluster / "data", "-U", "bench", "-A", "trust", "-E", "UTF8", "--no-sync"]
        with self.log("initdb").open("wb") as log:
            subprocess.run([self.programs / "initdb", *made], stdout=log, check=True, timeout=120, **self.as_whom)
        self.database_port, self.database_settings = free_port(), settings
        self.database_url = f"postgres://bench@{HOST}:{self.database_port}/postgres"
        self.environment["DATABASE_URL"] = self.database_url
        self.start_postgres()
        return self.database_url

    def start_postgres(self) -> None:
        wanted = {"listen_addresses": HOST, "max_connections": "100", **self.database_settings}
        words = [word for name, value in wanted.items() for word in ("-c", f"{name}={value}")]
        place = ["-D", self.cluster / "data", "-p", str(self.database_port), "-k", self.cluster]
        self.database = self.start("postgres", [self.programs / "postgres", *place, *words], **self.as_whom)
        until(lambda: self.query("SELECT 1"), "PostgreSQL does not answer", psycopg.Error)

    def query(self, statement: str) -> list[tuple[Any, ...]]:
        """Ask the database, or tell it something, on a connection of its own."""
        with psycopg.connect(self.database_url.replace("postgres:", "postgresql:"), autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def redis(self) -> str:
        """Start a Redis of our own that keeps its data, so that it can be restarted with and without."""
        self.redis_port = free_port()
        self.redis_folder = self.folder / "redis"
        self.redis_folder.mkdir()
        self.start_redis()
        address = f"redis://{HOST}:{self.redis_port}/0"
        self.environment["REDIS_URL"] = address
        return address

    def start_redis(self) -> None:
        keeps = ["--save", "", "--appendonly", "yes", "--appendfsync", "always", "--dir", self.redis_folder]
        words = ["redis-server", "--bind", HOST, "--port", str(self.redis_port), *keeps]
        self.broker = self.start("redis", words)
        client = redis.Redis(port=self.redis_port)
        until(client.ping, "Redis does not answer", redis.RedisError)

    def simulator(self, companies: Iterable[SimulatedCompany], **switches: Any) -> str:
        """Start the metered simulator, with more companies to sign in to; return the gateway's address."""
        state = self.folder / "simulator.json"
        world = build_world(state)
        with world.change():
            world.companies.update({company.company_id: company for company in companies})
        words = ["benchmarks.gateway", "--state", state, "--switches", json.dumps(switches)]
        self.metered = self.start("simulator", [sys.executable, "-m", *words])
        found = until(lambda: re.search(r"Ready (\S+)", self.log("simulator").read_text()), "The simulator is not up")
        self.gateway_root = found[1]
        self.environment["INTACCT_GATEWAY_URL"] = self.gateway_root + GATEWAY_PATH
        return self.environment["INTACCT_GATEWAY_URL"]

    def figures(self) -> dict[str, Any]:
        """What the simulator's meter has seen."""
        found: dict[str, Any] = requests.get(f"{self.gateway_root}/figures", timeout=30).json()
        return found

    def control(self, **given: Any) -> None:
        requests.post(f"{self.gateway_root}/control", json=given, timeout=30)

    def portal(self) -> None:
        """Be the portal from here on: its settings, its tables. Import its models after this."""
        import django
        from django.core.management import call_command

        os.environ.clear()
        os.environ.update(self.environment)
        django.setup()
        call_command("migrate", verbosity=0)

    def worker(self, name: str, *words: str) -> subprocess.Popen[bytes]:
        """Start a Celery worker with one process."""
        fixed = ["--concurrency", "1", "--loglevel", "WARNING", "--without-gossip", "--without-mingle"]
        hostname = ["--hostname", f"{name}@{HOST}"]
        return self.start(name, [sys.executable, "-m", "celery", "-A", "portal", "worker", *fixed, *hostname, *words])

    def beat(self) -> subprocess.Popen[bytes]:
        place = ["--schedule", self.folder / "beat", "--pidfile", "", "--loglevel", "WARNING"]
        return self.start("beat", [sys.executable, "-m", "celery", "-A", "portal", "beat", *place])

    def child(self, *words: str) -> Any:
        """Run a benchmark's own part in a process of its own; return the JSON in its last line."""
        name = words[0].rpartition(".")[2] + "-" + "-".join(words[1:2])
        answer = self.folder / f"{name}.json"
        process = self.start(name, [sys.executable, "-m", *words, str(answer)])
        if process.wait() != 0:
            raise SystemExit(f"{' '.join(words)} failed.")
        self.end(process)
        return json.loads(answer.read_text())


def _programs() -> Path:
    """The folder of PostgreSQL's server programs: the newest that are installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    where = shutil.which("postgres")
    if not found and where is None:
        raise SystemExit("PostgreSQL's server is not installed (Debian and Ubuntu: apt-get install postgresql).")
    return found[-1] if found else Path(where or "").parent


def resident(pid: int) -> float:
    """The memory that a process holds now, in MB; only Linux tells."""
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text(encoding="ascii"))
    return int(found[1]) / 1000 if found else 0.0


def children(pid: int) -> list[int]:
    with suppress(OSError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]
    return []


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        return int(taken.getsockname()[1])


def until(look: Callable[[], Any], otherwise: str, *passing: type[Exception], longest: float = LONGEST_START) -> Any:
    """Look again until something is there; stop the benchmark when it does not come."""
    ends_at = time.monotonic() + longest
    while time.monotonic() < ends_at:
        with suppress(*passing):
            found = look()
            if found:
                return found
        time.sleep(0.1)
    raise SystemExit(f"{otherwise} within {longest:.0f} seconds.")
