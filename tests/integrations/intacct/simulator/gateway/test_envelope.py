import gzip
from urllib.parse import urlencode

import pytest
from lxml import etree


def test_names_sender_control_and_version_on_success(asker):
    control = asker.ask("<getAPISession/>").find("control")
    assert [child.tag for child in control] == ["status", "senderid", "controlid", "uniqueid", "dtdversion"]
    assert [child.text for child in control] == ["success", "acornSender", "c1", "false", "3.0"]


def test_dates_the_session_in_utc(asker):
    block = asker.ask("<getAPISession/>").find("operation/authentication")
    assert block.findtext("sessiontimestamp") == "2026-11-20T09:00:00+00:00"
    assert block.findtext("sessiontimeout") == "2026-11-20T15:00:00+00:00"


def test_always_sends_the_location_of_a_session(asker):
    assert asker.ask("<getAPISession/>").find(".//api/locationid") is not None


@pytest.mark.parametrize("content_type", ["application/xml", "text/xml; charset=utf-8", "x-intacct-xml-request", ""])
def test_reads_every_content_type_that_clients_send(asker, content_type):
    assert b"<status>success</status>" in asker.send("<getAPISession/>", content_type=content_type).body


def test_reads_the_form_field_of_old_clients(asker):
    body = urlencode({"xmlrequest": asker.document("<getAPISession/>").decode()}).encode()
    reply = asker.gateway.handle(body, "application/x-www-form-urlencoded")
    assert b"<api><sessionid>" in reply.body


@pytest.mark.parametrize("body", [b"", b"hello", b"<request><control>", b"<html/>", b"<request/>"])
def test_refuses_what_is_not_the_schema_at_control_level(asker, body):
    reply = asker.gateway.handle(body)
    root = etree.fromstring(reply.body)
    assert reply.status == 200
    assert root.findtext("control/status") == "failure"
    assert root.findtext("errormessage/error/errorno") == "XL03000003"
    assert root.find("operation") is None


def test_refuses_a_document_type_whatever_it_declares(asker):
    bomb = b'<!DOCTYPE request [<!ENTITY a "aaaa">]>' + asker.document("<getAPISession/>").replace(b"c1", b"&a;")
    assert b"XL03000003" in asker.gateway.handle(bomb).body
    harmless = b'<!DOCTYPE request SYSTEM "x.dtd">' + asker.document("<getAPISession/>")
    assert b"XL03000003" in asker.gateway.handle(harmless).body


def test_refuses_an_unknown_function_before_anybody_signs_in(asker):
    root = asker.ask("<noSuchFunction/>", password="wrong")
    assert root.findtext("errormessage/error/errorno") == "XL03000003"
    assert asker.company("Single").login("reader").failed_sign_ins == 0


def test_answers_several_functions_in_their_order(asker, query):
    root = asker.ask(query("GLACCOUNT", "RECORDNO"), query("NOTHING", "RECORDNO"), query("VENDOR", "RECORDNO"))
    results = root.findall("operation/result")
    assert [result.findtext("status") for result in results] == ["success", "failure", "success"]
    assert [result.findtext("controlid") for result in results] == ["f0", "f1", "f2"]
    assert {result.findtext("function") for result in results} == {"query"}


def test_ends_every_second_description_with_a_support_id(asker, query):
    text = asker.ask(query("NOTHING", "RECORDNO")).findtext(".//description2")
    assert text.startswith("Object definition NOTHING not found [Support ID: ")
    assert "%7E" in text


def test_adds_details_of_an_error_only_when_asked(asker, query):
    assert asker.ask(query("NOTHING", "X")).find(".//additionalinfo") is None
    extra = "<showadditionalerrorinfo>true</showadditionalerrorinfo>"
    assert asker.ask(query("NOTHING", "X"), extra=extra).find(".//additionalinfo") is not None


def test_aborts_the_others_of_a_transaction(asker, query):
    good, bad = query("GLACCOUNT", "RECORDNO"), query("NOTHING", "RECORDNO")
    results = asker.ask(good, bad, good, transaction="true").findall(".//result")
    assert [result.findtext("status") for result in results] == ["aborted", "failure", "aborted"]
    assert results[0].findtext(".//errorno") == "XL03000009"
    assert results[0].find("data") is None


def test_refuses_a_unique_function_that_ran_before(asker, query):
    once = query("GLACCOUNT", "RECORDNO")
    assert asker.ask(once, unique="true").findtext(".//result/status") == "success"
    assert asker.ask(once, unique="true").findtext(".//result/status") == "failure"
    assert asker.ask(once, unique="false").findtext(".//result/status") == "success"


def test_compresses_when_asked(asker, query):
    document = asker.document(query("GLACCOUNT", "RECORDNO TITLE"))
    reply = asker.gateway.handle(document, "application/xml", "gzip, deflate")
    assert reply.headers["Content-Encoding"] == "gzip"
    assert b"Accounts receivable" in gzip.decompress(reply.body)


def test_shows_no_secret_in_what_it_keeps(asker):
    session = asker.session()
    for held in asker.gateway.desk.sessions._open.values():
        assert session not in repr(held)
