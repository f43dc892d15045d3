"""``sageintacctsdk`` 1.28.1 from PyPI: what it can do, and what it cannot whatever answers it."""

import pytest

from tests.conformance.papers import BILL, CUSTOMER, ENTRY, GENERIC, LEGACY_INVOICE, VENDOR, assert_is_written
from tests.conformance.stage import BUSY, CLOUDY, ENTITIES, EXPIRED, READER, SINGLE, STEADY, python_client

pytestmark = pytest.mark.xdist_group("sageintacctsdk")

BROKEN_WHEN_EMPTY = {"reimbursements", "rev_rec_schedules", "rev_rec_schedule_entries"}
"""API classes whose list raises KeyError where there are no rows: they index what an empty answer does not hold."""
WITHOUT_FIELDS = {
    "allocation_entry", "ap_detail", "ap_payments", "inventory_control_price_list_entries",
    "order_entry_transactions", "reimbursements", "savings_accounts",
}  # fmt: skip
"""API classes that the common list cannot list: the client has no names of their fields."""
WRITES = [
    ("customers", CUSTOMER, {"NAME": "Renamed"}),
    ("vendors", VENDOR, {"NAME": "Renamed"}),
    ("ar_invoices", LEGACY_INVOICE, {"DESCRIPTION": "Described anew"}),
    ("bills", BILL, {"DESCRIPTION": "Described anew"}),
    ("journal_entries", ENTRY, {"BATCH_TITLE": "Described anew"}),
]


@pytest.fixture(scope="module")
def client(request):
    return python_client("sageintacctsdk", request)


@pytest.fixture(scope="module")
def lists(client):
    return client.plays("list_all", company_id=ENTITIES)


def test_signs_in_by_login_by_session_and_into_an_entity(client):
    said = client.plays("sign_in", company_id=ENTITIES, entity="100")
    assert said["login"] == {"session": True, "entities": 3}
    assert said["session"]["customers"] > 0
    assert 0 < said["entity"]["inside"] != said["entity"]["top"]


def test_lists_every_object(lists):
    failed = {name: line["error"] for name, line in lists.items() if not line["ok"] and name not in BROKEN_WHEN_EMPTY}
    assert failed == {"order_entry_transactions": "KeyError"}, "the client has no names of their fields"
    assert len(lists) == 39
    for name, line in lists.items():
        assert not line["ok"] or line["rows"] == min(line["total"], 2000), name
    used = {name for name, line in lists.items() if line.get("rows")}
    assert {"customers", "vendors", "ar_invoices", "bills", "journal_entries", "gl_detail", "locations"} <= used


def test_cannot_list_some_objects_that_have_no_rows(lists):
    assert [lists[name].get("error") for name in BROKEN_WHEN_EMPTY] == ["KeyError"] * 3


def test_cannot_list_objects_whose_fields_it_does_not_know(client):
    said = client.plays("list_commonly", company_id=ENTITIES)
    broken = {name: (line["error"], line["text"]) for name, line in said.items() if not line["ok"]}
    assert set(broken) <= WITHOUT_FIELDS
    assert {"savings_accounts", "ap_payments"} <= set(broken)
    assert {error for error, _ in broken.values()} == {"KeyError"}


def test_lists_at_most_a_thousand_of_some_objects(client):
    """It does not read on; whoever needs all of them pages with the other methods."""
    line = client.plays("list_all", only="ap_payments")["ap_payments"]
    assert (line["rows"], line["total"] > 1000) == (1000, True)


def test_reads_a_single_savings_account_as_a_dict_instead_of_a_list(lists):
    """It forces lists for upper-case tags only, and readByQuery answers in lower case."""
    assert lists["savings_accounts"]["rows"] == 1
    assert lists["savings_accounts"]["is_dict"]


def test_lists_what_belongs_to_no_object(client):
    said = client.plays("list_without_subject")
    assert {"CUSTOMER", "DEPARTMENT", "LOCATION", "VENDOR"} <= set(said["dimensions"]["answer"])
    assert said["objects"]["answer"] > 50


def test_cannot_read_that_there_are_no_attachments(client):
    """An empty list arrives as None, which it indexes."""
    said = client.plays("list_without_subject")
    assert [said[name]["error"] for name in ("attachments", "folders")] == ["TypeError", "TypeError"]


