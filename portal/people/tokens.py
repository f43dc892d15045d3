"""The address that an invited person opens. Nothing that opens it lies in the database."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from portal.lib.signed import SignedIds
from portal.people.models import Invitation

_ids = SignedIds("people.invitation")


def url_of(invitation: Invitation) -> str:
    return str(settings.PUBLIC_URL) + reverse("people:join", args=[_ids.token_of(invitation.public_id)])


def invitation_of(token: str) -> Invitation | None:
    """The invitation that a token opens and that still counts."""
    key = _ids.id_of(token)
    if key is None:
        return None
    found = Invitation.objects.select_related("organisation", "invited_by").filter(public_id=key).first()
    return None if found is None or found.is_expired else found
