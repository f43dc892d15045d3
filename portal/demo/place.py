"""The demo's data folder: ours alone, used by one demo at a time, and all that it keeps."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
from pathlib import Path

MARK = "this-is-a-demo.txt"
MARK_TEXT = "Made by scripts/demo of Ledgerbridge. scripts/demo --fresh empties this folder.\n"
KEYS = "keys.json"
LOCK = "lock"
MADE = ("ledgerbridge.sqlite3*", "broker", "beat-schedule*", "simulator.*", "logs", "mail", "sign-of-life*", KEYS)
"""What a demo makes in its folder, and all that ``empty`` deletes."""


class Refused(Exception):
    """The demo cannot run like this; ``str()`` says why and what to do."""


class Place:
    """A data folder that is locked for us until this process ends, also through ``exec``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self._claim()
        self._lock()

    @property
    def logs(self) -> Path:
        return self.folder / "logs"

    def _claim(self) -> None:
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            is_ours = (self.folder / MARK).exists() or not any(self.folder.iterdir())
        except OSError as error:
            raise Refused(f"The folder {self.folder} cannot be used: {error.strerror}.") from error
        if not is_ours:
            raise Refused(f"The folder {self.folder} holds other files. Choose an empty one with --data.")
        (self.folder / MARK).write_text(MARK_TEXT, encoding="utf-8")

    def _lock(self) -> None:
        self._held = os.open(self.folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self._held)
            said = f"A demo runs in {self.folder} already. End it first, or choose another folder with --data."
            raise Refused(said) from error
        os.set_inheritable(self._held, True)

    def release(self) -> None:
        """Let another demo use the folder."""
        os.close(self._held)

    def empty(self) -> None:
        """Delete what demos made here; anything else in the folder stays."""
        for pattern in MADE:
            for found in self.folder.glob(pattern):
                shutil.rmtree(found) if found.is_dir() and not found.is_symlink() else found.unlink()

    def furnish(self) -> None:
        """Make the folders that the portal, the broker and the logs need."""
        for name in ("logs", "mail", "broker/messages", "broker/control", "broker/processed"):
            (self.folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)

    def keys(self) -> dict[str, str]:
        """The keys of this demo, made at its first start and readable by this user only."""
        kept = self.folder / KEYS
        if not kept.exists():
            made = {"SECRET_KEY": secrets.token_urlsafe(64), "FERNET_KEYS": secrets.token_urlsafe(48)}
            scratch = self.folder / "keys.tmp"
            scratch.touch(mode=0o600)
            scratch.write_text(json.dumps(made), encoding="utf-8")
            scratch.replace(kept)
        found: dict[str, str] = json.loads(kept.read_text(encoding="utf-8"))
        return found
