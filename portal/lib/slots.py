"""At most so many at once, across all workers: places that one takes and gives back.

A place lives as long as the process that holds it, however long that waits for an answer. With Redis, where places are
counted for all machines, it is lent for seconds, and a thread of its holder renews it; without, files are locked, which
counts for one machine, and the kernel gives back what a dead process held.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import redis
from django.conf import settings

logger = logging.getLogger(__name__)

LEASE = 15.0
"""Seconds for which a place is lent: those of a dead worker are free about when another one takes its work over."""
RENEWALS = 5
"""How often a lease is renewed before it would end, so that a slow Redis or a busy machine does not end it."""
WAIT = 0.05
LONGEST_WAIT = 1.0

sleep = time.sleep


class NoSlot(Exception):
    """All places were taken for as long as one was ready to wait."""


class Slots(Protocol):
    """Places by name."""

    def take(self, name: str, most: int) -> Any:
        """Take one of ``most`` places and return it; None if none is free."""

    def give_back(self, slot: Any) -> None:
        """Free a place at once."""


@contextmanager
def slot(slots: Slots | None, name: str, most: int, *, patience: float) -> Iterator[None]:
    """Hold one of ``most`` places while the block runs; wait for it up to ``patience`` seconds.

    Raises:
        NoSlot: none came free in time.
    """
    if slots is None or most <= 0:
        yield
        return
    ends_at, pause = time.monotonic() + patience, WAIT
    while (held := slots.take(name, most)) is None:
        if time.monotonic() + pause > ends_at:
            raise NoSlot(f"all {most} places of {name} are taken")
        sleep(pause)
        pause = min(pause * 1.5, LONGEST_WAIT)
    try:
        yield
    finally:
        slots.give_back(held)


_TAKE = """
local now = redis.call('TIME')
now = now[1] + now[2] / 1000000
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
redis.call('ZADD', KEYS[1], now + ARGV[3], ARGV[1])
redis.call('PEXPIRE', KEYS[1], math.ceil(ARGV[3] * 2000))
return 1
"""
_RENEW = """
local now = redis.call('TIME')
now = now[1] + now[2] / 1000000
redis.call('PEXPIRE', KEYS[1], math.ceil(ARGV[2] * 2000))
return redis.call('ZADD', KEYS[1], 'XX', now + ARGV[2], ARGV[1])
"""


@dataclass(frozen=True, slots=True)
class RedisSlot:
    """A member of a sorted set whose score is when the lease ends."""

    key: str
    token: str


UNCOUNTED = RedisSlot("", "")
"""The place of those whom nobody counts, because Redis is away."""


class RedisSlots:
    """Places in Redis, by its clock: for any number of machines."""

    def __init__(self, client: redis.Redis, *, lease: float = LEASE) -> None:
        self.client, self.lease = client, lease
        self._take, self._renew = client.register_script(_TAKE), client.register_script(_RENEW)
        self._held: set[RedisSlot] = set()
        self._lock = threading.Lock()
        self._keeper: threading.Thread | None = None

    def take(self, name: str, most: int) -> RedisSlot | None:
        slot = RedisSlot(f"slots:{name}", uuid.uuid4().hex)
        try:
            if not self._take(keys=[slot.key], args=[slot.token, most, self.lease]):
                return None
        except redis.RedisError as error:
            logger.warning("slots: nobody counts, Redis fails with %s", type(error).__name__)
            return UNCOUNTED
        self._keep(slot)
        return slot

    def give_back(self, slot: RedisSlot) -> None:
        if slot is UNCOUNTED:
            return
        with self._lock:
            self._held.discard(slot)
        with suppress(redis.RedisError):  # the lease ends by itself
            self.client.zrem(slot.key, slot.token)

    def _keep(self, slot: RedisSlot) -> None:
        with self._lock:
            self._held.add(slot)
            if self._keeper is None or not self._keeper.is_alive():
                self._keeper = threading.Thread(target=self._keep_all, name="slots", daemon=True)
                self._keeper.start()

    def _keep_all(self) -> None:
        """Renew what this process holds, until it holds nothing."""
        while True:
            time.sleep(self.lease / RENEWALS)
            with self._lock:
                held = list(self._held)
                if not held:
                    self._keeper = None
                    return
            for slot in held:
                with suppress(redis.RedisError):  # the lease may end early, which lets one more in and harms nobody
                    self._renew(keys=[slot.key], args=[slot.token, self.lease])


class FileSlots:
    """Places as locked files, each by its descriptor: for one machine. A lock ends with the process that holds it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def take(self, name: str, most: int) -> int | None:
        self.folder.mkdir(parents=True, exist_ok=True)
        stem = hashlib.sha256(name.encode()).hexdigest()[:32]
        for number in range(most):
            held = os.open(self.folder / f"{stem}.{number}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(held)
                continue
            return held
        return None

    def give_back(self, slot: int) -> None:
        os.close(slot)


@cache
def shared() -> Slots:
    """The places of this installation: in Redis where ``REDIS_URL`` names one, else on this machine."""
    if settings.REDIS_URL:
        return RedisSlots(redis.Redis.from_url(settings.REDIS_URL, socket_timeout=5, socket_connect_timeout=5))
    return FileSlots(Path(settings.DATA_DIR) / "slots")


os.register_at_fork(after_in_child=shared.cache_clear)  # a forked process renews its own places, not its parent's
