"""The way back to the organisation's own pages, and what its address is told of the outcome.

Only what the organisation knows already, the provider's own words for what went wrong, and what the Link URL brought
along; never what opens the link, nor whom the customer signs in as; and only by a click of the customer.
"""

from __future__ import annotations

from datetime import timedelta

from django.utils.timezone import now

from integrations.provider import Owner
from linkflow.models import LinkSession
from linkflow.verdicts import hurdle_of
from portal.organisations import redirects
from portal.organisations.redirects import ERRORS, Status

NEWS_FOR = timedelta(hours=1)
"""How long a connection counts as made on this visit."""
CAN_MEND = (Owner.CUSTOMER, Owner.ADMINISTRATOR)
"""Where one of these must act, a customer who leaves has cancelled; where somebody else must, it has failed."""
LONGEST_TEXT = 200


def return_url(session: LinkSession, status: Status) -> str:
    """Where the button leads, or nothing where the organisation has set no address that it allows."""
    face = session.organisation.shown_face
    if not face.can_return:
        return ""
    integration = session.integration
    values = {
        **session.query,
        "statusCode": str(int(status)),
        "errorMessage": ERRORS.get(status, ""),
        "statusText": _own_words(session) if status in (Status.LEFT, Status.FAILED) else "",
        "clientId": str(session.organisation.public_id),
        "companyId": str(session.company.public_id),
        "connectionId": str(session.connection.public_id) if session.connection else "",
        "integrationId": str(integration.public_id) if integration else "",
        "sourceId": str(integration.source_id) if integration else "",
        "platform": integration.provider if integration else "",
        "platformName": session.provider_name,
        "sourceType": "Accounting" if integration else "",
        "data.company.companyName": session.company.name,
    }
    return redirects.filled(face.return_url, values)


def status_of(session: LinkSession) -> Status:
    """Whether the books were connected on this visit, or before; and if not, whether the customer could help it."""
    connection = session.connection
    if connection is None or not (connection.is_linked or session.is_read_once):
        hurdle = hurdle_of(session)
        is_theirs = hurdle is None or hurdle.verdict is None or hurdle.verdict["owner"] in CAN_MEND
        return Status.LEFT if is_theirs else Status.FAILED
    is_new = connection.linked_at is not None and connection.linked_at > now() - NEWS_FOR
    return Status.LINKED if is_new else Status.ALREADY_LINKED


def _own_words(session: LinkSession) -> str:
    """What the provider literally said of what keeps the books from being connected.

    Nothing where that is no short line, or names the account, the user or the sender.
    """
    hurdle = hurdle_of(session)
    if session.integration is None or hurdle is None or hurdle.verdict is None:
        return ""
    text = str((hurdle.verdict.get("raw") or {}).get("text", ""))
    names = (hurdle.probe.account_id, *session.answers.values(), *session.integration.public_settings.values())
    is_named = any(isinstance(name, str) and name and name.casefold() in text.casefold() for name in names)
    return "" if is_named or len(text) > LONGEST_TEXT or not text.isprintable() else text
