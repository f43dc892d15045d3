from datetime import timedelta
from functools import partial

import pytest
from celery.exceptions import Retry
from django.utils.timezone import now

from companies import tasks
from companies.datasets.models import Dataset, Sync
from companies.models import Probe, ProbeCheck
from companies.tasks import run_probe
from integrations.errors import ProviderUnavailable
from integrations.intacct.catalogue import BY_KEY
from integrations.intacct.provider import IntacctProvider
from integrations.provider import Check, Verdict
from portal.lib.runs import Run
from tests.between import just_before_reading
from tests.linkflow.walk import every_page


@pytest.fixture
def asking(customer):
    """Credentials were sent, and no worker has taken them yet."""
    customer.do_tasks()
    data = {"company_id": "demo-single", "user_id": "ws_reader", "password": "Reader-2026"}
    customer.client.post(customer.address("credentials"), data)
    return customer


def seen(response):
    return response.context["seen"]


def test_watches_while_the_sign_in_is_under_way(asking):
    page = asking.see("credentials")
    assert 'hx-trigger="every' in page.content.decode()
    assert '<noscript><meta http-equiv="refresh"' in page.content.decode()
    assert 'type="password"' not in page.content.decode()
    assert page.content.decode().count(">Not checked yet<") == 7


def test_sends_nothing_while_nothing_changed(asking):
    page = asking.see("credentials")
    assert asking.watch("credentials", seen=seen(page)).status_code == 204


def test_says_that_it_waits_when_no_worker_takes_it(asking):
    page = asking.see("credentials")
    Probe.objects.update(due_at=now() - timedelta(seconds=30))
    response = asking.watch("credentials", seen=seen(page))
    assert "still waiting for its turn" in response.content.decode()


def test_says_that_the_gateway_has_not_answered_and_when_it_is_tried_again(asking):
    Probe.objects.update(attempts=2, due_at=now() + timedelta(seconds=20))
    page = asking.watch("credentials", seen="").content.decode()
    assert "has not answered yet" in page
    assert "Tried 2 times" in page


def test_says_why_it_waits_where_that_is_known(asking):
    Probe.objects.update(attempts=1, due_at=now() + timedelta(seconds=20), failure="Sage Intacct is overloaded.")
    page = asking.watch("credentials", seen="").content.decode()
    assert "Sage Intacct is overloaded." in page
    assert "has not answered yet" not in page


def test_keeps_the_reason_of_a_try_that_brought_nothing(asking, monkeypatch):
    def busy(self, tell=None):
        raise ProviderUnavailable("HTTP 503")

    monkeypatch.setattr(IntacctProvider, "sign_in", busy)
    with pytest.raises(Retry):
        run_probe.apply(args=[Probe.objects.get().pk], throw=True)
    assert Probe.objects.get().failure == ProviderUnavailable.user_message


def test_shows_a_verdict_when_we_stop_trying(asking, monkeypatch):
    verdict = BY_KEY["volume-used-up"]
    error = ProviderUnavailable(
        "GW-0010", verdict=Verdict(key=verdict.key, cause=verdict.cause, owner=verdict.owner, fix=verdict.fix)
    )

    def exhausted(self, tell=None):
        tell([Check(name="gateway", label="Gateway reachable", outcome="waiting")])
        raise error

    monkeypatch.setattr(IntacctProvider, "sign_in", exhausted)
    monkeypatch.setattr(tasks, "MAX_RETRIES", 0)
    run_probe.delay(Probe.objects.get().pk)
    page = asking.see("credentials").content.decode()
    assert "used up the number of questions" in page
    assert "An administrator of Sage Intacct in your company" in page
    assert 'value="again"' in page
    assert asking.connection.has_credentials


@pytest.mark.parametrize("slug", ["credentials", "permissions"])
def test_says_that_it_takes_longer_than_usual(customer, slug):
    customer.do_tasks()
    customer.sign_in()
    if slug == "permissions":
        customer.client.post(customer.address("permissions"), {"do": "start"})
    probe = Probe.objects.order_by("created_at").last()
    first = seen(customer.see(slug, edit="1"))
    Probe.objects.filter(pk=probe.pk).update(
        status=Run.Status.RUNNING, finished_at=None, due_at=now() - timedelta(seconds=30)
    )
    response = customer.watch(slug, seen=first)
    assert "This takes longer than usual." in response.content.decode()


def test_ticks_the_checks_of_a_sign_in_as_they_are_answered(asking):
    page = asking.see("credentials")
    probe = Probe.objects.get()
    Probe.objects.update(status=Run.Status.RUNNING)
    for name, outcome in (("gateway", "passed"), ("sender", "waiting")):
        ProbeCheck.objects.create(
            probe=probe, organisation=probe.organisation, name=name, label=f"The {name}", outcome=outcome
        )
    response = asking.watch("credentials", seen=seen(page))
    words = response.content.decode()
    assert "The gateway" in words and "The sender" in words
    assert words.count(">Yes<") == words.count(">Checking<") == 1
    ProbeCheck.objects.update(outcome="passed")
    assert asking.watch("credentials", seen=seen(response)).content.decode().count(">Yes<") == 2


