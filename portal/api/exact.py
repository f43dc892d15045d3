"""JSON whose amounts are numbers with exactly the digits that the books have.

``json`` writes only floats as fractional numbers, and a float rounds. So a decimal is written as a text that begins
with a mark nobody can know beforehand, and the marked texts lose their quotation marks afterwards.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.functional import Promise
from ninja.renderers import BaseRenderer
from pydantic import BaseModel


def dumps(value: Any) -> str:
    """Write JSON; decimals become numbers, digit for digit."""
    mark = secrets.token_hex(16)
    text = json.dumps(value, default=_writer(mark), ensure_ascii=False, separators=(",", ":"))
    return re.sub(rf'"{mark}(-?\d+(?:\.\d+)?)"', r"\1", text)


def _writer(mark: str) -> Callable[[Any], Any]:
    def write(value: Any) -> Any:
        match value:
            case Decimal():
                return f"{mark}{value:f}"
            case datetime():
                return value.isoformat().replace("+00:00", "Z")
            case date():
                return value.isoformat()
            case UUID() | Promise():
                return str(value)
            case BaseModel():
                return value.model_dump(by_alias=True)
        raise TypeError(f"{type(value).__name__} has no form in JSON.")

    return write


class ExactRenderer(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> str:
        return dumps(data)
