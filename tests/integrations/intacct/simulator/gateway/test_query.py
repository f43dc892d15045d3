import csv
import io
import json

import pytest

NEXT = "<filter><greaterthan><field>RECORDNO</field><value>{}</value></greaterthan></filter>"
BY_KEY = "<orderby><order><field>RECORDNO</field><ascending/></order></orderby>"


def test_tells_what_is_left(asker, query):
    data = asker.ask(query("APBILL", "RECORDNO", "<pagesize>50</pagesize><offset>100</offset>")).find(".//data")
    assert dict(data.attrib) == {
        "listtype": "APBILL", "totalcount": "180", "offset": "100", "count": "50", "numremaining": "30",
    }  # fmt: skip


def test_reads_everything_once_by_key(asker, query):
    seen, last = [], 0
    for _ in range(10):
        inner = NEXT.format(last) + BY_KEY + "<pagesize>30</pagesize>"
        rows = asker.rows(query("ARINVOICE", "RECORDNO", inner))
        seen += [int(row["RECORDNO"]) for row in rows]
        if len(rows) < 30:
            break
        last = seen[-1]
    assert len(seen) == 240
    assert seen == sorted(set(seen))


def test_takes_children_in_any_order(asker):
    body = (
        "<query><offset>0</offset><pagesize>5</pagesize><options><caseinsensitive>false</caseinsensitive>"
        "<showprivate>True</showprivate></options><filter><equalto><field>STATUS</field><value>active</value></equalto>"
        "</filter><docparid/><select><field>VENDORID</field></select><object>VENDOR</object></query>"
    )
    assert len(asker.rows(body)) == 5


def test_catches_a_pager_without_an_order(asker, query):
    pages = [
        asker.rows(query("GLENTRY", "RECORDNO", f"<pagesize>100</pagesize><offset>{n}</offset>"))
        for n in range(0, 800, 100)
    ]
    seen = [row["RECORDNO"] for page in pages for row in page]
    assert len(seen) == 800
    assert len(set(seen)) < 800


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("<equalto><field>ACCOUNTNO</field><value>1200</value></equalto>", lambda n: n == "1200"),
        ("<notequalto><field>ACCOUNTNO</field><value>1200</value></notequalto>", lambda n: n != "1200"),
        ("<lessthan><field>ACCOUNTNO</field><value>2000</value></lessthan>", lambda n: n < "2000"),
        ("<between><field>ACCOUNTNO</field><value>4000</value><value>4999</value></between>", lambda n: n[0] == "4"),
        ("<in><field>ACCOUNTNO</field><value>1000</value><value>2000</value></in>", lambda n: n in ("1000", "2000")),
        ("<like><field>ACCOUNTNO</field><value>6_0%</value></like>", lambda n: n[0] == "6" and n[2] == "0"),
        ("<isnotnull><field>ACCOUNTNO</field></isnotnull>", lambda n: True),
        (
            "<or><equalto><field>ACCOUNTNO</field><value>1000</value></equalto><and><greaterthan><field>ACCOUNTNO</field>"
            "<value>3000</value></greaterthan><lessthan><field>ACCOUNTNO</field><value>3101</value></lessthan></and></or>",
            lambda n: n == "1000" or "3000" < n < "3101",
        ),
    ],
)
def test_filters(asker, query, condition, holds):
    everything = [row["ACCOUNTNO"] for row in asker.rows(query("GLACCOUNT", "ACCOUNTNO"))]
    found = [row["ACCOUNTNO"] for row in asker.rows(query("GLACCOUNT", "ACCOUNTNO", f"<filter>{condition}</filter>"))]
    assert sorted(found) == sorted(filter(holds, everything))


def test_minds_case_unless_told_otherwise(asker, query):
    condition = "<filter><equalto><field>TITLE</field><value>INVENTORY</value></equalto></filter>"
    assert asker.rows(query("GLACCOUNT", "TITLE", condition)) == []
    folded = condition + "<options><caseinsensitive>true</caseinsensitive></options>"
    assert asker.rows(query("GLACCOUNT", "TITLE", folded)) == [{"TITLE": "Inventory"}]


def test_finds_changes_since_a_moment_wherever_they_are(asker, query):
    """The index by time must find what a look at every record finds."""
    fields = "RECORDNO WHENMODIFIED"
    for name in ("GLENTRY", "GLBATCH", "ARINVOICE", "ARINVOICEITEM", "APPYMT", "APBILL"):
        inner = "<options><showprivate>true</showprivate></options><pagesize>2000</pagesize>"
        rows, last = [], 0
        for _ in range(20):
            page = asker.rows(query(name, fields, NEXT.format(last) + BY_KEY + inner), company="Multi")
            rows += page
            if len(page) < 2000:
                break
            last = page[-1]["RECORDNO"]
        when = "<field>WHENMODIFIED</field><value>09/15/2026</value>"
        since = f"<filter><greaterthanorequalto>{when}</greaterthanorequalto></filter>"
        found = asker.ask(query(name, "RECORDNO", since + inner), company="Multi").find(".//data").get("totalcount")
        late = [row for row in rows if row["WHENMODIFIED"][6:10] + row["WHENMODIFIED"][:5] >= "202609/15"]
        assert int(found) == len(late) > 0, name


