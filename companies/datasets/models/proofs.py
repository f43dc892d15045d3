"""Whether what was read adds up: the proof that is made after each sync, and what in it does not tie."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from companies.datasets.models.syncs import Sync
from companies.models import Company, Connection
from portal.organisations.models import Organisation


class ProofQuerySet(models.QuerySet["Proof"]):
    def of(self, connection: Connection | None) -> Self:
        """The proofs of the books that are read through a connection."""
        return self.filter(sync__connection=connection).select_related("sync")


class Proof(models.Model):
    """One check of the books after one sync."""

    class Outcome(models.TextChoices):
        TIED = "tied", _("Ties")
        OFF = "off", _("Does not tie")
        UNKNOWN = "unknown", _("Could not be checked")

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="proofs")
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="proofs")
    sync = models.OneToOneField(Sync, on_delete=models.CASCADE, related_name="proof")
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    seconds = models.FloatField(default=0)
    created_at = models.DateTimeField(default=now)

    objects = ProofQuerySet.as_manager()

    PILLS: ClassVar = {Outcome.TIED: "passed", Outcome.OFF: "failed", Outcome.UNKNOWN: "unknown"}
    """What a pill calls each outcome."""

    class Meta:
        ordering = ["-created_at"]
        get_latest_by = "created_at"

    def __str__(self) -> str:
        return f"Proof of sync {self.sync_id}: {self.outcome}"

    @property
    def pill(self) -> str:
        return str(self.PILLS[self.Outcome(self.outcome)])


class ProofLine(models.Model):
    """One thing that was checked. ``sources`` are ids of records concerned where it does not tie, the first few."""

    proof = models.ForeignKey(Proof, on_delete=models.CASCADE, related_name="lines")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="proof_lines")
    position = models.PositiveSmallIntegerField(default=0)
    rule = models.CharField(max_length=40, help_text=_("What must hold, by name."))
    kind = models.CharField(max_length=40)
    part = models.CharField(max_length=120, blank=True, help_text=_("Of which period, entity, currency or account."))
    outcome = models.CharField(max_length=8, choices=Proof.Outcome.choices)
    checked_count = models.PositiveIntegerField(default=0)
    off_count = models.PositiveIntegerField(default=0)
    expected = models.CharField(max_length=80, blank=True)
    found = models.CharField(max_length=80, blank=True)
    remark = models.TextField(blank=True)
    sources = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.rule} of {self.kind}: {self.outcome}"

    @property
    def pill(self) -> str:
        return str(Proof.PILLS[Proof.Outcome(self.outcome)])
