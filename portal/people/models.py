"""Who may join an organisation. Who belongs to it already is a ``Membership``."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.lib.names import public_id
from portal.organisations.models import Organisation
from portal.organisations.roles import Role

LIFETIME = timedelta(days=7)
"""How long an invitation counts. Whoever reads the mail later asks for another one."""


class Invitation(models.Model):
    """Somebody who becomes a member by opening the address that was mailed to them.

    The row is there as long as the invitation stands: joining deletes it, and so does withdrawing. ``email`` is in
    lower case, as with users.
    """

    public_id = public_id()
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(max_length=16, choices=Role.choices, default=Role.ONBOARDING)
    invited_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    invited_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ["email"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "email"], name="invitation_once_per_address"),
        ]

    def __str__(self) -> str:
        return f"{self.email} · {self.get_role_display()}"

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= now()
