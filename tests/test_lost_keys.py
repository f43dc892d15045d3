"""The operator has lost a key: every page of an organisation opens all the same."""

import pytest

from companies.models import Connection
from integrations.actions import grant_partner_credential
from integrations.models import Integration, PartnerCredential
from portal.webhooks.models import Endpoint
from tests.factories import PartnerCredentialFactory
from tests.lost_keys import lose
from tests.test_tenancy import ROUTES, address_of, everything  # noqa: F401 (a fixture)


@pytest.fixture
def lost(everything, acorn, ada):  # noqa: F811
    """Everything that an address can name, with all its secrets unreadable."""
    grant_partner_credential(organisation=acorn, partner_credential=PartnerCredentialFactory(), actor=ada)
    Integration.objects.update(source=Integration.Source.PARTNER)
    Connection.objects.update(credentials={"user_id": "ws_reader"}, status=Connection.Status.LINKED)
    Endpoint.objects.create(organisation=acorn, url="https://acorn.example/hook", secret="wh-secret")
    for model, column in (
        (Integration, "settings"),
        (PartnerCredential, "settings"),
        (Connection, "credentials"),
        (Endpoint, "secret"),
    ):
        lose(model, column)
    return everything


@pytest.mark.parametrize("source", Integration.Source)
@pytest.mark.parametrize("route", ROUTES)
def test_a_member_can_open_every_page(route, source, lost, ada, signed_in):
    Integration.objects.update(source=source)
    assert signed_in(ada).get(address_of(route, lost)).status_code in {200, 302, 404, 405}
