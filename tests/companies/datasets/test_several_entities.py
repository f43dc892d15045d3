"""Of a company with several entities, the pages and the API keep the books apart …"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from companies.datasets import actions
from companies.datasets.models import Proof, Record, Sync
from companies.following import lead_with
from companies.models import Company, Connection
from integrations.errors import CredentialsRejected
from integrations.models import Integration
from integrations.provider import Entity
from portal.mails.models import Mail
from portal.organisations.actions import issue_api_key
from portal.organisations.roles import Role
from tests.companies.datasets.shelf import customer
from tests.factories import ConnectionFactory


@pytest.fixture
def follower(linked):
    """A second entity of Acorn's linked company."""
    Connection.objects.filter(pk=linked.pk).update(
        entity_id="100", entity_name="Harbour North", is_multi_entity=True, further_ids=["200 & Co"]
    )
    return ConnectionFactory(
        company=linked.company,
        integration=linked.integration,
        lead=linked,
        status=Connection.Status.LINKED,
        credentials={"password": "shelf-secret"},
        credentials_changed_at=now(),
        account_id=linked.account_id,
        entity_id="200 & Co",
        entity_name="Harbour South",
        is_multi_entity=True,
        linked_at=linked.linked_at,
    )


@pytest.fixture
def both(shelf, linked, follower, read):
    """Both entities, read: one customer of the first, two of the second, of which one has the same id."""
    shelf.books = {"customers": [[customer(1, "Norton")]]}
    read(linked)
    shelf.books = {"customers": [[customer(1, "Sutton"), customer(2, "Sudbury")]]}
    read(follower)
    return linked, follower


def at(name, company, *rest, app="datasets"):
    return reverse(f"{app}:{name}", args=[company.organisation.slug, company.public_id, *rest])


def test_shows_the_first_entity_and_the_way_to_the_other(both, signed_in, ada):
    company = both[0].company
    page = signed_in(ada).get(at("company", company)).content.decode()
    assert "100 · Harbour North" in page
    assert 'href="?entity=200+%26+Co"' in page
    assert f'{at("data", company)}"' in page


@pytest.mark.parametrize("name", ["company", "data", "history", "proof", "company_plan"])
def test_keeps_the_entity_in_every_address(name, both, signed_in, ada):
    company = both[0].company
    page = signed_in(ada).get(at(name, company), {"entity": "200 & Co"})
    assert page.context["connection"] == both[1]
    text = page.content.decode()
    for tab in ("company", "data", "proof", "history", "company_plan"):
        assert f'{at(tab, company)}?entity=200+%26+Co"' in text
    assert f'{at("connection", company, app="companies")}?entity=200+%26+Co"' in text


def test_an_entity_that_was_never_chosen_is_not_found(both, signed_in, ada):
    browser = signed_in(ada)
    for name in ("company", "data", "history", "proof"):
        assert browser.get(at(name, both[0].company), {"entity": "300"}).status_code == 404


def test_an_entity_of_another_company_is_not_found(both, signed_in, cleo, birch):
    assert signed_in(cleo).get(at("company", both[0].company), {"entity": "200 & Co"}).status_code == 404


def test_a_table_holds_the_records_of_one_entity(both, signed_in, ada):
    company, browser = both[0].company, signed_in(ada)
    first = browser.get(at("records", company, "customers")).content.decode()
    assert "Norton" in first and "Sutton" not in first
    second = browser.get(at("records", company, "customers"), {"entity": "200 & Co"}).content.decode()
    assert "Sutton" in second and "Norton" not in second
    assert '<input type="hidden" name="entity" value="200 &amp; Co">' in second
    record = Record.objects.get(dataset__connection=both[1], source_id="C001")
    address = at("record", company, "customers", record.pk)
    assert f'{address}?entity=200+%26+Co"' in second
    assert browser.get(address, {"entity": "200 & Co"}).status_code == 200
    assert browser.get(address).status_code == 404
    sheet = b"".join(browser.get(at("download", company, "customers"), {"entity": "200 & Co"}).streaming_content)
    assert b"Sudbury" in sheet and b"Norton" not in sheet


def test_a_table_speaks_of_the_sync_of_its_entity(both, signed_in, ada):
    waiting = actions.prepare_sync(connection=both[1], trigger="refresh")
    for query, sync in (({}, both[0].syncs.get()), ({"entity": "200 & Co"}, waiting)):
        assert signed_in(ada).get(at("records", both[0].company, "invoices"), query).context["sync"] == sync


def test_reading_is_asked_for_the_entity_that_is_shown(both, signed_in, ada, django_capture_on_commit_callbacks):
    company = both[0].company
    answer = signed_in(ada).post(at("refresh", company) + "?entity=200+%26+Co")
    assert answer["Location"].endswith("?entity=200+%26+Co")
    assert [each.syncs.count() for each in both] == [1, 2]


def test_each_entity_has_its_own_proof(both, signed_in, ada):
    company, browser = both[0].company, signed_in(ada)
    for query, each in (({}, both[0]), ({"entity": "200 & Co"}, both[1])):
        page = browser.get(at("proof", company), query)
        assert page.context["proof"] == Proof.objects.of(each).get()
        assert [one.sync.connection_id for one in page.context["page"]] == [each.pk]


