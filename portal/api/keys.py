"""Who calls: an API key of an organisation, with a role of the same matrix as people."""

from __future__ import annotations

import base64
from datetime import timedelta

from django.http import HttpRequest
from django.utils.timezone import now
from ninja.security.http import HttpAuthBase

from portal.api.problems import Problem
from portal.organisations.actions import digest_of
from portal.organisations.models import ApiKey
from portal.organisations.roles import Right, roles_with

STAMP_EVERY = timedelta(minutes=1)


class Key(HttpAuthBase):
    """Ask for a key, and for a right of the matrix.

    The key stands in the header ``Authorization``: ``Basic`` and base64 of the key (no user name and no colon, though a
    colon after the key is forgiven, because that is what ``curl -u`` makes of it), or ``Bearer`` and the key as it is.
    """

    openapi_scheme = "basic"
    openapi_description = "Basic and the API key in base64 (no user name), or Bearer and the API key."

    def __init__(self, right: Right | None = None) -> None:
        super().__init__()
        self.right = right

    def __call__(self, request: HttpRequest) -> ApiKey | None:
        presented = presented_key(request.headers.get("Authorization", ""))
        if not presented:
            return None
        key = (
            ApiKey.objects.select_related("organisation")
            .filter(digest=digest_of(presented), revoked_at__isnull=True)
            .first()
        )
        if key is None:
            return None
        if self.right is not None and not key.may(self.right):
            able = ", ".join(str(role.label) for role in roles_with(self.right))
            raise Problem(
                403, f"A key with the role {key.get_role_display()} may not {self.right.label}. Roles that may: {able}."
            )
        stamp(key)
        return key


def presented_key(header: str) -> str:
    """The key in an ``Authorization`` header, or an empty text."""
    scheme, _, value = header.strip().partition(" ")
    value = value.strip()
    if scheme.lower() == "bearer":
        return value
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(value, validate=True).decode().removesuffix(":")
    except ValueError:  # no base64, or no text within
        return ""


def stamp(key: ApiKey) -> None:
    """Note that the key was used, at most once a minute."""
    moment = now()
    if key.last_used_at is None or key.last_used_at < moment - STAMP_EVERY:
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=moment)
