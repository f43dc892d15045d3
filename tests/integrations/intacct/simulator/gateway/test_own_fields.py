"""What a company added for itself: fields hidden from roles, a dimension, and the right to see the use of the API."""

import pytest

from integrations.intacct.simulator.plans import CustomField


@pytest.fixture
def customised(asker):
    asker.company("Single").custom_fields = [
        CustomField(object_name="ARINVOICE", name="REGION_CODE", label="Region", is_hidden=True),
        CustomField(object_name="ARINVOICE", name="CHANNEL", label="Channel"),
    ]
    asker.company("Single").dimensions = ["REGION"]
    return asker


def test_are_shown_by_lookup_and_marked_as_custom(customised):
    root = customised.ask("<lookup><object>ARINVOICE</object></lookup>")
    own = {
        field.findtext("ID"): field.findtext("LABEL")
        for field in root.iter("Field")
        if field.findtext("ISCUSTOM") == "true"
    }
    assert own == {"REGION_CODE": "Region", "CHANNEL": "Channel"}


def test_are_refused_by_query_where_they_are_hidden(customised, query):
    root = customised.ask(query("ARINVOICE", "RECORDNO REGION_CODE CHANNEL"))
    assert root.findtext(".//description2").partition(" [")[0].endswith("Invalid fields: REGION_CODE")
    assert len(customised.rows(query("ARINVOICE", "RECORDNO CHANNEL"))) == 100


def test_belong_to_one_company(customised, query):
    root = customised.ask(query("ARINVOICE", "RECORDNO CHANNEL"), company="Large")
    assert root.findtext(".//result/status") == "failure"


def test_dimension_is_an_object_and_a_field_on_lines(customised, query):
    regions = {row["RECORDNO"]: row["NAME"] for row in customised.rows(query("REGION", "RECORDNO NAME"))}
    assert set(regions.values()) == {"North", "South", "East", "West"}
    keys = {row["GLDIMREGION"] for row in customised.rows(query("GLENTRY", "GLDIMREGION"))}
    assert keys <= {*regions, ""}


def test_dimension_needs_a_right_of_its_own(customised, query):
    del customised.company("Single").roles[0].rights["Platform Services"]["Region"]
    text = customised.ask(query("REGION", "RECORDNO")).findtext(".//description2")
    assert text.startswith("You do not have permission for API operation QUERY on objects of type REGION")


def test_dimension_is_unknown_elsewhere(customised, query):
    text = customised.ask(query("REGION", "RECORDNO"), company="Large").findtext(".//description2")
    assert text.startswith("Object definition REGION not found")


def test_use_of_the_api_counts_calls_and_written_records(asker, query):
    for _ in range(3):
        asker.ask(query("VENDOR", "RECORDNO"))
    asker.ask(
        "<create><CLASS><CLASSID>A</CLASSID><NAME>A</NAME></CLASS><CLASS><CLASSID>B</CLASSID><NAME>B</NAME></CLASS></create>"
    )
    asker.ask("<getAPISession/>", "<lookup><object>VENDOR</object></lookup>")
    (row,) = asker.rows(query("APIUSAGESUMMARY", "PERIOD TIER INCLUDED TRANSACTIONS"))
    assert row == {"PERIOD": "2026-11", "TIER": "T1", "INCLUDED": "100000", "TRANSACTIONS": "5"}
    (detail,) = asker.rows(query("APIUSAGEDETAIL", "SENDERID TRANSACTIONS"))
    assert detail == {"SENDERID": "acornSender", "TRANSACTIONS": "6"}


def test_use_of_the_api_needs_its_right(asker, query):
    del asker.company("Single").roles[0].rights["Administration"]["API usage"]
    assert asker.ask(query("APIUSAGESUMMARY", "RECORDNO")).findtext(".//errorno") == "PL04000005"
