"""Writing to people: a row inside the caller's transaction, sent after it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings

from portal.accounts.models import User
from portal.lib.runs import queue
from portal.mails.models import Mail
from portal.mails.tasks import send
from portal.organisations.models import Organisation


def queue_mail(
    kind: str,
    *,
    organisation: Organisation,
    about: UUID,
    recipient: str,
    name: str = "",
    language: str = "",
    is_to_customer: bool = False,
    asked_by: User | None = None,
    facts: Mapping[str, Any] | None = None,
) -> Mail:
    """Keep a mail inside the caller's transaction and have it sent after the commit. ``facts`` hold no secret."""
    mail = Mail.objects.create(
        organisation=organisation,
        kind=kind,
        about=about,
        recipient=recipient,
        recipient_name=name,
        is_to_customer=is_to_customer,
        language=language or settings.LANGUAGE_CODE,
        asked_by=asked_by,
        facts=dict(facts or {}),
    )
    queue(send, mail)
    return mail


def forget_mails(*, organisation: Organisation, about: UUID) -> None:
    """Delete the mails about something that is being deleted, with the addresses in them."""
    Mail.objects.filter(organisation=organisation, about=about).delete()
