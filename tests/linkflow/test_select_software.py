import re

import pytest

from companies.models import Connection
from integrations.actions import disable
from portal.audit.models import AuditEvent
from portal.mails.models import Mail


def test_shows_a_tile_even_when_there_is_only_one(customer):
    customer.agree()
    page = customer.see("select").content.decode()
    assert "Select your accounting software" in page
    assert "Continue with Sage Intacct" in page


def test_begins_a_pending_connection(customer):
    assert customer.choose_software().url == customer.address("tasks")
    assert customer.connection.status == Connection.Status.PENDING


def test_begins_one_connection_from_two_tabs(customer):
    customer.choose_software()
    customer.send("select", provider="sage-intacct")
    assert Connection.objects.count() == 1


@pytest.mark.parametrize("provider", ["", "xero", "../sage-intacct"])
def test_refuses_what_is_not_offered(customer, provider):
    customer.agree()
    response = customer.send("select", provider=provider)
    assert response.status_code == 200
    assert not Connection.objects.exists()


def test_leads_from_the_summary_to_the_tiles_and_says_there_what_is_wrong(customer):
    customer.agree()
    assert "aria-describedby" not in customer.see("select").content.decode()
    page = customer.send("select").content.decode()
    assert '<a href="#id_provider">' in page
    tiles = page[page.index("<fieldset") : page.index("</fieldset>")]
    assert 'id="id_provider" tabindex="-1" aria-describedby="id_provider_error"' in tiles
    assert re.search(r'id="id_provider_error">.*<span>Choose the software in which the books are kept.</span>', tiles)


def test_says_so_and_tells_the_organisation_once_when_nothing_is_offered(customer, intacct, ada):
    disable(integration=intacct, actor=ada)
    for _attempt in range(3):
        response = customer.see("welcome")
    assert response.status_code == 409
    assert "has not set up any accounting software" in response.content.decode()
    assert AuditEvent.objects.filter(verb="link.nothing_offered").count() == 1
    [mail] = Mail.objects.all()
    assert (mail.recipient, mail.kind) == ("ada@acorn.example", "connection.needs_attention")
    assert mail.facts["cause"].startswith("No integration is switched on")


def test_says_so_when_the_software_is_switched_off_under_way(customer, intacct, ada):
    customer.choose_software()
    disable(integration=intacct, actor=ada)
    response = customer.send("before-you-start", do="done")
    assert response.status_code == 409
    assert "has switched Sage Intacct off" in response.content.decode()
    assert customer.session.done == []
    assert AuditEvent.objects.filter(verb="link.software_withdrawn").count() == 1


def test_asks_nothing_of_the_gateway(customer, gateway):
    customer.choose_software()
    assert gateway.calls == []
