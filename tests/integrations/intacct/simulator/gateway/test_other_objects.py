"""Objects beyond the ledger and the trade: each answers lookup and query, and agrees with the books."""

from collections import defaultdict

import pytest

from integrations.intacct.simulator.objects.registry import OBJECTS
from integrations.intacct.simulator.objects.schema import specifications

PRIVATE = "<options><showprivate>true</showprivate></options>"

BY_NUMBER = "<orderby><order><field>RECORDNO</field></order></orderby>"


def only(field, value):
    return f"<filter><equalto><field>{field}</field><value>{value}</value></equalto></filter>"


def everything(asker, query, name, fields, company="Large", inner=""):
    """Return all rows of an object, page by page."""
    rows, offset = [], 0
    while True:
        tail = f"<pagesize>2000</pagesize><offset>{offset}</offset>{BY_NUMBER}"
        page = asker.rows(query(name, fields, inner + tail + PRIVATE), company=company)
        rows, offset = rows + page, offset + len(page)
        if len(page) < 2000:
            return rows


@pytest.mark.parametrize("name", sorted(set(specifications()) - {"REGION"}))
def test_answers_lookup_and_query(asker, query, name):
    root = asker.ask(f"<lookup><object>{name}</object></lookup>")
    fields = [cell.text for cell in root.iter("ID")]
    assert root.findtext(".//result/status") == "success"
    key = "ID" if name == "AUDITHISTORY" else "RECORDNO"
    assert key in fields
    inner = only("PERIOD", "Current Month") if name == "GLACCOUNTBALANCE" else ""
    shown = [field for field in fields if OBJECTS[name].fields[field].is_queryable]
    for company in ("Single", "Multi"):
        if name == "LOCATIONENTITY" and company == "Single":
            continue
        answer = asker.ask(query(name, " ".join(shown[:100]), inner + "<pagesize>50</pagesize>"), company=company)
        assert answer.findtext(".//result/status") == "success", answer.findtext(".//description2")


@pytest.mark.parametrize(
    ("name", "account", "side", "recipes"),
    [
        ("OTHERRECEIPTS", None, -1, ("Cash sales", "Interest received")),
        ("CCTRANSACTION", "2050", 1, ("Purchasing card",)),
        ("FUNDSTRANSFER", None, 1, ("Transfer to savings",)),
        ("DEPOSIT", None, 1, ("Cash banked",)),
        ("ARADVANCE", "2300", -1, ("Customer deposit",)),
    ],
)
def test_movements_are_those_of_the_ledger(asker, query, name, account, side, recipes):
    rows = everything(asker, query, name, "RECORDNO TOTALENTERED DESCRIPTION WHENCREATED")
    books = asker.gateway.books_of(asker.company("Large"))
    found = [books.ledger.batch(n) for n in range(books.ledger.own_count)]
    posted = [batch for batch in found if batch.title.rpartition(" ")[0] in recipes]
    assert len(rows) == len(posted) > 20
    total = sum(entry.amount for batch in posted for entry in batch.entries if entry.side == 1)
    assert round(sum(float(row["TOTALENTERED"]) for row in rows) * 100) == total
    if account:
        booked = sum(e.amount for batch in posted for e in batch.entries if e.account.number == account)
        assert total == booked


@pytest.mark.parametrize("name", ["OTHERRECEIPTS", "CCTRANSACTION", "FUNDSTRANSFER"])
def test_lines_come_to_their_header(asker, query, name):
    heads = {row["RECORDNO"]: row["TOTALENTERED"] for row in everything(asker, query, name, "RECORDNO TOTALENTERED")}
    sums = defaultdict(float)
    for line in everything(asker, query, f"{name}ENTRY", "RECORDNO RECORDKEY AMOUNT"):
        sums[line["RECORDKEY"]] += float(line["AMOUNT"])
    assert {key: round(value, 2) for key, value in sums.items()} == {key: float(value) for key, value in heads.items()}
    some = next(iter(heads))
    lines = asker.rows(query(f"{name}ENTRY", "RECORDKEY", only("RECORDKEY", some)), company="Large")
    assert {line["RECORDKEY"] for line in lines} == {some}


@pytest.mark.parametrize(
    ("name", "invoice", "party"), [("SODOCUMENT", "ARINVOICE", "CUSTOMERID"), ("PODOCUMENT", "APBILL", "VENDORID")]
)
def test_orders_lead_to_what_they_became(asker, query, name, invoice, party):
    rows = everything(asker, query, name, "RECORDNO DOCID DOCNO DOCPARID PRRECORDKEY CUSTVENDID TOTALENTERED TOTAL")
    documents = {
        row["RECORDNO"]: row for row in everything(asker, query, invoice, f"RECORDNO {party} TOTALENTERED RECORDID")
    }
    became = [row for row in rows if row["PRRECORDKEY"]]
    assert len(became) * 2 == len(rows)
    for row in became:
        document = documents[row["PRRECORDKEY"]]
        assert (row["CUSTVENDID"], row["TOTALENTERED"]) == (document[party], document["TOTALENTERED"])
        assert row["DOCID"] == f"{row['DOCPARID']}-{row['DOCNO']}"
    lines = defaultdict(float)
    for line in everything(asker, query, f"{name}ENTRY", "RECORDNO DOCHDRNO TOTAL"):
        lines[line["DOCHDRNO"]] += float(line["TOTAL"])
    assert {key: round(value, 2) for key, value in lines.items()} == {
        row["RECORDNO"]: float(row["TOTAL"]) for row in rows
    }


