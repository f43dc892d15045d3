"""What differs from company to company: strictness, order, compression, endpoints, the list of permissions."""

import time

from integrations.intacct.simulator.faults import Fault
from integrations.intacct.simulator.journal import CallLog, LoggedCall

LOOSE = (
    "<filter><equalto><field>STATUS</field><value>active</value></equalto>"
    "<greaterthan><field>RECORDNO</field><value>60</value></greaterthan></filter>"
)


def test_strict_company_refuses_two_comparisons_under_a_filter(asker, query):
    root = asker.ask(query("VENDOR", "RECORDNO", LOOSE))
    assert root.findtext("control/status") == "failure"
    assert root.findtext(".//errorno") == "XL03000003"


def test_lenient_company_takes_them_together(asker, query):
    asker.company("Single").habits.is_strict = False
    rows = asker.rows(query("VENDOR", "RECORDNO STATUS", LOOSE))
    assert rows
    assert all(int(row["RECORDNO"]) > 60 and row["STATUS"] == "active" for row in rows)


def test_steady_company_keeps_the_order_of_keys(asker, query):
    asker.company("Single").habits.shuffles = False
    numbers = [int(row["RECORDNO"]) for row in asker.rows(query("GLENTRY", "RECORDNO"))]
    assert numbers == sorted(numbers)


def test_compresses_only_where_it_is_the_habit(asker, query):
    body = asker.document(query("GLENTRY", "RECORDNO AMOUNT"))
    assert asker.gateway.handle(body, "text/xml", "gzip").headers["Content-Encoding"] == "gzip"
    asker.company("Single").habits.compresses = False
    assert "Content-Encoding" not in asker.gateway.handle(body, "text/xml", "gzip").headers


def test_endpoint_moves_from_session_to_session(asker):
    asker.company("Single").habits.endpoints = ["https://na1.example/gw", "https://na2.example/gw"]
    found = [asker.ask("<getAPISession/>").findtext(".//api/endpoint") for _ in range(3)]
    assert found == ["https://na1.example/gw", "https://na2.example/gw", "https://na1.example/gw"]


def test_waits_before_the_first_byte(asker, query):
    asker.company("Single").habits.first_byte_seconds = 0.2
    begun = time.perf_counter()
    asker.ask(query("VENDOR", "RECORDNO"))
    assert time.perf_counter() - begun >= 0.2


def test_lists_one_application_where_only_one_is_granted(asker):
    asker.company("Single").habits.lists_granted_only = True
    asker.company("Single").roles[0].rights = {"Administration": {"Users": ["List", "View"]}}
    root = asker.ask("<getUserPermissions><userId>reader</userId></getUserPermissions>")
    assert [cell.text for cell in root.iter("applicationName")] == ["Administration"]


def test_log_holds_what_was_asked_and_no_secret(asker, query):
    asker.ask(query("VENDOR", "RECORDNO"), query("NONSENSE", "RECORDNO"))
    (call,) = asker.gateway.log.of("single")
    assert (call.company_id, call.sender_id, call.functions, call.objects) == (
        "Single", "acornSender", ["query", "query"], ["VENDOR", "NONSENSE"],
    )  # fmt: skip
    assert (call.status, call.failed, call.rows, call.transactions) == (200, 1, 40, 2)
    assert call.bytes_in > 400
    assert call.bytes_out > 400
    said = repr(asker.gateway.log.as_data())
    assert "sender-right" not in said
    assert "right<" not in said
    assert "password" not in said


def test_log_forgets_the_oldest_and_keeps_the_sums():
    log = CallLog(most=3)
    for rows in range(5):
        log.add(LoggedCall(company_id="A", rows=rows, functions=["query"]))
    assert [call.rows for call in log.of("a")] == [4, 3, 2]
    assert (log.total("A").requests, log.total("A").rows) == (5, 10)


def test_log_notes_the_trouble_that_met_a_request(asker, query):
    asker.gateway.faults.add(Fault("busy"))
    asker.send(query("VENDOR", "RECORDNO"))
    assert [(call.fault, call.status) for call in asker.gateway.log.of("Single")] == [("busy", 429)]
