"""Doors for the worker."""

from __future__ import annotations

from typing import Any

from celery import Task, shared_task
from celery.contrib.django.task import DjangoTask
from django.utils.translation import gettext as _

from portal.lib.runs import queue, retry
from portal.mails import sending
from portal.mails.models import Mail

MAX_ATTEMPTS = 12
LONGEST_WAIT = 1800.0
"""Seconds between the last tries: mail servers ask strangers to come back after minutes."""


@shared_task(bind=True, base=DjangoTask, max_retries=None)
def send(self: Task[Any, Any], mail_pk: int) -> None:
    """Send a mail that nobody else is sending."""
    mail = Mail.objects.select_related("organisation").filter(pk=mail_pk).first()
    if mail is None or not mail.claim():
        return
    try:
        sending.run(mail)
    except sending.Refused as error:
        sending.give_up(mail, _("The mail server of this address refused it. Is the address right?"), str(error))
    except sending.NotSent as error:
        if mail.attempts >= MAX_ATTEMPTS:
            sending.give_up(mail, _("Our mail server did not take it, however often we tried."), str(error))
        else:
            retry(self, mail, error, cap=LONGEST_WAIT)
    except Exception as error:  # a fault of ours: it would happen again at every try
        sending.give_up(
            mail, _("Something went wrong on our side. Our support staff can see it."), type(error).__name__
        )
        raise


@shared_task
def resume_stale() -> None:
    """Queue mails whose worker died or whose message was lost."""
    for mail in Mail.objects.lost():
        mail.requeue()
        queue(send, mail)
