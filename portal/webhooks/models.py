"""Telling other programs what happened: where to, what, and every attempt."""

from __future__ import annotations

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from portal.lib.encrypted import EncryptedTextField
from portal.lib.names import public_id
from portal.lib.runs import Run, RunQuerySet
from portal.organisations.models import Organisation


class Endpoint(models.Model):
    """An address of an organisation that wants to be told."""

    URL_TAKEN = _("This address is told already.")

    public_id = public_id()
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="endpoints")
    url = models.URLField(_("address"), max_length=500)
    secret = EncryptedTextField(editable=False)
    is_active = models.BooleanField(default=True)
    failing_since = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "url"], condition=models.Q(is_active=True), name="endpoint_once_per_address"
            ),
        ]

    def __str__(self) -> str:
        return self.url


class Event(models.Model):
    """Something that happened. ``payload`` carries ids only: who is told fetches the rest."""

    public_id = public_id()
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=60)
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.kind


class DeliveryQuerySet(RunQuerySet):
    def forgettable(self) -> Self:
        """Those that ended long ago, but for the newest of each endpoint: by it a page knows that it was told."""
        newer = self.model.objects.filter(endpoint=models.OuterRef("endpoint"), pk__gt=models.OuterRef("pk"))
        long_ago = now() - timedelta(days=settings.WEBHOOK_DELIVERIES_DAYS)
        return self.finished().filter(models.Exists(newer), finished_at__lt=long_ago)


class Delivery(Run):
    """One event on its way to one endpoint; retried with growing waits."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="deliveries")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="deliveries")
    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="deliveries")
    response_status = models.PositiveSmallIntegerField(null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name_plural = "deliveries"
        constraints = [models.UniqueConstraint(fields=["event", "endpoint"], name="delivery_once_per_endpoint")]
        indexes = [
            models.Index(
                fields=["status", "heartbeat_at", "due_at"],
                condition=models.Q(status__in=["queued", "running"]),
                name="delivery_unfinished",
            )
        ]

    def __str__(self) -> str:
        return f"{self.event} to {self.endpoint}"
