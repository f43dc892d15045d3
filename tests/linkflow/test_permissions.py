import re

import pytest

from companies.actions import check_connection
from companies.datasets.models import Dataset, Record, Sync
from companies.models import Connection, Probe
from integrations.intacct.simulator.blueprint import least_rights
from integrations.models import Integration
from linkflow import actions
from linkflow.tasks import begin_waiting
from portal.audit.models import AuditEvent
from tests.linkflow.test_languages_in_a_browser import Screen


def page_of(customer, slug="permissions"):
    return customer.see(slug).content.decode()


def grant(world, company_id, application, row):
    with world.change():
        rights = world.company(company_id).roles[0].rights
        rights.setdefault(application, {})[row] = ["List", "View"]


def test_links_and_reads_when_nothing_is_missing(customer):
    customer.arrive()
    assert customer.connection.status == Connection.Status.LINKED
    assert Sync.objects.get().status == Sync.Status.SUCCEEDED
    assert Record.objects.filter(dataset__kind="invoices").exists()
    assert "All required permissions are in order." in page_of(customer)


def test_draws_every_line_before_the_worker_has_begun(customer):
    customer.do_tasks()
    customer.sign_in()
    customer.client.post(customer.address("permissions"), {"do": "start"})
    page = page_of(customer)
    assert page.count(">Checking<") == len(customer.connection.kinds)
    assert Dataset.objects.count() == len(customer.connection.kinds)
    assert Sync.objects.get().status == Sync.Status.QUEUED


def test_begins_once_from_two_tabs(customer):
    customer.do_tasks()
    customer.sign_in()
    for _tab in range(2):
        customer.client.post(customer.address("permissions"), {"do": "start"})
    assert Probe.objects.filter(kind=Probe.Kind.PERMISSIONS).count() == 1
    assert Sync.objects.count() == 1


def test_reads_nothing_while_a_required_right_is_missing(customer):
    customer.arrive("demo-list-without-view")
    assert customer.connection.status == Connection.Status.PENDING
    assert Sync.objects.get().status == Sync.Status.SKIPPED
    assert not Record.objects.exists()


def test_shows_the_cure_for_the_branch_that_was_chosen(customer):
    customer.arrive("demo-list-without-view")
    page = page_of(customer)
    assert "2 required permissions are missing." in page
    assert page.index("beside the role of this user") < page.index("beside the user.")
    assert "Check again now" in page


def test_checks_only_what_failed(customer, gateway):
    customer.arrive("demo-list-without-view")
    gateway.calls.clear()
    customer.recheck()
    newest = Probe.objects.filter(kind=Probe.Kind.PERMISSIONS).first()
    assert sorted(newest.only) == ["creditNotes:ARINVOICE", "customers:CUSTOMER", "invoices:ARINVOICE"]
    assert newest.checks.count() == 3
    assert "31 of 34 are in order" in page_of(customer)


def test_links_and_reads_as_soon_as_the_last_right_is_granted(customer, world):
    customer.arrive("demo-list-without-view")
    grant(world, "demo-list-without-view", "Accounts Receivable", "Invoices")
    customer.recheck()
    assert customer.connection.status == Connection.Status.PENDING
    grant(world, "demo-list-without-view", "Accounts Receivable", "Customers")
    customer.recheck()
    assert customer.connection.status == Connection.Status.LINKED
    assert Sync.objects.get().status == Sync.Status.SUCCEEDED
    assert Record.objects.filter(dataset__kind="customers").exists()


def test_answers_an_open_page_with_the_lines_only(customer):
    customer.arrive("demo-list-without-view")
    response = customer.recheck(**{"HX-Request": "true"})
    page = response.content.decode()
    assert response.status_code == 200
    assert "<html" not in page
    assert 'id="progress"' in page


def test_looks_by_itself_for_ten_minutes_only(customer):
    customer.arrive("demo-list-without-view")
    assert 'hx-trigger="every 5s, submit"' in page_of(customer)
    late = customer.see("permissions", since="1000000000").content.decode()
    assert "every 5s" not in late
    assert "It has stopped looking by itself." in late
    assert "Check again now" in late


