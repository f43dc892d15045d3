"""Invoices, bills and journal entries that clients write, as the public SDKs send them."""

import pytest

INVOICE = (
    "<create><ARINVOICE><CUSTOMERID>C-10001</CUSTOMERID><WHENCREATED>11/20/2026</WHENCREATED>"
    "<RECORDID>{number}</RECORDID><WHENDUE>12/20/2026</WHENDUE><DESCRIPTION>Two desks</DESCRIPTION>{more}"
    "<ARINVOICEITEMS>"
    "<ARINVOICEITEM><ACCOUNTNO>4000</ACCOUNTNO><TRX_AMOUNT>100.25</TRX_AMOUNT>"
    "<ENTRYDESCRIPTION>A desk</ENTRYDESCRIPTION><DEPARTMENTID>100</DEPARTMENTID><CLASSID>TRA</CLASSID></ARINVOICEITEM>"
    "<ARINVOICEITEM><ACCOUNTNO>4010</ACCOUNTNO><TRX_AMOUNT>50</TRX_AMOUNT></ARINVOICEITEM>"
    "</ARINVOICEITEMS></ARINVOICE></create>"
)
LEGACY_BILL = (
    "<create_bill><vendorid>V-10001</vendorid>"
    "<datecreated><year>2026</year><month>11</month><day>19</day></datecreated>"
    "<termname>Net 15</termname><billno>B-77</billno><description>Rent</description>"
    "<currency/><exchratetype/><billitems><lineitem><glaccountno>6100</glaccountno><amount>1200.5</amount><memo>November</memo>"
    "<departmentid>400</departmentid></lineitem></billitems></create_bill>"
)
JOURNAL = (
    "<create><GLBATCH><JOURNAL>GJ</JOURNAL><BATCH_DATE>11/20/2026</BATCH_DATE><BATCH_TITLE>Accrual</BATCH_TITLE>"
    "<ENTRIES><GLENTRY><ACCOUNTNO>6200</ACCOUNTNO><TR_TYPE>1</TR_TYPE><TRX_AMOUNT>{debit}</TRX_AMOUNT></GLENTRY>"
    "<GLENTRY><ACCOUNTNO>2120</ACCOUNTNO><TR_TYPE>-1</TR_TYPE><TRX_AMOUNT>80</TRX_AMOUNT></GLENTRY></ENTRIES>"
    "</GLBATCH></create>"
)


def only(name, field, value):
    return f"<filter><equalto><field>{field}</field><value>{value}</value></equalto></filter>"


@pytest.fixture
def invoice(asker):
    """Create an invoice; its RECORDNO."""

    def create(number="W-1", more="", **options):
        root = asker.ask(INVOICE.format(number=number, more=more), **options)
        return root.findtext(".//data/arinvoice/RECORDNO"), root

    return create


def trial_balance(asker, account):
    dates = (
        "<startdate><year>2026</year><month>11</month><day>1</day></startdate>"
        "<enddate><year>2026</year><month>11</month><day>30</day></enddate>"
    )
    root = asker.ask(f"<get_trialbalance>{dates}</get_trialbalance>")
    found = [row for row in root.iter("trialbalance") if row.findtext("glaccountno") == account]
    return float(found[0].findtext("endbalance")) if found else 0.0


def test_invoice_is_read_back_with_its_lines(asker, query, invoice):
    number, root = invoice()
    assert root.find(".//data").get("listtype") == "objects"
    fields = "RECORDNO RECORDID CUSTOMERID CUSTOMERNAME STATE TOTALENTERED TOTALDUE WHENDUE DESCRIPTION WHENMODIFIED"
    (row,) = asker.rows(query("ARINVOICE", fields, only("ARINVOICE", "RECORDID", "W-1")))
    assert row["TOTALENTERED"] == row["TOTALDUE"] == "150.25"
    assert row["STATE"] == "Posted"
    assert row["CUSTOMERNAME"]
    assert (row["WHENDUE"], row["WHENMODIFIED"]) == ("12/20/2026", "11/20/2026 09:00:00")
    lines = asker.rows(query("ARINVOICEITEM", "RECORDKEY LINE_NO ACCOUNTNO AMOUNT DEPARTMENTID CLASSID",
                             only("ARINVOICEITEM", "RECORDKEY", number)))  # fmt: skip
    assert sorted((line["LINE_NO"], line["ACCOUNTNO"], line["AMOUNT"], line["CLASSID"]) for line in lines) == [
        ("1", "4000", "100.25", "TRA"), ("2", "4010", "50", ""),
    ]  # fmt: skip
    root = asker.ask(f"<read><object>ARINVOICE</object><keys>{number}</keys><fields>*</fields></read>")
    assert [cell.text for cell in root.iter("TRX_AMOUNT")] == ["100.25", "50"]
    assert root.findtext(".//RECORDID") == "W-1"


