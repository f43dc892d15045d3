"""The words of our mails about companies, named in ``settings.MAIL_WRITERS``.

A mail holds no secret but the Link URL, and that only where it goes to the customer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from companies.mailing import Occasion, invitation_of, members_to_tell
from companies.models import Company, Connection
from companies.requesting import offered_by, subject_of, url_of
from portal.lib.spoken import told
from portal.mails.models import Mail
from portal.mails.writing import Letter, Moot

Words = Callable[[Mail, Company], dict[str, Any]]


def letter_of(mail: Mail) -> Letter:
    """Write a mail as things stand now.

    Raises:
        Moot: they have changed so that nobody wants to read it.
    """
    rows = Company.objects.filter(organisation=mail.organisation, public_id=mail.about)
    company = rows.select_related("organisation").first()
    if company is None:
        raise Moot(_("The company was deleted before it was sent."))
    words = (TO_CUSTOMER if mail.is_to_customer else TO_MEMBERS)[mail.kind](mail, company)
    around = _to_customer(company) if mail.is_to_customer else _to_member(mail, company)
    greeting = _("Hello %(name)s,") % {"name": mail.recipient_name} if mail.recipient_name else _("Hello,")
    return Letter(greeting=greeting, reply_to=company.organisation.support_email, **words, **around)


def _to_customer(company: Company) -> dict[str, Any]:
    """Who writes, why this address, and whom to ask."""
    organisation = company.organisation
    names = _names(company)
    lines = [
        _("Ledgerbridge sends this for %(organisation)s.") % names,
        _("They gave us your address for messages about this link. It is used for nothing else."),
    ]
    if organisation.support_email:
        lines.insert(0, _("Questions: %(email)s, or answer this mail.") % {"email": organisation.support_email})
    sender = _("%(organisation)s through Ledgerbridge") % names
    return {"footer": tuple(lines), "sender": sender}


def _to_member(mail: Mail, company: Company) -> dict[str, Any]:
    """Why a member is written to; who is not one any more, or may not know, is not."""
    if mail.recipient not in [member.email for member in members_to_tell(company.organisation)]:
        raise Moot(_("This member may not issue links any more."))
    return {
        "footer": (
            _("You get this because you may issue links for %(organisation)s on Ledgerbridge.") % _names(company),
        )
    }


def _invitation(mail: Mail, company: Company) -> dict[str, Any]:
    names = _names(company)
    paragraphs = [_asks(company)]
    if company.organisation.purpose:
        paragraphs.append(_("What for: %(purpose)s") % {"purpose": company.organisation.purpose})
    return {
        "subject": subject_of(company),
        "heading": _("%(organisation)s asks to read your books") % names,
        "paragraphs": tuple(paragraphs),
        **_link(company),
    }


def _reminder(mail: Mail, company: Company) -> dict[str, Any]:
    names = _names(company)
    if company.state == Connection.Status.LINKED:
        raise Moot(_("The books were connected before it was sent."))
    link = company.live_link
    begun = link is not None and link.open_count > 0
    kept = _("What you have done so far is kept: the link goes on where you stopped.")
    return {
        "subject": _("Your link to connect the books of %(company)s is waiting") % names,
        "heading": _("Your link is waiting"),
        "paragraphs": (_asks(company), kept if begun else _("The link that you were sent has not been opened yet.")),
        **_link(company),
    }


def _link(company: Company) -> dict[str, Any]:
    """The button that opens the wizard, with what one wants to know before pressing it."""
    link = company.live_link
    if link is None or not link.is_usable:
        raise Moot(_("The link ended before it was sent."))
    return {
        "action": _("Connect the books"),
        "url": url_of(link),
        "facts": (
            (_("Who asks"), company.organisation.name),
            (_("How long it takes"), _("Less than half an hour. You can stop at any point and go on later.")),
            (_("Valid until"), date_format(link.expires_at, "DATE_FORMAT")),
        ),
        "after": (
            _(
                "Whoever has this link can connect the books: pass it on only to the person who looks after your"
                " accounting software."
            ),
            _("You can withdraw at any time. If you did not expect this, leave it alone: nothing is connected."),
        ),
    }


def _connected_customer(mail: Mail, company: Company) -> dict[str, Any]:
    names, connection = _names(company), _standing(company, Connection.Status.LINKED)
    link = company.live_link
    withdraw = _("To withdraw, switch off the user that you made for it in %(software)s.") % names
    words: dict[str, Any] = {}
    if link is not None and link.is_usable:
        withdraw = _("To withdraw, open your link and choose “Disconnect”, or switch off the user in %(software)s.")
        withdraw %= names
        words = {"action": _("See how it stands"), "url": url_of(link)}
    once = _("They are read once. After that your sign-in is erased.")
    again = _("%(organisation)s reads them from now on, until you disconnect.") % names
    return {
        "subject": _("The books of %(company)s are connected") % names,
        "heading": _("Your books are connected"),
        "paragraphs": (
            _("The books of %(company)s in %(software)s are connected to %(organisation)s.") % names,
            once if connection.is_for_one_reading else again,
            _("Nothing in them is changed."),
        ),
        "after": (withdraw,),
        **words,
    }


def _connected_member(mail: Mail, company: Company) -> dict[str, Any]:
    names, connection = _names(company), _standing(company, Connection.Status.LINKED)
    label = _("Entities") if connection.further_ids else _("Entity")
    entity = ((label, connection.entity_names),) if connection.entity_names else ()
    return {
        "subject": _("%(company)s has connected its books") % names,
        "heading": _("%(company)s has connected its books") % names,
        "paragraphs": (_("The books in %(software)s are linked, and reading them has begun.") % names,),
        "facts": ((_("Software"), names["software"]), *entity),
        **_company_page(company),
    }


def _disconnected_customer(mail: Mail, company: Company) -> dict[str, Any]:
    names, connection = _names(company), _standing(company, Connection.Status.UNLINKED)
    reason = (_plain(told(connection.status_reason)),) if connection.status_reason else ()
    return {
        "subject": _("The books of %(company)s are disconnected") % names,
        "heading": _("Your books are disconnected"),
        "paragraphs": (
            *reason,
            _("%(organisation)s no longer reads the books of %(company)s. Your sign-in has been erased.") % names,
            _("What was read so far stays with %(organisation)s. Ask them to delete it if you want that, too.") % names,
        ),
        "after": (_("To be quite sure, switch the user off in %(software)s as well.") % names,),
    }


def _lost_customer(mail: Mail, company: Company) -> dict[str, Any]:
    """The sign-in was refused. What the organisation has to mend is told to its members only."""
    names, connection = _names(company), _standing(company, Connection.Status.DEAUTHORISED)
    if connection.waits_for_organisation:
        raise Moot(_("It had changed again before the mail was sent."))
    link = company.live_link
    words: dict[str, Any] = {}
    if link is not None:
        action = _("Sign in anew") if link.is_usable else _("Ask for a new address")
        words = {"action": action, "url": url_of(link)}
    return {
        "subject": _("The books of %(company)s need a new sign-in") % names,
        "heading": _("Your books need a new sign-in"),
        "paragraphs": (
            _("Access to the books of %(company)s in %(software)s was lost.") % names,
            _plain(told(connection.status_reason)),
            _("All that you set up is kept: when somebody has signed in anew, reading goes on where it stopped."),
        ),
        "after": (_("If you ended the access on purpose, there is nothing to do."),),
        **words,
    }


def _mended_customer(mail: Mail, company: Company) -> dict[str, Any]:
    names = _names(company)
    _standing(company, Connection.Status.PENDING)
    return {
        "subject": _("You can go on connecting the books of %(company)s") % names,
        "heading": _("You can go on"),
        "paragraphs": (
            _("What %(organisation)s had to mend before you could sign in is mended.") % names,
            _("What you have done so far is kept: the link goes on where you stopped."),
        ),
        **_link(company),
    }


def _disconnected_member(mail: Mail, company: Company) -> dict[str, Any]:
    names, connection = _names(company), _standing(company, Connection.Status.UNLINKED)
    reason = connection.status_reason or _("The access was ended, and the sign-in data erased.")
    return {
        "subject": _("%(company)s is not connected any more") % names,
        "heading": _("%(company)s is not connected any more") % names,
        "paragraphs": (reason, _("Nothing is read any more. What was read stays until you delete the company.")),
        **_company_page(company),
    }


def _needs_attention(mail: Mail, company: Company) -> dict[str, Any]:
    names, connection = _names(company), company.connection
    cause = _plain(str(mail.facts.get("cause", "")))
    if connection is not None and connection.is_linked:
        raise Moot(_("It was mended before the mail was sent."))
    if connection is not None and connection.waits_for_organisation:
        follows = _("Nothing is read until your settings are mended. We look again by ourselves once they were.")
    elif connection is not None and connection.status == Connection.Status.DEAUTHORISED:
        link = company.live_link
        if invitation_of(company) and link is not None and link.is_usable:
            follows = _("Nothing is read until the customer signs in anew. We have written to them; their link works.")
        else:
            follows = _("Nothing is read until the customer connects again. Send %(company)s a new link.") % names
    else:
        follows = _("%(company)s cannot go on until this is mended. What to do stands on its page.") % names
    return {
        "subject": _("%(company)s needs your attention") % names,
        "heading": _("%(company)s needs your attention") % names,
        "paragraphs": tuple(filter(None, (cause, follows))),
        "action": _("See what is wrong"),
        "url": _page("companies:connection", company),
    }


def _asked_anew(mail: Mail, company: Company) -> dict[str, Any]:
    names = _names(company)
    if company.asked_anew_at is None:
        raise Moot(_("It was answered before the mail was sent."))
    return {
        "subject": _("%(company)s asks for a new link") % names,
        "heading": _("%(company)s asks for a new link") % names,
        "paragraphs": (
            _("Somebody opened a link to %(company)s that does not work any more, and asks for a new one.") % names,
            _("Send it only to somebody whom you know at %(company)s: whoever has it can connect the books.") % names,
        ),
        "action": _("Send a link"),
        "url": _page("companies:request_data", company),
    }


def _names(company: Company) -> dict[str, str]:
    connection = company.connection
    software = connection.integration.name if connection else _("your accounting software")
    return {"company": company.name, "organisation": company.organisation.name, "software": software}


def _plain(text: str) -> str:
    """Without the signs that make names bold on pages."""
    return text.replace("**", "")


def _asks(company: Company) -> str:
    """Who asks for what, as in the message that members send themselves."""
    names, offered = _names(company), offered_by(company.organisation)
    if len(offered) == 1:
        text = _(
            "%(organisation)s asks to read the books of %(company)s in %(software)s."
            " Reading only: nothing in them is changed."
        )
        return text % {**names, "software": offered[0]}
    text = _(
        "%(organisation)s asks to read the books of %(company)s in your accounting software."
        " Reading only: nothing in them is changed."
    )
    return text % names


def _standing(company: Company, status: str) -> Connection:
    """The connection, if it still stands as the mail says."""
    connection = company.connection
    if connection is None or connection.status != status:
        raise Moot(_("It had changed again before the mail was sent."))
    return connection


def _company_page(company: Company) -> dict[str, Any]:
    return {"action": _("Open the company"), "url": f"{settings.PUBLIC_URL}{company.get_absolute_url()}"}


def _page(name: str, company: Company) -> str:
    return f"{settings.PUBLIC_URL}{reverse(name, args=[company.organisation.slug, company.public_id])}"


TO_CUSTOMER: dict[str, Words] = {
    Occasion.INVITATION: _invitation,
    Occasion.REMINDER: _reminder,
    Occasion.CONNECTED: _connected_customer,
    Occasion.DISCONNECTED: _disconnected_customer,
    Occasion.NEEDS_ATTENTION: _lost_customer,
    Occasion.MENDED: _mended_customer,
}
TO_MEMBERS: dict[str, Words] = {
    Occasion.CONNECTED: _connected_member,
    Occasion.DISCONNECTED: _disconnected_member,
    Occasion.NEEDS_ATTENTION: _needs_attention,
    Occasion.ASKED_ANEW: _asked_anew,
}