@pytest.mark.browser
@pytest.mark.parametrize("has_script", [True, False])
def test_says_that_it_looks_by_itself_only_where_it_does(customer, browser, has_script):
    customer.arrive("demo-list-without-view")
    context = browser.new_context(java_script_enabled=has_script)
    screen = Screen(context.new_page())
    screen.show(customer.see("permissions"), 1280, "light")
    words = screen.page.locator("#progress .notice").inner_text()
    context.close()
    assert ("it looks again every five seconds." in words) == has_script
    assert ("Choose “Check again now” when the permissions are granted." in words) != has_script


def test_never_looks_by_itself_after_the_sign_in_was_refused(customer, world):
    customer.do_tasks()
    customer.sign_in()
    with world.change():
        world.company("demo-single").login("ws_reader").password = "changed"
    customer.send("permissions", do="start")
    page = customer.see("permissions")
    assert page.url == customer.address("credentials")
    assert not customer.connection.has_credentials
    assert "has refused them since" in page_of(customer, "credentials")


def test_stops_looking_when_the_sign_in_is_refused_under_way(customer, world, gateway):
    customer.arrive("demo-list-without-view")
    with world.change():
        world.company("demo-list-without-view").login("ws_reader").password = "changed"
    gateway.calls.clear()
    for _turn in range(3):
        customer.recheck(**{"HX-Request": "true"})
    assert gateway.functions() == ["getAPISession"]
    assert not customer.connection.has_credentials


def test_stops_looking_when_the_gateway_stays_out_of_reach(customer):
    customer.arrive("demo-list-without-view")
    customer.recheck()
    newest = Probe.objects.filter(kind=Probe.Kind.PERMISSIONS).first()
    newest.checks.all().delete()
    Probe.objects.filter(pk=newest.pk).update(status=Probe.Status.FAILED, failure="It cannot be reached.")
    page = page_of(customer)
    assert "It cannot be reached." in page
    assert "every 5s" not in page
    assert "Check again now" in page


def test_cannot_be_asked_before_signing_in(customer):
    customer.do_tasks()
    customer.send("permissions", do="start")
    customer.recheck()
    assert not Probe.objects.exists()
    assert not Sync.objects.exists()


def test_cannot_be_asked_again_once_connected(customer):
    customer.arrive()
    assert customer.recheck().status_code == 302
    assert Probe.objects.filter(kind=Probe.Kind.PERMISSIONS).count() == 1


def test_cannot_be_finished_while_a_required_right_is_missing(customer):
    customer.arrive("demo-list-without-view")
    customer.send("permissions", do="finish")
    assert customer.session.finished_at is None
    assert customer.see("done").url == customer.address("permissions")


def test_ends_the_session(customer):
    customer.arrive()
    assert customer.send("permissions", do="finish").url == customer.address("done")
    assert customer.session.finished_at is not None


def test_takes_up_a_reading_that_a_sweep_had_skipped(customer):
    customer.arrive()
    Sync.objects.update(status=Sync.Status.SKIPPED)
    Record.objects.all().delete()
    with customer.commit(execute=True):
        actions.close(session=customer.session)
    assert Sync.objects.get().status == Sync.Status.SUCCEEDED


def test_is_followed_by_reading_whoever_completes_the_link(customer, world, ada):
    customer.arrive("demo-list-without-view")
    role = world.company("demo-list-without-view").roles[0]
    role.rights = least_rights()
    with customer.commit(execute=True):
        check_connection(connection=customer.connection, actor=ada)
    assert customer.connection.is_linked
    assert not Record.objects.exists()
    with customer.commit(execute=True):
        begin_waiting()
    assert Record.objects.exists()
    with customer.commit(execute=True):
        begin_waiting()
    assert Sync.objects.count() == 1


@pytest.fixture
def connected_before(customer):
    """Connected, read, disconnected by the customer, and agreed anew."""
    customer.arrive()
    customer.client.post(f"/link/{customer.token}/disconnect/")
    customer.agree()
    return customer