def test_invoice_is_posted_to_the_ledger(asker, query, invoice):
    before, owed = trial_balance(asker, "1200"), trial_balance(asker, "4000")
    number, _ = invoice()
    assert round(trial_balance(asker, "1200") - before, 2) == 150.25
    assert round(trial_balance(asker, "4000") - owed, 2) == -100.25
    (batch,) = asker.rows(query("GLBATCH", "RECORDNO JOURNAL MODULE STATE", only("GLBATCH", "PRBATCHKEY", number)))
    assert (batch["JOURNAL"], batch["STATE"]) == ("ARJ", "Posted")
    lines = asker.rows(query("GLENTRY", "TR_TYPE AMOUNT ACCOUNTNO CUSTOMERID",
                             only("GLENTRY", "BATCHNO", batch["RECORDNO"])))  # fmt: skip
    assert sum(float(line["AMOUNT"]) * int(line["TR_TYPE"]) for line in lines) == 0
    assert {line["CUSTOMERID"] for line in lines} == {"C-10001"}


def test_customer_owes_what_was_written(asker, query, invoice):
    def due():
        return float(
            asker.rows(query("CUSTOMER", "TOTALDUE", only("CUSTOMER", "CUSTOMERID", "C-10001")))[0]["TOTALDUE"]
        )

    before = due()
    number, _ = invoice()
    assert round(due() - before, 2) == 150.25
    asker.ask(f"<delete><object>ARINVOICE</object><keys>{number}</keys></delete>")
    assert due() == before


def test_draft_is_not_posted(asker, query, invoice):
    number, _ = invoice(more="<ACTION>Draft</ACTION>")
    assert asker.rows(query("ARINVOICE", "STATE", only("ARINVOICE", "RECORDNO", number))) == [{"STATE": "Draft"}]
    assert asker.rows(query("GLBATCH", "RECORDNO", only("GLBATCH", "PRBATCHKEY", number))) == []


def test_deleted_invoice_is_gone_everywhere_but_in_the_audit_history(asker, query, invoice):
    number, _ = invoice()
    asker.ask(f"<delete><object>ARINVOICE</object><keys>{number}</keys></delete>")
    assert asker.rows(query("ARINVOICE", "RECORDNO", only("ARINVOICE", "RECORDNO", number))) == []
    assert asker.rows(query("ARINVOICEITEM", "RECORDNO", only("ARINVOICEITEM", "RECORDKEY", number))) == []
    assert asker.rows(query("GLBATCH", "RECORDNO", only("GLBATCH", "PRBATCHKEY", number))) == []
    history = asker.rows(query("AUDITHISTORY", "ID ACCESSMODE OBJECTTYPE SOURCE USERID",
                               only("AUDITHISTORY", "OBJECTKEY", number)))  # fmt: skip
    assert [row["ACCESSMODE"] for row in sorted(history, key=lambda row: row["ID"])] == ["C", "D"]
    assert {(row["OBJECTTYPE"], row["SOURCE"], row["USERID"]) for row in history} == {("arinvoice", "api", "reader")}


def test_update_replaces_the_lines_and_posts_anew(asker, query, invoice):
    number, _ = invoice()
    asker.clock.pass_hours(1)
    line = "<ARINVOICEITEM><ACCOUNTNO>4030</ACCOUNTNO><TRX_AMOUNT>10</TRX_AMOUNT></ARINVOICEITEM>"
    asker.ask(f"<update><ARINVOICE><RECORDNO>{number}</RECORDNO><DESCRIPTION>Less</DESCRIPTION>"
              f"<ARINVOICEITEMS>{line}</ARINVOICEITEMS></ARINVOICE></update>")  # fmt: skip
    (row,) = asker.rows(query("ARINVOICE", "TOTALENTERED DESCRIPTION WHENMODIFIED AUWHENCREATED",
                              only("ARINVOICE", "RECORDNO", number)))  # fmt: skip
    assert row == {"TOTALENTERED": "10", "DESCRIPTION": "Less", "WHENMODIFIED": "11/20/2026 10:00:00",
                   "AUWHENCREATED": "11/20/2026 09:00:00"}  # fmt: skip
    assert len(asker.rows(query("ARINVOICEITEM", "RECORDNO", only("ARINVOICEITEM", "RECORDKEY", number)))) == 1
    assert len(asker.rows(query("GLBATCH", "RECORDNO", only("GLBATCH", "PRBATCHKEY", number)))) == 1


