import logging
from xml.etree import ElementTree

import pytest
import requests

from integrations.errors import CredentialsRejected, PermissionMissing, ProviderUnavailable, UnexpectedReply
from integrations.intacct import calls, transport
from integrations.intacct.session import safe_endpoint
from tests.integrations.intacct.conftest import GATEWAY, reply

SESSION_ENDPOINT = "https://na12.intacct.com/ia/xml/xmlgw.phtml"


def rows(*numbers, remaining=0, name="VENDOR", extra=""):
    records = "".join(f"<{name}><RECORDNO>{number}</RECORDNO>{extra}</{name}>" for number in numbers)
    head, _, tail = reply("departments").decode().partition("<data")
    total = len(numbers) + remaining
    data = f'<data listtype="{name}" totalcount="{total}" offset="0" count="{len(numbers)}" numremaining="{remaining}">'
    return (head + data + records + "</data>" + tail[tail.index("</data>") + len("</data>") :]).encode()


def test_opens_a_session_alone_and_uses_its_endpoint(northwind, script):
    script.says("session", "entities")
    northwind.ask(calls.READ_ENTITIES)
    assert [request.url for request in script.requests] == [GATEWAY, SESSION_ENDPOINT]
    assert script.bodies[0].count("<function ") == 1
    assert "<sessionid>sEsSiOn-1234567890abcdef..</sessionid>" in script.bodies[1]
    assert "hunter2" not in script.bodies[1]


def test_opens_an_entity_with_the_sign_in(northwind, script):
    northwind.entity = "100-US"
    script.says("session")
    northwind.open()
    login = ElementTree.fromstring(script.bodies[0]).find(".//login")
    assert [part.tag for part in login] == ["userid", "companyid", "password", "locationid"]


def test_switches_to_an_entity_without_the_password(northwind, script):
    script.says("session", "session")
    northwind.open()
    northwind.switch("200-DE")
    assert "<locationid>200-DE</locationid>" in script.bodies[1]
    assert "hunter2" not in script.bodies[1]


@pytest.mark.parametrize(
    ("offered", "followed"),
    [
        ("https://na12.intacct.com/ia/xml/xmlgw.phtml", True),
        ("https://intacct.com.evil.example/ia/xml/xmlgw.phtml", False),
        ("https://evil.example/xmlgw", False),
        ("http://na12.intacct.com/ia/xml/xmlgw.phtml", False),
        ("https://user@na12.intacct.com/ia/xml/xmlgw.phtml", False),
        ("https://na12.intacct.com:8443/ia/xml/xmlgw.phtml", False),
        ("https://[broken", False),
        ("", False),
    ],
)
def test_follows_an_endpoint_only_on_the_gateways_own_domain(offered, followed):
    assert safe_endpoint(offered, GATEWAY) == (offered if followed else GATEWAY)


def test_follows_a_local_simulator_but_not_from_there_to_the_world():
    local = "http://127.0.0.1:8001/ia/xml/xmlgw.phtml"
    assert safe_endpoint("http://127.0.0.1:8001/other", local) == "http://127.0.0.1:8001/other"
    assert safe_endpoint("https://na12.intacct.com/ia/xml/xmlgw.phtml", local) == local


def test_signs_in_again_once_when_the_session_ended(northwind, script):
    script.says("session", "session-ended", "session", "entities")
    assert len(northwind.ask(calls.READ_ENTITIES).rows) == 2
    assert not script.lines


def test_gives_up_when_the_new_session_ends_too(northwind, script):
    script.says("session", "session-ended", "session", "session-ended")
    with pytest.raises(ProviderUnavailable):
        northwind.ask(calls.READ_ENTITIES)


def test_renews_a_session_before_it_ends(northwind, script):
    ending = reply("session").replace(b"2099-11-22T18:00:00+00:00", b"2020-01-01T00:00:00+00:00")
    script.says(ending, "session", "entities")
    northwind.open()
    northwind.ask(calls.READ_ENTITIES)
    assert not script.lines


def test_keeps_a_session_that_slides(northwind, script):
    script.says("session", "entities", "entities")
    northwind.ask(calls.READ_ENTITIES)
    northwind.ask(calls.READ_ENTITIES)
    assert len(script.requests) == 3


@pytest.mark.parametrize("line", ["sign-in-refused", "sender-refused", "sender-not-authorised", "web-services-off"])
def test_never_repeats_a_refused_credential(northwind, script, pauses, line):
    script.says(line)
    with pytest.raises(CredentialsRejected):
        northwind.open()
    assert len(script.requests) == 1 and pauses == []


@pytest.mark.parametrize(
    "trouble",
    [
        (429, "rate-limited"),
        (503, "html"),
        (502, b""),
        (500, b""),
        "html",
        reply("entities")[:300],
        requests.ConnectionError("reset"),
    ],
)
def test_waits_and_tries_again_what_passes(northwind, script, pauses, trouble):
    script.says("session", trouble, trouble, "entities")
    assert len(northwind.ask(calls.READ_ENTITIES).rows) == 2
    assert len(pauses) == 2
    assert 2 <= pauses[0] <= 3 and 4 <= pauses[1] <= 6


def test_gives_up_after_five_tries(northwind, script):
    script.says("session", *[(503, "html")] * 5)
    with pytest.raises(ProviderUnavailable):
        northwind.ask(calls.READ_ENTITIES)
    assert not script.lines


def test_accepts_an_answer_with_an_error_status(northwind, script):
    script.says((400, "gateway-refused"))
    with pytest.raises(CredentialsRejected) as caught:
        northwind.open()
    assert caught.value.verdict.key == "gateway-refused"
    assert caught.value.verdict.raw["httpStatus"] == "400"


