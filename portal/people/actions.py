"""Inviting people, joining, and what becomes of members."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.lib.noting import note
from portal.mails.actions import forget_mails, queue_mail
from portal.mails.models import Mail
from portal.organisations.actions import Refused
from portal.organisations.models import Membership, Organisation
from portal.organisations.roles import Right, Role, roles_with
from portal.people.models import LIFETIME, Invitation

MOST_OPEN = 50
"""Invitations that stand in an organisation at a time."""
NOT_AGAIN_WITHIN = timedelta(minutes=5)


@transaction.atomic
def invite(*, organisation: Organisation, email: str, role: Role, actor: User) -> Invitation:
    """Invite somebody by mail, or again, perhaps with another role; the address that was mailed before stays the same.

    Raises:
        Refused: a member already, mailed a moment ago, or too many invitations stand.
    """
    _hold(organisation)
    if organisation.memberships.filter(user__email=email).exists():
        raise Refused(_("%(email)s belongs to %(name)s already.") % {"email": email, "name": organisation.name})
    standing = organisation.invitations.filter(email=email).first()
    if standing is None and organisation.invitations.count() >= MOST_OPEN:
        raise Refused(_("%(count)s invitations stand. Withdraw some that nobody accepts.") % {"count": MOST_OPEN})
    if standing is not None and _mails_of(standing).filter(created_at__gt=now() - NOT_AGAIN_WITHIN).exists():
        raise Refused(
            _("%(email)s was mailed a moment ago. Wait some minutes before you mail again.") % {"email": email}
        )
    invitation = standing or Invitation(organisation=organisation, email=email)
    invitation.role, invitation.invited_by = role, actor
    invitation.invited_at, invitation.expires_at = now(), now() + LIFETIME
    invitation.save()
    queue_mail("member.invited", organisation=organisation, about=invitation.public_id, recipient=email, asked_by=actor)
    _note(organisation, actor, "member.invited", email, role=role)
    return invitation


@transaction.atomic
def withdraw(*, invitation: Invitation, actor: User) -> None:
    """End an invitation; the address that was mailed opens nothing any more."""
    _note(invitation.organisation, actor, "member.uninvited", invitation.email)
    _forget(invitation)


@transaction.atomic
def join(*, invitation: Invitation, user: User) -> Membership:
    """Make the invited person a member. Whoever is one already keeps their role.

    Raises:
        Refused: the invitation ended meanwhile, or is for somebody else.
    """
    organisation = _hold(invitation.organisation)
    standing = organisation.invitations.filter(pk=invitation.pk).first()
    if standing is None or standing.is_expired:
        raise Refused(_("This invitation has ended meanwhile. Ask for another one."))
    if user.email != standing.email:
        raise Refused(_("This invitation is for %(email)s.") % {"email": standing.email})
    membership, _is_new = Membership.objects.get_or_create(
        organisation=organisation, user=user, defaults={"role": standing.role}
    )
    _note(organisation, user, "member.joined", user.email, role=membership.role)
    _forget(standing)
    return membership


@transaction.atomic
def join_anew(*, invitation: Invitation, name: str, password: str) -> Membership:
    """The same for somebody who has no account yet. Who can open the address owns the mailbox.

    Raises:
        Refused: as for ``join``, or an account was made meanwhile.
    """
    try:
        with transaction.atomic():
            user = User.objects.create_user(invitation.email, password, name=name)
    except IntegrityError as taken:
        raise Refused(_("There is an account for %(email)s by now. Sign in.") % {"email": invitation.email}) from taken
    return join(invitation=invitation, user=user)


@transaction.atomic
def change_role(*, membership: Membership, role: Role, actor: User) -> Membership:
    """Give a member another role, at once.

    Raises:
        Refused: nobody would be left who manages people.
    """
    organisation = _hold(membership.organisation)
    before = Membership.objects.get(pk=membership.pk).role
    if before != role:
        _see_that_somebody_manages(organisation, without=membership, unless=role in roles_with(Right.MANAGE_PEOPLE))
        membership.role = role
        membership.save(update_fields=["role"])
        _note(organisation, actor, "member.role_changed", membership.user.email, before=before, role=role)
    return membership


@transaction.atomic
def remove(*, membership: Membership, actor: User) -> None:
    """End a membership at once; the account and what the person did stay. Members may remove themselves.

    Raises:
        Refused: nobody would be left who manages people.
    """
    organisation = _hold(membership.organisation)
    _see_that_somebody_manages(organisation, without=membership)
    _note(organisation, actor, "member.left" if actor == membership.user else "member.removed", membership.user.email)
    membership.delete()


def mails_of(organisation: Organisation) -> dict[Any, Mail]:
    """The newest mail of each invitation that stands, by its public id."""
    about = organisation.invitations.values("public_id")
    mails = Mail.objects.filter(organisation=organisation, about__in=about).order_by("created_at", "pk")
    return {mail.about: mail for mail in mails}


def _mails_of(invitation: Invitation) -> Any:
    return Mail.objects.standing().filter(organisation=invitation.organisation, about=invitation.public_id)


def _forget(invitation: Invitation) -> None:
    forget_mails(organisation=invitation.organisation, about=invitation.public_id)
    invitation.delete()


def _hold(organisation: Organisation) -> Organisation:
    """One change of an organisation's people at a time."""
    return Organisation.objects.select_for_update().get(pk=organisation.pk)


def _see_that_somebody_manages(organisation: Organisation, *, without: Membership, unless: bool = False) -> None:
    managers = organisation.memberships.filter(role__in=roles_with(Right.MANAGE_PEOPLE))
    if not unless and not managers.exclude(pk=without.pk).exists():
        raise Refused(
            _("Somebody has to manage %(name)s. Make another member administrator first.") % {"name": organisation.name}
        )


def _note(organisation: Organisation, actor: User, verb: str, email: str, **facts: str) -> None:
    note(organisation=organisation, actor=actor, verb=verb, object_label=email, **facts)
