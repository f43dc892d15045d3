"""What is done with an integration is done to the row as it stands, however long ago it was read."""

from __future__ import annotations

import pytest

from integrations import actions
from integrations.models import Integration
from tests.factories import PartnerCredentialFactory

NEW = {"sender_id": "AcornTwo", "sender_password": "another-sender-secret"}


@pytest.fixture
def lent(acorn, ada):
    """An integration with lent credentials only."""
    return actions.grant_partner_credential(
        organisation=acorn, partner_credential=PartnerCredentialFactory(), actor=ada
    )


def stored():
    return Integration.objects.select_related("partner_credential").get(organisation__slug="acorn")


def test_withdrawn_credentials_stay_withdrawn_when_it_is_switched_on(lent, ada):
    earlier = stored()
    actions.withdraw_partner_credential(integration=lent, actor=ada)
    with pytest.raises(actions.NotReady):
        actions.enable(integration=earlier, actor=ada)
    assert (stored().partner_credential, stored().source, stored().is_enabled) == (None, "own", False)


def test_withdrawn_credentials_stay_withdrawn_when_it_is_switched_off(lent, ada):
    actions.enable(integration=lent, actor=ada)
    earlier = stored()
    actions.withdraw_partner_credential(integration=stored(), actor=ada)
    actions.disable(integration=earlier, actor=ada)
    assert (stored().partner_credential, stored().source) == (None, "own")


def test_withdrawn_credentials_stay_withdrawn_when_settings_are_saved(lent, ada):
    earlier = stored()
    actions.withdraw_partner_credential(integration=lent, actor=ada)
    actions.save_settings(integration=earlier, source="partner", sync_mode="one_time", settings={}, actor=ada)
    assert stored().partner_credential is None
    assert not stored().has_credentials


def test_settings_of_another_member_are_not_undone(intacct, ada):
    earlier = stored()
    assert earlier.settings["sender_id"] == "AcornLending"
    actions.save_settings(integration=stored(), source="own", sync_mode="one_time", settings=NEW, actor=ada)
    actions.disable(integration=earlier, actor=ada)
    assert (stored().settings, stored().sync_mode, stored().is_enabled) == (NEW, "one_time", False)
    assert earlier.settings == NEW


def test_the_first_settings_are_saved_by_two_members_at_once(acorn, ada):
    first, second = (actions.integration_of(organisation=acorn, provider="sage-intacct") for _ in range(2))
    actions.save_settings(integration=first, source="own", sync_mode="continuous", settings=NEW, actor=ada)
    actions.save_settings(integration=second, source="own", sync_mode="one_time", settings=NEW, actor=ada)
    assert (stored().settings, stored().sync_mode) == (NEW, "one_time")
