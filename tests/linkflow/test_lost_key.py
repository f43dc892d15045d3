"""A key of the operator's is lost: a customer under way is told who mends it, and the organisation what to do."""

import pytest

from integrations.actions import grant_partner_credential, save_settings
from integrations.models import Integration, PartnerCredential
from portal.audit.models import AuditEvent
from portal.mails.models import Mail
from tests.factories import PartnerCredentialFactory
from tests.linkflow.conftest import GUIDE
from tests.lost_keys import lose

BEHIND = ("tasks", *GUIDE, "credentials", "entity", "permissions")


@pytest.fixture
def lost(customer):
    customer.arrive("demo-no-payables")
    lose(Integration, "settings")
    return customer


@pytest.fixture
def lent(customer, acorn, intacct, ada):
    """The same with what was lent by the operator."""
    grant_partner_credential(organisation=acorn, partner_credential=PartnerCredentialFactory(), actor=ada)
    intacct.refresh_from_db()
    save_settings(
        integration=intacct,
        source="partner",
        sync_mode="continuous",
        settings={},
        allows_several_entities=False,
        actor=ada,
    )
    customer.choose_software()
    lose(PartnerCredential, "settings")
    return customer


@pytest.mark.parametrize("slug", BEHIND)
def test_a_customer_is_told_who_mends_it(lost, slug):
    answer = lost.see(slug)
    assert answer.status_code == 409
    assert "has to enter its own access to Sage Intacct once more" in answer.content.decode()


def test_the_first_pages_of_a_link_still_open(lost):
    assert lost.client.get(lost.address(), follow=True).status_code in {200, 409}
    assert lost.see("welcome").status_code == 200


def test_no_other_software_is_promised(lost):
    assert "Choose other software" not in lost.see("permissions").content.decode()


def test_who_is_connected_still_sees_it(customer):
    customer.arrive()
    assert customer.connection.is_linked
    lose(Integration, "settings")
    assert customer.see("done").status_code == 200


def test_the_organisation_is_told_once_what_to_do(ada, lost):
    for _attempt in range(3):
        lost.see("permissions")
    [event] = AuditEvent.objects.filter(verb="link.software_unreadable")
    assert event.data == {"provider": "Sage Intacct"}
    [mail] = Mail.objects.filter(kind="connection.needs_attention", recipient="ada@acorn.example")
    assert mail.facts["cause"].endswith("Enter them anew in its settings.")


def test_of_lent_credentials_it_is_told_whom_to_ask(lent):
    assert lent.see("before-you-start").status_code == 409
    mail = Mail.objects.get(kind="connection.needs_attention", recipient="ada@acorn.example")
    assert mail.facts["cause"].endswith("Whoever runs this portal must enter them anew.")


def test_a_customer_goes_on_where_they_were_once_it_is_mended(lost, intacct, ada):
    kept = {"sender_id": "AcornLending", "sender_password": "acorn-sender-secret"}
    found = Integration.objects.get(pk=intacct.pk)
    save_settings(
        integration=found, source="own", sync_mode="continuous", settings=kept, allows_several_entities=False, actor=ada
    )
    assert lost.see("permissions").status_code == 200
