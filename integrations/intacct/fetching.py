"""Pages fetched ahead, in threads, while whoever reads them is busy keeping the last one.

Each thread takes the next question as soon as it is free: there is one thread more than requests may be under way, so
that while one looks through its answer the others keep the gateway at work. How far they run ahead is bounded, and
so is memory. Everything that leaves us leaves on the reader's own thread.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Protocol, Self

from integrations.errors import PermissionMissing, ProviderError, UnexpectedReply
from integrations.intacct.chains import Question
from integrations.intacct.client import IntacctClient
from integrations.intacct.exchange import Refused
from integrations.intacct.replies import Data

AHEAD = 4
"""Batches that may lie ready before no more is asked for."""


class Task(Protocol):
    """Something that asks. Its methods are called by one thread at a time."""

    @property
    def ready(self) -> deque[Any]:
        """What waits for the reader; empty when nothing does."""

    @property
    def is_over(self) -> bool:
        """Whether nothing more will be asked."""

    def question(self, *, is_winding: bool = False) -> Question | None:
        """What can be asked now and was not asked yet; at the end only what is needed to use other answers."""

    def answer(self, question: Question, data: Data) -> None:
        """Take an answer."""

    def refused(self, question: Question) -> None:
        """An answer was too slow: ask for less."""


class Fetching:
    """Threads that ask what ``tasks`` want to know, the first of them first."""

    def __init__(self, client: IntacctClient, tasks: Sequence[Task]) -> None:
        self.client = client
        self.tasks = list(tasks)
        self.failures: dict[int, ProviderError] = {}
        self._failure: BaseException | None = None
        self._is_closed = self._is_winding = self._is_dry = False
        self._busy = 0
        self._changed = threading.Condition()
        self._threads = [
            threading.Thread(target=self._run, name=f"fetching-{number}", daemon=True)
            for number in range(client.breadth + 1)
        ]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()

    def wait(self) -> Task | None:
        """The first task that has something ready or has failed; None when all are over.

        Raises:
            ProviderUnavailable, CredentialsRejected: nobody can be asked any more.
        """
        with self._changed, self.client.meter.waiting():
            while True:
                if self._failure is not None:
                    raise self._failure
                for task in self.tasks:
                    if task.ready or id(task) in self.failures:
                        return task
                if all(task.is_over for task in self.tasks) or self._is_dry:
                    return None
                self._changed.wait()

    def wind_down(self) -> None:
        """Ask for nothing new; what was asked for is still handed out."""
        with self._changed:
            self._is_winding = True
            self._changed.notify_all()

    def take(self, task: Task) -> Any:
        """Take what is ready of a task, one piece at a time."""
        with self._changed:
            found = task.ready.popleft()
            self._changed.notify_all()
        return found

    @contextmanager
    def held(self) -> Iterator[None]:
        """Look at tasks, or tell them something, while no thread does."""
        with self._changed:
            yield
            self._changed.notify_all()

    def drop(self, tasks: Sequence[Task]) -> None:
        """Ask nothing more for these."""
        gone = {id(task) for task in tasks}
        with self._changed:
            self.tasks = [task for task in self.tasks if id(task) not in gone]

    def _run(self) -> None:
        while (found := self._next()) is not None:
            task, question = found
            try:
                self._ask(task, question)
            except BaseException as error:  # noqa: BLE001 - the reader raises it again, on its own thread
                with self._changed:
                    self._failure = self._failure or error
                    self._changed.notify_all()
                return
            finally:
                with self._changed:
                    self._busy -= 1
                    self._changed.notify_all()

    def _next(self) -> tuple[Task, Question] | None:
        with self._changed:
            while not self._is_closed and self._failure is None:
                if sum(len(task.ready) for task in self.tasks) < AHEAD and (found := self._find()) is not None:
                    self._busy += 1
                    return found
                if self._is_winding and not self._busy and not any(task.ready for task in self.tasks):
                    self._is_dry = True
                    self._changed.notify_all()
                self._changed.wait()
        return None

    def _find(self) -> tuple[Task, Question] | None:
        for task in self.tasks:
            if id(task) not in self.failures:
                question = task.question(is_winding=self._is_winding)
                if question is not None:
                    return task, question
        return None

    def _ask(self, task: Task, question: Question) -> None:
        try:
            data = self.client.page(
                question.subject,
                question.fields,
                keep=question.keep,
                where=question.where,
                order=question.order,
                page_size=question.size,
            )
        except Refused:
            with self._changed:
                task.refused(question)
                self._changed.notify_all()
            return
        except (PermissionMissing, UnexpectedReply) as error:
            self._fail(task, question, error)
            return
        with self._changed:
            try:
                task.answer(question, data)
            except UnexpectedReply as error:
                self.failures[id(task)] = error
            self._changed.notify_all()

    def _fail(self, task: Task, question: Question, error: ProviderError) -> None:
        with self._changed:
            self.failures[id(task)] = error
            task.refused(question)  # another task may share the question, and asks it for itself
            self._changed.notify_all()
