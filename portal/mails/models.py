"""Telling people what happened: every message is a row, like every piece of background work."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.lib.names import public_id
from portal.lib.runs import Run, RunQuerySet
from portal.organisations.models import Organisation


class MailQuerySet(RunQuerySet):
    def standing(self) -> MailQuerySet:
        """Those that were sent or still may be."""
        return self.exclude(status__in=[Run.Status.FAILED, Run.Status.SKIPPED])


class Mail(Run):
    """One message to one address, retried with growing waits.

    The words are not kept: they are written when it is sent, because they may hold a Link URL. ``about`` is the public
    id of what it is about; whoever deletes that deletes its mails. ``facts`` are plain facts, never a secret.
    """

    public_id = public_id()
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="mails")
    kind = models.CharField(max_length=60, help_text=_("noun.verb, such as link.invitation"))
    about = models.UUIDField()
    recipient = models.EmailField()
    recipient_name = models.CharField(max_length=100, blank=True)
    is_to_customer = models.BooleanField(default=False, help_text=_("To a customer, and not to a member."))
    language = models.CharField(max_length=10)
    facts = models.JSONField(default=dict, blank=True)
    asked_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    handed_at = models.DateTimeField(null=True, editable=False, help_text=_("When the mail server was given it."))

    objects = MailQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["about", "-created_at"], name="mail_by_object"),
            models.Index(
                fields=["status", "heartbeat_at", "due_at"],
                condition=models.Q(status__in=["queued", "running"]),
                name="mail_unfinished",
            ),
        ]

    def __str__(self) -> str:
        return self.kind

    @property
    def sent_at(self) -> datetime | None:
        return self.finished_at if self.status == self.Status.SUCCEEDED else None