def test_gives_each_function_its_own_fate(northwind, script):
    script.says("session", "several")
    questions = [calls.query(name, ["RECORDNO"], page_size=1) for name in ("GLACCOUNT", "APBILL", "VENDOR")]
    assert [result.is_success for result in northwind.call(*questions)] == [True, False, True]


def test_notices_when_an_answer_is_missing(northwind, script):
    script.says("session", "several")
    with pytest.raises(UnexpectedReply, match="1 functions were asked, 3 answered"):
        northwind.ask(calls.query("APBILL", ["RECORDNO"]))


def test_pages_by_key_until_nothing_remains(northwind, script):
    script.says("session", rows(3, 5, remaining=1), rows(9))
    pages = list(northwind.pages("VENDOR", ["NAME"], page_size=2))
    assert [[row["RECORDNO"] for row in page.rows] for page in pages] == [["3", "5"], ["9"]]
    assert [(page.after, page.left, page.is_last) for page in pages] == [(5, 1, False), (9, 0, True)]
    assert "<greaterthan>" not in script.bodies[1]
    assert "<greaterthan><field>RECORDNO</field><value>5</value></greaterthan>" in script.bodies[2]
    assert "<order><field>RECORDNO</field><ascending/></order>" in script.bodies[2]


def test_resumes_after_a_key(northwind, script):
    script.says("session", rows(9))
    next(northwind.pages("VENDOR", ["NAME"], after=5))
    assert "<value>5</value>" in script.bodies[1]


def test_yields_one_empty_page_of_an_empty_object(northwind, script):
    script.says("session", rows())
    (page,) = northwind.pages("VENDOR", ["NAME"])
    assert page.rows == [] and page.is_last


def test_stops_when_paging_stands_still(northwind, script):
    script.says("session", rows(5, remaining=4), rows(5, remaining=4))
    with pytest.raises(UnexpectedReply, match="stands still"):
        list(northwind.pages("VENDOR", ["NAME"]))


def test_asks_for_less_when_an_answer_is_too_slow(northwind, script):
    script.says("session", (524, b"slow"), requests.ReadTimeout(), rows(1))
    list(northwind.pages("VENDOR", ["NAME"]))
    sizes = [ElementTree.fromstring(body).findtext(".//pagesize") for body in script.bodies[1:]]
    assert sizes == ["2000", "500", "125"]


def test_leaves_out_fields_that_are_refused_by_name(northwind, script):
    script.says("session", "fields-refused", rows(1), rows(2))
    list(northwind.pages("PROJECT", ["NAME", "CFDA", "FUNDEDNAME"]))
    list(northwind.pages("PROJECT", ["NAME", "CFDA"]))
    assert "CFDA" not in script.bodies[2] and "NAME" in script.bodies[2]
    assert "CFDA" not in script.bodies[3]
    assert northwind.notices() == ["PROJECT: left out CFDA, FUNDEDNAME"]


def test_finds_out_which_field_is_refused_when_nothing_is_named(northwind, script):
    refused = reply("query-failed").decode()
    good = rows(1).decode()
    result = refused[refused.index("<result>") : refused.index("</operation>")]
    both = good.replace("</operation>", f"{result}</operation>").encode()
    script.says("session", "query-failed", "query-failed", both, rows(1))
    list(northwind.pages("VENDOR", ["NAME", "ODD"]))
    assert northwind.refused_fields["VENDOR"] == {"ODD"}


def test_does_not_ask_again_without_permission(northwind, script):
    denied = reply("several").decode()
    first, rest = denied.index("<result>"), denied.index("<result><status>failure")
    last = denied.index("<result>", rest + 5)
    only = denied[:first] + denied[rest:last] + denied[denied.index("</operation>") :]
    script.says("session", only.encode())
    with pytest.raises(PermissionMissing):
        list(northwind.pages("APBILL", ["RECORDID"]))
    assert not script.lines


def test_never_shows_a_secret(northwind, script, caplog):
    caplog.set_level(logging.DEBUG)
    echo = reply("sign-in-refused").replace(b"Sign-in", b"hunter2-user of sender-s3cret: Sign-in")
    script.says(echo)
    with pytest.raises(CredentialsRejected) as caught:
        northwind.open()
    seen = f"{northwind!r} {northwind.sender!r} {northwind.login!r} {caught.value} {caught.value.verdict} {caplog.text}"
    assert "hunter2" not in seen and "s3cret" not in seen


def test_never_shows_a_session(northwind, script, caplog):
    caplog.set_level(logging.DEBUG)
    script.says("session", "session-ended", "session", "session-ended")
    with pytest.raises(ProviderUnavailable) as caught:
        northwind.ask(calls.READ_ENTITIES)
    assert "sEsSiOn" not in f"{caught.value} {caught.value.verdict} {northwind.session!r} {caplog.text}"


def test_cuts_the_exception_that_holds_the_request(northwind, script):
    script.says(*[requests.ConnectionError("boom", request=requests.Request(data="hunter2"))] * 5)
    with pytest.raises(ProviderUnavailable) as caught:
        northwind.open()
    assert caught.value.__cause__ is None and caught.value.__suppress_context__


def test_does_not_follow_redirects(northwind, script):
    script.says(*[(302, b"")] * 5)
    with pytest.raises(ProviderUnavailable):
        northwind.open()
    assert {request.url for request in script.requests} == {GATEWAY}


def test_keeps_one_connection_pool():
    assert transport.session() is transport.session()


def test_asks_for_compressed_answers(northwind, script):
    script.says("session")
    northwind.open()
    assert script.requests[0].headers["Accept-Encoding"] == "gzip"
    assert script.requests[0].headers["Content-Type"] == "application/xml"
