"""What happens while a page is put together: on PostgreSQL each of its questions sees what was committed until then."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, models


@contextmanager
def just_before_reading(model: type[models.Model], happens: Callable[[], Any]) -> Iterator[None]:
    """Let something happen once, between the questions before and the first one for rows of ``model``."""
    left = [happens]

    def look(execute: Callable[..., Any], sql: str, *further: Any) -> Any:
        if left and f' FROM "{model._meta.db_table}"' in sql:
            left.pop()()
        return execute(sql, *further)

    with connection.execute_wrapper(look):
        yield
    assert not left, f"The page never asked for rows of {model.__name__}."


@contextmanager
def just_after_reading(model: type[models.Model], happens: Callable[[], Any]) -> Iterator[None]:
    """Let something happen once, right behind the first question for rows of ``model``."""
    left = [happens]

    def look(execute: Callable[..., Any], sql: str, *further: Any) -> Any:
        found = execute(sql, *further)
        if left and f' FROM "{model._meta.db_table}"' in sql:
            left.pop()()
        return found

    with connection.execute_wrapper(look):
        yield
    assert not left, f"The page never asked for rows of {model.__name__}."
