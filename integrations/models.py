"""Which providers an organisation uses, and with whose credentials."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from integrations import registry
from integrations.provider import Provider
from portal.accounts.models import User
from portal.lib.encrypted import EncryptedJSONField
from portal.lib.names import public_id
from portal.organisations.models import Organisation


class PartnerCredential(models.Model):
    """A sender that the operator of the portal owns; support staff lend it to organisations."""

    public_id = public_id()
    provider = models.CharField(max_length=40)
    label = models.CharField(_("label"), max_length=100, help_text=_("How organisations see it: provided by …"))
    settings = EncryptedJSONField(default=dict, editable=False)
    settings_changed_at = models.DateTimeField(default=now, editable=False)
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        ordering = ["label"]

    def __str__(self) -> str:
        return self.label


class IntegrationQuerySet(models.QuerySet["Integration"]):
    def offered(self) -> Self:
        """What a customer may choose: switched on, and with credentials."""
        has_credentials = models.Q(source=Integration.Source.OWN, settings_changed_at__isnull=False) | models.Q(
            source=Integration.Source.PARTNER, partner_credential__is_active=True
        )
        return self.filter(has_credentials, is_enabled=True)


class Integration(models.Model):
    """An organisation's use of a provider: its settings, and whether customers are offered it."""

    class Source(models.TextChoices):
        OWN = "own", _("Our own credentials")
        PARTNER = "partner", _("Partner credentials")

    class SyncMode(models.TextChoices):
        CONTINUOUS = "continuous", _("Continuous")
        ONE_TIME = "one_time", _("One time")

    public_id = public_id()
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="integrations")
    provider = models.CharField(max_length=40)
    is_enabled = models.BooleanField(_("offered to customers"), default=False)
    source = models.CharField(_("credentials"), max_length=10, choices=Source.choices, default=Source.OWN)
    settings = EncryptedJSONField(default=dict, editable=False)
    settings_changed_at = models.DateTimeField(null=True, editable=False)
    partner_credential = models.ForeignKey(
        PartnerCredential, on_delete=models.PROTECT, null=True, blank=True, related_name="integrations"
    )
    sync_mode = models.CharField(_("sync"), max_length=12, choices=SyncMode.choices, default=SyncMode.CONTINUOUS)
    created_at = models.DateTimeField(default=now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, editable=False)

    objects = IntegrationQuerySet.as_manager()

    class Meta:
        ordering = ["provider"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "provider"], name="integration_once_per_provider"),
        ]

    def __str__(self) -> str:
        return f"{self.provider_class.name} at {self.organisation}"

    @property
    def provider_class(self) -> type[Provider]:
        return registry.get(self.provider)

    @property
    def name(self) -> str:
        return self.provider_class.name

    @property
    def has_credentials(self) -> bool:
        if self.source == self.Source.PARTNER:
            return self.partner_credential is not None and self.partner_credential.is_active
        return self.settings_changed_at is not None

    @property
    def is_offered(self) -> bool:
        return self.is_enabled and self.has_credentials

    @property
    def effective_settings(self) -> dict[str, Any]:
        """The settings a conversation is opened with; secret, never for a page."""
        chosen = (
            self.partner_credential.settings
            if self.source == self.Source.PARTNER and self.partner_credential
            else self.settings
        )
        return dict(chosen or {})

    @property
    def public_settings(self) -> dict[str, Any]:
        """The part of the settings that may be shown (a Sender ID, never a password)."""
        shown = self.provider_class.public_settings
        return {name: value for name, value in self.effective_settings.items() if name in shown}
