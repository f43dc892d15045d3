"""The funnel …"""

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.utils.timezone import now

from companies.models import Connection, Probe
from linkflow.funnel import Asked, funnel_of
from linkflow.models import Consent, LinkSession
from portal.audit.models import AuditEvent
from tests.factories import CompanyFactory, ConnectionFactory, LinkFactory
from tests.linkflow.conftest import GUIDE

PACE = timedelta(minutes=10)
BEFORE_TASKS = ("agreed", "chose")
TO_THE_END = (*BEFORE_TASKS, *GUIDE, "signed_in", "permitted", "linked")
START = timedelta(days=3)


@pytest.fixture
def way(acorn, intacct):
    """Make a company that came to these steps in this order, ten minutes apart."""

    def make(*reached, ago=START, pace=PACE, language="", **values):
        company = CompanyFactory(organisation=acorn, **values)
        link = LinkFactory(company=company)
        of = {"organisation": acorn, "company": company}
        session = LinkSession.objects.create(**of, link=link, started_at=now() - ago)
        for number, step in enumerate(reached, start=1):
            at = session.started_at + number * pace
            if step == "agreed":
                Consent.objects.create(**of, link=link, text="Words", agreed_at=at)
            elif step == "chose":
                session.integration = intacct
                session.connection = ConnectionFactory(company=company, integration=intacct, created_at=at)
            elif step in ("signed_in", "permitted"):
                kind = Probe.Kind.SIGN_IN if step == "signed_in" else Probe.Kind.PERMISSIONS
                probe = {"organisation": acorn, "connection": session.connection, "kind": kind}
                Probe.objects.create(**probe, status=Probe.Status.SUCCEEDED, finished_at=at)
            elif step == "linked":
                Connection.objects.filter(company=company).update(status="linked", linked_at=at)
            else:
                session.done = [*session.done, step]
                data = {"task": "Aufgabe", "slug": step}
                AuditEvent.objects.create(
                    organisation=acorn, verb="task.done", object_id=company.public_id, data=data, created_at=at
                )
        session.save()
        return session

    return make


def funnel(acorn, **query):
    asked = QueryDict(mutable=True)
    asked.update(query)
    return funnel_of(acorn, Asked.by(asked))


def counts(found):
    return {row.mark.key.removeprefix("sage-intacct/"): row.count for row in found.rows}


def test_finds_every_step_of_a_customer_who_came_to_the_end(customer, acorn):
    customer.arrive()
    found = funnel(acorn)
    assert list(counts(found)) == ["began", *TO_THE_END]
    assert set(counts(found).values()) == {1}
    assert all(row.median is not None for row in found.rows[1:])
    assert (found.linked_count, found.under_way) == (1, [])


def test_finds_how_far_a_customer_came(customer, acorn):
    customer.do_tasks()
    found = funnel(acorn)
    assert counts(found)["web-services-user"] == 1
    assert counts(found)["signed_in"] == 0
    (standing,) = found.under_way
    assert standing.mark.slug == "web-services-user"
    assert standing.since == AuditEvent.objects.filter(verb="task.done").first().created_at


def test_does_not_count_a_sign_in_that_was_refused(customer, acorn):
    customer.do_tasks()
    customer.sign_in(password="wrong")
    assert counts(funnel(acorn))["signed_in"] == 0


def test_counts_what_came_and_what_stopped_so_that_the_columns_agree(way, acorn):
    way()
    way("agreed")
    way("agreed", "chose", GUIDE[0])
    way(*TO_THE_END)
    rows = funnel(acorn).rows
    assert [row.count for row in rows[:5]] == [4, 3, 2, 2, 1]
    assert [row.stopped for row in rows[:5]] == [1, 1, 0, 1, 0]
    assert all(row.count - row.stopped == after.count for row, after in zip(rows, rows[1:], strict=False))
    assert [round(row.share) for row in rows[:3]] == [100, 75, 50]
    assert round(rows[1].stopped_share) == 33


def test_counts_a_company_at_every_step_before_its_furthest(way, acorn):
    way("agreed", "chose", GUIDE[3])
    found = counts(funnel(acorn))
    assert [found[slug] for slug in GUIDE] == [1, 1, 1, 1, 0]


def test_takes_the_median_of_the_times_from_what_was_done_before(way, acorn):
    for minutes in (1, 20, 300):
        way(*TO_THE_END, pace=timedelta(minutes=minutes))
    found = funnel(acorn, days="all")
    assert [row.median for row in found.rows] == [None, *[timedelta(minutes=20)] * len(TO_THE_END)]
    assert found.median == timedelta(minutes=20) * len(TO_THE_END)


def test_takes_the_time_of_a_task_done_out_of_turn_from_what_was_done_before_it(way, acorn):
    way("agreed", "chose", GUIDE[1], GUIDE[0])
    medians = {row.mark.slug: row.median for row in funnel(acorn).rows}
    assert (medians[GUIDE[0]], medians[GUIDE[1]], medians[GUIDE[2]]) == (PACE, PACE, None)


def test_knows_a_task_in_older_entries_by_its_title(way, acorn):
    session = way("agreed", "chose")
    AuditEvent.objects.create(
        organisation=acorn, verb="task.done", object_id=session.company.public_id, data={"task": "Before you start"}
    )
    assert counts(funnel(acorn))["before-you-start"] == 1


def test_counts_a_task_whose_moment_nobody_wrote_down(way, acorn):
    session = way("agreed", "chose")
    LinkSession.objects.filter(pk=session.pk).update(done=[GUIDE[0]])
    found = funnel(acorn)
    assert counts(found)[GUIDE[0]] == 1
    assert found.under_way[0].since == session.connection.created_at


def test_takes_the_first_time_of_a_company_that_was_linked_again(way, acorn):
    session = way(*TO_THE_END)
    first = session.started_at + 2 * PACE
    AuditEvent.objects.create(
        organisation=acorn, verb="connection.linked", object_id=session.company.public_id, created_at=first
    )
    assert funnel(acorn).median == 2 * PACE


@pytest.mark.parametrize(("days", "expected"), [("30", 1), ("90", 2), ("365", 3), ("all", 4), ("", 2), ("7", 2)])
def test_looks_at_the_ways_begun_in_a_period(way, acorn, days, expected):
    for ago in (5, 50, 200, 500):
        way("agreed", ago=timedelta(days=ago))
    assert funnel(acorn, days=days).began_count == expected


def test_leaves_test_companies_out_unless_asked(way, acorn):
    way("agreed")
    way("agreed", is_test=True)
    assert funnel(acorn).began_count == 1
    assert funnel(acorn, tests="show").began_count == 2


def test_puts_those_that_moved_last_first(way, acorn):
    names = [way("agreed", ago=timedelta(days=ago)).company.name for ago in (9, 2, 5)]
    found = [standing.walk.company.name for standing in funnel(acorn).under_way]
    assert found == [names[1], names[2], names[0]]


def test_knows_nothing_of_others(way, acorn, birch):
    way(*TO_THE_END)
    found = funnel(birch)
    assert (found.began_count, found.under_way) == (0, [])


def test_asks_as_often_for_many_companies_as_for_one(way, acorn, django_assert_max_num_queries):
    for _ in range(7):
        way(*TO_THE_END)
        way("agreed", "chose")
    with django_assert_max_num_queries(7):
        found = funnel(acorn)
        assert [one.walk.company.state for one in found.under_way] == ["pending"] * 7