def test_computed_invoice_can_be_changed_and_deleted(asker, query):
    open_ones = only("ARINVOICE", "STATE", "Posted")
    before = trial_balance(asker, "1200")
    row = asker.rows(query("ARINVOICE", "RECORDNO TOTALENTERED", open_ones))[0]
    number = row["RECORDNO"]
    asker.ask(
        f"<update><ARINVOICE><RECORDNO>{number}</RECORDNO><DESCRIPTION>Changed</DESCRIPTION></ARINVOICE></update>"
    )
    (changed,) = asker.rows(query("ARINVOICE", "DESCRIPTION TOTALENTERED", only("", "RECORDNO", number)))
    assert changed == {"DESCRIPTION": "Changed", "TOTALENTERED": row["TOTALENTERED"]}
    asker.ask(f"<delete><object>ARINVOICE</object><keys>{number}</keys></delete>")
    assert asker.rows(query("GLBATCH", "RECORDNO", only("", "PRBATCHKEY", number))) == []
    assert trial_balance(asker, "1200") < before


def test_paid_invoice_is_not_deleted(asker, query):
    row = asker.rows(query("ARINVOICE", "RECORDNO", only("", "STATE", "Paid")))[0]
    root = asker.ask(f"<delete><object>ARINVOICE</object><keys>{row['RECORDNO']}</keys></delete>")
    assert root.findtext(".//result/status") == "failure"
    assert len(asker.rows(query("ARINVOICE", "RECORDNO", only("", "RECORDNO", row["RECORDNO"])))) == 1


def test_legacy_bill_answers_a_key_and_reads_back(asker, query):
    key = asker.ask(LEGACY_BILL).findtext(".//result/key")
    (row,) = asker.rows(query("APBILL", "RECORDID TERMNAME WHENCREATED WHENDUE TOTALENTERED VENDORID",
                              only("", "RECORDNO", key)))  # fmt: skip
    assert row == {"RECORDID": "B-77", "TERMNAME": "Net 15", "WHENCREATED": "11/19/2026", "WHENDUE": "12/04/2026",
                   "TOTALENTERED": "1200.5", "VENDORID": "V-10001"}  # fmt: skip
    assert asker.ask(f'<delete_bill key="{key}"/>').findtext(".//result/status") == "success"
    assert asker.rows(query("APBILL", "RECORDNO", only("", "RECORDNO", key))) == []


def test_legacy_invoice_is_updated_by_its_key(asker, query):
    body = (
        LEGACY_BILL.replace("bill", "invoice")
        .replace("vendorid>V-", "customerid>C-")
        .replace("/vendorid", "/customerid")
    )
    key = asker.ask(body.replace("</vendorid>", "</customerid>")).findtext(".//result/key")
    asker.ask(f'<update_invoice key="{key}"><description>Later</description></update_invoice>')
    (row,) = asker.rows(query("ARINVOICE", "DESCRIPTION TOTALENTERED", only("", "RECORDNO", key)))
    assert row == {"DESCRIPTION": "Later", "TOTALENTERED": "1200.5"}


def test_journal_entry_must_balance(asker, query):
    root = asker.ask(JOURNAL.format(debit="81"))
    assert [cell.text for cell in root.iter("errorno")][-1] == "BL01001973"
    assert "do not balance" in root.findtext(".//description2")
    number = asker.ask(JOURNAL.format(debit="80")).findtext(".//data/glbatch/RECORDNO")
    lines = asker.rows(query("GLENTRY", "ACCOUNTNO TR_TYPE AMOUNT", only("", "BATCHNO", number)))
    assert sorted(line["TR_TYPE"] for line in lines) == ["-1", "1"]
    details = asker.rows(query("GLDETAIL", "RECORDNO AMOUNT", only("", "BATCHKEY", number)))
    assert sorted(line["AMOUNT"] for line in details) == ["-80", "80"]


