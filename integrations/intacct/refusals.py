"""The vocabulary of refusals: where one stands, what the client does by itself, what the catalogue says of it."""

from __future__ import annotations

import re
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One known refusal."""

    key: str
    cause: Text
    owner: Owner
    error: type[ProviderError]
    fix: tuple[Text, ...] = ()
    menu_path: tuple[str, ...] = ()
    retry: Retry = Retry.NEVER
    levels: frozenset[Level] = frozenset(Level)
    numbers: frozenset[str] = frozenset()
    pattern: re.Pattern[str] | None = None

    def fits(self, level: Level, number: str, text: str) -> bool:
        """Whether a refusal is this one: every condition that the entry states holds. Numbers are searched as text too."""
        return (
            level in self.levels
            and (not self.numbers or number in self.numbers)
            and (self.pattern is None or self.pattern.search(f"{number} {text}") is not None)
        )


def says(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)