def test_sorts_by_any_field_with_empty_values_last(asker, query):
    orders = "<order><field>WHENMODIFIED</field><descending/></order><order><field>RECORDNO</field></order>"
    inner = f"<orderby>{orders}</orderby><pagesize>500</pagesize>"
    rows = asker.rows(query("ARINVOICE", "WHENMODIFIED RECORDNO", inner))
    stamps = [row["WHENMODIFIED"][6:10] + row["WHENMODIFIED"][:5] + row["WHENMODIFIED"][10:] for row in rows]
    told = [stamp for stamp in stamps if stamp]
    assert told == sorted(told, reverse=True)
    assert "" in stamps


def test_selects_through_relations(asker, query):
    rows = asker.rows(query("ARINVOICE", "CUSTOMERID CUSTOMER.CUSTOMERID CUSTOMER.TERMNAME"))
    assert all(row["CUSTOMERID"] == row["CUSTOMER.CUSTOMERID"] for row in rows)
    assert {row["CUSTOMER.TERMNAME"] for row in rows} >= {"Net 30"}


def test_counts_and_sums_by_group(asker):
    select = "<field>TR_TYPE</field><sum>AMOUNT</sum><count>RECORDNO</count>"
    body = f"<query><object>GLENTRY</object><select>{select}</select></query>"
    rows = {row["TR_TYPE"]: row for row in asker.rows(body)}
    assert rows["1"]["SUM.AMOUNT"] == rows["-1"]["SUM.AMOUNT"]
    assert int(rows["1"]["COUNT.RECORDNO"]) > 0


def test_names_the_fields_that_do_not_exist(asker, query):
    error = asker.ask(query("VENDOR", "VENDORID NOPE NADA")).find(".//error")
    assert error.findtext("errorno") == "DL02000001"
    assert ": NOPE, NADA [Support ID" in error.findtext("description2")


def test_refuses_fields_that_lookup_promises(asker, query):
    assert "CFDA" in [cell.text for cell in asker.ask("<lookup><object>PROJECT</object></lookup>").iter("ID")]
    assert "CFDA" in asker.ask(query("PROJECT", "PROJECTID CFDA")).findtext(".//description2")


def test_refuses_a_date_in_another_form(asker, query):
    since = "<filter><greaterthan><field>WHENMODIFIED</field><value>2026-01-01T00:00:00</value></greaterthan></filter>"
    assert asker.ask(query("VENDOR", "RECORDNO", since)).findtext(".//errorno") == "DL02000001"


def test_answers_json_as_a_bare_list_of_texts(asker, query):
    options = "<options><returnformat>json</returnformat></options>"
    reply = asker.send(query("GLACCOUNT", "RECORDNO TITLE", options + "<pagesize>3</pagesize>"))
    rows = json.loads(reply.body)
    assert reply.headers["Content-Type"] == "application/json"
    assert len(rows) == 3
    assert all(isinstance(value, str) for row in rows for value in row.values())
    refused = asker.send(query("NOTHING", "RECORDNO", options))
    assert refused.headers["Content-Type"].startswith("text/xml")


def test_answers_csv_with_a_header(asker, query):
    options = "<options><returnformat>csv</returnformat></options>"
    reply = asker.send(query("GLACCOUNT", "ACCOUNTNO TITLE", options))
    rows = list(csv.reader(io.StringIO(reply.body.decode())))
    assert rows[0] == ["ACCOUNTNO", "TITLE"]
    assert len(rows) == 75


@pytest.mark.parametrize(
    "inner",
    [
        "<pagesize>0</pagesize>",
        "<pagesize>2001</pagesize>",
        "<offset>-1</offset>",
        "<surprise/>",
        "<filter/>",
        "<filter><and><isnull><field>RECORDNO</field></isnull></and></filter>",
        "<filter><isnull><field>A</field></isnull><isnull><field>B</field></isnull></filter>",
        "<filter><between><field>A</field><value>1</value></between></filter>",
        "<filter><isnull><field>A</field><value>1</value></isnull></filter>",
        "<orderby/>",
        "<options><unknown>true</unknown></options>",
        "<options><returnformat>yaml</returnformat></options>",
    ],
)
def test_refuses_what_the_schema_does_not_know(asker, query, inner):
    root = asker.ask(query("GLACCOUNT", "RECORDNO", inner))
    assert root.findtext("control/status") == "failure"
    assert root.findtext("errormessage/error/errorno") == "XL03000003"


def test_keeps_what_is_private_to_an_entity_from_the_top_level(asker, query):
    shown = "<options><showprivate>true</showprivate></options>"
    order = BY_KEY + "<pagesize>2000</pagesize>"
    shared = asker.rows(query("ARINVOICE", "RECORDNO MEGAENTITYID", order), company="Multi")
    everything = asker.rows(query("ARINVOICE", "RECORDNO MEGAENTITYID", order + shown), company="Multi")
    inside = asker.rows(query("ARINVOICE", "RECORDNO MEGAENTITYID", order), company="Multi", location="UK")
    assert {row["MEGAENTITYID"] for row in shared} == {""}
    assert {row["MEGAENTITYID"] for row in inside} == {"", "UK"}
    assert len(shared) < len(inside) < len(everything) == 240


def test_shows_a_restricted_user_only_the_own_entity(asker, query):
    asker.company("Multi").login("reader").entities = ["UK"]
    shown = "<options><showprivate>true</showprivate></options><pagesize>2000</pagesize>"
    rows = asker.rows(query("ARINVOICE", "MEGAENTITYID", shown), company="Multi")
    assert {row["MEGAENTITYID"] for row in rows} == {"", "UK"}
