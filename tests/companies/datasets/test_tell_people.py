"""Reading tells people, too: of access that was lost, and of a connection that ended because it was for one reading."""

from __future__ import annotations

import pytest

from companies.models import Connection
from integrations.errors import CredentialsRejected
from integrations.models import Integration
from portal.mails.models import Mail


@pytest.fixture
def invited(linked):
    company = linked.company
    return Mail.objects.create(
        organisation=company.organisation,
        kind="link.invitation",
        about=company.public_id,
        recipient="clerk@hartwell.example",
        is_to_customer=True,
        language="en",
        status="succeeded",
    )


def test_lost_access_is_mailed_to_members_once(shelf, linked, invited, read, ada, mailoutbox):
    shelf.books = {"customers": [CredentialsRejected("XL03000006")]}
    read(linked)
    [message] = mailoutbox
    assert message.to == ["ada@acorn.example"]
    assert message.subject == "Hartwell Joinery needs your attention"
    assert str(CredentialsRejected.user_message) in message.body
    assert "Send Hartwell Joinery a new link." in message.body
    assert "shelf-secret" not in message.body


def test_the_end_of_a_one_time_reading_is_mailed(shelf, linked, invited, read, ada, mailoutbox):
    Integration.objects.update(sync_mode=Integration.SyncMode.ONE_TIME)
    shelf.books = {}
    read(linked)
    assert Connection.objects.get().status == Connection.Status.UNLINKED
    told = {message.to[0]: message for message in mailoutbox}
    assert set(told) == {"ada@acorn.example", "clerk@hartwell.example"}
    assert "Read once, as agreed." in told["ada@acorn.example"].body
    assert "Your sign-in has been erased." in told["clerk@hartwell.example"].body
