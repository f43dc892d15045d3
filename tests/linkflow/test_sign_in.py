from datetime import timedelta

import pytest
from django.utils.timezone import now

from companies.models import Connection, Probe
from portal.audit.models import AuditEvent
from tests.linkflow.conftest import PASSWORD


def last_probe(customer):
    return customer.connection.probes.filter(kind=Probe.Kind.SIGN_IN).first()


def page_of(customer, slug="credentials", **query):
    return customer.see(slug, **query).content.decode()


def test_is_named_after_what_is_entered(customer):
    customer.do_tasks()
    assert "Enter your Sage Intacct company ID, user ID and password" in page_of(customer)


def test_welcomes_password_managers(customer):
    customer.do_tasks()
    page = page_of(customer)
    for words in ('autocomplete="organization"', 'autocomplete="username"', 'autocomplete="current-password"'):
        assert words in page
    assert 'value="demo-single"' in page


def test_shows_what_passed_and_says_that_a_single_entity_is_chosen(customer):
    customer.do_tasks()
    customer.sign_in()
    page = page_of(customer)
    assert "let the user in" in page
    assert "step is left out" in page
    assert customer.see("entity").status_code == 302


def test_tells_of_trimmed_blanks_and_signs_in(customer):
    customer.do_tasks()
    customer.sign_in(company_id=" demo-single ", user_id="ws_reader ")
    assert last_probe(customer).is_passed
    assert "User ID: blanks at the beginning or end were taken out." in page_of(customer)


def test_keeps_no_password_anywhere_but_encrypted_in_the_connection(customer):
    customer.arrive()
    session = customer.session
    assert PASSWORD not in str(session.answers) + str(session.done) + str(session.before)
    for slug in ("credentials", "permissions", "done", "tasks"):
        assert PASSWORD not in customer.client.get(customer.address(slug), follow=True).content.decode()
    assert not AuditEvent.objects.filter(data__icontains=PASSWORD).exists()
    assert PASSWORD not in str(dict(customer.client.session))


def test_never_shows_the_password_again_after_a_mistake_in_the_form(customer):
    customer.do_tasks()
    response = customer.send("credentials", company_id="demo single", user_id="ws_reader", password=PASSWORD)
    assert "Take out the blank" in response.content.decode()
    assert PASSWORD not in response.content.decode()
    assert not customer.connection.has_credentials


def test_tries_a_refused_password_once_and_asks_for_it_again(customer, gateway):
    customer.do_tasks()
    customer.sign_in(password="Reader-2025")
    page = page_of(customer)
    assert gateway.functions().count("getAPISession") == 1
    assert "Error:" in page
    assert "Sage Intacct refused the sign-in" in page
    assert "A refused password is tried once only" in page
    assert 'value="ws_reader"' in page
    assert not customer.connection.has_credentials


def test_does_not_try_a_refused_password_on_request_either(customer, gateway):
    customer.do_tasks()
    customer.sign_in(password="Reader-2025")
    customer.send("credentials", do="again")
    assert gateway.functions().count("getAPISession") == 1
    assert Probe.objects.count() == 1


def test_suggests_the_user_that_the_guide_had_made(customer):
    customer.do_tasks()
    assert 'value="AcornLendingWS"' in page_of(customer)
    customer.sign_in(password="Reader-2025")
    page = page_of(customer)
    assert 'value="ws_reader"' in page and "AcornLendingWS" not in page


def test_shows_the_verdict_on_the_page_of_the_task_that_mends_it(customer, world):
    customer.do_tasks("demo-no-subscription")
    customer.sign_in("demo-no-subscription")
    page = page_of(customer, "web-services")
    assert "<title>Error:" in page
    assert 'role="alert" tabindex="-1" id="summary" data-focus' in page
    assert "Who must act" in page and "Technical details for support" in page
    assert "data-focus" not in page_of(customer, "authorise-sender")
    with world.change():
        world.company("demo-no-subscription").has_web_services = True
    assert f'action="{customer.address("credentials")}" id="again"' in page
    customer.send("credentials", do="again")
    assert last_probe(customer).is_passed
    assert "data-focus" not in page_of(customer, "web-services")


def test_leads_back_to_the_company_id_that_is_not_known_until_it_was_corrected(customer):
    customer.do_tasks("demo-helthy")
    customer.sign_in("demo-helthy")
    assert "Continue with task 2" in page_of(customer, "tasks")
    assert "does not know this company ID" in page_of(customer, "company-id")
    customer.send("company-id", do="done", company_id="demo-healthy")
    assert "does not know this company ID" not in page_of(customer, "company-id")
    assert "Continue with task 6" in page_of(customer, "tasks")


def test_does_not_check_a_lost_access_again_with_the_sign_in_that_was_refused(customer):
    customer.arrive()
    Connection.objects.update(status=Connection.Status.DEAUTHORISED, status_reason="The user was locked.")
    assert 'value="again"' not in page_of(customer)


def test_points_to_the_task_that_mends_it_and_keeps_the_password(customer, world):
    customer.do_tasks("demo-no-subscription")
    customer.sign_in("demo-no-subscription")
    hub = page_of(customer, "tasks")
    assert "Continue with task 3" in hub
    assert "Web Services</strong> subscription of this company is off" in hub
    assert "the password need not be entered again" in page_of(customer)
    with world.change():
        world.company("demo-no-subscription").has_web_services = True
    customer.send("credentials", do="again")
    assert last_probe(customer).is_passed


