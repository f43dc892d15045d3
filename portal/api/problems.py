"""What the API answers when something is amiss: one shape, whatever went wrong."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja.errors import AuthenticationError, HttpError, ValidationError

SERVICE = "Ledgerbridge"
NO_KEY = (
    "Send a valid API key: 'Authorization: Basic' and the key in base64, or 'Authorization: Bearer' and the key. "
    "A revoked key is refused."
)
logger = logging.getLogger(__name__)


class Problem(Exception):
    """A refusal, raised anywhere below an operation.

    ``can_be_retried`` says whether the same call may succeed later: True, False or Unknown.
    """

    def __init__(
        self,
        status: int,
        error: str,
        *,
        can_be_retried: str = "False",
        code: int = 0,
        errors: Sequence[Mapping[str, str]] = (),
    ) -> None:
        super().__init__(error)
        self.status = status
        self.error = error
        self.can_be_retried = can_be_retried
        self.code = code
        self.errors = errors

    def answer(self, correlation_id: str = "") -> HttpResponse:
        body = {
            "statusCode": self.status,
            "service": SERVICE,
            "error": self.error,
            "correlationId": correlation_id or uuid.uuid4().hex,
            "validation": {"errors": list(self.errors), "warnings": []} if self.errors else None,
            "canBeRetried": self.can_be_retried,
            "detailedErrorCode": self.code,
        }
        made = JsonResponse(body, status=self.status)
        if self.status == 401:
            made["WWW-Authenticate"] = 'Bearer realm="Ledgerbridge API"'
        return made


def answer_to(request: HttpRequest, error: Any) -> HttpResponse:
    """Turn whatever an operation raised into the one shape; what nobody foresaw is logged with its correlation id."""
    match error:
        case Problem():
            return error.answer()
        case Http404():
            return Problem(404, "There is nothing here for this key.").answer()
        case AuthenticationError():
            return Problem(401, NO_KEY).answer()
        case ValidationError():
            return _invalid(error).answer()
        case HttpError():
            return Problem(error.status_code, error.message).answer()
    correlation_id = uuid.uuid4().hex
    logger.error("API call %s failed, correlation id %s", request.path, correlation_id, exc_info=error)
    transaction.set_rollback(True)
    unforeseen = Problem(
        500, "Something went wrong on our side. Quote the correlation id to support.", can_be_retried="Unknown"
    )
    return unforeseen.answer(correlation_id)


def _invalid(error: ValidationError) -> Problem:
    """Name each parameter that does not fit, and the rule it breaks."""
    found: list[dict[str, str]] = [
        {
            "itemId": str(entry["loc"][-1]) if entry.get("loc") else "",
            "message": str(entry.get("msg", "")),
            "validatorName": str(entry.get("type", "")),
        }
        for entry in error.errors
    ]
    names = ", ".join(dict.fromkeys(entry["itemId"] for entry in found))
    return Problem(422, f"Some parameters do not fit: {names}.", errors=found)


def no_such_address(request: HttpRequest, **rest: Any) -> HttpResponse:
    """Any address below the API that is none."""
    return Problem(404, f"There is no such address: {request.path}").answer()


def not_allowed(request: HttpRequest, allowed: str) -> HttpResponse:
    made = Problem(405, f"{request.method} is not possible here. Possible: {allowed}.").answer()
    made["Allow"] = allowed
    return made