def test_cannot_ask_this_simulator_for_receivables_by_age(client):
    """``get_araging`` is in no published answer, so the simulator does not know it."""
    assert "XL03000003" in client.plays("list_without_subject")["ar_aging"]["text"]


@pytest.mark.parametrize("api", ["customers", "ar_invoices", "bills", "gl_detail"])
def test_pages_in_order_without_loss_or_doubling(client, api):
    said = client.plays("page", api=api)["ordered"]
    assert said["rows"] == said["distinct"] == said["total"] > 2000


def test_pages_without_an_order_where_rows_come_in_a_steady_one(client):
    """Its ``get_all`` asks for no order; the simulator's switch ``shuffles`` is off in this company."""
    said = client.plays("page", company_id=STEADY, api="customers")["unordered"]
    assert said["rows"] == said["distinct"] == said["total"] > 2000


def test_loses_rows_where_it_pages_without_an_order(client):
    """As it may at Intacct, which promises none: the count is right, some rows came twice, others never."""
    said = client.plays("page", company_id=SINGLE, api="customers")["unordered"]
    assert said["rows"] == said["total"]
    assert said["distinct"] < said["total"]


def test_reads_by_query_and_on(client):
    said = client.plays("read_more")
    assert said["readMore"]["rows"] == said["readMore"]["distinct"] == said["readMore"]["total"] == 4_300
    assert said["readMore"]["pages"] == 5
    assert said["get"] == {"rows": 1, "tag": ["customer"]}


def test_looks_up_every_object(client):
    said = client.plays("look_up")
    assert [name for name, line in said.items() if not line["ok"]] == []
    assert all(line["answer"] > 5 for line in said.values())


def test_writes_and_reads_back(client):
    said = client.plays("write", writes=WRITES)
    for (name, _, changes), (subject, _, _) in zip(WRITES, GENERIC, strict=True):
        assert_is_written(subject, said[f"{name} created"]["answer"]["record"])
        changed = said[f"{name} changed"]["answer"]["record"]
        assert {key: changed[key] for key in changes} == changes
        assert said[f"{name} deleted"]["answer"] == {"count": 0, "record": None}


def test_names_each_level_of_failure(client):
    failures = {
        "gateway 400": {"company_id": "nobody"},
        "gateway 429": {"company_id": BUSY},
        "sender": {"sender_password": "wrong"},
        "expired": {"company_id": EXPIRED},
        "authentication": {"user_password": "wrong"},
    }
    said = client.plays("fail", failures=failures)
    found = {what: (line["error"], _number(line["response"])) for what, line in said.items()}
    assert found == {
        "gateway 400": ("WrongParamsError", "GW-0011"),
        "gateway 429": ("SageIntacctSDKError", None),
        "sender": ("WrongParamsError", "XL03000006"),
        "expired": ("WrongParamsError", "PL04000055"),
        "authentication": ("InvalidTokenError", "XL03000006"),
        "session": ("InvalidTokenError", "XL03000006"),
        "function": ("WrongParamsError", "DL02000001"),
        "schema": ("WrongParamsError", "XL03000003"),
    }
    assert "GW-0010" in said["gateway 429"]["text"]


def test_names_a_missing_permission(client):
    said = client.plays("list_all", company_id=READER, only="employees")["employees"]
    assert (said["error"], _number(said["response"])) == ("NoPrivilegeError", "PL04000005")


def test_cannot_read_a_page_that_is_no_xml(client):
    """It takes a web page that happens to be well-formed for an answer, and looks for one in it."""
    said = client.plays("fail", failures={"front door": {"company_id": CLOUDY}})
    assert said["front door"]["error"] == "KeyError"


def test_cannot_read_several_results(client):
    """It has no way to ask for them, and takes every answer for one with a single result."""
    said = client.plays("batch")["batch"]
    assert said["error"] == "AttributeError"
    assert "'list' object has no attribute 'get'" in said["text"]


def test_reads_the_body_as_latin_1(client):
    """The content type names no charset, and ``requests`` guesses wrongly; names outside ASCII come out garbled."""
    said = client.plays(
        "write", writes=[("customers", {"CUSTOMERID": "JUDGE-Z", "NAME": "Zürich"}, {"NAME": "Zürich"})]
    )
    assert said["customers created"]["answer"]["record"]["NAME"] == "ZÃ¼rich"


def _number(response):
    error = (response or {}).get("error") or {}
    return (error[0] if isinstance(error, list) else error).get("errorno")
