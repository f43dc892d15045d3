"""Which providers an organisation uses, and with whose credentials."""

from __future__ import annotations

import uuid
from datetime import UTC
from typing import Any, Self

from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from integrations import registry
from integrations.provider import Provider
from portal.accounts.models import User
from portal.lib.encrypted import EncryptedJSONField, UnreadableSecret
from portal.lib.names import public_id
from portal.organisations.models import Organisation

SOURCES = uuid.UUID("5f1d4a53-6f2c-4a3e-8d57-0c0f9c6d3c11")
"""Namespace of the ids that stand for providers."""


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
    def with_credentials(self) -> Self:
        """Those through which a conversation can be opened."""
        return self.filter(
            models.Q(source=Integration.Source.OWN, settings_changed_at__isnull=False)
            | models.Q(source=Integration.Source.PARTNER, partner_credential__is_active=True)
        )

    def offered(self) -> Self:
        """What a customer may choose: switched on, and with credentials."""
        return self.with_credentials().filter(is_enabled=True)


class IntegrationManager(models.Manager["Integration"].from_queryset(IntegrationQuerySet)):  # type: ignore[misc]
    """Leaves the settings in the database until somebody opens the provider or shows the public part."""

    def get_queryset(self) -> IntegrationQuerySet:
        queryset: IntegrationQuerySet = super().get_queryset().defer("settings")
        return queryset


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
    source_changed_at = models.DateTimeField(
        null=True, editable=False, help_text=_("When other credentials than before were chosen, lent or taken back.")
    )
    partner_credential = models.ForeignKey(
        PartnerCredential, on_delete=models.PROTECT, null=True, blank=True, related_name="integrations"
    )
    allows_several_entities = models.BooleanField(_("several entities"), default=False)
    sync_mode = models.CharField(_("sync"), max_length=12, choices=SyncMode.choices, default=SyncMode.CONTINUOUS)
    created_at = models.DateTimeField(default=now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, editable=False)

    objects = IntegrationManager()

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
    def source_id(self) -> uuid.UUID:
        """What stands for the provider itself: the same for every organisation and company."""
        return uuid.uuid5(SOURCES, self.provider)

    @property
    def is_lent(self) -> bool:
        """Support staff have lent partner credentials that may be used."""
        return self.partner_credential is not None and self.partner_credential.is_active

    @property
    def has_credentials(self) -> bool:
        if self.source == self.Source.PARTNER:
            return self.is_lent
        return self.settings_changed_at is not None

    @property
    def is_offered(self) -> bool:
        return self.is_enabled and self.has_credentials

    @property
    def is_readable(self) -> bool:
        """A key of this installation still decrypts its own settings; otherwise they are entered anew."""
        return _is_readable(self)

    @property
    def can_be_opened(self) -> bool:
        """A key of this installation decrypts the settings that conversations are opened with."""
        return _is_readable(self._lender or self)

    @property
    def kept_settings(self) -> dict[str, Any]:
        """Its own settings, to fill a form and to compare with; none where no key decrypts them."""
        return dict(self.settings or {}) if self.is_readable else {}

    @property
    def effective_settings(self) -> dict[str, Any]:
        """The settings a conversation is opened with; secret, never for a page."""
        return dict((self._lender or self).settings or {})

    @property
    def _lender(self) -> PartnerCredential | None:
        return self.partner_credential if self.source == self.Source.PARTNER else None

    @property
    def public_settings(self) -> dict[str, Any]:
        """The part of the settings that may be shown (a Sender ID); empty where they are unreadable."""
        if not self.can_be_opened:
            return {}
        shown = self.provider_class.public_settings
        return {name: value for name, value in self.effective_settings.items() if name in shown}

    @property
    def linked_count(self) -> int:
        """How many companies are read through it."""
        return self.connections.linked().leads().count() if self.pk else 0

    @property
    def waiting_count(self) -> int:
        """How many companies hold a link that works and are not linked yet: they could still choose it."""
        linked = self.organisation.connections.linked().values("company")
        links = self.organisation.links.usable().exclude(company__in=linked)
        return int(links.values("company").distinct().count())


def _is_readable(row: Integration | PartnerCredential) -> bool:
    try:
        _settings = row.settings
    except UnreadableSecret:
        return False
    return True


class UnknownReply(models.Model):
    """Something a provider said that its catalogue does not know: kept without secrets, so that the catalogue can grow.

    The same words count up one row; ``fingerprint`` is what "the same" means.
    """

    provider = models.CharField(max_length=40)
    fingerprint = models.CharField(max_length=64, unique=True, editable=False)
    level = models.CharField(max_length=20)
    http_status = models.PositiveSmallIntegerField(_("HTTP status"))
    number = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    function = models.CharField(max_length=60, blank=True)
    subject = models.CharField(_("object"), max_length=60, blank=True)
    count = models.PositiveIntegerField(default=0)
    first_seen_at = models.DateTimeField(default=now)
    last_seen_at = models.DateTimeField(default=now)
    last_support_id = models.CharField(_("last Support ID"), max_length=200, blank=True)
    last_connection = models.UUIDField(_("last connection"), null=True, help_text=_("Public ID of the connection."))

    class Meta:
        ordering = ["-last_seen_at"]
        verbose_name_plural = "unknown replies"

    def __str__(self) -> str:
        return " ".join(filter(None, (self.number, self.text)))[:80] or f"HTTP {self.http_status}"


class MaintenanceWindowQuerySet(models.QuerySet["MaintenanceWindow"]):
    def ahead(self) -> Self:
        """Those that are on or still to come, the earliest first."""
        return self.filter(ends_at__gt=now()).order_by("starts_at")


class MaintenanceWindow(models.Model):
    """A time in which a provider is known to be away: nothing is read by itself then."""

    provider = models.CharField(max_length=40)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True, help_text=_("Where it was announced."))

    objects = MaintenanceWindowQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="window_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        starts_at, ends_at = self.starts_at.astimezone(UTC), self.ends_at.astimezone(UTC)
        return f"{self.provider}, {starts_at:%Y-%m-%d %H:%M} to {ends_at:%Y-%m-%d %H:%M} UTC"
