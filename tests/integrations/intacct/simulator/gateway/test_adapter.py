import requests
from lxml import etree

from integrations.intacct.simulator.adapter import SimulatorAdapter


def test_counts_what_it_answers(asker, query):
    adapter = SimulatorAdapter(asker.gateway)
    with requests.Session() as session:
        session.mount("https://", adapter)
        body = asker.document(query("GLACCOUNT", "TITLE"), query("VENDOR", "NAME"))
        reply = session.post("https://gateway.example/xmlgw", data=body, headers={"Content-Type": "application/xml"})
    assert etree.fromstring(reply.content).findtext(".//result/status") == "success"
    assert [call.functions for call in adapter.calls] == [("query", "query")]
    assert adapter.calls[0].count == 2
    assert "right" not in repr(adapter.calls)


def test_streams_and_decompresses(asker, query):
    with requests.Session() as session:
        session.mount("https://", SimulatorAdapter(asker.gateway))
        body = asker.document(query("GLENTRY", "RECORDNO DESCRIPTION", "<pagesize>2000</pagesize>"))
        reply = session.post("https://gateway.example/xmlgw", data=body, stream=True)
        assert reply.headers["Content-Encoding"] == "gzip"
        assert b"".join(reply.iter_content(1024)).rstrip().endswith(b"</response>")
