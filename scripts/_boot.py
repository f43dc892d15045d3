"""Set up what a script needs, with nothing but python3 and pip.

    .boot/    uv, installed by pip; virtualenv, where uv cannot do the work
    .venv/    what a lock file names

Every byte is checked against a hash in one of the lock files, and nothing is done twice: a stamp remembers the lock
that was installed. Standard library only, in words that an older Python still understands.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
BOOT = ROOT / ".boot"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)

TRUST = {"UV_SYSTEM_CERTS": "1", "UV_PYTHON_DOWNLOADS": "never"}
"""The certificates that this machine trusts, as pip does; and no Python but those that are here."""

RUNTIME_LOCK = ROOT / "requirements.lock"
DEV_LOCK = ROOT / "requirements-dev.lock"
UV_LOCK = ROOT / "requirements-uv.lock"
VIRTUALENV_LOCK = ROOT / "requirements-virtualenv.lock"


class Failed(Exception):
    """A tool could not do its work; what it said stands on the screen already."""


def runtime() -> None:
    """Have an environment that the portal runs in; what else is installed in it stays."""
    with _alone():
        if not _is_stamped(VENV, RUNTIME_LOCK):
            _install(RUNTIME_LOCK)
            _stamp(VENV, RUNTIME_LOCK)


def development() -> None:
    """Have an environment with exactly the development lock in it, which holds the runtime's too."""
    with _alone():
        if not _is_stamped(VENV, DEV_LOCK):
            _install(DEV_LOCK, exactly=True)
            _stamp(VENV, DEV_LOCK, RUNTIME_LOCK)


def uv() -> Path:
    """Have uv.

    Raises:
        Failed: there is none for this machine.
    """
    with _alone():
        return _uv()


def become(*command: str | Path) -> NoReturn:
    """Go on as another program, in the project's folder."""
    os.chdir(ROOT)
    sys.stdout.flush()
    os.execv(str(command[0]), [str(part) for part in command])  # noqa: S606 (our own tools, no shell)


def stop(sentence: str) -> NoReturn:
    """End with one sentence for the person."""
    sys.stderr.write(sentence + "\n")
    raise SystemExit(2)


def _say(sentence: str) -> None:
    sys.stderr.write(sentence + "\n")
    sys.stderr.flush()


class _alone:  # noqa: N801 (used as a verb)
    """Only one script at a time sets things up; the others wait, and find it done."""

    def __enter__(self) -> None:
        BOOT.mkdir(exist_ok=True)
        self.lock = (BOOT / "lock").open("w")
        fcntl.flock(self.lock, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        self.lock.close()


def _install(lock: Path, *, exactly: bool = False) -> None:
    _say(f"Setting up .venv from {lock.name}. This is done once.")
    try:
        _install_with_uv(lock, exactly)
    except Failed:
        _say("uv cannot do it here. Trying virtualenv and pip.")
        try:
            _install_with_pip(lock)
        except Failed:
            stop(f"{lock.name} could not be installed. The reason stands above. Nothing else was changed.")


def _install_with_uv(lock: Path, exactly: bool) -> None:
    tool = _uv()
    if not _works(PYTHON):
        _run(tool, "venv", "--quiet", "--clear", "--python", _python(), VENV)
    verb: list[str | Path] = ["sync", lock] if exactly else ["install", "--requirement", lock]
    # Compiled now and once: with PYTHONDONTWRITEBYTECODE set, each process of ours would do it anew, for seconds.
    _run(tool, "pip", *verb, "--quiet", "--require-hashes", "--compile-bytecode", "--python", PYTHON)


def _install_with_pip(lock: Path) -> None:
    _pip("--upgrade", "--target", BOOT / "virtualenv", "--requirement", VIRTUALENV_LOCK)
    if not _works(PYTHON, "-m", "pip"):
        beside = {"PYTHONPATH": str(BOOT / "virtualenv")}
        _run(_python(), "-m", "virtualenv", "--quiet", "--clear", "--no-download", VENV, environment=beside)
    _run(PYTHON, "-m", "pip", "install", "-qq", "--require-hashes", "--requirement", lock)


def _uv() -> Path:
    tool = BOOT / "bin" / "uv"
    if not (_is_stamped(BOOT, UV_LOCK) and _works(tool)):
        _pip("--only-binary", ":all:", "--upgrade", "--target", BOOT, "--requirement", UV_LOCK)
        if not _works(tool):
            raise Failed
        _stamp(BOOT, UV_LOCK)
    return tool


def _pip(*arguments: str | Path) -> None:
    """Install beside the system's Python, never into it."""
    python = _python()
    if not _works(python, "-m", "pip"):
        stop("There is no pip. Install it (Debian and Ubuntu: apt-get install python3-pip), then run this again.")
    elsewhere = {"PIP_USER": "0", "PIP_REQUIRE_VIRTUALENV": "0", "PIP_ROOT_USER_ACTION": "ignore"}
    _run(python, "-m", "pip", "install", "-qq", "--require-hashes", *arguments, environment=elsewhere)


def _python() -> str:
    """The Python that everything is made from: the one that runs this, or a newer one beside it."""
    if sys.version_info >= OLDEST:
        return str(getattr(sys, "_base_executable", sys.executable))  # not the one of an activated environment
    for minor in range(14, OLDEST[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found:
            return found
    oldest, this = ".".join(map(str, OLDEST)), ".".join(map(str, sys.version_info[:2]))
    stop(f"Python {oldest} or newer is needed; python3 is {this} here. Install a newer one, then run this again.")


def _works(program: str | Path, *arguments: str) -> bool:
    try:
        done = subprocess.run(  # noqa: S603 (our own tools)
            [str(program), *arguments, "--version"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
        )
    except OSError:
        return False
    return done.returncode == 0


def _run(*command: str | Path, environment: dict[str, str] | None = None) -> None:
    words = [str(part) for part in command]
    try:
        done = subprocess.run(  # noqa: S603 (our own tools)
            words, cwd=ROOT, stdout=sys.stderr, check=False, env={**os.environ, **TRUST, **(environment or {})}
        )
    except OSError as error:
        raise Failed from error
    if done.returncode:
        raise Failed


def _stamp(folder: Path, *locks: Path) -> None:
    for lock in locks:
        (folder / f".installed-{lock.name}").write_text(_mark(lock), encoding="utf-8")


def _is_stamped(folder: Path, lock: Path) -> bool:
    stamp = folder / f".installed-{lock.name}"
    return stamp.exists() and stamp.read_text(encoding="utf-8") == _mark(lock) and (folder != VENV or _works(PYTHON))


def _mark(lock: Path) -> str:
    """What an installation depends on: the lock, and where the environment stands (its scripts name that folder)."""
    return hashlib.sha256(lock.read_bytes() + str(ROOT).encode()).hexdigest()
