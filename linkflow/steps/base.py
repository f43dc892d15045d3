"""What every step of the wizard has in common.

A step is a small class without state of its own: whether it applies, whether it is complete and what it says are
questions about rows. It does no I/O with a provider; what it writes, it writes through ``linkflow.actions``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict

from integrations.provider import Text
from linkflow.models import LinkSession
from linkflow.visitors import Visitor


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What follows from a submitted page: the form again with its errors, or the next page and what to say there."""

    form: forms.Form | None = None
    to: str = ""
    """The slug to go to; empty for the next step that is not complete."""
    fragment: str = ""
    notices: tuple[Text, ...] = ()
    refusal: Text = ""


class Step(ABC):
    """One page of the wizard."""

    slug: str
    template_name: str
    progress_template_name: str = ""
    is_gate: bool = False
    """Nothing behind this step can be opened before it is complete."""
    is_task: bool = False
    """It stands on the hub."""
    is_local: bool = True
    """It is done here, not inside the provider's product."""
    minutes: int = 0

    @abstractmethod
    def title(self, session: LinkSession) -> Text:
        """Its heading."""

    def label(self, session: LinkSession) -> Text:
        """Its short name on the hub and in the margin."""
        return self.title(session)

    def who(self, session: LinkSession) -> Text:
        """Who can do it."""
        return ""

    def note(self, session: LinkSession) -> Text:
        """What the hub says below it: an answer that was given, or what is amiss."""
        return ""

    def is_applicable(self, session: LinkSession) -> bool:
        return True

    @abstractmethod
    def is_complete(self, session: LinkSession) -> bool:
        """Whether there is nothing left to do here."""

    def needs_attention(self, session: LinkSession) -> bool:
        return False

    def needs(self, earlier: Step) -> bool:
        """Whether ``earlier`` must be complete before this step can be opened."""
        return earlier.is_gate

    def form(self, session: LinkSession, data: QueryDict | None = None) -> forms.Form | None:
        return None

    def context(self, session: LinkSession, asked: QueryDict) -> dict[str, Any]:
        """What the step's template needs besides the form; ``asked`` is the address's query."""
        return {}

    def is_moving(self, session: LinkSession) -> bool:
        """Background work is under way that the page watches."""
        return False

    def state_key(self, session: LinkSession) -> str:
        """Changes whenever the progress part of the page would look different."""
        return ""

    def submit(self, session: LinkSession, data: QueryDict, visitor: Visitor) -> Answer:
        """Do what was asked.

        Raises:
            Refused: it cannot be done now; nothing was changed.
        """
        return Answer()
