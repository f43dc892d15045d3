from decimal import Decimal

import pytest

from integrations.intacct import calls, company, envelope
from integrations.intacct.envelope import Envelope, parse, request
from tests.integrations.intacct.conftest import reply

COVER = Envelope("acmeSender", "s3cret & more", "c1", ("sessionid", "abc.."))


def test_writes_control_in_the_order_of_the_schema():
    text = request(COVER, [calls.READ_ENTITIES]).decode()
    places = [text.index(f"<{name}>") for name in ("senderid", "password", "controlid", "uniqueid", "dtdversion")]
    assert places == sorted(places)
    assert "<uniqueid>false</uniqueid>" in text


def test_escapes_what_it_writes():
    assert "s3cret &amp; more" in request(COVER, [calls.READ_ENTITIES]).decode()


def test_numbers_the_functions():
    text = request(COVER, [calls.READ_ENTITIES, calls.FINANCIAL_SETUP]).decode()
    assert '<function controlid="1"><readEntityDetails/></function>' in text
    assert '<function controlid="2"><getFinancialSetup/></function>' in text


def test_asks_for_rows_private_to_entities():
    text = request(COVER, [calls.query("VENDOR", ["RECORDNO"])]).decode()
    assert "<options><showprivate>true</showprivate></options>" in text


def test_writes_one_child_into_a_filter():
    both = calls.all_of(calls.greater_than("RECORDNO", "7"), calls.equal_to("STATE", "Posted"))
    text = request(COVER, [calls.query("APBILL", ["RECORDNO"], where=both)]).decode()
    assert "<filter><and><greaterthan><field>RECORDNO</field><value>7</value></greaterthan>" in text


def test_reads_rows_with_counts_and_empty_values():
    data = parse(reply("departments")).results[0].data
    assert (data.total, data.remaining) == (2, 0)
    assert data.rows[0] == {"RECORDNO": "7", "DEPARTMENTID": "100", "TITLE": "Sales & Service", "PARENTID": ""}
    assert data.rows[1]["TITLE"] == "Zürich “Finance”"


def test_keeps_dotted_names_flat_and_flattens_nested_ones():
    dotted, nested = parse(reply("dotted")).results
    assert dotted.data.rows == nested.data.rows == [{"RECORDNO": "1", "DISPLAYCONTACT.EMAIL1": "a@b.example"}]


def test_reads_several_results_each_with_its_own_fate():
    results = parse(reply("several")).results
    assert [result.is_success for result in results] == [True, False, True]
    assert [result.control_id for result in results] == ["1", "2", "3"]
    assert results[1].faults[0].number == "PL04000005"
    assert results[1].faults[0].support_id == "AbCdE~ZxYw"
    assert results[2].data.rows == []


def test_reads_aborted_results():
    (result,) = parse(reply("rolled-back")).results
    assert result.status == "aborted"


def test_reads_the_end_of_the_session():
    authentication = parse(reply("session")).authentication
    assert authentication.expires_at.isoformat() == "2099-11-22T18:00:00+00:00"


def test_reads_repeated_rights_of_a_single_application():
    data = parse(reply("rights")).results[0].data
    assert company.rights(data) == {
        "General Ledger": {"Journal Entries": frozenset({"List", "View"}), "Accounts": frozenset({"View"})}
    }


def test_reads_entities():
    found = company.entities(parse(reply("entities")).results[0].data)
    assert [(entity.id, entity.name, entity.currency) for entity in found] == [
        ("100-US", "California", "USD"),
        ("200-DE", "München", "EUR"),
    ]


def test_reads_the_financial_setup():
    facts = company.setup(parse(reply("setup")).results[0].data)
    assert (facts.base_currency, facts.first_fiscal_month) == ("USD", 4)
    assert facts.is_multi_entity and facts.is_multi_currency and not facts.is_multi_base_currency


def test_reads_the_short_form_of_a_refusal():
    answer = parse(reply("gateway-refused"))
    assert answer.control_status == "failure"
    assert answer.control_faults[0].number == "GW-0011"
    assert answer.control_faults[0].support_id == "AC47C2BE:D9EE_63EBC07F.59"
    assert answer.authentication is None


def test_reads_failed_authentication_without_locations_and_times():
    answer = parse(reply("session-ended"))
    assert answer.authentication.status == "failure"
    assert answer.authentication.user_id == ""


@pytest.mark.parametrize("junk", [b"\x00", b"\x0b", b"\x1f", b"&#x1;", b"&#11;", b"&#0;", b"&#x1F;"])
def test_survives_characters_that_xml_forbids(junk):
    body = reply("departments").replace(b"Sales", b"Sa" + junk + b"les")
    assert parse(body).results[0].data.rows[0]["TITLE"] == "Sales & Service"


def test_leaves_allowed_references_alone():
    body = reply("departments").replace(b"Sales", b"S&#97;l&#10;es\x01")
    assert parse(body).results[0].data.rows[0]["TITLE"] == "Sal\nes & Service"


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"", envelope.EmptyBody),
        (b" \n", envelope.EmptyBody),
        (reply("html"), envelope.HtmlPage),
        (b"<html><body>down</body></html>", envelope.HtmlPage),
        (b"upstream connect error", envelope.NotXml),
        (reply("departments")[:-40], envelope.NotXml),
        (reply("departments")[:600], envelope.NotXml),
        (reply("doctype"), envelope.ForbiddenDoctype),
        (reply("no-control"), envelope.MissingPart),
        (reply("no-authentication"), envelope.MissingPart),
        (b"<other/>", envelope.MissingPart),
    ],
)
def test_names_what_is_no_answer(body, error):
    with pytest.raises(error):
        parse(body)


def test_never_fetches_what_a_document_points_to(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("do not read")
    body = f'<!DOCTYPE r [<!ENTITY x SYSTEM "{secret.as_uri()}">]><response>&x;</response>'.encode()
    with pytest.raises(envelope.ForbiddenDoctype):
        parse(body)


def test_refuses_a_document_type_in_any_encoding():
    body = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE response [<!ENTITY a "a">]><response>&a;</response>'
    with pytest.raises(envelope.EnvelopeError):
        parse(body.encode("utf-16"))


def test_hides_secrets_in_its_repr():
    assert "s3cret" not in repr(COVER) and "abc" not in repr(COVER)


def test_reads_a_full_page_of_rows():
    row = b"<GLENTRY><RECORDNO>%d</RECORDNO><AMOUNT>1.10</AMOUNT></GLENTRY>"
    rows = b"".join(row % number for number in range(2000))
    head, tail = reply("departments").split(b"<DEPARTMENT>", 1)
    body = head + rows + tail[tail.rindex(b"</data>") :]
    found = parse(body, {"GLENTRY"}).results[0].data.rows
    assert len(found) == 2000
    assert sum(Decimal(row["AMOUNT"]) for row in found) == Decimal("2200.00")


@pytest.mark.parametrize("name", ["departments", "dotted", "several", "entities", "setup", "rights"])
def test_reads_the_same_whether_or_not_it_knows_what_was_asked(name):
    assert parse(reply(name), {"DEPARTMENT", "CUSTOMER", "GLACCOUNT", "entity"}) == parse(reply(name))


def test_is_not_misled_by_fields_with_structural_names():
    body = reply("departments").replace(b"<PARENTID></PARENTID>", b"<status>x</status><data>y</data><result>z</result>")
    (result,) = parse(body, {"DEPARTMENT"}).results
    assert result.is_success and len(result.data.rows) == 2
    assert result.data.rows[0]["data"] == "y" and result.data.rows[0]["result"] == "z"
