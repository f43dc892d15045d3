"""Background work that owns its status: every piece of it is a row.

A task carries only the row's key. A worker *claims* the row by a conditional update, so that a message delivered twice
is work done once; a thread keeps ``heartbeat_at`` fresh while the work goes on; rows whose heart stopped are queued
again by a scheduled sweep, whatever the broker lost. A worker that was paused long enough to lose its claim learns it
from ``hold`` before it commits anything.
"""

from __future__ import annotations

import logging
import random
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn, Self

from django.db import DatabaseError, connections, models, transaction
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from kombu.exceptions import OperationalError as BrokerError

from portal.lib.spoken import SpokenField, Text

if TYPE_CHECKING:
    from celery import Signature, Task

logger = logging.getLogger(__name__)

HEARTBEAT = timedelta(seconds=3)
STALE_AFTER = timedelta(seconds=12)
"""A heart that was silent for so long has stopped. The sweep looks every few seconds: a dead worker's row is taken over
within half a minute."""
LOST_AFTER = timedelta(minutes=2)
"""A queued row that no worker has taken for this long is queued again: its message may be lost."""


class ClaimLost(Exception):
    """Another worker has taken this row over; stop at once and write nothing."""


class RunQuerySet(models.QuerySet[Any]):
    def unfinished(self) -> Self:
        return self.filter(status__in=[Run.Status.QUEUED, Run.Status.RUNNING])

    def finished(self) -> Self:
        return self.exclude(status__in=[Run.Status.QUEUED, Run.Status.RUNNING])

    def lost(self) -> Self:
        """Rows that nobody is working on although somebody should be."""
        moment = now()
        return self.filter(
            Q(status=Run.Status.RUNNING, heartbeat_at__lt=moment - STALE_AFTER)
            | Q(status=Run.Status.QUEUED, due_at__lt=moment - LOST_AFTER)
        )


class Run(models.Model):
    """One piece of background work: ``queued → running → succeeded / failed / skipped``."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Running")
        SUCCEEDED = "succeeded", _("Done")
        FAILED = "failed", _("Failed")
        SKIPPED = "skipped", _("Not run")

    status = models.CharField(max_length=12, choices=Status.choices, default=Status.QUEUED)
    claim_id = models.UUIDField(null=True, editable=False)
    attempts = models.PositiveIntegerField(default=0)
    failure = SpokenField(blank=True, help_text=_("Why it ended without success, for customers."))
    failure_detail = models.TextField(blank=True, help_text=_("The same for support staff."))
    created_at = models.DateTimeField(default=now)
    due_at = models.DateTimeField(default=now, help_text=_("When a worker should have taken it."))
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        get_latest_by = "created_at"

    @property
    def is_finished(self) -> bool:
        return self.status not in (self.Status.QUEUED, self.Status.RUNNING)

    @property
    def is_late(self) -> bool:
        """No worker has taken it for a while: the page may say that it waits."""
        return self.status == self.Status.QUEUED and self.due_at < now() - timedelta(seconds=10)

    @property
    def is_slow(self) -> bool:
        """A worker has been at it for longer than usual: the page may say that the other side takes its time."""
        return self.status == self.Status.RUNNING and self.due_at < now() - timedelta(seconds=20)

    @property
    def _rows(self) -> RunQuerySet:
        manager = type(self)._default_manager
        return RunQuerySet(type(self), using=manager.db).filter(pk=self.pk)

    def claim(self) -> bool:
        """Take the row if it is free; at most one worker is told yes."""
        moment, token = now(), uuid.uuid4()
        free = Q(status=self.Status.QUEUED) | Q(status=self.Status.RUNNING, heartbeat_at__lt=moment - STALE_AFTER)
        taken = self._rows.filter(free).update(
            status=self.Status.RUNNING,
            claim_id=token,
            attempts=F("attempts") + 1,
            started_at=models.functions.Coalesce("started_at", moment),
            heartbeat_at=moment,
        )
        if taken:
            self.refresh_from_db()
        return taken == 1

    def hold(self, **also: Any) -> None:
        """Say that we are alive, inside the transaction that is about to commit our work; set columns with it.

        Raises:
            ClaimLost: the row was taken over; the transaction must not commit.
        """
        ours = self._rows.filter(claim_id=self.claim_id, status=self.Status.RUNNING)
        if not ours.update(heartbeat_at=now(), **also):
            raise ClaimLost(f"{type(self).__name__} {self.pk} was taken over by another worker.")

    @contextmanager
    def beating(self) -> Iterator[None]:
        """Keep the heartbeat fresh from a thread of its own while the block runs."""
        stop = threading.Event()

        def beat() -> None:
            while not stop.wait(HEARTBEAT.total_seconds()):
                try:
                    self._rows.filter(claim_id=self.claim_id, status=self.Status.RUNNING).update(heartbeat_at=now())
                except DatabaseError:  # it may be back at the next beat; if not, the row goes to another worker
                    connections.close_all()
            connections.close_all()

        thread = threading.Thread(target=beat, name=f"heartbeat-{self.pk}", daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join(timeout=1)

    def release(self, *, after: timedelta = timedelta()) -> None:
        """Give the row back before a retry, so that the retry does not find its own claim."""
        self._rows.filter(claim_id=self.claim_id).update(status=self.Status.QUEUED, claim_id=None, due_at=now() + after)
        self.refresh_from_db()

    def let_go(self) -> bool:
        """Take the row from a worker whose heart has stopped; False when it beats again."""
        dead = self._rows.filter(status=self.Status.RUNNING, heartbeat_at__lt=now() - STALE_AFTER)
        return dead.update(status=self.Status.QUEUED, claim_id=None, due_at=now()) == 1

    def requeue(self) -> None:
        """Mark a lost row as queued anew, so that the sweep does not queue it at every turn."""
        self._rows.filter(status=self.Status.QUEUED).update(due_at=now())

    def finish(self, status: Status, *, failure: Text = "", detail: str = "") -> None:
        """End the run. Call it inside the transaction that writes what follows from the end."""
        self._rows.update(
            status=status, failure=failure, failure_detail=detail, finished_at=now(), heartbeat_at=now(), claim_id=None
        )
        self.refresh_from_db()


def backoff(attempt: int, *, base: float = 3, cap: float = 90) -> float:
    """Seconds to wait before retry number ``attempt`` (0-based): exponential, with full jitter above half."""
    ceiling = min(cap, base * float(2**attempt))
    return ceiling / 2 + random.random() * ceiling / 2  # noqa: S311 (spreads load, guards nothing)


def queue(task: Task[Any, Any], run: Run, *, after: float = 0) -> None:
    """Have a worker told of a row once it is committed. Where the broker is away, the sweep finds the row later."""
    _after_commit(partial(task.apply_async, (run.pk,), countdown=after), run)


def send(work: Signature[Any], run: Run) -> None:
    """The same for work that begins with a row's task. Where it is lost, sweeps do what follows behind the row too."""
    _after_commit(work.apply_async, run)


def _after_commit(send: Callable[[], Any], run: Run) -> None:
    def tell() -> None:
        try:
            send()
        except BrokerError as error:
            logger.warning("nobody is told of %s %s: %s", type(run).__name__, run.pk, error)

    transaction.on_commit(tell)


def retry(task: Task[Any, Any], run: Run, error: Exception, *, cap: float = 90) -> NoReturn:
    """Release the row and have Celery deliver the task again later, after ``cap`` seconds at most."""
    wait = backoff(task.request.retries, cap=cap)
    run.release(after=timedelta(seconds=wait))
    raise task.retry(exc=error, countdown=wait)
