from datetime import timedelta

import pytest
from django.utils.timezone import now

from companies.datasets.models import Sync
from companies.models import Probe
from companies.tasks import run_probe
from portal.lib.runs import Run


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
    assert 'data-say="All required permissions are in order.' in page


def test_follows_the_reading(customer):
    customer.arrive()
    Sync.objects.update(status=Sync.Status.RUNNING, finished_at=None)
    first = customer.watch("done", seen="")
    assert "What is being read" in first.content.decode()
    assert customer.watch("done", seen=seen(first)).status_code == 204
    customer.connection.datasets.filter(kind="bills").update(record_count=4711)
    assert "4,711 records" in customer.watch("done", seen=seen(first)).content.decode()


def test_says_that_reading_waits_when_no_worker_takes_it(customer):
    customer.arrive()
    Sync.objects.update(status=Sync.Status.QUEUED, finished_at=None, attempts=0, due_at=now() - timedelta(minutes=1))
    assert "Reading waits for its turn." in customer.watch("done", seen="").content.decode()


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
