"""Words for mails of tests, and a mail server that says no."""

from __future__ import annotations

import smtplib
from typing import ClassVar

from django.core.mail.backends.locmem import EmailBackend

from portal.mails.writing import Letter, Moot


def letter_of(mail):
    """What ``facts`` say, or nothing to say."""
    if "moot" in mail.facts:
        raise Moot(mail.facts["moot"])
    return Letter(
        subject=mail.facts.get("subject", "Your link is waiting"),
        heading="Your link is waiting",
        greeting="Hello,",
        paragraphs=("Acorn <Lending> asks.",),
        facts=(("Valid until", "1 May"),),
        action="Connect the books",
        url="https://portal.ledgerbridge.example/link/abc/",
        after=("You can withdraw at any time.",),
        footer=("Ledgerbridge sends this for Acorn Lending.",),
        sender=mail.facts.get("sender", ""),
        reply_to=mail.organisation.support_email,
    )


class Moody(EmailBackend):
    """Raises the next of ``moods``, else delivers. ``seen`` are the Message-IDs of every mail that it was given.

    Those of ``closed`` it raises before it is given anything.
    """

    moods: ClassVar[list[Exception]] = []
    closed: ClassVar[list[Exception]] = []
    seen: ClassVar[list[str]] = []

    def open(self):
        if self.closed:
            raise self.closed.pop(0)

    def send_messages(self, messages):
        self.seen.extend(message.extra_headers["Message-ID"] for message in messages)
        if self.moods:
            raise self.moods.pop(0)
        return super().send_messages(messages)


def refused(code, address):
    return smtplib.SMTPRecipientsRefused({address: (code, f"{address} is unknown here".encode())})
