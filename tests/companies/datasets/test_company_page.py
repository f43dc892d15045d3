"""The company page …"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from companies.datasets import actions
from companies.datasets.models import Dataset, Sync
from companies.models import Connection
from integrations.errors import PermissionMissing, UnexpectedReply
from tests.companies.datasets.shelf import invoice
from tests.factories import CompanyFactory


def at(company, name="company", *rest):
    return reverse(f"datasets:{name}", args=[company.organisation.slug, company.public_id, *rest])


@pytest.fixture
def company(linked):
    return linked.company


def test_says_what_was_read(signed_in, ada, shelf, linked, company, read):
    shelf.books = {"invoices": [[invoice(number) for number in range(1, 4)]]}
    read(linked)
    page = signed_in(ada).get(at(company))
    text = page.content.decode()
    assert page.status_code == 200
    assert at(company, "records", "invoices") in text
    assert [row.record_count for row in page.context["datasets"]] == [0, 3]
    assert "hx-trigger" not in text and "http-equiv" not in text


def test_shows_what_is_open_and_overdue(signed_in, ada, shelf, linked, company, read):
    today = now().date()
    shelf.books = {
        "invoices": [
            [
                invoice(1, total="1000", due="400", due_date=today - timedelta(days=9)),
                invoice(2, total="250.40", due_date=today + timedelta(days=9)),
                invoice(3, total="80", due="0", status="Paid"),
            ]
        ]
    }
    shelf.books["invoices"][0][2] = invoice(3, total="80", due="0")
    read(linked)
    found = signed_in(ada).get(at(company)).context["receivables"]
    assert (found.currency, float(found.amount), float(found.overdue)) == ("USD", 650.4, 400.0)


def test_asks_for_a_link_before_anybody_connected(signed_in, ada, acorn):
    company = CompanyFactory(organisation=acorn)
    text = signed_in(ada).get(at(company)).content.decode()
    assert "Not connected yet" in text


def test_lists_every_data_type_before_the_first_read(signed_in, ada, linked, company):
    page = signed_in(ada).get(at(company))
    assert [str(row.label) for row in page.context["datasets"]] == ["Customers", "Invoices"]
    assert page.content.decode().count("Not read yet") >= 2


def test_keeps_itself_up_to_date_while_a_sync_runs(signed_in, ada, linked, company):
    sync = actions.prepare_sync(connection=linked, trigger="refresh")
    assert sync.claim()
    client = signed_in(ada)
    whole = client.get(at(company)).content.decode()
    assert 'hx-trigger="every 2s"' in whole
    assert '<noscript><meta http-equiv="refresh"' in whole
    part = client.get(at(company), headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<div class="stack" id="reading"') and "<html" not in part
    assert 'id="figures"' not in part


def test_brings_new_figures_with_the_last_poll_and_stops(signed_in, ada, shelf, linked, company, read):
    read(linked)
    part = signed_in(ada).get(at(company), headers={"HX-Request": "true"}).content.decode()
    assert 'id="figures" hx-swap-oob' in part and "hx-trigger" not in part


def test_adds_up_no_figures_for_a_part_that_shows_none(signed_in, ada, shelf, linked, company, read):
    shelf.books = {"invoices": [[invoice(1)]]}
    read(linked)
    assert actions.prepare_sync(connection=linked, trigger="refresh").claim()
    client = signed_in(ada)
    with CaptureQueriesContext(database) as whole:
        client.get(at(company))
    with CaptureQueriesContext(database) as part:
        client.get(at(company), headers={"HX-Request": "true"})
    asked = [sum("amountDue" in query["sql"] for query in queries) for queries in (whole, part)]
    assert asked == [1, 0]
    assert len(part) < len(whole) - 3


def test_says_how_far_a_running_read_is(signed_in, ada, linked, company):
    sync = actions.prepare_sync(connection=linked, trigger="refresh")
    assert sync.claim()
    Dataset.objects.filter(kind="invoices").update(state=Dataset.State.READING, expected_count=9415)
    sync.readings.filter(dataset__kind="invoices").update(status="running", row_count=1200)
    assert "1,200 of 9,415" in signed_in(ada).get(at(company)).content.decode()


def test_says_that_it_waits_for_a_provider_out_of_reach(signed_in, ada, linked, company):
    sync = actions.prepare_sync(connection=linked, trigger="refresh")
    assert sync.claim()
    sync.release(after=timedelta(minutes=1))
    assert "cannot be reached now" in signed_in(ada).get(at(company)).content.decode()


def test_says_which_data_type_failed_and_which_may_not_be_read(signed_in, ada, shelf, linked, company, read):
    shelf.books = {"customers": [PermissionMissing("no right")], "invoices": [UnexpectedReply("DL02")]}
    read(linked)
    text = signed_in(ada).get(at(company)).content.decode()
    assert "No permission" in text and "Failed" in text and "Not read: Invoices." in text
    assert "DL02" not in text


def test_shows_books_only_to_those_who_may_see_them(signed_in, ben, shelf, linked, company, read):
    shelf.books = {"invoices": [[invoice(1, total="987654.00")]]}
    read(linked)
    client = signed_in(ben)
    page = client.get(at(company))
    text = page.content.decode()
    assert page.status_code == 200 and "987,654" not in text
    assert at(company, "records", "invoices") not in text
    for name, rest in (
        ("data", ()),
        ("records", ("invoices",)),
        ("download", ("invoices",)),
        ("record", ("invoices", 1)),
    ):
        assert client.get(at(company, name, *rest)).status_code == 403
    assert client.post(at(company, "refresh")).status_code == 403
    assert Sync.objects.count() == 1


def test_does_not_exist_for_a_stranger(signed_in, cleo, shelf, linked, company, read):
    shelf.books = {"invoices": [[invoice(1)]]}
    read(linked)
    record = Dataset.objects.get(kind="invoices").records.get()
    client = signed_in(cleo)
    places = (
        ("company", ()),
        ("data", ()),
        ("records", ("invoices",)),
        ("download", ("invoices",)),
        ("record", ("invoices", record.pk)),
        ("history", ()),
    )
    for name, rest in places:
        assert client.get(at(company, name, *rest)).status_code == 404
    assert client.post(at(company, "refresh")).status_code == 404


def test_does_not_exist_under_another_organisation(signed_in, cleo, birch, linked, company):
    strange = reverse("datasets:company", args=[birch.slug, company.public_id])
    assert signed_in(cleo).get(strange).status_code == 404


def test_asks_the_database_as_often_for_many_records_as_for_few(
    signed_in, ada, shelf, linked, company, read, django_assert_max_num_queries
):
    shelf.books = {"invoices": [[invoice(number) for number in range(200)]]}
    read(linked)
    client = signed_in(ada)
    with django_assert_max_num_queries(25):
        client.get(at(company))


def test_starts_reading_when_somebody_refreshes(
    signed_in, ada, shelf, linked, company, django_capture_on_commit_callbacks
):
    shelf.books = {"invoices": [[invoice(1)]]}
    with django_capture_on_commit_callbacks(execute=True):
        answer = signed_in(ada).post(at(company, "refresh"), follow=True)
    sync = Sync.objects.get()
    assert (sync.trigger, sync.requested_by, sync.status) == ("refresh", ada, Sync.Status.SUCCEEDED)
    assert "Reading starts" in answer.content.decode()


def test_joins_a_read_that_is_under_way(signed_in, ada, linked, company):
    actions.prepare_sync(connection=linked, trigger="schedule")
    answer = signed_in(ada).post(at(company, "refresh"), follow=True)
    assert "being read already" in answer.content.decode()
    assert Sync.objects.count() == 1


@pytest.mark.parametrize(
    ("status", "words"),
    [("pending", "not finished connecting"), ("deauthorised", "lost"), ("unlinked", "disconnected")],
)
def test_says_why_it_cannot_be_refreshed(signed_in, ada, linked, company, status, words):
    Connection.objects.update(status=status)
    answer = signed_in(ada).post(at(company, "refresh"), follow=True)
    assert words in answer.content.decode()
    assert not Sync.objects.exists()


def test_refreshes_by_post_only(signed_in, ada, linked, company):
    assert signed_in(ada).get(at(company, "refresh")).status_code == 405


def test_keeps_a_history_of_every_read(signed_in, ada, ben, shelf, linked, company, read):
    shelf.books = {"invoices": [[invoice(1)]]}
    read(linked, requested_by=ada)
    shelf.books = {"invoices": [UnexpectedReply("DL02")]}
    read(linked)
    page = signed_in(ben).get(at(company, "history"))
    newest, oldest = page.context["page"]
    assert (newest.status, oldest.status) == (Sync.Status.FAILED, Sync.Status.SUCCEEDED)
    assert (oldest.rows, oldest.changed) == (1, 1)
    text = page.content.decode()
    assert "Not read: Invoices." in text and ada.email in text
