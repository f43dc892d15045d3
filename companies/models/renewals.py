"""New sign-ins that are tried before they replace the old one."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from companies.models.companies import Connection
from portal.lib.encrypted import EncryptedJSONField
from portal.lib.runs import Run, RunQuerySet
from portal.lib.spoken import SpokenJSONField, Text
from portal.organisations.models import Organisation


class Renewal(Run):
    """A new sign-in, tried while the old one goes on working; it is erased when the try ends, however it ends."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="renewals")
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="renewals")
    credentials = EncryptedJSONField(null=True, editable=False)
    verdict = SpokenJSONField(null=True, help_text=_("As of a check: why the old sign-in stayed."))

    objects = RunQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        get_latest_by = "created_at"
        constraints = [
            models.UniqueConstraint(
                fields=["connection"], condition=Q(status__in=["queued", "running"]), name="one_unfinished_renewal"
            )
        ]

    def __str__(self) -> str:
        return f"Renewal of {self.connection_id}"

    def finish(self, status: Run.Status, *, failure: Text = "", detail: str = "") -> None:
        self._rows.update(credentials=None)
        super().finish(status, failure=failure, detail=detail)
