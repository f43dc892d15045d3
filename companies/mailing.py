"""Who is written to about a company, and how often at most. What the mails say stands in ``companies.letters``.

A customer's address is kept in the mails that were sent there and nowhere else: not with the company, never in the
audit log, which outlives it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import TextChoices
from django.utils.functional import cached_property
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies.models import Company, Link
from portal.accounts.models import User
from portal.mails.actions import queue_mail
from portal.mails.models import Mail, MailQuerySet
from portal.organisations.models import Organisation
from portal.organisations.roles import Right, roles_with

A_DAY = timedelta(days=1)
NOT_AGAIN_WITHIN = timedelta(hours=12)
"""How long the same trouble of the same company is told once only: an open page checks it every few seconds."""
PER_COMPANY, PER_ORGANISATION = 5, 500
"""Mails to customers a day."""
SHOWN = 5


class Occasion(TextChoices):
    """On what occasion we write."""

    INVITATION = "link.invitation", gettext_lazy("Invitation")
    REMINDER = "link.reminder", gettext_lazy("Reminder")
    ASKED_ANEW = "link.asked_anew", gettext_lazy("New link asked for")
    CONNECTED = "connection.linked", gettext_lazy("Connected")
    DISCONNECTED = "connection.disconnected", gettext_lazy("Disconnected")
    NEEDS_ATTENTION = "connection.needs_attention", gettext_lazy("Needs attention")
    MENDED = "connection.mended", gettext_lazy("Mended by the organisation")


BY_HAND = (Occasion.INVITATION, Occasion.REMINDER)


@dataclass(frozen=True)
class Correspondence:
    """What was mailed to a company's people by hand: only for members who may issue links."""

    company: Company
    link: Link | None

    @cached_property
    def mails(self) -> list[Mail]:
        """The newest first."""
        return list(mails_of(self.company).filter(kind__in=BY_HAND).select_related("asked_by")[:SHOWN])

    @cached_property
    def invited(self) -> Mail | None:
        """The invitation that stands: where a reminder goes."""
        return invitation_of(self.company)

    @property
    def is_moving(self) -> bool:
        return any(not mail.is_finished for mail in self.mails)

    @cached_property
    def why_no_reminder(self) -> str:
        """Why nobody is reminded now; empty where somebody can be."""
        if self.link is None or not self.link.is_usable:
            return _("No link works now. Issue one and send it.")
        if self.company.state == "linked":
            return _("These books are connected already.")
        if self.invited is None:
            return _("Nobody was invited by e-mail yet.")
        last = mails_of(self.company).standing().filter(kind__in=BY_HAND).first()
        if last is not None and last.created_at > now() - A_DAY:
            return _("One mail a day is enough. The last one was sent within 24 hours.")
        return ""

    def why_no_invitation(self, email: str) -> str:
        """Why the link is not mailed to this address now; empty where it can be."""
        if self.link is None or not self.link.is_usable:
            return _("No link works now. Issue one and send it.")
        since = now() - A_DAY
        to_customers = Mail.objects.standing().filter(kind__in=BY_HAND, created_at__gt=since)
        here = to_customers.filter(organisation=self.company.organisation, about=self.company.public_id)
        if here.filter(recipient__iexact=email, created_at__gte=self.link.created_at).exists():
            return _("This link was mailed to this address within the last 24 hours.")
        if here.count() >= PER_COMPANY:
            return _("%(count)s mails were sent to this company within 24 hours. Try again tomorrow.") % {
                "count": PER_COMPANY
            }
        if to_customers.filter(organisation=self.company.organisation).count() >= PER_ORGANISATION:
            return _("Your organisation has mailed %(count)s customers within 24 hours. Try again tomorrow.") % {
                "count": PER_ORGANISATION
            }
        return ""


def mails_of(company: Company) -> MailQuerySet:
    """Every mail about a company, the newest first."""
    return Mail.objects.filter(organisation=company.organisation, about=company.public_id)


def invitation_of(company: Company) -> Mail | None:
    """The newest invitation that went out or still may; its recipient is the customer as far as we know one."""
    return mails_of(company).standing().filter(kind=Occasion.INVITATION).first()


def tell_members(occasion: Occasion, company: Company, *, cause: str = "") -> list[Mail]:
    """Write to every member who may issue links, after the caller's commit."""
    return [
        queue_mail(
            occasion.value,
            organisation=company.organisation,
            about=company.public_id,
            recipient=member.email,
            name=member.name,
            facts={"cause": cause} if cause else {},
        )
        for member in members_to_tell(company.organisation)
    ]


def tell_customer(occasion: Occasion, company: Company) -> Mail | None:
    """Write to the customer who was invited by e-mail; nobody where none was."""
    invited = invitation_of(company)
    if invited is None:
        return None
    return mail_customer(
        occasion,
        company,
        email=invited.recipient,
        name=invited.recipient_name,
        language=language_of_customer(company) or invited.language,
    )


def mail_customer(
    occasion: Occasion, company: Company, *, email: str, name: str, language: str, asked_by: User | None = None
) -> Mail:
    """Write to a customer, after the caller's commit."""
    return queue_mail(
        occasion.value,
        organisation=company.organisation,
        about=company.public_id,
        recipient=email,
        name=name,
        language=language,
        is_to_customer=True,
        asked_by=asked_by,
    )


def warn_members(company: Company, cause: str) -> list[Mail]:
    """Tell of something that only the organisation can mend, unless it was told of the same a while ago."""
    told = mails_of(company).filter(kind=Occasion.NEEDS_ATTENTION, facts__cause=cause)
    if told.filter(created_at__gt=now() - NOT_AGAIN_WITHIN).exists():
        return []
    return tell_members(Occasion.NEEDS_ATTENTION, company, cause=cause)


def members_to_tell(organisation: Organisation) -> list[User]:
    """The members who may issue links."""
    able = organisation.memberships.filter(role__in=roles_with(Right.ISSUE_LINKS), user__is_active=True)
    return [membership.user for membership in able.select_related("user").order_by("user__email")]


def language_of_customer(company: Company) -> str:
    """The language in which the customer read the wizard; empty where nobody has or we do not speak it any more."""
    consent = company.consents.first()
    return consent.language if consent and consent.language in dict(settings.LANGUAGES) else ""