def test_journal_entry_is_updated_and_deleted(asker, query):
    before = trial_balance(asker, "6200")
    number = asker.ask(JOURNAL.format(debit="80")).findtext(".//data/glbatch/RECORDNO")
    assert trial_balance(asker, "6200") == before + 80
    asker.ask(JOURNAL.format(debit="80").replace("create>", "update>").replace(
        "<JOURNAL>", f"<RECORDNO>{number}</RECORDNO><JOURNAL>").replace(">80<", ">30<"))  # fmt: skip
    assert trial_balance(asker, "6200") == before + 30
    asker.ask(f"<delete><object>GLBATCH</object><keys>{number}</keys></delete>")
    assert trial_balance(asker, "6200") == before
    keys = [row["OBJECTKEY"] for row in asker.rows(query("AUDITHISTORY", "OBJECTKEY", only("", "SOURCE", "api")))]
    assert keys == [f"{number}--REC"] * 3


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("C-10001", "C-9", "Invalid Customer 'C-9' specified"),
        ("<ACCOUNTNO>4010", "<ACCOUNTNO>9999", "Invalid GL account '9999' specified"),
        ("<DEPARTMENTID>100", "<DEPARTMENTID>X", "Invalid Department 'X' specified"),
    ],
)
def test_refuses_what_lines_cannot_point_to(asker, query, old, new, said):
    root = asker.ask(INVOICE.format(number="W-1", more="").replace(old, new))
    assert root.findtext(".//description2").startswith(said)
    assert asker.rows(query("ARINVOICE", "RECORDNO", only("", "RECORDID", "W-1"))) == []


def test_needs_a_location_where_there_are_entities(asker):
    root = asker.ask(JOURNAL.format(debit="80"), company="Multi")
    assert root.findtext(".//errorno") == "BL03000018"
    located = JOURNAL.format(debit="80").replace("</TRX_AMOUNT>", "</TRX_AMOUNT><LOCATION>UK</LOCATION>")
    assert asker.ask(located, company="Multi").findtext(".//result/status") == "success"


def test_transaction_undoes_an_invoice_with_all_that_hangs_on_it(asker, query, invoice):
    before = trial_balance(asker, "1200")
    bad = JOURNAL.format(debit="81")
    asker.ask(INVOICE.format(number="W-1", more=""), bad, transaction="true")
    assert asker.rows(query("ARINVOICE", "RECORDNO", only("", "RECORDID", "W-1"))) == []
    assert trial_balance(asker, "1200") == before


def test_written_records_outlive_the_growth_of_the_books(asker, query, invoice):
    number, _ = invoice()
    asker.clock.pass_hours(24 * 60)
    (row,) = asker.rows(query("ARINVOICE", "RECORDID TOTALENTERED", only("", "RECORDNO", number)))
    assert row == {"RECORDID": "W-1", "TOTALENTERED": "150.25"}


def test_lag_hides_what_was_just_written(asker, query, invoice):
    asker.company("Single").habits.lag_hours = 2
    number, _ = invoice()
    assert asker.rows(query("ARINVOICE", "RECORDNO", only("", "RECORDNO", number))) == []
    asker.clock.pass_hours(2)
    assert len(asker.rows(query("ARINVOICE", "RECORDNO", only("", "RECORDNO", number)))) == 1


def test_new_customer_can_be_invoiced(asker, query):
    asker.ask("<create><CUSTOMER><CUSTOMERID>NEW</CUSTOMERID><NAME>New &amp; Co</NAME><DISPLAYCONTACT>"
              "<MAILADDRESS><CITY>Bath</CITY></MAILADDRESS></DISPLAYCONTACT></CUSTOMER></create>")  # fmt: skip
    asker.ask(INVOICE.format(number="W-9", more="").replace("C-10001", "NEW"))
    (row,) = asker.rows(
        query("CUSTOMER", "NAME TOTALDUE DISPLAYCONTACT.MAILADDRESS.CITY", only("", "CUSTOMERID", "NEW"))
    )
    assert row == {"NAME": "New & Co", "TOTALDUE": "150.25", "DISPLAYCONTACT.MAILADDRESS.CITY": "Bath"}
