"""Why a customer finds nothing to choose, or cannot go on with what was chosen: in the organisation's words."""

from __future__ import annotations

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from integrations.models import Integration
from portal.lib.spoken import Text

OWN_UNREADABLE = _(
    "The credentials stored for {software} cannot be read any more, so your customer cannot go on. "
    "Enter them anew in its settings."
)
LENT_UNREADABLE = _(
    "The partner credentials for {software} cannot be read any more, so your customer cannot go on. "
    "Whoever runs this portal must enter them anew."
)


def obstacle(chosen: Integration | None) -> tuple[str, Text]:
    """What the activity log calls it, and what members are told."""
    if chosen is None:
        return "link.nothing_offered", _("No integration is switched on, so your customer finds nothing to choose.")
    if not chosen.is_offered:
        verb, cause = "link.software_withdrawn", _("{software} is switched off, so your customer cannot go on.")
    else:
        is_own = chosen.source == Integration.Source.OWN
        verb, cause = "link.software_unreadable", OWN_UNREADABLE if is_own else LENT_UNREADABLE
    return verb, format_lazy(cause, software=chosen.name)
