"""The way back to the organisation's own pages, and what its address is told of the outcome.

Only identifiers that the organisation knows already, never what opens the link; and only by a click of the customer.
"""

from __future__ import annotations

from datetime import timedelta

from django.utils.timezone import now

from linkflow.models import LinkSession
from portal.organisations import redirects
from portal.organisations.redirects import ERRORS, Status

NEWS_FOR = timedelta(hours=1)
"""How long a connection counts as made on this visit."""


def return_url(session: LinkSession, status: Status) -> str:
    """Where the button leads, or nothing where the organisation has set no address that it allows."""
    face = session.organisation.shown_face
    if not face.can_return:
        return ""
    provider = session.provider
    values = {
        "statusCode": str(int(status)),
        "errorMessage": ERRORS.get(status, ""),
        "clientId": str(session.organisation.public_id),
        "companyId": str(session.company.public_id),
        "connectionId": str(session.connection.public_id) if session.connection else "",
        "integrationId": str(session.integration.public_id) if session.integration else "",
        "platform": session.integration.provider if session.integration else "",
        "platformName": session.provider_name,
        "sourceType": "Accounting" if provider else "",
    }
    return redirects.filled(face.return_url, values)


def status_of(session: LinkSession) -> Status:
    """Whether the books were connected on this visit, or before."""
    connection = session.connection
    if connection is None or not (connection.is_linked or session.is_read_once):
        return Status.LEFT
    is_new = connection.linked_at is not None and connection.linked_at > now() - NEWS_FOR
    return Status.LINKED if is_new else Status.ALREADY_LINKED
