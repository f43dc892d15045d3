"""``intacct-api`` 0.3.0 from npm: what it can do, and what it cannot whatever answers it."""

import pytest

from tests.conformance.papers import GENERIC, HEADERS, assert_is_written, subset
from tests.conformance.stage import BUSY, ENTITIES, EXPIRED, READER, node_client

pytestmark = pytest.mark.xdist_group("intacct-api")


@pytest.fixture(scope="module")
def client(request):
    return node_client("intacct-api", "with_intacct_api.mjs", request)


def test_signs_in_by_login_by_session_and_into_an_entity(client, simulator):
    said = client.plays("signIn", company_id=ENTITIES, entity="100")
    assert said["login"] == {"session": True, "endpoint": simulator}
    assert said["session"]["customers"] > 0
    assert said["entity"]["location"] == "100"
    assert 0 < said["entity"]["inside"] != said["entity"]["top"]


def test_lists_every_object(client):
    said = client.plays("listAll", company_id=ENTITIES)
    assert {name: line["text"] for name, line in said.items() if not line["ok"]} == {}
    assert len(said) > 60
    assert {name for name, line in said.items() if not line["answer"]["fields"]} == set()
    used = {name for name, line in said.items() if line["answer"]["rows"]}
    assert {"CUSTOMER", "VENDOR", "ARINVOICE", "APBILL", "GLBATCH", "GLENTRY", "GLACCOUNT"} <= used


def test_reads_by_query_and_on(client):
    said = client.plays("readMore", subject="ARINVOICE")["readMore"]
    assert said == {"total": 5_200, "pages": 6, "rows": 5_200, "distinct": 5_200}


def test_sends_functions_that_it_has_no_names_for(client):
    said = client.plays("others")
    assert said["query"]["answer"] == {"rows": 50, "count": 50}
    assert said["lookup"]["answer"] > 20


def test_writes_and_reads_back(client):
    said = client.plays("write", writes=GENERIC)
    for subject, _, changes in GENERIC:
        record = said[f"{subject} created"]["answer"]["record"]
        assert subset(record, HEADERS[subject]) == HEADERS[subject]
        assert_is_written(subject, record)
        assert subset(said[f"{subject} changed"]["answer"]["record"], changes) == changes
        assert said[f"{subject} deleted"]["answer"]["count"] == 0


def test_names_each_level_of_failure(client):
    failures = {
        "gateway 400": {"companyId": "nobody"},
        "gateway 429": {"companyId": BUSY},
        "sender": {"senderPassword": "wrong"},
        "expired": {"companyId": EXPIRED},
    }
    said = client.plays("fail", failures=failures)
    numbers = {what: line.get("errorno") for what, line in said.items()}
    assert numbers == {
        "gateway 400": "GW-0011",
        "gateway 429": "GW-0010",
        "sender": "XL03000006",
        "expired": "PL04000055",
        "session": None,
        "function": "DL02000001",
        "object": "Query Failed",
        "control": "XL03000003",
    }


def test_cannot_read_a_failed_authentication(client):
    """It looks for a list where its parser has made an object: a TypeError instead of the refusal."""
    said = client.plays("fail", failures={"authentication": {"password": "wrong"}})
    for what in ("authentication", "session"):
        assert (said[what]["error"], "map is not a function" in said[what]["text"]) == ("TypeError", True)


def test_names_a_missing_permission(client):
    assert client.plays("listAll", company_id=READER, only="EMPLOYEE")["EMPLOYEE"]["errorno"] == "PL04000005"


def test_asks_several_functions_at_once_and_in_no_transaction(client):
    """Its requests have no place for ``transaction``."""
    said = client.plays("batch", company_id=ENTITIES)
    assert said["batch"]["results"] == [["success", None], ["failure", "Query Failed"], ["success", None]]
    assert said["no transaction"]["mentions"] is False
