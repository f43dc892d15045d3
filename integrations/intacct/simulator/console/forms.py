"""Forms without a framework: fields that remember what was typed and what is wrong with it.

Django's own forms need configured settings, which a simulator that starts by itself has not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from integrations.intacct.simulator.web import Request

MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
NAME = re.compile(r"(?=.*\w)[^/\\?#%<>]+")
NAME_ERROR = "Take out every / \\ ? # % < >."

Choices = tuple[tuple[str, str], ...]


@dataclass(kw_only=True)
class Field:
    """One field. ``values`` holds what is ticked where several can be (``kind`` "checks"), else at most one text."""

    name: str
    label: str
    kind: str = "text"  # text, select, check, checks, heading
    help: str = ""
    is_required: bool = False
    choices: Choices = ()
    limit: int = 80
    values: list[str] = field(default_factory=list)
    error: str = ""

    @property
    def value(self) -> str:
        return self.values[0] if self.values else ""

    @property
    def is_checked(self) -> bool:
        return bool(self.value)

    @property
    def options(self) -> list[tuple[str, str, bool]]:
        """List (value, label, chosen) of every choice."""
        return [(value, label, value in self.values) for value, label in self.choices]

    @property
    def described_by(self) -> str:
        """Name the elements that a screen reader reads after the label."""
        parts = [f"{self.name}-help"] * bool(self.help) + [f"{self.name}-error"] * bool(self.error)
        return " ".join(parts)

    def read(self, request: Request) -> None:
        """Take what was typed and note the first thing wrong with it."""
        self.values = [value.strip() for value in request.form.get(self.name, []) if value.strip()]
        allowed = {value for value, _ in self.choices}
        if self.is_required and not self.values:
            self.error = f"{self.label} is required."
        elif self.choices and not set(self.values) <= allowed:
            self.error = f"{self.label}: choose from the list."
        elif len(self.value) > self.limit:
            self.error = f"{self.label} may have at most {self.limit} characters."


class Form:
    """Fields in their order; ``form.user_id`` in a template finds the field of that name."""

    def __init__(self, *fields: Field) -> None:
        self.fields = {each.name: each for each in fields}

    def __getitem__(self, name: str) -> Field:
        return self.fields[name]

    def __iter__(self) -> Iterator[Field]:
        return iter(self.fields.values())

    def __contains__(self, name: str) -> bool:
        return name in self.fields

    def fill(self, **values: str | bool | list[str]) -> Form:
        """Show what is stored."""
        for name, value in values.items():
            if name in self.fields:
                self.fields[name].values = value if isinstance(value, list) else [str(value)] if value else []
        return self

    def read(self, request: Request) -> Form:
        """Take what was typed."""
        for each in self:
            each.read(request)
        return self

    def refuse(self, name: str, error: str) -> None:
        """Say what is wrong with a field, unless something is known already."""
        self.fields[name].error = self.fields[name].error or error

    def text(self, name: str) -> str:
        return self.fields[name].value

    def texts(self, name: str) -> list[str]:
        return list(self.fields[name].values) if name in self.fields else []

    def is_on(self, name: str) -> bool:
        return name in self.fields and self.fields[name].is_checked

    @property
    def errors(self) -> list[Field]:
        return [each for each in self if each.error]

    @property
    def is_valid(self) -> bool:
        return not self.errors
