"""``@intacct/intacct-sdk`` 2.2.1 from npm, Sage's own: what it can do, and what it cannot whatever answers it."""

import pytest

from tests.conformance.papers import OFFICIAL, assert_is_written
from tests.conformance.stage import BUSY, CLOUDY, ENTITIES, EXPIRED, READER, SINGLE, STEADY, node_client

pytestmark = pytest.mark.xdist_group("intacct-sdk")

REFUSED_FIELDS = {
    "PROJECT": [
        "CFDA", "FUNDEDNAME", "AGENCY", "PAYER", "FUNDINGOTHERID", "ASSISTANCETYPE", "REVRESTRICTION",
        "RESTRICTIONEXPIRY", "RESTRICTIONEXPIRATIONDATE", "TIMESATISFACTIONSCHEDULED",
    ]
}  # fmt: skip
"""Fields that ``lookup`` shows and ``query`` refuses, at Intacct as here."""
NEEDS_LINES = {"JournalEntryCreate", "StatisticalJournalEntryCreate"}
NEEDS_MORE = {"GetList", "Query", "ReadMore", *NEEDS_LINES}
"""Classes that say nothing sensible, or nothing at all, until they are told what to ask for."""
WRITERS = {"Bill", "Invoice"}


@pytest.fixture(scope="module")
def client(request):
    return node_client("@intacct/intacct-sdk", "with_intacct_sdk.mjs", request)


def test_signs_in_by_login_by_session_and_into_an_entity(client, simulator):
    said = client.plays("signIn", company_id=ENTITIES, entity="100")
    assert (said["login"]["session"], said["login"]["location"], said["login"]["endpoint"]) == (True, "", simulator)
    assert said["login"]["until"].endswith("+00:00")
    assert said["session"]["customers"] == said["login"]["customers"] > 0
    assert (said["provider"]["company"], said["provider"]["user"]) == (ENTITIES, "ws_reader")
    assert said["entity"]["location"] == said["switched"]["location"] == "100"
    assert said["entity"]["inside"] == said["switched"]["inside"] != said["entity"]["top"]


def test_lists_every_object_with_every_field_that_lookup_shows(client):
    said = client.plays("listAll", company_id=ENTITIES, refused=REFUSED_FIELDS)
    refused = {name: line["text"] for name, line in said.items() if not line["ok"]}
    assert list(refused) == ["GLACCOUNTBALANCE"], "which is asked without a period"
    assert "must be filtered by PERIOD" in refused["GLACCOUNTBALANCE"]
    assert len(said) > 60
    for name, line in said.items():
        if name in refused:
            continue
        answer = line["answer"]
        assert answer["rows"] == answer["read"] == min(answer["total"], 20), name
        assert answer["told"] == [], f"{name} leaves out fields that were asked for"


@pytest.mark.parametrize("subject", ["CUSTOMER", "ARINVOICE", "GLENTRY", "GLDETAIL"])
def test_pages_in_order_without_loss_or_doubling(client, subject):
    said = client.plays("page", subject=subject, size=2000)["ordered"]
    assert said["rows"] == said["distinct"] == said["total"] > 4000


def test_pages_without_an_order_where_rows_come_in_a_steady_one(client):
    """The simulator's switch ``shuffles`` is off in this company."""
    said = client.plays("page", company_id=STEADY, subject="CUSTOMER")["unordered"]
    assert said["rows"] == said["distinct"] == said["total"] == 4_300


def test_loses_rows_where_it_pages_without_an_order(client):
    said = client.plays("page", company_id=SINGLE, subject="CUSTOMER")["unordered"]
    assert said["rows"] == said["total"] > said["distinct"]


def test_reads_by_query_and_on(client):
    said = client.plays("readMore", subject="ARINVOICE")["readMore"]
    assert said["rows"] == said["distinct"] == said["total"] == 5_200
    assert said["pages"] == 6


def test_writes_and_reads_back(client):
    said = client.plays("write", writes=OFFICIAL)
    for _, subject, _, _, changes in OFFICIAL:
        assert_is_written(subject, said[f"{subject} created"]["answer"]["record"])
        if changes:
            assert list(changes.values())[0] in said[f"{subject} changed"]["answer"]["record"].values()
        assert said[f"{subject} deleted"]["answer"]["count"] == 0