def test_ticks_rights_as_they_are_answered_and_leaves_the_cures_of_others_in_sight(customer):
    customer.arrive("demo-list-without-view")
    page = customer.see("permissions")
    old = Probe.objects.filter(kind=Probe.Kind.PERMISSIONS).get()
    customer.client.post(f"/link/{customer.token}/recheck/")
    probe = Probe.objects.filter(kind=Probe.Kind.PERMISSIONS).first()
    Probe.objects.filter(pk=probe.pk).update(status=Run.Status.RUNNING)
    outcomes = {"customers:CUSTOMER": "passed", "invoices:ARINVOICE": "waiting"}
    for name, outcome in outcomes.items():
        check = old.checks.get(name=name)
        check.pk, check.probe, check.outcome, check.verdict = None, probe, outcome, None
        check.save()
    words = customer.watch("permissions", seen=seen(page)).content.decode()
    assert words.count(">Checking<") == 2
    assert words.count("the row <strong>Invoices</strong> has") == 2
    assert "the row <strong>Customers</strong> has" not in words


def test_has_the_page_load_itself_anew_at_the_end(asking):
    Probe.objects.update(status=Run.Status.FAILED, failure="It cannot be reached.")
    assert asking.watch("credentials", seen="")["HX-Refresh"] == "true"
    page = asking.see("credentials").content.decode()
    assert "It cannot be reached." in page
    assert 'value="again"' in page
    assert "nothing has to be entered again" in page


def test_says_so_when_something_breaks_on_our_side(asking):
    asking.connection.__class__.objects.update(credentials={"company_id": "demo-single"})
    with pytest.raises(KeyError):
        run_probe.delay(Probe.objects.get().pk)
    page = asking.see("credentials").content.decode()
    assert "Something went wrong on our side." in page
    assert "hx-get" not in page


def test_stops_when_the_rights_are_checked(customer):
    customer.arrive()
    page = customer.watch("permissions", seen="").content.decode()
    assert "hx-get" not in page
    assert 'id="margin" hx-swap-oob="true"' in page, "the tasks beside it are drawn anew, too"
    assert 'data-say="All required permissions are in order.' in page


@pytest.mark.parametrize("ask", ["see", "watch"])
def test_misses_nothing_that_a_worker_ends_while_the_page_is_read(customer, ask):
    customer.do_tasks()
    customer.sign_in()
    customer.client.post(customer.address("permissions"), {"do": "start"})
    probe = Probe.objects.get(kind=Probe.Kind.PERMISSIONS)
    with just_before_reading(Probe, lambda: run_probe(probe.pk)):
        page = getattr(customer, ask)("permissions").content.decode()
    assert "All required permissions are in order." in page


def test_watches_on_while_the_reading_may_have_ended_since(customer):
    customer.arrive()
    Sync.objects.update(status=Sync.Status.RUNNING, finished_at=None)
    end = partial(Sync.objects.update, status=Sync.Status.SUCCEEDED, finished_at=now())
    with just_before_reading(Dataset, end):
        page = customer.see("done").content.decode()
    assert "hx-get" in page
    assert "What was read" in customer.watch("done", seen="").content.decode()


def test_follows_the_reading(customer):
    customer.arrive()
    Sync.objects.update(status=Sync.Status.RUNNING, finished_at=None)
    first = customer.watch("done", seen="")
    assert "What is being read" in first.content.decode()
    assert customer.watch("done", seen=seen(first)).status_code == 204
    customer.connection.datasets.filter(kind="bills").update(record_count=4711)
    words = customer.watch("done", seen=seen(first)).content.decode()
    assert "4,711 records" in words
    assert 'id="facts" hx-swap-oob="true"' in words and "Read again" in words
    assert "hx-swap-oob" not in customer.see("done").content.decode()


def test_says_that_reading_waits_when_no_worker_takes_it(customer):
    customer.arrive()
    Sync.objects.update(status=Sync.Status.QUEUED, finished_at=None, attempts=0, due_at=now() - timedelta(minutes=1))
    assert "Reading waits for its turn." in customer.watch("done", seen="").content.decode()


def test_loads_what_moves_a_page_only_where_something_moves(customer, ada, world):
    loaded = set()
    for name, response in every_page(customer, ada, world):
        page = response.content.decode()
        assert ("htmx" in page.partition("</head>")[0]) == ("hx-" in page), name
        loaded.add("hx-" in page)
    assert loaded == {True, False}


def test_leads_a_browser_without_script_to_the_page(asking):
    response = asking.client.get(asking.address("credentials", "progress"))
    assert response.url == asking.address("credentials")


@pytest.mark.parametrize("slug", ["tasks", "web-services", "nonsense"])
def test_knows_only_pages_that_move(customer, slug):
    customer.choose_software()
    assert customer.watch(slug).status_code == 404


@pytest.mark.parametrize("since", ["", "x", "-5", "99999999999999999999", "1e9", "٣"])
def test_shrugs_off_a_nonsensical_clock(customer, since):
    customer.arrive("demo-list-without-view")
    assert customer.see("permissions", since=since).status_code == 200
