"""``pyintacct`` 0.1.1 from PyPI: what it can do, and what it cannot whatever answers it."""

import pytest

from tests.conformance.papers import GENERIC, LEGACY_INVOICE, assert_is_written, subset
from tests.conformance.stage import BUSY, ENTITIES, EXPIRED, READER, python_client

pytestmark = pytest.mark.xdist_group("pyintacct")

WITH_LINES = {"ARINVOICE", "APBILL", "GLBATCH"}


@pytest.fixture(scope="module")
def client(request):
    return python_client("pyintacct", request)


def test_signs_in_by_login_by_session_and_into_an_entity(client, simulator):
    said = client.plays("sign_in", company_id=ENTITIES, entity="100")
    assert (said["login"]["session"], said["login"]["endpoint"]) == (True, simulator)
    assert said["login"]["until"].endswith("+00:00"), "it reads the time with that offset only"
    assert said["session"]["customers"] > 0
    assert 0 < said["entity"]["inside"] != said["entity"]["top"]


def test_lists_every_object(client):
    said = client.plays("list_all", company_id=ENTITIES)
    assert {name: line["text"] for name, line in said.items() if not line["ok"]} == {}
    assert len(said) > 60
    assert {name for name, line in said.items() if not line["answer"]["fields"]} == set()
    used = {name for name, line in said.items() if line["answer"]["rows"]}
    assert {"CUSTOMER", "VENDOR", "ARINVOICE", "APBILL", "GLBATCH", "GLENTRY", "GLACCOUNT"} <= used


def test_reads_by_query_and_on(client):
    said = client.plays("read_more", subject="ARINVOICE")
    assert said["readMore"] == {"rows": 5_200, "distinct": 5_200}
    assert 0 < said["filtered"]["rows"] <= 4_300


def test_writes_and_reads_back(client):
    """It reads back by readByQuery, which brings no lines along."""
    said = client.plays("write", writes=GENERIC, invoice=LEGACY_INVOICE)
    for subject, paper, changes in GENERIC:
        record = said[f"{subject} created"]["answer"]["record"]
        if subject in WITH_LINES:
            wanted = {name: value for name, value in paper.items() if isinstance(value, str)}
            assert subset(record, wanted) == wanted
        else:
            assert_is_written(subject, record)
        assert subset(said[f"{subject} changed"]["answer"]["record"], changes) == changes
        assert said[f"{subject} deleted"]["answer"] == {"count": 0, "record": None}
    model = said["model created"]["answer"]["record"]
    assert (model["CUSTOMERID"], model["TOTALENTERED"]) == ("JUDGE-C", "199.75")
    assert said["model deleted"]["answer"]["count"] == 0


FAILURES = {
    "gateway 400": {"company_id": "nobody"},
    "gateway 429": {"company_id": BUSY},
    "sender": {"sender_password": "wrong"},
    "expired": {"company_id": EXPIRED},
    "authentication": {"user_password": "wrong"},
}


def test_tells_the_words_of_each_level_of_failure(client):
    """It keeps the words and drops the numbers."""
    said = client.plays("fail", failures=FAILURES)
    words = {
        "gateway 400": "Invalid Request",
        "gateway 429": "API rate limit exceeded",
        "sender": "Incorrect Intacct XML Partner ID or password.",
        "expired": "This company is a demo company and has expired.",
        "authentication": "Sign-in information is incorrect",
        "function": "Invalid fields: NOSUCHFIELD",
        "object": "Object definition NOSUCHOBJECT not found",
        "control": "XML Parse schema error",
    }
    for what, expected in words.items():
        assert (said[what]["error"], expected in said[what]["text"]) == ("IntacctException", True), what


@pytest.mark.parametrize("what", ["gateway 400", "expired", "authentication"])
def test_takes_a_failed_sign_in_for_a_lost_session(client, what):
    """Where it signs in by itself it swallows the failure and goes on with the session ``None``."""
    said = client.plays("fail", failures={what: FAILURES[what]})
    assert "Invalid session N" in said[f"{what}, unseen"]["text"]


def test_names_a_missing_permission(client):
    line = client.plays("list_all", company_id=READER, only="EMPLOYEE")["EMPLOYEE"]
    assert "You do not have permission for API operation READ_BY_QUERY" in line["text"]


def test_rolls_back_a_transaction_that_fails(client):
    """It has no batches; its own parts, put together by hand, make one."""
    said = client.plays("batch", company_id=ENTITIES)
    assert "The entire transaction in this operation has been rolled back" in said["transaction"]["text"]
    assert "Object definition NOSUCHOBJECT not found" in said["transaction"]["text"]
    assert said["rolled back"]["left"] == 0


def test_cannot_look_up_and_cannot_query(client):
    said = client.plays("limits")
    assert said["limits"] == {"lookup": False, "query": False, "read": False}
