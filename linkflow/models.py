"""Where a customer is in the wizard, and what the customer agreed to. Secrets are never kept here."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.timezone import now

from companies.models import Company, Connection, Link
from integrations.models import Integration
from portal.lib.names import public_id
from portal.organisations.models import Organisation


class LinkSession(models.Model):
    """One company's way through the wizard, over days, devices and people.

    ``answers`` holds what the customer told us (a company ID, which form they see); ``done`` the slugs of guide steps
    that the customer confirmed.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="link_sessions")
    company = models.OneToOneField(Company, on_delete=models.CASCADE, related_name="link_session")
    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="sessions")
    integration = models.ForeignKey(Integration, on_delete=models.SET_NULL, null=True, blank=True)
    connection = models.ForeignKey(Connection, on_delete=models.SET_NULL, null=True, blank=True)
    answers = models.JSONField(default=dict, blank=True)
    done = models.JSONField(default=list, blank=True)
    started_at = models.DateTimeField(default=now)
    last_seen_at = models.DateTimeField(default=now)
    last_step = models.CharField(max_length=60, blank=True)
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"Link session of {self.company}"

    def answer(self, name: str) -> Any:
        return self.answers.get(name, "")


class Consent(models.Model):
    """What a customer agreed to: which words, when, from where. Never changed."""

    public_id = public_id()
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="consents")
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="consents")
    link = models.ForeignKey(Link, on_delete=models.SET_NULL, null=True, related_name="consents")
    text = models.TextField()
    text_version = models.CharField(max_length=20)
    text_hash = models.CharField(max_length=64)
    language = models.CharField(max_length=10)
    address = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=300, blank=True)
    agreed_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["-agreed_at"]

    def __str__(self) -> str:
        return f"Consent of {self.company}, {self.agreed_at:%Y-%m-%d}"