def test_the_list_shows_one_company_in_its_worst_state(both, signed_in, ada):
    browser = signed_in(ada)
    address = reverse("companies:companies", args=["acorn"])
    page = browser.get(address).content.decode()
    assert "2 entities" in page
    assert Company.objects.with_state().get().listed_as == "linked"
    Connection.objects.filter(pk=both[1].pk).update(status=Connection.Status.DEAUTHORISED)
    company = Company.objects.with_state().get()
    assert company.listed_as == "needs_you"
    assert company.state == Connection.Status.DEAUTHORISED
    assert "Access lost" in browser.get(address, {"state": "needs_you"}).content.decode()


def test_an_entity_that_was_taken_away_does_not_count(both):
    Connection.objects.filter(pk=both[1].pk).update(status=Connection.Status.UNLINKED)
    company = Company.objects.with_state().get()
    assert company.listed_as == company.state == "linked"


# What happens to one happens to all ------------------------------------------


def test_access_is_lost_to_all_and_told_once(shelf, both, read, ada):
    shelf.books = {"customers": [CredentialsRejected("XL03000006")]}
    read(both[1])
    assert {each.status for each in Connection.objects.all()} == {Connection.Status.DEAUTHORISED}
    assert Mail.objects.filter(kind="connection.needs_attention").count() == 1


def test_credentials_of_a_one_time_reading_are_erased_when_all_were_read(shelf, linked, follower, read, ada):
    Integration.objects.update(sync_mode=Integration.SyncMode.ONE_TIME)
    Connection.objects.update(linked_at=now() - timedelta(minutes=1))
    read(linked)
    assert all(each.has_credentials for each in Connection.objects.all())
    read(follower)
    assert not any(each.has_credentials or each.is_linked for each in Connection.objects.all())
    assert Mail.objects.filter(kind="connection.disconnected").count() == 1


def test_a_reading_of_before_does_not_count_for_a_one_time_reading(shelf, linked, follower, read):
    read(follower)
    Integration.objects.update(sync_mode=Integration.SyncMode.ONE_TIME)
    Connection.objects.update(linked_at=now())
    read(linked)
    assert all(each.has_credentials for each in Connection.objects.all())


def test_no_follower_is_read_while_all_are_paused(both, ada):
    Connection.objects.update(paused_at=now())
    with pytest.raises(actions.Refused):
        actions.start_sync(connection=Connection.objects.get(pk=both[1].pk), trigger=Sync.Trigger.REFRESH)


# For programs -------------------------------------------------------------------


@pytest.fixture
def call(client, acorn, ada):
    _, key = issue_api_key(organisation=acorn, name="Warehouse", role=Role.ANALYST, user=ada)

    def get(path, **query):
        return client.get(f"/api{path}", query, headers={"Authorization": f"Bearer {key}"})

    return get


def test_each_entity_is_a_connection(both, call):
    company = both[0].company
    shown = call(f"/companies/{company.public_id}").json()["dataConnections"]
    assert [one["connectionInfo"]["entityId"] for one in shown] == ["100", "200 & Co"]
    assert [one["connectionInfo"]["entityName"] for one in shown] == ["Harbour North", "Harbour South"]
    assert shown[0]["lastSync"] < shown[1]["lastSync"]
    listed = call(f"/companies/{company.public_id}/connections").json()["results"]
    assert [one["lastSync"] for one in listed] == [one["lastSync"] for one in shown]


def test_the_connection_that_leads_is_the_first_though_it_came_later(both, call):
    Connection.objects.filter(pk=both[0].pk).update(held={"account": both[0].account_id, "entity": "100"})
    lead = lead_with(Connection.objects.get(pk=both[0].pk), Entity(id="300", name="Harbour West"))
    assert lead.pk > both[1].pk
    company = both[0].company
    shown = call(f"/companies/{company.public_id}").json()["dataConnections"]
    listed = call(f"/companies/{company.public_id}/connections").json()["results"]
    expected = [str(each.public_id) for each in (lead, *both)]
    assert [one["id"] for one in shown] == [one["id"] for one in listed] == expected


def test_records_are_those_of_the_connection_that_is_named(both, call):
    path = f"/companies/{both[0].company.public_id}/data/customers"
    names = [[one["customerName"] for one in call(path, **query).json()["results"]] for query in queries(both)]
    assert names == [["Norton"], ["Norton"], ["Sutton", "Sudbury"]]
    one = [call(f"{path}/C001", **query).json()["customerName"] for query in queries(both)]
    assert one == ["Norton", "Norton", "Sutton"]
    assert call(f"{path}/C002").status_code == 404


def queries(both):
    return [{}, *({"connectionId": str(each.public_id)} for each in both)]


def test_a_connection_of_another_company_is_not_found(both, call, acorn):
    other = ConnectionFactory(company__organisation=acorn, integration=both[0].integration)
    for path in ("data/customers", "data/customers/C001", "dataStatus"):
        assert call(f"/companies/{both[0].company.public_id}/{path}", connectionId=other.public_id).status_code == 404


def test_how_fresh_data_is_is_told_by_connection(both, call):
    path = f"/companies/{both[0].company.public_id}/dataStatus"
    first, same, second = (call(path, **query).json()["customers"]["latestSyncId"] for query in queries(both))
    assert first == same != second
