"""What a mail says, as data: one layout turns it into plain text and HTML, so that the two never differ.

Who knows the words lies higher up and is named in ``settings.MAIL_WRITERS``, by the first part of a mail's kind: a
function from a ``Mail`` to a ``Letter``.
"""

from __future__ import annotations

from dataclasses import dataclass
from email.headerregistry import Address
from email.utils import parseaddr
from typing import cast

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.module_loading import import_string
from django.utils.translation import get_language_bidi, override

from portal.mails.models import Mail


class Moot(Exception):
    """A mail has nothing to say any more; ``str()`` is the reason, for whoever asked for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """The words of one mail, in the order in which they stand."""

    subject: str
    heading: str
    greeting: str
    paragraphs: tuple[str, ...]
    facts: tuple[tuple[str, str], ...] = ()
    action: str = ""
    """What the button says; ``url`` is where it leads."""
    url: str = ""
    after: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()
    sender: str = ""
    """The name beside our address; the portal's own unless given."""
    reply_to: str = ""


def message_of(mail: Mail) -> EmailMultiAlternatives:
    """The message as it goes out, in the recipient's language.

    Its Message-ID stays the same however often it is made, so that a mail program shows a second copy as the first.

    Raises:
        Moot: there is no reason to send it any more.
    """
    with override(mail.language):
        letter = cast("Letter", import_string(settings.MAIL_WRITERS[mail.kind.partition(".")[0]])(mail))
        context = {"letter": letter, "language": mail.language, "is_rtl": get_language_bidi()}
        text = render_to_string("mail/letter.txt", context)
        html = render_to_string("mail/letter.html", context)
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    message = EmailMultiAlternatives(
        subject=one_line(letter.subject),
        body=text.strip() + "\n",
        from_email=str(Address(one_line(letter.sender) or name, addr_spec=address)),
        to=[mail.recipient],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        headers={
            "Message-ID": f"<{mail.public_id}@{address.rpartition('@')[2]}>",
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )
    message.attach_alternative(html, "text/html")
    return message


def one_line(text: str) -> str:
    """A text that may stand in a header: line breaks and other invisible characters become blanks."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
