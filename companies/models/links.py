"""Links: how a company is let into the wizard."""

from __future__ import annotations

from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.lib.names import public_id
from portal.organisations.models import Organisation

NOT_ASKED_AGAIN_WITHIN = timedelta(hours=12)
"""How long the holder of a link that ended has to wait before asking for a new one again."""


class LinkQuerySet(models.QuerySet["Link"]):
    def usable(self) -> Self:
        return self.filter(revoked_at__isnull=True, expires_at__gt=now())


class Link(models.Model):
    """The capability to connect one company: an address that can be sent, ends, and can be taken back.

    What opens it is signed, not stored: see ``companies.tokens``.
    """

    public_id = public_id()
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="links")
    company = models.ForeignKey("companies.Company", on_delete=models.CASCADE, related_name="links")
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, editable=False)
    created_at = models.DateTimeField(default=now, editable=False)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    open_count = models.PositiveIntegerField(default=0, editable=False)
    last_opened_at = models.DateTimeField(null=True, editable=False)
    asked_anew_at = models.DateTimeField(
        null=True, editable=False, help_text=_("When its holder last asked for a new one.")
    )

    objects = LinkQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["company"], condition=Q(revoked_at__isnull=True), name="one_live_link_per_company"
            ),
        ]

    def __str__(self) -> str:
        return f"Link of {self.company}"

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= now()

    @property
    def is_revoked(self) -> bool:
        return self.revoked_at is not None

    @property
    def is_usable(self) -> bool:
        return not self.is_revoked and not self.is_expired

    @property
    def may_ask_anew(self) -> bool:
        """It ended, and its holder has not asked for a new one a short while ago."""
        asked = self.asked_anew_at
        return not self.is_usable and (asked is None or asked <= now() - NOT_ASKED_AGAIN_WITHIN)
