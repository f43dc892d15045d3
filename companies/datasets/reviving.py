"""Looking again at what waits for the organisation to mend its own settings, once these were changed."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Case, Exists, F, OuterRef, When
from django.db.models.functions import Coalesce, Greatest

from companies.actions import start_probe
from companies.models import Connection, Probe
from integrations.models import Integration
from integrations.provider import Owner

UNDER_WAY = timedelta(minutes=10)
"""A call that began with the old sender may still be refused behind the change."""

KINDS = {
    Connection.Status.PENDING: Probe.Kind.SIGN_IN,
    Connection.Status.DEAUTHORISED: Probe.Kind.PERMISSIONS,
}


def look_again() -> None:
    """Queue one check for each change: where access was lost the rights, and the books are linked again if they pass;
    else the sign-in, with which the customer goes on.

    A change is a new sender, own or lent, as well as the choice of the other one.
    """
    own, partner = F("integration__settings_changed_at"), F("integration__partner_credential__settings_changed_at")
    kept_at = Case(When(integration__source=Integration.Source.OWN, then=own), default=partner)
    chosen_at = Coalesce("integration__source_changed_at", "integration__created_at")
    waiting = (
        Connection.objects.leads()
        .filter(status__in=KINDS, status_owner=Owner.ORGANISATION)
        .filter(integration__in=Integration.objects.with_credentials())
        .exclude(credentials_changed_at=None)
        .annotate(mended_at=Greatest(kept_at, chosen_at))
        .filter(mended_at__gt=F("status_changed_at") - UNDER_WAY)
    )
    seen = Probe.objects.filter(connection=OuterRef("pk"), created_at__gt=OuterRef("mended_at"))
    for connection in waiting.filter(~Exists(seen)):
        start_probe(connection=connection, kind=KINDS[connection.status])
