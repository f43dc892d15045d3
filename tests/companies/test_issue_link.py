from datetime import timedelta

import pytest
from django.utils.timezone import now

from companies.actions import issue_link, revoke_link
from companies.tokens import link_of, token_of
from portal.audit.models import AuditEvent
from tests.factories import CompanyFactory


@pytest.fixture
def company(acorn):
    return CompanyFactory(organisation=acorn)


def test_is_valid_for_as_long_as_the_organisation_says(company, ada):
    company.organisation.link_lifetime_days = 7
    link = issue_link(company=company, actor=ada)
    assert timedelta(days=6, hours=23) < link.expires_at - now() <= timedelta(days=7)


def test_replaces_the_previous_link(company, ada):
    first = issue_link(company=company, actor=ada)
    second = issue_link(company=company, actor=ada)
    first.refresh_from_db()
    assert not first.is_usable
    assert second.is_usable
    assert list(company.links.usable()) == [second]


def test_is_written_down_without_what_opens_it(company, ada):
    link = issue_link(company=company, actor=ada)
    event = AuditEvent.objects.get(verb="link.issued")
    assert event.actor == ada
    assert token_of(link) not in str(event.data)


def test_token_opens_its_own_link_only(company, ada):
    link = issue_link(company=company, actor=ada)
    token = token_of(link)
    assert link_of(token) == link
    forged = token.replace(token[0], "B" if token[0] != "B" else "C", 1)
    for wrong in [forged, token[:-1], token + "A", "", ".", "no-token", token.split(".")[0]]:
        assert link_of(wrong) is None


def test_token_of_a_revoked_link_is_known_but_useless(company, ada):
    link = issue_link(company=company, actor=ada)
    revoke_link(link=link, actor=ada)
    assert not link_of(token_of(link)).is_usable


def test_revoking_twice_keeps_the_first_moment(company, ada):
    link = revoke_link(link=issue_link(company=company, actor=ada), actor=ada)
    first = link.revoked_at
    assert revoke_link(link=link, actor=ada).revoked_at == first
    assert AuditEvent.objects.filter(verb="link.revoked").count() == 1
