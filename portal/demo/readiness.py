"""Waiting until everything really answers."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import requests
from django.conf import settings
from kombu.exceptions import OperationalError

from portal.demo.place import Refused
from portal.demo.tasks import sign_of_life

PATIENCE = 90.0


def answers(url: str) -> bool:
    """Say whether an address answers with success."""
    try:
        with requests.Session() as session:
            session.trust_env = False
            return session.get(url, timeout=2, allow_redirects=False).status_code == 200
    except requests.RequestException:
        return False


class RoundTrip:
    """A task that leaves a file: when that is there, the broker carried it and a worker did it."""

    def __init__(self) -> None:
        self.is_sent = False
        self.answer: Path = settings.DATA_DIR / "sign-of-life"
        self.answer.unlink(missing_ok=True)

    def __call__(self) -> bool:
        if not self.is_sent:
            try:
                sign_of_life.delay_on_commit()
            except OperationalError as error:
                raise Refused("The broker does not answer. Look at CELERY_BROKER_URL and REDIS_URL.") from error
            self.is_sent = True
        return self.answer.exists()


def wait_for(awaited: dict[str, Callable[[], bool]], *, tend: Callable[[], None], patience: float = PATIENCE) -> None:
    """Wait until each has answered once.

    Raises:
        Refused: naming what did not, when ``patience`` (seconds) has run out.
    """
    missing, deadline = dict(awaited), time.monotonic() + patience
    while missing:
        missing = {name: is_ready for name, is_ready in missing.items() if not is_ready()}
        if missing and time.monotonic() > deadline:
            raise Refused(f"Not ready after {patience:.0f} seconds: {', '.join(missing)}.")
        if missing:
            tend()
            time.sleep(0.2)
