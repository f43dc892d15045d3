"""Runs of checks on a connection, and what each check said."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from integrations.provider import ENTITY_CHECK, LONGEST_ACCOUNT
from integrations.records import Kind
from portal.lib.names import public_id
from portal.lib.runs import Run, RunQuerySet
from portal.lib.spoken import SpokenField, SpokenJSONField
from portal.organisations.models import Organisation


class ProbeQuerySet(RunQuerySet):
    def newest(self) -> Self:
        """The newest finished probe of each connection, with its checks."""
        ended = Probe.objects.finished().filter(connection=models.OuterRef("connection_id"))
        newest = ended.order_by("-created_at").values("pk")[:1]
        return self.filter(pk=models.Subquery(newest)).prefetch_related("checks")


class Probe(Run):
    """One run of checks on a connection."""

    class Kind(models.TextChoices):
        SIGN_IN = "sign_in", _("Sign-in")
        PERMISSIONS = "permissions", _("Permissions")

    public_id = public_id()
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="probes")
    connection = models.ForeignKey("companies.Connection", on_delete=models.CASCADE, related_name="probes")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    only = models.JSONField(default=list, blank=True, help_text=_("Names of the checks to run; empty for all."))
    account_id = models.CharField(max_length=LONGEST_ACCOUNT, blank=True)

    objects = ProbeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        get_latest_by = "created_at"
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "kind"],
                condition=Q(status__in=["queued", "running"]),
                name="one_unfinished_probe_per_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} probe of {self.connection_id}"

    @property
    def is_passed(self) -> bool:
        """Finished, and every required check passed."""
        return self.status == self.Status.SUCCEEDED and not any(check.blocks for check in self.checks.all())


class ProbeCheck(models.Model):
    """One check of a probe with cause, owner and cure."""

    class Outcome(models.TextChoices):
        PASSED = "passed", _("Passed")
        FAILED = "failed", _("Missing")
        WAITING = "waiting", _("Not checked yet")

    probe = models.ForeignKey(Probe, on_delete=models.CASCADE, related_name="checks")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="probe_checks")
    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(default=0)
    label = SpokenField()
    kind = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    is_required = models.BooleanField(default=True)
    verdict = SpokenJSONField(null=True, help_text=_("Cause, owner, cure, and what the provider said."))
    checked_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["probe", "name"], name="check_once_per_probe")]

    def __str__(self) -> str:
        return f"{self.label}: {self.outcome}"

    @property
    def is_passed(self) -> bool:
        return self.outcome == self.Outcome.PASSED

    @property
    def kind_label(self) -> str:
        """What the check is about, a kind of data or an entity, unless its own label says so already."""
        if self.name.startswith(ENTITY_CHECK):
            return gettext("Entity")
        label = str(Kind(self.kind).label) if self.kind in Kind.values else ""
        return "" if label == self.label else label

    @property
    def blocks(self) -> bool:
        """This check keeps the connection from being linked."""
        return self.is_required and not self.is_passed
