"""What support staff may do to one row beyond editing: a button, a page that says what follows, and the action."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.functional import Promise

Text = str | Promise


class NotNow(Exception):
    """The act cannot be done; ``str()`` is the reason, for the person who tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One button on the page of a row.

    ``do`` is called inside the request's transaction with the request, the row and the cleaned data of ``form``; it
    returns the sentence that confirms. It writes its own audit event, or calls an action that does.
    """

    slug: str
    label: Text
    follows: Text
    permission: str
    do: Callable[[HttpRequest, Any, dict[str, Any]], Text]
    form: type[forms.Form] | None = None
    is_offered: Callable[[Any], bool] = lambda row: True
