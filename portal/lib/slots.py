"""At most so many at once, across all workers: places that one takes, keeps alive and gives back.

A place is lent for a while and has to be renewed, so that one whose holder died comes free by itself. With Redis the
places are counted for all machines; without, files are locked, which counts for one machine, and the kernel gives back
what a dead process held.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import redis
from django.conf import settings

logger = logging.getLogger(__name__)

LEASE = 60.0
"""Seconds for which a place is lent; longer than any silence between two signs of life."""
RENEWED_AFTER = 10.0
WAIT = 0.05
LONGEST_WAIT = 1.0

sleep = time.sleep


class NoSlot(Exception):
    """All places were taken for as long as one was ready to wait."""


class Slot(Protocol):
    """A place that is held."""

    def renew(self) -> None:
        """Say that its holder is alive; cheap, so that it may be said often."""


class Slots(Protocol):
    """Places by name."""

    def take(self, name: str, most: int) -> Slot | None:
        """Take one of ``most`` places, if one is free."""

    def give_back(self, slot: Any) -> None:
        """Free a place at once."""


@contextmanager
def slot(slots: Slots | None, name: str, most: int, *, patience: float) -> Iterator[Slot]:
    """Hold one of ``most`` places while the block runs; wait for it up to ``patience`` seconds.

    Raises:
        NoSlot: none came free in time.
    """
    if slots is None or most <= 0:
        yield Unlimited()
        return
    ends_at, pause = time.monotonic() + patience, WAIT
    while (held := slots.take(name, most)) is None:
        if time.monotonic() + pause > ends_at:
            raise NoSlot(f"all {most} places of {name} are taken")
        sleep(pause)
        pause = min(pause * 1.5, LONGEST_WAIT)
    try:
        yield held
    finally:
        slots.give_back(held)


class Unlimited:
    """A place where nobody counts."""

    def renew(self) -> None:
        return None


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


class RedisSlots:
    """Places in Redis, by its clock: for any number of machines."""

    def __init__(self, client: redis.Redis, *, lease: float = LEASE) -> None:
        self.client, self.lease = client, lease
        self._take, self._renew = client.register_script(_TAKE), client.register_script(_RENEW)

    def take(self, name: str, most: int) -> Slot | None:
        slot = RedisSlot(self, f"slots:{name}", uuid.uuid4().hex)
        try:
            return slot if self._take(keys=[slot.key], args=[slot.token, most, self.lease]) else None
        except redis.RedisError as error:
            logger.warning("slots: nobody counts, Redis fails with %s", type(error).__name__)
            return Unlimited()

    def renew(self, slot: RedisSlot) -> None:
        with suppress(redis.RedisError):  # the lease then ends early, which lets one more in and harms nobody
            self._renew(keys=[slot.key], args=[slot.token, self.lease])

    def give_back(self, slot: Slot) -> None:
        if isinstance(slot, RedisSlot):
            with suppress(redis.RedisError):
                self.client.zrem(slot.key, slot.token)


class RedisSlot:
    """A member of a sorted set whose score is when the lease ends."""

    def __init__(self, slots: RedisSlots, key: str, token: str) -> None:
        self.slots, self.key, self.token = slots, key, token
        self.renewed_at = time.monotonic()

    def renew(self) -> None:
        if time.monotonic() - self.renewed_at > min(RENEWED_AFTER, self.slots.lease / 3):
            self.slots.renew(self)
            self.renewed_at = time.monotonic()


class FileSlots:
    """Places as locked files: for one machine. A lock ends with the process that holds it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def take(self, name: str, most: int) -> FileSlot | None:
        self.folder.mkdir(parents=True, exist_ok=True)
        stem = hashlib.sha256(name.encode()).hexdigest()[:32]
        for number in range(most):
            held = os.open(self.folder / f"{stem}.{number}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(held)
                continue
            return FileSlot(held)
        return None

    def give_back(self, slot: FileSlot) -> None:
        os.close(slot.descriptor)


class FileSlot(Unlimited):
    """An open file with a lock on it."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor


@cache
def shared() -> Slots:
    """The places of this installation: in Redis where ``REDIS_URL`` names one, else on this machine."""
    if settings.REDIS_URL:
        return RedisSlots(redis.Redis.from_url(settings.REDIS_URL, socket_timeout=5, socket_connect_timeout=5))
    return FileSlots(Path(settings.DATA_DIR) / "slots")
