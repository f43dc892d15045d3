"""A customer of a company with several entities has more than one of them read …"""

from __future__ import annotations

import pytest
from django.urls import reverse

from companies import actions as companies
from companies.datasets import steering
from companies.datasets.models import Dataset, Proof, Record, Sync
from companies.models import Company, Connection, Probe
from integrations.models import Integration
from linkflow.tasks import begin_waiting
from portal.audit.models import AuditEvent
from portal.mails.models import Mail
from portal.webhooks.models import Event

LEDGER = "accountTransactions"


@pytest.fixture
def customer(customer, intacct):
    """The organisation allows several."""
    Integration.objects.filter(pk=intacct.pk).update(allows_several_entities=True)
    return customer


@pytest.fixture
def at_choice(customer):
    customer.do_tasks("demo-healthy")
    customer.sign_in("demo-healthy")
    return customer


def choose(customer, *ids):
    return customer.send("entity", entity=[f"entity:{one}" for one in ids])


def books(customer):
    """The connections, the one that leads first."""
    return Company.objects.get(pk=customer.company.pk).books


def entities(customer):
    return [each.entity_id for each in books(customer)]


@pytest.fixture
def connected(at_choice):
    choose(at_choice, "100", "300")
    at_choice.send("permissions", do="start")
    return at_choice


def page_of(customer, slug):
    return customer.see(slug).content.decode()


# The choice --------------------------------------------------------------


def test_by_a_checklist_with_all_but_the_top_level_ticked(at_choice):
    page = page_of(at_choice, "entity")
    assert "Select your Sage Intacct entities" in page
    assert page.count('type="checkbox"') == 4
    assert page.count("checked") == 3
    assert 'value="entity:" id="id_entity_0">' in page
    assert 'data-tick="none"' in page


def test_only_where_the_organisation_allows_it(at_choice, intacct):
    Integration.objects.filter(pk=intacct.pk).update(allows_several_entities=False)
    page = page_of(at_choice, "entity")
    assert "<select" in page
    assert 'type="checkbox"' not in page
    with pytest.raises(companies.Refused):
        companies.choose_entities(
            connection=Connection.objects.get(), entity_ids=["100", "300"], actor="Hartwell Joinery"
        )


def test_but_never_none(at_choice):
    page = choose(at_choice).content.decode()
    assert "Tick at least one entity." in page
    assert 'href="#id_entity"' in page
    assert 'id="id_entity"' in page
    assert Connection.objects.get().entity_id is None


def test_but_not_together_with_the_top_level(at_choice):
    assert "Choose it alone" in choose(at_choice, "", "100").content.decode()
    assert Connection.objects.get().entity_id is None


def test_or_the_top_level_alone(at_choice):
    assert choose(at_choice, "").url == at_choice.address("permissions")
    connection = Connection.objects.get()
    assert (connection.entity_id, connection.further_ids) == ("", [])


def test_but_none_that_was_not_shown(at_choice):
    assert choose(at_choice, "100", "999").status_code == 200
    assert Connection.objects.get().entity_id is None


def test_and_makes_no_connection_before_all_is_checked(at_choice):
    choose(at_choice, "100", "300")
    assert Connection.objects.count() == 1
    assert "Harbour Trading Inc, Harbour Europe GmbH" in page_of(at_choice, "permissions")


def test_and_chooses_anew_after_a_check_that_failed(at_choice, world):
    choose(at_choice, "100", "300")
    with world.change():
        world.company("demo-healthy").login("ws_reader").entities = ["100", "200"]
    at_choice.send("permissions", do="start")
    page = page_of(at_choice, "permissions")
    assert "may not open the entity 300" in page
    assert not Connection.objects.get().is_linked
    assert not Record.objects.exists()
    choose(at_choice, "100", "200")
    assert "may not open" not in page_of(at_choice, "permissions")
    at_choice.send("permissions", do="start")
    assert entities(at_choice) == ["100", "200"]
    assert all(each.is_linked for each in books(at_choice))


def test_and_looks_again_at_the_entity_alone_that_was_closed(at_choice, world, gateway):
    choose(at_choice, "100", "300")
    login = world.company("demo-healthy").login("ws_reader")
    with world.change():
        login.entities = ["100"]
    at_choice.send("permissions", do="start")
    gateway.calls.clear()
    with world.change():
        login.entities = []
    at_choice.recheck()
    probe = Probe.objects.filter(kind=Probe.Kind.PERMISSIONS).first()
    assert probe.only == ["entity:300"]
    assert [check.name for check in probe.checks.all()] == ["entity:300"]
    assert len(books(at_choice)) == 2


# Reading ------------------------------------------------------------------


def test_and_each_is_read_on_its_own_and_ties(connected):
    lead, follower = books(connected)
    assert (lead.entity_id, follower.entity_id) == ("100", "300")
    assert follower.lead_id == lead.pk
    assert follower.is_linked
    assert follower.credentials == lead.credentials
    ledgers = []
    for each in (lead, follower):
        assert each.syncs.get().status == Sync.Status.SUCCEEDED
        proof = Proof.objects.of(each).get()
        faults = [f"{one} {one.part}: {one.remark}" for one in proof.lines.filter(outcome=Proof.Outcome.OFF)]
        assert faults == []
        assert proof.outcome == Proof.Outcome.TIED
        ledgers.append(set(Record.objects.filter(dataset__connection=each).values_list("dataset__kind", "source_id")))
    assert ledgers[0] != ledgers[1]
    assert Dataset.objects.filter(connection=follower, kind=LEDGER).get().record_count > 0


