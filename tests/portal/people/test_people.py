"""Inviting colleagues, joining, changing roles, leaving."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from portal.accounts.models import User
from portal.audit.models import AuditEvent
from portal.mails.models import Mail
from portal.mails.tasks import send
from portal.organisations.actions import Refused
from portal.organisations.models import Membership
from portal.organisations.roles import Role
from portal.people import actions
from portal.people.models import Invitation
from portal.people.tokens import url_of
from tests.factories import MembershipFactory, UserFactory

PEOPLE = "/o/acorn/settings/people/"
COLLEAGUE = "colleague@acorn.example"
PASSWORD = "a-long-enough-password-1"


@pytest.fixture
def admin(signed_in, ada):
    return signed_in(ada)


@pytest.fixture
def invite(acorn, ada):
    def invite(email=COLLEAGUE, role=Role.ANALYST):
        return actions.invite(organisation=acorn, email=email, role=role, actor=ada)

    return invite


def path_of(invitation):
    return url_of(invitation).removeprefix("https://portal.ledgerbridge.example")


def said(answer):
    return answer.content.decode()


def test_who_is_invited_gets_a_mail_and_stands_in_the_list(
    admin, acorn, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        page = said(admin.post(PEOPLE, {"email": "Colleague@Acorn.Example", "role": "analyst"}, follow=True))
    assert f"{COLLEAGUE} is invited." in page
    [mail] = mailoutbox
    assert mail.to == [COLLEAGUE]
    assert mail.subject == "Ada invites you to Acorn Lending on Ledgerbridge"
    assert url_of(acorn.invitations.get()) in mail.body
    assert mail.reply_to == ["ada@acorn.example"]
    page = said(admin.get(PEOPLE))
    assert re.search(rf"{COLLEAGUE}.*Analyst.*Sent", page, re.DOTALL)


def test_no_address_that_opens_something_lies_in_the_database(invite):
    token = path_of(invite()).strip("/").split("/")[1]
    mail = Mail.objects.get()
    assert token not in str([vars(Invitation.objects.get()), mail.facts, vars(AuditEvent.objects.latest("pk"))])


def test_who_has_no_account_makes_one_and_is_inside(client, invite):
    invitation = invite()
    answer = client.post(path_of(invitation), {"name": "Colleague", "password": PASSWORD}, follow=True)
    assert "Welcome to Acorn Lending." in said(answer)
    user = User.objects.get(email=COLLEAGUE)
    assert (user.name, user.check_password(PASSWORD)) == ("Colleague", True)
    assert Membership.objects.get(user=user).role == Role.ANALYST
    assert answer.wsgi_request.user == user
    assert client.get(path_of(invitation)).status_code == 404, "it counts once"


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"name": "", "password": PASSWORD}, "Enter your name."),
        ({"name": "Colleague", "password": ""}, "Choose a password."),
        ({"name": "Colleague", "password": "short"}, "at least 12 characters"),
        ({"name": "Colleague", "password": COLLEAGUE}, "too similar"),
    ],
)
def test_what_is_amiss_is_said_and_makes_no_account(client, invite, typed, fault):
    assert fault in said(client.post(path_of(invite()), typed))
    assert not User.objects.filter(email=COLLEAGUE).exists()


def test_who_has_an_account_signs_in_and_joins(client, signed_in, invite, acorn):
    colleague, invitation = UserFactory(email=COLLEAGUE), invite()
    page = said(client.get(path_of(invitation)))
    assert "There is an account for" in page
    assert 'name="password"' not in page
    client.post(path_of(invitation))
    assert not acorn.memberships.filter(user=colleague).exists(), "not without signing in"
    signed_in(colleague).post(path_of(invitation))
    assert acorn.memberships.get(user=colleague).role == Role.ANALYST


def test_nobody_joins_with_the_invitation_of_somebody_else(signed_in, invite, acorn, cleo):
    invitation, client = invite(), signed_in(cleo)
    assert "the invitation is for <strong>colleague@acorn.example</strong>" in said(client.get(path_of(invitation)))
    assert "This invitation is for colleague@acorn.example." in said(client.post(path_of(invitation)))
    assert not acorn.memberships.filter(user=cleo).exists()


def test_who_is_a_member_already_keeps_the_role(invite, acorn, ada):
    invitation = invite()
    colleague = MembershipFactory(organisation=acorn, user=UserFactory(email=COLLEAGUE), role=Role.DEVELOPER).user
    assert actions.join(invitation=invitation, user=colleague).role == Role.DEVELOPER


def test_an_invitation_runs_out_after_a_week(client, invite):
    invitation = invite()
    Invitation.objects.update(expires_at=now() - timedelta(seconds=1))
    assert client.get(path_of(invitation)).status_code == 404
    assert "does not count any more" in said(client.post(path_of(invitation), {"name": "C", "password": PASSWORD}))
    assert not User.objects.filter(email=COLLEAGUE).exists()


def test_a_forged_address_opens_nothing(client, invite):
    path = path_of(invite())
    assert client.get(path[:-3] + "xy/").status_code == 404
    assert client.get("/invitation/nothing/").status_code == 404


def test_a_withdrawn_invitation_is_gone_with_its_mail(admin, invite, client):
    invitation = invite()
    address = reverse("people:withdraw", args=["acorn", invitation.public_id])
    assert COLLEAGUE in said(admin.get(address))
    admin.post(address)
    assert not Invitation.objects.exists()
    assert not Mail.objects.exists()
    assert client.get(path_of(invitation)).status_code == 404


def test_a_mail_of_an_invitation_that_ended_is_not_sent(invite, ada, mailoutbox):
    invitation = invite()
    Invitation.objects.update(expires_at=now())
    mail = Mail.objects.get(about=invitation.public_id)
    send(mail.pk)
    mail.refresh_from_db()
    assert (mail.status, mailoutbox) == ("skipped", [])


def test_mailing_again_waits_some_minutes_and_keeps_the_address(admin, invite):
    invitation = invite()
    again = reverse("people:invite_again", args=["acorn", invitation.public_id])
    assert "was mailed a moment ago" in said(admin.post(again, follow=True))
    Mail.objects.update(created_at=now() - actions.NOT_AGAIN_WITHIN)
    Invitation.objects.update(expires_at=now() - timedelta(days=1))
    assert "is mailed once more" in said(admin.post(again, follow=True))
    renewed = Invitation.objects.get()
    assert (url_of(renewed), renewed.is_expired) == (url_of(invitation), False)
    assert Mail.objects.count() == 2


def test_a_member_is_not_invited(admin, ben):
    page = said(admin.post(PEOPLE, {"email": "ben@acorn.example", "role": "analyst"}))
    assert "ben@acorn.example belongs to Acorn Lending already." in page
    assert 'aria-invalid="true"' in page
    assert not Invitation.objects.exists()


def test_so_many_invitations_stand_at_a_time(invite, monkeypatch):
    monkeypatch.setattr(actions, "MOST_OPEN", 1)
    invite()
    with pytest.raises(Refused, match="1 invitations stand"):
        invite("another@acorn.example")


def test_a_role_is_changed_and_written_down(admin, acorn, ben):
    member = acorn.memberships.get(user=ben)
    admin.post(reverse("people:member", args=["acorn", member.pk]), {"role": "developer"})
    member.refresh_from_db()
    assert member.role == Role.DEVELOPER
    event = AuditEvent.objects.get(verb="member.role_changed")
    assert (event.object_label, event.data) == (ben.email, {"before": "onboarding", "role": "developer"})


def test_who_is_removed_sees_nothing_any_more(admin, acorn, ben):
    his = Client()
    his.force_login(ben, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert his.get("/o/acorn/companies/").status_code == 200
    admin.post(reverse("people:remove", args=["acorn", acorn.memberships.get(user=ben).pk]))
    assert his.get("/o/acorn/companies/").status_code == 404
    assert User.objects.filter(pk=ben.pk).exists()
    assert AuditEvent.objects.filter(verb="member.removed", object_label=ben.email).exists()


@pytest.mark.parametrize("act", ["remove", "change"])
def test_somebody_always_manages_people(admin, acorn, ada, ben, act):
    mine = acorn.memberships.get(user=ada)
    address = reverse("people:remove" if act == "remove" else "people:member", args=["acorn", mine.pk])
    page = said(admin.post(address, {"role": "analyst"}))
    assert "Make another member administrator first." in page
    mine.refresh_from_db()
    assert mine.role == Role.ADMINISTRATOR
    acorn.memberships.filter(user=ben).update(role=Role.ADMINISTRATOR)
    assert admin.post(address, {"role": "analyst"}, follow=True).status_code == 200
    assert not acorn.memberships.filter(user=ada, role=Role.ADMINISTRATOR).exists()


def test_rows_of_others_do_not_exist_here(admin, invite, birch, cleo):
    foreign = actions.invite(organisation=birch, email=COLLEAGUE, role=Role.ANALYST, actor=cleo)
    theirs = birch.memberships.get(user=cleo)
    for name, key in [("withdraw", foreign.public_id), ("remove", theirs.pk), ("member", theirs.pk)]:
        assert admin.post(reverse(f"people:{name}", args=["acorn", key]), {"role": "analyst"}).status_code == 404
    assert birch.memberships.filter(user=cleo).exists()
    assert birch.invitations.count() == 1
