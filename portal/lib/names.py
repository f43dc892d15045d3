"""Public identifiers."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models


def public_id() -> models.UUIDField[Any, Any]:
    """The column of a row's public identifier: the only one that stands in URLs and JSON."""
    return models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
