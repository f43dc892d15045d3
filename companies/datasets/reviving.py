"""Looking again at books that were lost through the organisation's own settings, once these were changed."""

from __future__ import annotations

from django.db.models import Case, Exists, F, OuterRef, When

from companies.actions import start_probe
from companies.models import Connection, Probe
from integrations.models import Integration
from integrations.provider import Owner


def look_again() -> None:
    """Queue one check of the rights for each change; where it passes, the books are linked again."""
    own, partner = F("integration__settings_changed_at"), F("integration__partner_credential__settings_changed_at")
    lost = (
        Connection.objects.leads()
        .filter(status=Connection.Status.DEAUTHORISED, status_owner=Owner.ORGANISATION)
        .exclude(credentials_changed_at=None)
        .annotate(mended_at=Case(When(integration__source=Integration.Source.OWN, then=own), default=partner))
        .filter(mended_at__gt=F("status_changed_at"))
    )
    seen = Probe.objects.filter(connection=OuterRef("pk"), created_at__gt=OuterRef("mended_at"))
    for connection in lost.filter(~Exists(seen)):
        start_probe(connection=connection, kind=Probe.Kind.PERMISSIONS)
