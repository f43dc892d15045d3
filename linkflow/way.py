"""One company's way through the wizard: the steps in order, which are open, and what the hub says of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from integrations.provider import Text
from linkflow.models import LinkSession
from linkflow.steps import AFTER_GUIDE, BEFORE_GUIDE, GuideTask, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A line of the hub. ``state`` is done, todo, needs_attention or locked."""

    number: int
    slug: str
    label: Text
    who: Text
    minutes: int
    state: str
    state_label: str
    note: Text = ""
    is_local: bool = False

    @property
    def is_locked(self) -> bool:
        return self.state == "locked"

    @property
    def is_done(self) -> bool:
        return self.state == "done"


class Way:
    """The steps of one session."""

    def __init__(self, session: LinkSession) -> None:
        self.session = session
        guide = tuple(GuideTask(step) for step in session.guide)
        every: tuple[Step, ...] = (*BEFORE_GUIDE, *guide, *AFTER_GUIDE)
        self.steps: Sequence[Step] = every

    def get(self, slug: str) -> Step | None:
        return next((step for step in self.steps if step.slug == slug), None)

    def blocker(self, step: Step) -> Step | None:
        """The step that has to be completed before this one can be opened."""
        for earlier in self.steps:
            if earlier is step:
                return None
            if self._is_open(earlier) and step.needs(earlier):
                return earlier
        return None

    def first_unfinished(self) -> Step:
        """Where a customer who comes back goes on: the hub, as soon as there is one."""
        gate = next((step for step in self.steps if step.is_gate and not step.is_complete(self.session)), None)
        if gate is not None:
            return gate
        is_over = self.session.is_linked or self.session.is_read_once
        return self.steps[-1] if is_over else self.steps[len(BEFORE_GUIDE) - 1]

    def after(self, step: Step) -> Step:
        """The next step that is not complete, looked for behind this one first."""
        place = list(self.steps).index(step)
        ordered = (*self.steps[place + 1 :], *self.steps[:place])
        open_steps = (each for each in ordered if self._is_open(each) and self.blocker(each) is None)
        return next(open_steps, self.first_unfinished())

    def before(self, step: Step) -> Step | None:
        """The page that Back leads to."""
        earlier = list(self.steps)[: list(self.steps).index(step)]
        return next((each for each in reversed(earlier) if each.is_applicable(self.session)), None)

    def _is_open(self, step: Step) -> bool:
        return step.is_applicable(self.session) and not step.is_complete(self.session)

    @cached_property
    def tasks(self) -> list[Task]:
        """The hub's lines, numbered."""
        return [self._task(number, step) for number, step in enumerate(self._task_steps, start=1)]

    @property
    def _task_steps(self) -> list[Step]:
        return [step for step in self.steps if step.is_task]

    def _task(self, number: int, step: Step) -> Task:
        session, slug, is_complete = self.session, step.slug, step.is_complete(self.session)
        if step.slug == "credentials" and is_complete and not session.has_entity:
            slug, is_complete = "entity", False
        blocker = self.blocker(step)
        if blocker is not None and not is_complete:
            state, label = "locked", self._waits_for(step)
        elif step.needs_attention(session):
            state, label = "needs_attention", _("Needs attention")
        elif is_complete:
            state, label = "done", _("Done")
        else:
            state, label = "todo", _("To do")
        return Task(
            number=number,
            slug=slug,
            label=step.label(session),
            who=step.who(session),
            minutes=step.minutes,
            state=state,
            state_label=label,
            note="" if state == "locked" else step.note(session),
            is_local=step.is_local,
        )

    def _waits_for(self, step: Step) -> str:
        """Which tasks a locked one waits for, by their numbers."""
        numbers = [
            number
            for number, earlier in enumerate(self._task_steps[: self._task_steps.index(step)], start=1)
            if not earlier.is_complete(self.session)
        ]
        if not numbers:
            return _("Later")
        if len(numbers) == 1:
            return _("After %(number)s") % {"number": numbers[0]}
        if len(numbers) == 2:
            return _("After %(first)s and %(last)s") % {"first": numbers[0], "last": numbers[1]}
        if len(numbers) == numbers[-1] - numbers[0] + 1:
            return _("After %(first)s to %(last)s") % {"first": numbers[0], "last": numbers[-1]}
        return _("After %(numbers)s") % {"numbers": ", ".join(map(str, numbers))}

    def task_of(self, step: Step) -> Task | None:
        """The hub's line to which a page belongs; choosing the entity belongs to signing in."""
        slugs = {step.slug, "credentials"} if step.slug == "entity" else {step.slug}
        if step.slug == "credentials":
            slugs = {"credentials", "entity"}
        return next((task for task in self.tasks if task.slug in slugs), None)

    @property
    def done_count(self) -> int:
        return sum(task.is_done for task in self.tasks)

    @property
    def minutes_left(self) -> int:
        return sum(task.minutes for task in self.tasks if not task.is_done)

    @property
    def minutes(self) -> int:
        return sum(task.minutes for task in self.tasks)

    @property
    def next_task(self) -> Task | None:
        """What to go on with: first what needs attention, then what is to do."""
        waiting = [task for task in self.tasks if task.state == "needs_attention"]
        return next(iter(waiting or [task for task in self.tasks if task.state == "todo"]), None)

    @property
    def sendable(self) -> list[Task]:
        """Tasks inside the provider's product that are not done: a colleague can do them."""
        return [task for task in self.tasks if not task.is_local and not task.is_done]
