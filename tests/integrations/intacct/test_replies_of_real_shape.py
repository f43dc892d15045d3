"""Replies shaped like those that real companies were seen to send: each becomes a named result, never a KeyError.

They are our own texts in the shapes of published recordings: older time zones, lower-case records, data beside
errors, errors without a number or without words, a failed control that says nothing.
"""

from datetime import timedelta

import pytest

from integrations.errors import PermissionMissing, ProviderError, ProviderUnavailable, UnexpectedReply
from integrations.intacct import calls, envelope
from integrations.intacct.envelope import parse
from tests.integrations.intacct.conftest import reply

BILLS = calls.query("APBILL", ["RECORDNO"])
EVERYTHING = [
    "older-session", "by-query", "by-query-empty", "partly-done", "no-number", "no-text", "number-in-words",
    "nothing-said", "no-errormessage", "escaped-twice", "listed", "control-status-only", "schema-errors",
    "acknowledged", "session-ended", "gateway-refused", "gateway-sign-in", "html", "expired", "web-services-off",
    "no-authentication", "no-control", "rolled-back", "several",
]  # fmt: skip
PARTS = ("status", "control", "authentication", "errormessage", "error", "errorno", "description2", "data", "result")


def only_result(name, *subjects):
    (result,) = parse(reply(name), set(subjects)).results
    return result


def test_reads_times_with_another_offset():
    ends = parse(reply("older-session")).authentication.expires_at
    assert ends.utcoffset() == timedelta(hours=-8)
    assert ends.isoformat() == "2099-03-04T14:12:45-08:00"


@pytest.mark.parametrize("subjects", [(), ("APBILL",)])
def test_reads_records_in_lower_case_with_nested_fields(subjects):
    data = only_result("by-query", *subjects).data
    assert (data.total, data.remaining) == (5, 3)
    assert data.rows == [
        {"RECORDNO": "41", "VENDORID": "V-0007", "PAYTO.TAXGROUP.NAME": ""},
        {"RECORDNO": "19", "VENDORID": "V-0011", "PAYTO.TAXGROUP.NAME": "EU"},
    ]


def test_reads_an_empty_list_by_query():
    data = only_result("by-query-empty", "APBILL").data
    assert (data.rows, data.total, data.remaining) == ([], 0, 0)


def test_reads_a_list_of_the_older_functions():
    rows = only_result("listed").data.rows
    day = {"whenmodified.year": "2026", "whenmodified.month": "11", "whenmodified.day": "02"}
    assert rows[0] == {"customerid": "C-1", **day}
    assert rows[1] == {"customerid": "C-2", "whenmodified": ""}


def test_keeps_data_and_errors_of_what_was_done_in_part():
    result = only_result("partly-done")
    assert not result.is_success
    assert result.data.rows == [{"RECORDNO": "88", "VENDORID": "V-0088"}]
    assert [fault.number for fault in result.faults] == ["BL34000061", "BL01001973"]
    assert result.faults[0].support_id == "pQr~sT"


def test_reads_an_error_without_a_number():
    (fault,) = only_result("no-number").faults
    assert (fault.number, fault.support_id) == ("", "aB1~c")
    assert fault.text == "You do not have permission to view audit history"


def test_reads_an_error_without_words():
    (fault,) = only_result("no-text").faults
    assert (fault.number, fault.text) == ("Invalid fields list CREDITSCORE", "")


def test_reads_a_number_in_words():
    (fault,) = only_result("number-in-words").faults
    assert (fault.number, fault.text) == ("Query Failed", "Object definition VENDORX not found")


def test_reads_errors_that_say_nothing():
    assert [fault.text for fault in only_result("nothing-said").faults] == [""]
    assert only_result("no-errormessage").faults == ()


def test_reads_words_that_were_escaped_twice():
    (fault,) = only_result("escaped-twice").faults
    assert (fault.number, fault.support_id) == ("DL02000001", "xY~z")
    assert "Lantern" in fault.text and "[Support ID" not in fault.text


def test_reads_a_control_that_only_says_failure():
    answer = parse(reply("control-status-only"))
    assert (answer.control_status, answer.control_faults, answer.results) == ("failure", (), [])


def test_reads_every_error_of_a_refused_document():
    answer = parse(reply("schema-errors"))
    assert [fault.number for fault in answer.control_faults] == ["XL03000003", "XL03000003"]
    assert "get_list content" in answer.control_faults[1].text


def test_reads_a_lost_session_that_names_nobody():
    answer = parse(reply("session-ended"))
    assert (answer.authentication.user_id, answer.authentication.company_id) == ("", "")
    assert answer.authentication_faults[0].text.startswith("Invalid session")


def test_names_what_an_offline_acknowledgement_lacks():
    with pytest.raises(envelope.MissingPart, match="no authentication"):
        parse(reply("acknowledged"))


@pytest.mark.parametrize(
    ("line", "error", "key"),
    [
        ("partly-done", UnexpectedReply, "unknown"),
        ("no-number", PermissionMissing, "permission-missing"),
        ("no-text", UnexpectedReply, "fields-refused"),
        ("number-in-words", PermissionMissing, "application-missing"),
        ("nothing-said", UnexpectedReply, "unknown"),
        ("no-errormessage", UnexpectedReply, "unknown"),
        ("escaped-twice", UnexpectedReply, "query-failed"),
        ("control-status-only", UnexpectedReply, "unknown"),
        ("schema-errors", UnexpectedReply, "request-malformed"),
        ("acknowledged", UnexpectedReply, "unknown"),
        ("html", ProviderUnavailable, "gateway-failure"),
        ((200, b""), ProviderUnavailable, "gateway-failure"),
        ((500, b""), ProviderUnavailable, "gateway-failure"),
    ],
)
def test_ends_in_a_named_error(northwind, script, line, error, key):
    script.says("session", *[line] * 8)
    with pytest.raises(ProviderError) as caught:
        northwind.ask(BILLS)
    assert (type(caught.value), caught.value.verdict.key) == (error, key)


def test_signs_in_to_a_company_that_tells_the_time_elsewhere(northwind, script):
    script.says("older-session", "departments")
    assert len(northwind.ask(calls.query("DEPARTMENT", ["RECORDNO"])).rows) == 2
    assert len(script.requests) == 2


@pytest.mark.parametrize("name", EVERYTHING)
def test_survives_any_element_missing(name):
    """Whatever a reply leaves out: it is read, or it is refused by name."""
    body = reply(name).decode()
    for tag in PARTS:
        start, end = body.find(f"<{tag}"), body.find(f"</{tag}>")
        if start < 0 or end < 0:
            continue
        try:
            parse((body[:start] + body[end + len(tag) + 3 :]).encode(), {"APBILL", "DEPARTMENT"})
        except envelope.EnvelopeError as error:
            assert str(error), f"{name} without {tag}"