def test_and_the_last_page_tells_of_each(connected):
    connected.send("permissions", do="finish")
    page = page_of(connected, "done")
    for each in books(connected):
        assert f"<h3>{each.books_label}</h3>" in page
    assert page.count("The first reading is complete.") == 2


def test_and_people_are_told_once(ada, connected):
    assert Event.objects.filter(kind="connection.linked").count() == 2
    assert Mail.objects.filter(kind="connection.linked", is_to_customer=False).count() == 1


def test_and_a_follower_that_nobody_began_to_read_is_found(connected):
    follower = books(connected)[1]
    follower.syncs.all().delete()
    follower.datasets.all().delete()
    for _turn in range(2):
        with connected.commit(execute=True):
            begin_waiting()
    assert follower.syncs.get().status == Sync.Status.SUCCEEDED


def test_and_never_goes_through_the_wizard_alone(connected):
    assert connected.session.connection_id == books(connected)[0].pk
    assert Connection.objects.filter(lead=None).count() == 1


# What happens to one happens to all ------------------------------------------


def test_and_all_are_disconnected_together(connected):
    connected.client.post(f"/link/{connected.token}/disconnect/")
    for each in books(connected):
        assert each.status == Connection.Status.UNLINKED
        assert each.credentials is None
    assert Record.objects.exists()


def test_and_all_pause_together(connected, ada):
    follower = books(connected)[1]
    steering.pause(connection=follower, actor=ada)
    assert all(each.is_paused for each in books(connected))
    steering.resume(connection=follower, actor=ada)
    assert not any(each.is_paused for each in books(connected))


def test_and_a_new_password_replaces_all(connected, world):
    with world.change():
        world.company("demo-healthy").login("ws_reader").password = "Reader-2027"
    with connected.commit(execute=True):
        connected.client.post(
            f"/link/{connected.token}/renew/",
            {"company_id": "demo-healthy", "user_id": "ws_reader", "password": "Reader-2027"},
        )
    assert [each.credentials["password"] for each in books(connected)] == ["Reader-2027", "Reader-2027"]


def test_and_a_new_user_who_may_not_open_one_of_them_replaces_none(connected, world):
    with world.change():
        login = world.company("demo-healthy").login("ws_reader")
        login.password, login.entities = "Reader-2027", ["100", "200"]
    with connected.commit(execute=True):
        connected.client.post(
            f"/link/{connected.token}/renew/",
            {"company_id": "demo-healthy", "user_id": "ws_reader", "password": "Reader-2027"},
        )
    assert "Reader-2027" not in [each.credentials["password"] for each in books(connected)]
    assert "may not open" in connected.client.get(f"/link/{connected.token}/renew/").content.decode()


# Connecting again -------------------------------------------------------------


@pytest.fixture
def again(connected):
    connected.client.post(f"/link/{connected.token}/disconnect/")
    connected.agree()
    connected.sign_in("demo-healthy")
    return connected


def held(customer):
    """The records of each connection, by its public id."""
    return {each.public_id: set(each.datasets.values_list("pk", "record_count")) for each in books(customer)}


def test_and_the_same_set_is_not_asked_about(again):
    before = held(again)
    choose(again, "100", "300")
    assert "other books" not in page_of(again, "permissions")
    again.send("permissions", do="start")
    assert all(each.is_linked for each in books(again))
    assert set(before) == set(held(again))


def test_and_one_that_is_taken_away_keeps_what_was_read(again):
    before = held(again)
    choose(again, "100")
    page = page_of(again, "permissions")
    assert "These are other books than before." in page
    assert "not read any more" in page
    again.send("permissions", do="other")
    lead, taken = books(again)
    assert (lead.entity_id, lead.status) == ("100", Connection.Status.LINKED)
    assert (taken.entity_id, taken.status, taken.credentials) == ("300", Connection.Status.UNLINKED, None)
    assert held(again)[taken.public_id] == before[taken.public_id]


def test_and_one_that_is_added_gets_a_connection_of_its_own(again):
    before = held(again)
    choose(again, "100", "200", "300")
    again.send("permissions", do="other")
    assert sorted(entities(again)) == ["100", "200", "300"]
    assert all(each.is_linked for each in books(again))
    assert set(before) < set(held(again))


def test_and_where_the_first_is_taken_away_another_leads(again):
    before = {each.held_entity or each.entity_id: each.public_id for each in books(again)}
    choose(again, "200", "300")
    again.send("permissions", do="other")
    after = {each.entity_id: each for each in books(again)}
    assert {entity: after[entity].public_id for entity in before} == before
    assert after["100"].status == Connection.Status.UNLINKED
    assert after["100"].datasets.filter(record_count__gt=0).exists()
    assert after["200"].is_linked
    assert after["300"].is_linked
    lead = books(again)[0]
    assert again.session.connection_id == lead.pk
    assert {each.lead_id for each in books(again)[1:]} == {lead.pk}


def test_and_the_books_of_another_account_replace_all(again):
    before = list(Record.objects.values_list("pk", flat=True))
    again.sign_in("demo-two-bases")
    choose(again, "10", "20")
    again.send("permissions", do="other")
    assert entities(again) == ["10", "20"]
    assert not Record.objects.filter(pk__in=before).exists()
    assert {each.account_id for each in books(again)} == {"demo-two-bases"}


def test_and_support_staff_see_who_follows_whom(connected, signed_in, ada):
    ada.is_staff = ada.is_superuser = True
    ada.save()
    lead, follower = books(connected)
    browser = signed_in(ada)
    page = browser.get(reverse("admin:companies_connection_change", args=[follower.pk])).content.decode()
    assert reverse("admin:companies_connection_change", args=[lead.pk]) in page
    assert AuditEvent.objects.filter(verb="entity.chosen", data__entity__icontains=", ").exists()