def test_record_numbers_of_orders_are_text(asker):
    root = asker.ask("<lookup><object>SODOCUMENT</object></lookup>")
    types = {field.findtext("ID"): field.findtext("DATATYPE") for field in root.iter("Field")}
    assert types["RECORDNO"] == "TEXT"


def test_tax_records_are_the_tax_lines(asker, query):
    rows = everything(asker, query, "TAXRECORD", "RECORDNO TAXAMOUNT SOURCEAMOUNT RATE")
    books = asker.gateway.books_of(asker.company("Large"))
    taxed = [line for n in range(books.sales.base_posted) for line in books.sales.document(n).lines if line.is_tax]
    assert len(rows) == len(taxed)
    assert round(sum(float(row["TAXAMOUNT"]) for row in rows) * 100) == sum(line.amount for line in taxed)
    assert {row["RATE"] for row in rows} == {"8.25"}


def test_balances_need_a_period_and_agree_with_the_trial_balance(asker, query):
    assert "PERIOD" in asker.ask(query("GLACCOUNTBALANCE", "ACCOUNTNO ENDBAL")).findtext(".//description2")
    period = "Current Year To Date"
    rows = asker.rows(
        query("GLACCOUNTBALANCE", "ACCOUNTNO ENDBAL OPENBAL", only("PERIOD", period) + "<pagesize>500</pagesize>")
    )
    root = asker.ask(f"<get_trialbalance><reportingperiodname>{period}</reportingperiodname></get_trialbalance>")
    told = {row.findtext("glaccountno"): row.findtext("endbalance") for row in root.iter("trialbalance")}
    assert {row["ACCOUNTNO"]: row["ENDBAL"] for row in rows} == told
    assert round(sum(float(row["ENDBAL"]) for row in rows), 2) == 0
    refused = asker.ask(query("GLACCOUNTBALANCE", "ACCOUNTNO", only("PERIOD", "Never")))
    assert refused.findtext(".//result/status") == "failure"


def test_account_balances_by_dimension_sum_to_those_by_account(asker):
    body = "<get_accountbalances{}><reportingperiodname>Current Month</reportingperiodname></get_accountbalances{}>"
    plain = asker.ask(body.format("", ""))
    whole = {row.findtext("glaccountno"): float(row.findtext("endbalance")) for row in plain.iter("accountbalance")}
    sums = defaultdict(float)
    for row in asker.ask(body.format("bydimensions", "bydimensions")).iter("accountbalancesbydimensions"):
        sums[row.findtext("glaccountno")] += float(row.findtext("endbalance"))
        assert row.findtext("locationid")
    assert {key: round(value, 2) for key, value in sums.items() if round(value, 2)} == {
        k: v for k, v in whole.items() if v
    }


def test_rates_are_those_of_the_documents(asker, query):
    rates = {
        row["RECORDNO"]: row
        for row in asker.rows(query("EXCHANGERATE", "RECORDNO FROM_CURRENCY TO_CURRENCY"), company="Multi")
    }
    assert {(row["FROM_CURRENCY"], row["TO_CURRENCY"]) for row in rates.values()} == {("EUR", "USD")}
    entries = asker.rows(query("EXCHANGERATEENTRY", "RECORDNO EXCHANGERATEKEY EXCHANGE_RATE"), company="Multi")
    assert {row["EXCHANGERATEKEY"] for row in entries} == set(rates)
    assert len(entries) == 24


def test_restricted_users_are_listed_by_entity(asker, query):
    asker.company("Multi").login("reader").entities = ["UK"]
    (row,) = asker.rows(query("USERRESTRICTION", "LOGINID UNRESTRICTED LOCATIONID"), company="Multi")
    assert row == {"LOGINID": "reader", "UNRESTRICTED": "false", "LOCATIONID": "UK"}


def test_row_numbers_cut_a_result(asker):
    inner = "<fields>VENDORID</fields><query>STATUS = 'T' AND rownum &lt;= 7</query>"
    data = asker.ask(f"<readByQuery><object>VENDOR</object>{inner}</readByQuery>").find(".//data")
    assert (data.get("totalcount"), len(data)) == ("7", 7)


def test_reports_and_views_are_read_by_name(asker):
    report = "<readReport><report>{}</report><pagesize>10</pagesize><waitTime>5</waitTime></readReport>"
    assert len(asker.ask(report.format("Open invoices")).find(".//data")) == 10
    assert "not found" in asker.ask(report.format("Nothing")).findtext(".//description2")
    view = asker.ask("<readView><view>Vendor list</view><pagesize>5</pagesize></readView>").find(".//data")
    more = asker.ask(f"<readMore><resultId>{view.get('resultId')}</resultId></readMore>").find(".//data")
    assert len(view) == len(more) == 5
    assert not {row.findtext("VENDORID") for row in view} & {row.findtext("VENDORID") for row in more}


def test_audit_trail_tells_the_life_of_a_record(asker, query):
    asker.ask("<create><CLASS><CLASSID>N</CLASSID><NAME>New</NAME></CLASS></create>")
    asker.ask("<update><CLASS><CLASSID>N</CLASSID><NAME>Newer</NAME></CLASS></update>")
    data = asker.ask("<getAuditTrail><object>CLASS</object><key>N</key></getAuditTrail>").find(".//data")
    assert sorted(row.findtext("ACCESSMODE") for row in data) == ["C", "M"]


def test_movements_grow_with_the_clock(asker, query):
    before = len(everything(asker, query, "OTHERRECEIPTS", "RECORDNO"))
    asker.clock.pass_hours(24 * 30)
    assert len(everything(asker, query, "OTHERRECEIPTS", "RECORDNO")) > before
