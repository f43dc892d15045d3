"""The work of a mail: written, handed to the mail server once, written down."""

from __future__ import annotations

import logging
from contextlib import suppress
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.core.exceptions import ObjectDoesNotExist
from django.core.mail import EmailMultiAlternatives, get_connection
from django.utils.timezone import now
from django.utils.translation import gettext as _

from portal.lib.runs import ClaimLost, Run
from portal.mails.models import Mail
from portal.mails.writing import Moot, message_of

logger = logging.getLogger(__name__)


class NotSent(Exception):
    """The mail server did not take the mail; worth another try. Holds no address: it is written into logs."""


class Refused(NotSent):
    """The mail server will never take it."""


def run(mail: Mail) -> None:
    """Send a claimed mail, at most once.

    Before the mail server is given it, the row says so. A worker that died in between leaves a mail of which nobody
    knows whether it went out; it is not sent again, and whoever asked for it is told.

    Raises:
        NotSent: nothing was taken; the caller retries.
    """
    if mail.handed_at is not None:
        give_up(mail, _("We were interrupted while sending. It may have arrived, or not."), "interrupted")
        return
    try:
        message = message_of(mail)
    except Moot as reason:
        _finish(mail, Mail.Status.SKIPPED, str(reason))
        return
    with suppress(ClaimLost):
        mail.hold(handed_at=now())
        try:
            with mail.beating():
                _hand_over(message)
        except NotSent:
            mail.hold(handed_at=None)
            raise
        _finish(mail, Mail.Status.SUCCEEDED)


def give_up(mail: Mail, failure: str, detail: str) -> None:
    """End a mail that was not sent; it is shown where it was asked for."""
    logger.warning("mail %s (%s) was not sent: %s", mail.pk, mail.kind, detail)
    _finish(mail, Mail.Status.FAILED, failure, detail)


def _hand_over(message: EmailMultiAlternatives) -> None:
    """Give a message to the mail server. What it answers may hold the address, so only its number is passed on.

    Says goodbye also where it was refused; ``message.send()`` by itself would leave the line open.
    """
    try:
        with get_connection() as message.connection:
            message.send()
    except SMTPRecipientsRefused as error:
        codes = {code for code, _text in error.recipients.values()}
        if all(code >= 500 for code in codes):
            raise Refused(f"recipient refused: {_joined(codes)}") from None
        raise NotSent(f"recipient refused for now: {_joined(codes)}") from None
    except SMTPResponseException as error:
        raise NotSent(f"{type(error).__name__}: {error.smtp_code}") from None
    except (SMTPException, OSError) as error:
        raise NotSent(type(error).__name__) from None


def _joined(codes: set[int]) -> str:
    return ", ".join(map(str, sorted(codes)))


def _finish(mail: Mail, status: Run.Status, failure: str = "", detail: str = "") -> None:
    with suppress(ObjectDoesNotExist):  # deleted meanwhile with what it was about
        mail.finish(status, failure=failure, detail=detail)
