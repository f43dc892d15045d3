"""The words of an invitation, named in ``settings.MAIL_WRITERS``."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.mails.models import Mail
from portal.mails.writing import Letter, Moot
from portal.people.models import Invitation
from portal.people.tokens import url_of


def letter_of(mail: Mail) -> Letter:
    """Write an invitation as it stands now.

    Raises:
        Moot: it was withdrawn or accepted, or has run out.
    """
    rows = Invitation.objects.filter(organisation=mail.organisation, public_id=mail.about)
    invitation = rows.select_related("organisation", "invited_by").first()
    if invitation is None or invitation.is_expired:
        raise Moot(_("The invitation ended before it was sent."))
    inviter = invitation.invited_by
    names = {
        "organisation": invitation.organisation.name,
        "inviter": (inviter.name or inviter.email) if inviter else invitation.organisation.name,
    }
    return Letter(
        subject=_("%(inviter)s invites you to %(organisation)s on Ledgerbridge") % names,
        heading=_("Join %(organisation)s") % names,
        greeting=_("Hello,"),
        paragraphs=(
            _("%(inviter)s would like you to work in Ledgerbridge for %(organisation)s.") % names,
            _("Ledgerbridge is where %(organisation)s asks its customers for their books, and reads them.") % names,
        ),
        facts=(
            (_("Your role"), invitation.get_role_display()),
            (_("You sign in with"), invitation.email),
            (_("Valid until"), date_format(invitation.expires_at, "DATE_FORMAT")),
        ),
        action=_("Join"),
        url=url_of(invitation),
        after=(
            _("Whoever has this address can join in your place: pass it on to nobody."),
            _("If you did not expect this, leave it alone: nothing happens."),
        ),
        footer=(_("You get this because %(inviter)s entered your address.") % names,),
        reply_to=inviter.email if inviter else "",
    )