def test_asks_before_other_books_are_connected(connected_before):
    customer = connected_before
    customer.sign_in("demo-few-modules")
    page = page_of(customer)
    assert "These are other books than before." in page
    assert "demo-single" in page
    customer.send("permissions", do="start")
    assert customer.connection.status == Connection.Status.PENDING
    assert Probe.objects.filter(kind=Probe.Kind.PERMISSIONS).count() == 1


def test_shows_the_books_before_beside_those_chosen_now(customer):
    customer.do_tasks("demo-healthy")
    customer.sign_in("demo-healthy")
    customer.send("entity", entity="entity:100")
    customer.send("permissions", do="start")
    customer.client.post(f"/link/{customer.token}/disconnect/")
    customer.agree()
    customer.sign_in("demo-healthy")
    customer.send("entity", entity="entity:200")
    identity = customer.see("permissions").context["identity"]
    assert [line.is_other for line in identity.lines] == [False, True]
    assert identity.entity.before.startswith("100 · ")
    assert identity.entity.now == "200 · Harbour Services LLC"
    page = page_of(customer)
    assert "Connected before" in page and "Chosen now" in page
    assert customer.address("entity") in page
    assert "What was read of them stays with" in page
    assert "is deleted" not in page
    customer.sign_in("demo-single")
    identity = customer.see("permissions").context["identity"]
    assert [line.is_other for line in identity.lines] == [True, None]
    assert "is deleted" in page_of(customer)


def test_connects_other_books_once_that_was_agreed_to(connected_before):
    customer = connected_before
    before = list(Record.objects.values_list("pk", flat=True))
    customer.sign_in("demo-few-modules")
    customer.send("permissions", do="other")
    assert before
    assert not Record.objects.filter(pk__in=before).exists()
    assert Record.objects.exists()
    assert Probe.objects.filter(kind=Probe.Kind.PERMISSIONS).count() == 2
    assert AuditEvent.objects.filter(verb="other_books.accepted").exists()


def test_does_not_ask_when_the_same_books_are_connected_again(connected_before):
    customer = connected_before
    customer.sign_in("demo-single")
    assert "other books" not in page_of(customer)
    customer.send("permissions", do="start")
    assert customer.connection.status == Connection.Status.LINKED


def test_writes_the_missing_rights_into_a_mail_to_a_colleague(customer):
    customer.arrive("demo-list-without-view")
    page = customer.client.get(customer.address("permissions", "send")).content.decode()
    assert re.search(r"^- .*Customers", page, re.MULTILINE)


@pytest.fixture
def without_optional(customer, world):
    """Somebody whose books are read once, and who has not granted what is optional."""
    Integration.objects.update(sync_mode=Integration.SyncMode.ONE_TIME)
    customer.arrive("demo-no-reports")
    return customer


def test_waits_before_the_only_reading_while_something_optional_is_missing(without_optional):
    page = without_optional.see("permissions").content.decode()
    assert (
        "The books are read once only" in page
        and "Finish without what is missing" in page
        and "Check again now" in page
    )
    assert not without_optional.connection.is_linked
    without_optional.recheck()
    assert not without_optional.connection.is_linked


def test_reads_once_without_the_optional_parts_when_the_customer_says_so(without_optional):
    without_optional.send("permissions", do="without")
    connection = without_optional.connection
    assert connection.status == Connection.Status.UNLINKED and not connection.has_credentials
    assert Dataset.objects.filter(kind="journalEntries").exclude(last_read_at=None).exists()
    assert without_optional.open().url == without_optional.address("done")


def test_reads_what_was_granted_at_last(without_optional, world):
    with world.change():
        world.company("demo-no-reports").roles[0].rights = least_rights()
    without_optional.recheck()
    assert without_optional.connection.status == Connection.Status.UNLINKED
    assert not Dataset.objects.filter(state=Dataset.State.NO_PERMISSION).exists()


def test_goes_without_nothing_that_is_required(customer):
    Integration.objects.update(sync_mode=Integration.SyncMode.ONE_TIME)
    customer.arrive("demo-no-payables")
    customer.send("permissions", do="without")
    assert not customer.connection.is_linked and customer.connection.has_credentials
