import pytest
from lxml import etree

from integrations.intacct.simulator.faults import AFTER, BEFORE, Fault

STATUS = {
    "busy": 429,
    "slots taken": 429,
    "invalid request": 400,
    "sign-in refused at the gateway": 401,
    "empty 500": 500,
    "bad gateway": 502,
    "unavailable": 503,
    "origin timeout": 524,
}


@pytest.mark.parametrize("kind", BEFORE)
def test_happen_as_often_as_ordered_and_then_stop(asker, query, kind):
    asker.gateway.faults.add(Fault(kind, times=2))
    replies = [asker.send(query("VENDOR", "RECORDNO")) for _ in range(3)]
    assert [reply.status for reply in replies] == [STATUS.get(kind, 200)] * 2 + [200]
    assert b"<data" not in replies[1].body
    assert b"<data" in replies[2].body
    assert all("Content-Type" in reply.headers for reply in replies)


def test_of_the_gateway_are_xml_in_the_short_form(asker):
    asker.gateway.faults.add(Fault("busy"))
    root = etree.fromstring(asker.send("<getAPISession/>").body)
    assert [child.tag for child in root.find("control")] == ["status"]
    assert root.findtext(".//errorno") == "GW-0010"


@pytest.mark.parametrize("kind", AFTER)
def test_spoil_an_answer(asker, query, kind):
    asker.gateway.faults.add(Fault(kind))
    with pytest.raises(etree.XMLSyntaxError):
        asker.ask(query("VENDOR", "RECORDNO NAME"))


def test_drop_a_session_in_the_middle(asker, query):
    session = asker.session()
    asker.gateway.faults.add(Fault("session dropped", after=1))
    roots = [asker.ask(query("VENDOR", "RECORDNO"), session=session) for _ in range(3)]
    assert [root.findtext("operation/authentication/status") for root in roots] == ["success", "failure", "success"]
    assert roots[1].findtext(".//description2").startswith("Invalid session ")


def test_meet_only_whom_they_are_meant_for(asker, query):
    asker.gateway.faults.add(Fault("busy", company_id="Multi", function="query"))
    assert asker.send(query("VENDOR", "RECORDNO")).status == 200
    assert asker.send("<getAPISession/>", company="Multi").status == 200
    assert asker.send(query("VENDOR", "RECORDNO"), company="Multi").status == 429


def test_have_names_that_exist(asker):
    with pytest.raises(ValueError, match="no such fault"):
        asker.gateway.faults.add(Fault("gremlins"))