def test_does_not_check_again_with_a_company_id_that_was_corrected_since(customer):
    customer.do_tasks("demo-no-subscription")
    customer.sign_in("demo-no-subscription")
    customer.send("company-id", do="done", company_id="demo-single")
    page = page_of(customer)
    assert 'value="again"' not in page
    assert 'value="demo-single"' in page


def test_says_that_the_organisation_has_been_told_of_what_only_it_can_mend(customer, intacct):
    intacct.settings = {"sender_id": "AcornLending", "sender_password": "mistyped"}
    intacct.save()
    customer.do_tasks()
    customer.sign_in()
    page = page_of(customer)
    assert "Acorn Lending. They have been told." in page
    assert AuditEvent.objects.filter(verb="connection.needs_organisation").exists()
    assert "mistyped" not in page


@pytest.mark.parametrize(
    ("company_id", "user_id", "words"),
    [
        ("demo-sender-missing", "ws_reader", "has not authorised the sender"),
        ("demo-trial", "ws_reader", "trial company"),
        ("demo-top-level-only", "ws_reader", "Restrict access to top level only"),
        ("demo-single", "ws_raeder", "refused the sign-in"),
        ("demo-helthy", "ws_reader", "company ID"),
    ],
)
def test_names_cause_and_cure_of_every_failure(customer, company_id, user_id, words):
    customer.do_tasks(company_id)
    customer.sign_in(company_id, user_id)
    page = page_of(customer)
    assert words in page
    assert "Who must act" in page
    assert "Do we retry" in page
    assert "Technical details for support" in page


def test_makes_one_try_of_two_tabs_that_send_at_once(customer):
    customer.do_tasks()
    data = {"company_id": "demo-single", "user_id": "ws_reader", "password": PASSWORD}
    customer.client.post(customer.address("credentials"), data)
    customer.client.post(customer.address("credentials"), data)
    assert customer.connection.probes.unfinished().count() == 1
    assert Connection.objects.count() == 1


def test_refuses_new_credentials_once_the_books_are_connected(customer):
    customer.arrive()
    before = customer.connection.credentials_changed_at
    assert customer.sign_in(password="Reader-2025").url == customer.address("done")
    assert customer.connection.credentials_changed_at == before


def test_chooses_among_what_the_user_may_open(customer):
    customer.do_tasks("demo-healthy")
    customer.sign_in("demo-healthy")
    page = page_of(customer, "entity")
    assert "Select your Sage Intacct entity" in page
    assert "Top level (all entities)" in page
    assert "200 · Harbour Services LLC · USD" in page
    customer.send("entity", entity="entity:200")
    assert customer.connection.entity_id == "200"


def test_may_choose_the_top_level(customer):
    customer.do_tasks("demo-healthy")
    customer.sign_in("demo-healthy")
    assert customer.send("entity", entity="entity:").url == customer.address("permissions")
    assert customer.connection.entity_id == ""


@pytest.mark.parametrize("entity", ["", "entity:999", "200"])
def test_refuses_an_entity_that_is_not_in_the_list(customer, entity):
    customer.do_tasks("demo-healthy")
    customer.sign_in("demo-healthy")
    assert customer.send("entity", entity=entity).status_code == 200
    assert customer.connection.entity_id is None


def test_shows_entity_choice_as_what_is_left_of_the_task(customer):
    customer.do_tasks("demo-healthy")
    customer.sign_in("demo-healthy")
    assert customer.address("entity") in page_of(customer, "tasks")


def test_says_what_to_enter_where_nothing_was_entered(customer):
    customer.do_tasks()
    page = customer.send("credentials").content.decode()
    for cure in ("Enter the company ID.", "Enter the user ID.", "Enter the password."):
        assert cure in page
    assert "This field is required" not in page
    assert "Enter the company ID." in customer.send("company-id", do="done").content.decode()


def test_is_not_tried_for_a_while_after_three_refusals(customer, gateway):
    customer.do_tasks()
    for number in range(3):
        customer.sign_in(user_id="somebody", password=f"Wrong-{number}")
    asked = len(gateway.calls)
    page = customer.sign_in(user_id="somebody", password="Wrong-again").content.decode()
    assert len(gateway.calls) == asked, "the gateway was asked once more"
    assert "refused 3 sign-ins within half an hour" in page and "in 30 minutes" in page
    assert 'value="somebody"' in page and "Wrong-again" not in page
    Probe.objects.update(finished_at=now() - timedelta(minutes=31))
    customer.sign_in()
    assert last_probe(customer).is_passed


def test_is_asked_for_as_at_first_once_disconnected(customer):
    customer.arrive()
    customer.client.post(f"/link/{customer.token}/disconnect/")
    customer.agree()
    page = page_of(customer)
    assert "could not be signed in to" not in page and "has refused them" not in page
    assert "Error:" not in page and 'name="password"' in page


def test_asks_for_nothing_where_the_organisation_must_act(customer):
    customer.arrive()
    Connection.objects.update(
        status=Connection.Status.DEAUTHORISED, status_reason="The sender was refused.", status_owner="organisation"
    )
    page = page_of(customer)
    assert "The sender was refused." in page and "There is nothing for you to do." in page
    assert 'name="password"' not in page and "Error:" not in page
    assert 'name="password"' in page_of(customer, edit="1")
