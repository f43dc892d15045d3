"""What every page of an organisation may name."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from portal.organisations.models import Organisation
from portal.organisations.roles import MATRIX, Right


def organisation(request: HttpRequest) -> dict[str, Any]:
    """``organisation``, ``membership``, the rights held as ``may.<right>``, and the user's other organisations."""
    current = getattr(request, "organisation", None)
    membership = getattr(request, "membership", None)
    if current is None or membership is None:
        return {}
    held = MATRIX.get(membership.role, frozenset())
    return {
        "organisation": current,
        "membership": membership,
        "may": {right.value: right in held for right in Right},
        "organisations": Organisation.objects.of(membership.user),
    }
