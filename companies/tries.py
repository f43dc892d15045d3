"""How often a sign-in is tried: providers lock users after several refused passwords, ones that work included."""

from __future__ import annotations

from datetime import timedelta

from django.utils.timezone import now
from django.utils.translation import ngettext

from companies.models import Connection, Probe, Renewal
from integrations.provider import USER_CHECK

MOST, WITHIN = 3, timedelta(minutes=30)
"""Refusals. After how many Sage Intacct locks a user is not public; a simulated one does after five."""


def why_no_try(connection: Connection) -> str:
    """Why no other sign-in is tried now, and when one is; empty where one may be."""
    since = now() - WITHIN
    refused = {"status": "failed", "failure_detail": USER_CHECK, "finished_at__gt": since}
    probes = Probe.objects.filter(connection=connection, kind=Probe.Kind.SIGN_IN, **refused)
    renewals = Renewal.objects.filter(connection=connection, **refused)
    moments = sorted(row.finished_at for rows in (probes, renewals) for row in rows.only("finished_at"))
    if len(moments) < MOST:
        return ""
    minutes = -(-(moments[-MOST] + WITHIN - now()) // timedelta(minutes=1))
    return ngettext(
        "%(name)s refused %(count)s sign-ins within half an hour, and locks users after several. So nothing was tried"
        " now; the next one is possible in %(minutes)s minute. Use the time to have the password checked or set anew.",
        "%(name)s refused %(count)s sign-ins within half an hour, and locks users after several. So nothing was tried"
        " now; the next one is possible in %(minutes)s minutes. Use the time to have the password checked or set anew.",
        minutes,
    ) % {"name": connection.integration.name, "count": len(moments), "minutes": minutes}
