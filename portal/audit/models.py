"""Who did what to which row: append-only, never a secret."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.lib.names import public_id
from portal.organisations.models import Organisation


class AuditEvent(models.Model):
    """One act. ``actor_label`` stays readable when the user is gone; ``data`` holds plain facts, never a secret.

    ``organisation`` is empty for what support staff do to the portal itself: users, partner credentials.
    """

    class Actor(models.TextChoices):
        MEMBER = "member", _("Member")
        STAFF = "staff", _("Support staff")
        CUSTOMER = "customer", _("Customer")
        SYSTEM = "system", _("Ledgerbridge")
        KEY = "key", _("API key")

    public_id = public_id()
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="audit_events"
    )
    actor_kind = models.CharField(max_length=10, choices=Actor.choices)
    actor = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True)
    actor_label = models.CharField(max_length=254)
    verb = models.CharField(max_length=60, help_text=_("noun.verb, such as link.issued"))
    object_label = models.CharField(max_length=200, blank=True)
    object_id = models.UUIDField(null=True, blank=True)
    data = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=now, db_index=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["organisation", "-created_at"], name="audit_by_organisation"),
            models.Index(fields=["object_id", "-created_at"], name="audit_by_object"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_label}: {self.verb} {self.object_label}".strip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("An audit event is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("An audit event is never deleted.")
