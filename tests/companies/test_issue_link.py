import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection as database
from django.db import connections, transaction
from django.utils.timezone import now

from companies.actions import issue_link, revoke_link
from companies.models import Company
from companies.tokens import link_of, token_of
from portal.audit.models import AuditEvent
from tests.between import just_before_reading
from tests.factories import CompanyFactory, LinkFactory


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


def test_replaces_a_link_that_was_issued_at_the_same_moment(company, ada):
    with just_before_reading(Company, lambda: LinkFactory(company=company)):
        link = issue_link(company=company, actor=ada)
    assert company.links.count() == 2
    assert list(company.links.usable()) == [link]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(database.vendor == "sqlite", reason="In SQLite one writer waits for the other anyway.")
@pytest.mark.parametrize("has_link", [True, False])
def test_can_be_done_by_two_at_once(has_link, company, ada):
    if has_link:
        LinkFactory(company=company)
    together = threading.Barrier(2)

    def issue():
        try:
            with transaction.atomic():
                together.wait(timeout=10)
                link = issue_link(company=Company.objects.get(pk=company.pk), actor=ada)
                time.sleep(0.1)
                return link
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as people:
        issued = {one.result() for one in [people.submit(issue) for _ in range(2)]}
    assert len(issued) == 2
    assert company.links.usable().get() in issued


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
