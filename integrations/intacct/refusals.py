"""The vocabulary of refusals: where one stands, what the client does by itself, what the catalogue says of it."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum, auto

from integrations.errors import ProviderError
from integrations.provider import Owner, Text


class Level(Enum):
    """Where in the answer a refusal stands; it tells who must act."""

    GATEWAY = "gateway"
    CONTROL = "control"
    AUTHENTICATION = "authentication"
    RESULT = "result"


class Retry(Enum):
    """What the client does by itself before it gives up."""

    NEVER = auto()
    LATER = auto()
    ONCE = auto()
    SIGN_IN_AGAIN = auto()
    SMALLER_PAGE = auto()
    NEXT_RUN = auto()
    """Not now: it passes by itself, but not within minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One known refusal."""

    key: str
    cause: Text
    owner: Owner
    error: type[ProviderError]
    fix: tuple[Text, ...] = ()
    menu_path: tuple[str, ...] = ()
    is_told: bool = False
    """The organisation is told, although another must act."""
    retry: Retry = Retry.NEVER
    levels: frozenset[Level] = frozenset(Level)
    numbers: frozenset[str] = frozenset()
    pattern: re.Pattern[str] | None = None
    messages: frozenset[str] = frozenset()
    """Keys of Intacct's messages, the same in every language; only some answers hold one."""
    is_guess: bool = False
    """Nobody knows what was refused; support staff are shown it."""

    def fits(self, level: Level, number: str, text: str, messages: Collection[str] = ()) -> bool:
        """Whether a refusal is this one: all that the entry states holds. The pattern sees the number, too."""
        return (
            level in self.levels
            and (not self.numbers or number in self.numbers)
            and (not self.messages or not self.messages.isdisjoint(messages))
            and (self.pattern is None or self.pattern.search(f"{number} {text}") is not None)
        )


def says(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)
