"""Books that were lost through the organisation's own settings, and sign-ins that wait for them …"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import now

from companies.datasets import actions
from companies.datasets.tasks import look_again
from companies.mailing import Occasion
from companies.models import Connection, Probe
from integrations.actions import grant_partner_credential, save_settings, withdraw_partner_credential
from integrations.errors import CredentialsRejected
from integrations.models import Integration
from integrations.provider import Owner, Verdict
from portal.mails.models import Mail
from tests.factories import LinkFactory, PartnerCredentialFactory

CUSTOMER = "clerk@hartwell.example"
SENDER_REFUSED = Verdict(key="sender", cause="The **Sender Password** is wrong.", owner=Owner.ORGANISATION)


def invite(company):
    """The customer was invited by e-mail, and the link works."""
    LinkFactory(company=company)
    Mail.objects.create(
        organisation=company.organisation,
        kind=Occasion.INVITATION,
        about=company.public_id,
        recipient=CUSTOMER,
        is_to_customer=True,
        status=Mail.Status.SUCCEEDED,
    )


@pytest.fixture
def lost(shelf, linked, read):
    """Books to which access was lost, because the organisation's own sender, which it has had for long, was refused."""
    long_ago = now() - timedelta(days=1)
    Integration.objects.update(settings_changed_at=long_ago, created_at=long_ago)
    shelf.books = {"customers": [CredentialsRejected("XL03000006", verdict=SENDER_REFUSED)]}
    read(linked)
    return Connection.objects.get(pk=linked.pk)


def test_wait_for_the_organisation(lost):
    assert lost.status == Connection.Status.DEAUTHORISED and lost.waits_for_organisation
    assert "Mend your settings first" in actions.why_not(lost)


def test_wait_for_the_customer_where_the_sign_in_was_refused(shelf, linked, read):
    shelf.books = {"customers": [CredentialsRejected("XL03000006")]}
    read(linked)
    lost = Connection.objects.get(pk=linked.pk)
    assert lost.status == Connection.Status.DEAUTHORISED and not lost.waits_for_organisation
    assert "Send the Link URL again" in actions.why_not(lost)


def test_are_checked_again_once_for_each_change_of_the_settings(lost):
    look_again()
    assert not lost.probes.exists(), "nothing was changed"
    for changes in (1, 2):
        Integration.objects.update(settings_changed_at=now())
        look_again()
        look_again()
        probes = lost.probes.filter(kind=Probe.Kind.PERMISSIONS)
        assert probes.count() == changes
        probes.update(status=Probe.Status.FAILED, finished_at=now())


def choose(integration, source, ada):
    integration.refresh_from_db()
    save_settings(integration=integration, source=source, sync_mode="continuous", settings={}, actor=ada)


def test_are_checked_again_once_when_the_other_credentials_are_chosen_or_taken_back(lost, acorn, ada):
    integration = lost.integration
    long_ago = now() - timedelta(days=1)
    lent, other = PartnerCredentialFactory.create_batch(2, provider=integration.provider, settings_changed_at=long_ago)
    grant_partner_credential(organisation=acorn, partner_credential=lent, actor=ada)
    choose(integration, "own", ada)
    look_again()
    assert not lost.probes.exists(), "the same credentials as before were chosen"
    changes = [
        lambda: choose(integration, "partner", ada),
        lambda: grant_partner_credential(organisation=acorn, partner_credential=other, actor=ada),
        lambda: withdraw_partner_credential(integration=integration, actor=ada),
    ]
    for count, change in enumerate(changes, start=1):
        change()
        look_again()
        look_again()
        assert lost.probes.count() == count
        lost.probes.update(status=Probe.Status.FAILED, finished_at=now())


def test_are_checked_again_when_the_settings_changed_while_the_refused_call_was_under_way(lost):
    Integration.objects.update(settings_changed_at=lost.status_changed_at - timedelta(seconds=30))
    look_again()
    look_again()
    assert lost.probes.count() == 1


def test_are_left_alone_while_there_are_no_credentials(lost):
    Integration.objects.update(settings_changed_at=None, source_changed_at=now())
    look_again()
    assert not lost.probes.exists()


def test_are_left_alone_where_nobody_but_the_customer_can_mend_them(lost):
    Connection.objects.update(status_owner=Owner.CUSTOMER)
    Integration.objects.update(settings_changed_at=now())
    look_again()
    assert not lost.probes.exists()


def test_wait_for_the_customer_when_the_mended_sender_shows_that_the_sign_in_is_refused(
    shelf, lost, django_capture_on_commit_callbacks, mailoutbox
):
    invite(lost.company)
    Integration.objects.update(settings_changed_at=now())
    shelf.refusal = Verdict(key="user", cause="The password is wrong.", owner=Owner.CUSTOMER)
    with django_capture_on_commit_callbacks(execute=True):
        look_again()
    lost.refresh_from_db()
    assert lost.status == Connection.Status.DEAUTHORISED and not lost.waits_for_organisation
    assert lost.has_credentials, "what was linked once is not erased by a check"
    assert [message.to for message in mailoutbox] == [[CUSTOMER]]


@pytest.fixture
def waiting(lost):
    """A customer who could not sign in at first, because of the organisation's sender."""
    Connection.objects.update(status=Connection.Status.PENDING, status_owner=Owner.ORGANISATION)
    invite(lost.company)
    return lost


def test_sign_in_that_waits_is_tried_again_and_the_customer_is_told(
    waiting, django_capture_on_commit_callbacks, mailoutbox
):
    Integration.objects.update(settings_changed_at=now())
    with django_capture_on_commit_callbacks(execute=True):
        look_again()
        look_again()
    probe = waiting.probes.get()
    assert (probe.kind, probe.status) == (Probe.Kind.SIGN_IN, Probe.Status.SUCCEEDED)
    waiting.refresh_from_db()
    assert (waiting.status, waiting.status_owner) == (Connection.Status.PENDING, "")
    [message] = mailoutbox
    assert message.to == [CUSTOMER] and "What Acorn Lending had to mend" in message.body


def test_sign_in_that_is_still_refused_goes_on_waiting(shelf, waiting, django_capture_on_commit_callbacks, mailoutbox):
    Integration.objects.update(settings_changed_at=now())
    shelf.refusal = SENDER_REFUSED
    with django_capture_on_commit_callbacks(execute=True):
        look_again()
    waiting.refresh_from_db()
    assert waiting.status_owner == Owner.ORGANISATION
    assert CUSTOMER not in [message.to[0] for message in mailoutbox]


def test_are_linked_again_when_the_check_passes(lost, django_capture_on_commit_callbacks):
    Integration.objects.update(settings_changed_at=now())
    with django_capture_on_commit_callbacks(execute=True):
        look_again()
    lost.refresh_from_db()
    assert lost.is_linked and not lost.status_reason
