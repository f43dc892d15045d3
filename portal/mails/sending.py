"""The work of a mail: written, handed to the mail server once, written down."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.core.exceptions import ObjectDoesNotExist
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
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


class Interrupted(Exception):
    """The mail server was being given the mail and did not say whether it took it. Holds no address."""


def run(mail: Mail) -> None:
    """Send a claimed mail, at most once.

    Before the mail server is given it, the row says so. A worker that died in between, or a mail server that fell
    silent, leaves a mail of which nobody knows whether it went out; it is not sent again, and whoever asked for it is
    told.

    Raises:
        NotSent: nothing was taken; the caller retries.
    """
    if mail.handed_at is not None:
        _leave_open(mail, "interrupted")
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
        except Interrupted as error:
            _leave_open(mail, f"interrupted: {error}")
            return
        except NotSent:
            mail.hold(handed_at=None)
            raise
        _finish(mail, Mail.Status.SUCCEEDED)


def give_up(mail: Mail, failure: str, detail: str) -> None:
    """End a mail that was not sent; it is shown where it was asked for."""
    logger.warning("mail %s (%s) was not sent: %s", mail.pk, mail.kind, detail)
    _finish(mail, Mail.Status.FAILED, failure, detail)


def _leave_open(mail: Mail, detail: str) -> None:
    give_up(mail, _("We were interrupted while sending. It may have arrived, or not."), detail)


def _hand_over(message: EmailMultiAlternatives) -> None:
    """Give a message to the mail server. What it answers may hold the address, so only its number is passed on."""
    has_begun = False
    try:
        with _line() as message.connection:
            has_begun = True
            message.send()
    except SMTPRecipientsRefused as error:
        codes = {code for code, _text in error.recipients.values()}
        if all(code >= 500 for code in codes):
            raise Refused(f"recipient refused: {_joined(codes)}") from None
        raise NotSent(f"recipient refused for now: {_joined(codes)}") from None
    except SMTPResponseException as error:
        is_refusal = error.smtp_code >= 400
        what = f"{type(error).__name__}: {error.smtp_code}"
        raise (NotSent(what) if is_refusal or not has_begun else Interrupted(what)) from None
    except (SMTPException, OSError) as error:
        what = type(error).__name__
        raise (Interrupted(what) if has_begun else NotSent(what)) from None


@contextmanager
def _line() -> Iterator[BaseEmailBackend]:
    """An open line to the mail server. It ends with a goodbye also where the mail was refused.

    How the server takes the goodbye says nothing about the mail.
    """
    connection = get_connection()
    try:
        connection.open()
        yield connection
    finally:
        with suppress(SMTPException, OSError):
            connection.close()


def _joined(codes: set[int]) -> str:
    return ", ".join(map(str, sorted(codes)))


def _finish(mail: Mail, status: Run.Status, failure: str = "", detail: str = "") -> None:
    with suppress(ObjectDoesNotExist):  # deleted meanwhile with what it was about
        mail.finish(status, failure=failure, detail=detail)