def test_names_each_level_of_failure(client):
    failures = {
        "gateway 400": {"companyId": "nobody"},
        "gateway 429": {"companyId": BUSY},
        "sender": {"senderPassword": "wrong"},
        "expired": {"companyId": EXPIRED},
        "authentication": {"userPassword": "wrong"},
    }
    said = client.plays("fail", failures=failures)
    found = {what: (line["kind"], line["errors"][0].split(" ")[0]) for what, line in said.items()}
    assert found == {
        "gateway 400": ("ResponseException", "GW-0011"),
        "gateway 429": ("ResponseException", "GW-0010"),
        "sender": ("ResponseException", "XL03000006"),
        "expired": ("ResponseException", "PL04000055"),
        "authentication": ("ResponseException", "XL03000006"),
        "session": ("ResponseException", "XL03000006"),
        "function": ("ResultException", "DL02000001"),
        "object": ("ResultException", "Query"),
        "control": ("ResponseException", "XL03000003"),
    }
    assert "authentication status failure" in said["authentication"]["text"]
    assert "control status failure" in said["sender"]["text"]


def test_names_a_missing_permission(client):
    line = client.plays("listAll", company_id=READER, only="EMPLOYEE")["EMPLOYEE"]
    assert (line["kind"], line["errors"][0].split(" ")[0]) == ("ResultException", "PL04000005")


def test_names_a_page_that_is_no_answer(client):
    said = client.plays("fail", failures={"front door": {"companyId": CLOUDY}})["front door"]
    assert said["text"] == "Response XML is missing root response element"


def test_asks_several_functions_at_once(client):
    said = client.plays("batch", company_id=ENTITIES)["batch"]["results"]
    assert [status for status, _ in said] == ["success", "failure", "success"]
    assert said[1][1].startswith("Query Failed")


def test_rolls_back_a_transaction_that_fails(client):
    said = client.plays("batch", company_id=STEADY)
    statuses = [(status, error.split(" ")[0]) for status, error in said["transaction"]["results"]]
    assert statuses == [("aborted", "XL03000009"), ("failure", "Query"), ("aborted", "XL03000009")]
    assert said["refused"]["kind"] == "ResultException"
    assert said["rolled back"]["left"] == 0
    assert said["kept"] == {"statuses": ["success", "success"], "left": 2}


def test_reads_what_the_gateway_says_to_each_class_of_functions(client):
    """With nothing set most are refused, but in words that the client can read: never by a broken envelope."""
    said = client.plays("everyFunction", company_id=ENTITIES)
    assert len(said) > 130
    assert {name for name, line in said.items() if line["level"] == "client"} == NEEDS_LINES | {"ReadMore"}
    known = {name for name, line in said.items() if line["level"] == "result"} | NEEDS_MORE
    expected = {"ApiSessionCreate", "Read", "ReadByName", "ReadByQuery", "ReadMore", "Inspect", "Lookup", "Query"}
    expected |= {"GetList", "CustomerCreate", "CustomerUpdate", "VendorCreate", "VendorUpdate", "JournalEntryCreate"}
    expected |= {f"{name}{verb}" for name in WRITERS for verb in ("Create", "Update", "Delete")}
    expected |= {"CustomerDelete", "VendorDelete", "JournalEntryDelete", "DimensionsGet"}
    assert expected - known == set()
    unknown = {name: line["errors"][0] for name, line in said.items() if name not in known}
    assert all(text.startswith("XL03000003") for text in unknown.values())


def test_writes_more_than_this_simulator_does(client):
    """Functions of the 2.1 schema for papers that no wizard reads: the simulator takes them for misspelt ones."""
    said = client.plays("everyFunction", company_id=ENTITIES)
    for name in ("ArPaymentApply", "ApPaymentVoid", "DdsJobCreate", "TimesheetApprove", "PurchasingTransactionCreate"):
        assert said[name]["errors"][0].startswith("XL03000003"), name
