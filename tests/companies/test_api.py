"""Companies and connections, for programs."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from companies.actions import connect
from companies.models import Connection
from companies.requesting import url_of
from portal.organisations.actions import issue_api_key
from portal.organisations.roles import Role
from tests.factories import CompanyFactory, ConnectionFactory, LinkFactory


@pytest.fixture
def call(client, acorn, ada):
    _, key = issue_api_key(organisation=acorn, name="Warehouse", role=Role.ANALYST, user=ada)

    def get(path, **query):
        return client.get(f"/api{path}", query, headers={"Authorization": f"Bearer {key}"})

    return get


@pytest.fixture
def hartwell(acorn, ada, intacct):
    company = CompanyFactory(organisation=acorn, name="Hartwell Joinery", created_by=ada)
    ConnectionFactory(
        company=company,
        integration=intacct,
        status=Connection.Status.DEAUTHORISED,
        status_reason="The password was changed.",
        account_id="HARTWELL",
        credentials={"password": "customer-password-secret"},
    )
    return company


def test_a_company_carries_its_connection_and_link(call, hartwell, intacct):
    link = LinkFactory(company=hartwell)
    body = call(f"/companies/{hartwell.public_id}").json()
    assert body["id"] == str(hartwell.public_id)
    assert body["name"] == "Hartwell Joinery"
    assert body["redirect"] == url_of(link)
    assert body["createdByUserName"] == "ada@acorn.example"
    assert body["lastSync"] is None
    (shown,) = body["dataConnections"]
    assert shown["status"] == "Deauthorized"
    assert shown["integrationKey"] == "sage-intacct"
    assert shown["platformName"] == "Sage Intacct"
    assert shown["linkUrl"] == url_of(link)
    assert shown["connectionInfo"] == {"accountId": "HARTWELL"}
    assert shown["dataConnectionErrors"][0]["errorMessage"] == "The password was changed."


def test_a_pending_connection_says_what_is_amiss_who_must_act_and_what_to_do(
    call, acorn, intacct, django_capture_on_commit_callbacks
):
    company = CompanyFactory(organisation=acorn)
    pending = ConnectionFactory(company=company, integration=intacct)
    credentials = {"company_id": "demo-no-subscription", "user_id": "ws_reader", "password": "Reader-2026"}
    with django_capture_on_commit_callbacks(execute=True):
        connect(connection=pending, credentials=credentials, actor="customer")
    for path in ["", "/connections", f"/connections/{pending.public_id}"]:
        body = call(f"/companies/{company.public_id}{path}").json()
        shown = body["dataConnections"][0] if not path else body["results"][0] if "results" in body else body
        (problem,) = shown["dataConnectionErrors"]
        assert (problem["statusCode"], problem["statusText"]) == ("401", "web-services-off")
        assert problem["owner"] == "administrator"
        assert problem["menuPath"][:2] == ["Company", "Admin"]
        assert any("Subscribe" in step for step in problem["fix"])


def test_no_answer_holds_a_secret(call, hartwell):
    for path in ["/companies", f"/companies/{hartwell.public_id}", f"/companies/{hartwell.public_id}/connections"]:
        assert "secret" not in call(path).content.decode()


def test_a_revoked_link_is_not_told(call, hartwell):
    LinkFactory(company=hartwell, revoked_at=hartwell.created_at)
    assert call(f"/companies/{hartwell.public_id}").json()["redirect"] == ""


@pytest.mark.parametrize(
    "below", ["", "/connections", "/connections/{connection}", "/data/customers", "/dataStatus", "/data/history"]
)
def test_a_foreign_company_does_not_exist(below, call, birch):
    theirs = CompanyFactory(organisation=birch)
    theirs_too = ConnectionFactory(company=theirs)
    answer = call(f"/companies/{theirs.public_id}" + below.format(connection=theirs_too.public_id))
    assert answer.status_code == 404
    assert theirs.name not in answer.content.decode()


def test_lists_hold_only_our_own(call, hartwell, birch):
    CompanyFactory(organisation=birch)
    body = call("/companies").json()
    assert [company["name"] for company in body["results"]] == ["Hartwell Joinery"]
    assert body["totalResults"] == 1


def test_pages_lead_to_their_neighbours(call, acorn):
    for number in range(5):
        CompanyFactory(organisation=acorn, name=f"Company {number}")
    seen = []
    path, query = "/companies", {"pageSize": 2}
    for _ in range(3):
        body = call(path, **query).json()
        assert (body["pageSize"], body["totalResults"]) == (2, 5)
        assert body["_links"]["self"] == {"href": "/api/companies"}
        seen += [company["name"] for company in body["results"]]
        following = body["_links"]["next"]
        if following is None:
            break
        path, query = following["href"].removeprefix("/api"), {}
    assert sorted(seen) == [f"Company {number}" for number in range(5)]
    assert body["pageNumber"] == 3
    assert body["_links"]["previous"]["href"] == "/api/companies?pageSize=2&page=2"


def test_a_page_beyond_the_end_is_empty(call, hartwell):
    body = call("/companies", page=99).json()
    assert (body["results"], body["totalResults"]) == ([], 1)


def test_the_number_of_queries_does_not_grow_with_the_companies(call, acorn, intacct, django_assert_num_queries):
    def fill(count):
        for _ in range(count):
            company = CompanyFactory(organisation=acorn)
            ConnectionFactory(company=company, integration=intacct)
            LinkFactory(company=company)

    fill(1)
    call("/companies")  # the first call stamps the key
    with CaptureQueriesContext(connection) as few:
        call("/companies")
    fill(6)
    with django_assert_num_queries(len(few)):
        assert call("/companies").json()["totalResults"] == 7


def test_connections_are_listed_and_found(call, hartwell):
    expected = hartwell.connections.get()
    listed = call(f"/companies/{hartwell.public_id}/connections").json()["results"]
    single = call(f"/companies/{hartwell.public_id}/connections/{expected.public_id}").json()
    assert listed == [single]
    assert single["id"] == str(expected.public_id)
