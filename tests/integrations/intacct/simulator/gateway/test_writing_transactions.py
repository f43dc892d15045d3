"""Transactions and master data that clients write: every object that is read can be created, changed and deleted."""

import pytest

MASTER = {
    "DEPARTMENT": "<DEPARTMENTID>77</DEPARTMENTID><TITLE>Night shift</TITLE>",
    "LOCATION": "<LOCATIONID>L77</LOCATIONID><NAME>Annex</NAME>",
    "CLASS": "<CLASSID>K77</CLASSID><NAME>Repairs</NAME>",
    "PROJECT": "<PROJECTID>P77</PROJECTID><NAME>Annex refit</NAME>",
    "ITEM": "<ITEMID>I77</ITEMID><NAME>Lantern</NAME><BASEPRICE>12.34</BASEPRICE>",
    "TAXDETAIL": "<DETAILID>T77</DETAILID><TAXTYPE>Sale</TAXTYPE><VALUE>5.5</VALUE>",
    "CHECKINGACCOUNT": "<BANKACCOUNTID>B77</BANKACCOUNTID><BANKNAME>Meridian</BANKNAME>",
    "SAVINGSACCOUNT": "<BANKACCOUNTID>S77</BANKACCOUNTID><BANKNAME>Meridian</BANKNAME>",
    "CREDITCARD": "<CARDID>C77</CARDID>",
    "GLACCOUNT": "<ACCOUNTNO>7777</ACCOUNTNO><TITLE>Sundries</TITLE>",
    "GLJOURNAL": "<SYMBOL>J77</SYMBOL><TITLE>Night journal</TITLE>",
    "CUSTOMER": "<CUSTOMERID>C-77</CUSTOMERID><NAME>Ada</NAME>",
    "VENDOR": "<VENDORID>V-77</VENDORID><NAME>Ben</NAME>",
}
SOLD = "<CUSTOMERID>C-10001</CUSTOMERID><WHENCREATED>11/02/2026</WHENCREATED>"
BOUGHT = "<VENDORID>V-10001</VENDORID><WHENCREATED>11/02/2026</WHENCREATED>"
LINE = "<{0}><ACCOUNTNO>4000</ACCOUNTNO><TRX_AMOUNT>{1}</TRX_AMOUNT><LOCATIONID></LOCATIONID></{0}>"
ORDERED = "<{0}><ITEMID>{1}</ITEMID><UIQTY>3</UIQTY><UIPRICE>2.5</UIPRICE></{0}>"


def _lines(name, *amounts):
    return f"<ENTRIES>{''.join(LINE.format(name, amount) for amount in amounts)}</ENTRIES>"


TRANSACTIONS = {
    "ARADJUSTMENT": SOLD + _lines("ARADJUSTMENTITEM", "-30", "-12.5"),
    "APADJUSTMENT": BOUGHT + _lines("APADJUSTMENTITEM", "-30", "-12.5"),
    "ARPYMT": "<CUSTOMERID>C-10001</CUSTOMERID><RECEIPTDATE>11/02/2026</RECEIPTDATE><ARPYMTDETAILS><ARPYMTDETAIL>"
    "<RECORDKEY>5</RECORDKEY><TRX_PAYMENTAMOUNT>42.5</TRX_PAYMENTAMOUNT></ARPYMTDETAIL></ARPYMTDETAILS>",
    "APPYMT": "<VENDORID>V-10001</VENDORID><WHENPAID>11/02/2026</WHENPAID><APPYMTDETAILS><APPYMTDETAIL>"
    "<RECORDKEY>5</RECORDKEY><TRX_PAYMENTAMOUNT>42.5</TRX_PAYMENTAMOUNT></APPYMTDETAIL></APPYMTDETAILS>",
    "ARADVANCE": "<CUSTOMERID>C-10001</CUSTOMERID><RECEIPTDATE>11/02/2026</RECEIPTDATE>"
    "<TRX_TOTALENTERED>42.5</TRX_TOTALENTERED>",
    "OTHERRECEIPTS": "<WHENPAID>11/02/2026</WHENPAID>" + _lines("OTHERRECEIPTSENTRY", "30", "12.5"),
    "CCTRANSACTION": "<WHENCREATED>11/02/2026</WHENCREATED>" + _lines("CCTRANSACTIONENTRY", "30", "12.5"),
    "FUNDSTRANSFER": "<WHENCREATED>11/02/2026</WHENCREATED><AMOUNT>42.5</AMOUNT>",
    "DEPOSIT": "<BATCHDATE>11/02/2026</BATCHDATE><TOTALENTERED>42.5</TOTALENTERED>",
    "SODOCUMENT": "<CUSTVENDID>C-10001</CUSTVENDID><WHENCREATED>11/02/2026</WHENCREATED>"
    f"<ENTRIES>{ORDERED.format('SODOCUMENTENTRY', '')}</ENTRIES>",
    "PODOCUMENT": "<CUSTVENDID>V-10001</CUSTVENDID><WHENCREATED>11/02/2026</WHENCREATED>"
    f"<ENTRIES>{ORDERED.format('PODOCUMENTENTRY', '')}</ENTRIES>",
}
EVERY = MASTER | TRANSACTIONS
BY = "<filter><equalto><field>{}</field><value>{}</value></equalto></filter>"


@pytest.fixture
def write(asker):
    """Return a function that creates a record and tells its RECORDNO."""

    def create(name, inner=None):
        root = asker.ask(f"<create><{name}>{EVERY[name] if inner is None else inner}</{name}></create>")
        assert root.find(".//errormessage") is None, [cell.text for cell in root.iter("description2")]
        return root.findtext(".//data//RECORDNO")

    return create


def _modes(asker, query, name):
    rows = asker.rows(query("AUDITHISTORY", "OBJECTKEY ACCESSMODE", BY.format("OBJECTTYPE", name.lower())))
    return [(row["OBJECTKEY"], row["ACCESSMODE"]) for row in rows]


def _key(name, recordno):
    """Return what the audit history calls a record: master data has names."""
    return EVERY[name].partition(">")[2].partition("<")[0] if name in MASTER else recordno


@pytest.mark.parametrize("name", EVERY)
def test_creates_every_object_with_its_stamps(asker, query, write, name):
    recordno = write(name)
    (row,) = asker.rows(query(name, "RECORDNO WHENMODIFIED", BY.format("RECORDNO", recordno)))
    assert row == {"RECORDNO": recordno, "WHENMODIFIED": "11/20/2026 09:00:00"}
    assert (_key(name, recordno), "C") in _modes(asker, query, name)


@pytest.mark.parametrize("name", EVERY)
def test_changes_every_object_even_a_computed_one(asker, query, write, name):
    asker.clock.pass_hours(1)
    first = asker.rows(query(name, "RECORDNO", "<pagesize>1</pagesize>"))
    for recordno in [write(name), *(row["RECORDNO"] for row in first)]:
        asker.clock.pass_hours(1)
        asker.ask(f"<update><{name}><RECORDNO>{recordno}</RECORDNO></{name}></update>")
        (row,) = asker.rows(query(name, "WHENMODIFIED", BY.format("RECORDNO", recordno)))
        assert row["WHENMODIFIED"] == f"{asker.clock():%m/%d/%Y %H:%M:%S}"
    assert [mode for _, mode in _modes(asker, query, name)].count("M") == 1 + len(first)


@pytest.mark.parametrize("name", EVERY)
def test_deletes_every_object_and_tells_of_it(asker, query, write, name):
    before = len(asker.rows(query(name, "RECORDNO")))
    recordno = write(name)
    asker.ask(f"<delete><object>{name}</object><keys>{recordno}</keys></delete>")
    assert asker.rows(query(name, "RECORDNO", BY.format("RECORDNO", recordno))) == []
    assert len(asker.rows(query(name, "RECORDNO"))) == before
    assert (_key(name, recordno), "D") in _modes(asker, query, name)


@pytest.mark.parametrize(
    ("name", "line", "parent"),
    [("ARADJUSTMENT", "ARADJUSTMENTITEM", "RECORDKEY"), ("APADJUSTMENT", "APADJUSTMENTITEM", "RECORDKEY"),
     ("ARPYMT", "ARPYMTDETAIL", "PAYMENTKEY"), ("APPYMT", "APPYMTDETAIL", "PAYMENTKEY"),
     ("OTHERRECEIPTS", "OTHERRECEIPTSENTRY", "RECORDKEY"), ("CCTRANSACTION", "CCTRANSACTIONENTRY", "RECORDKEY"),
     ("SODOCUMENT", "SODOCUMENTENTRY", "DOCHDRNO"), ("PODOCUMENT", "PODOCUMENTENTRY", "DOCHDRNO")],
)  # fmt: skip
def test_keeps_lines_with_their_header(asker, query, write, name, line, parent):
    recordno = write(name)
    lines = query(line, "RECORDNO WHENMODIFIED", BY.format(parent, recordno))
    assert len(asker.rows(lines)) == EVERY[name].count(f"<{line}>")
    asker.ask(f"<delete><object>{name}</object><keys>{recordno}</keys></delete>")
    assert asker.rows(lines) == []


def test_takes_the_lines_of_a_computed_payment_with_it(asker, query):
    (payment,) = asker.rows(query("ARPYMT", "RECORDNO", "<pagesize>1</pagesize>"))
    details = query("ARPYMTDETAIL", "RECORDNO", BY.format("PAYMENTKEY", payment["RECORDNO"]))
    assert len(asker.rows(details)) == 1
    asker.ask(f"<delete><object>ARPYMT</object><keys>{payment['RECORDNO']}</keys></delete>")
    assert asker.rows(details) == []


def test_sums_the_lines_of_a_credit(asker, query, write):
    fields = "TOTALENTERED TRX_TOTALDUE TOTALPAID STATE RECORDTYPE WHENCREATED AUWHENCREATED CUSTOMERNAME CURRENCY"
    (row,) = asker.rows(query("ARADJUSTMENT", fields, BY.format("RECORDNO", write("ARADJUSTMENT"))))
    name = asker.rows(query("CUSTOMER", "NAME", BY.format("CUSTOMERID", "C-10001")))[0]["NAME"]
    assert row == {
        "TOTALENTERED": "-42.5", "TRX_TOTALDUE": "-42.5", "TOTALPAID": "0", "STATE": "Posted", "RECORDTYPE": "ra",
        "WHENCREATED": "11/02/2026", "AUWHENCREATED": "11/20/2026 09:00:00", "CUSTOMERNAME": name, "CURRENCY": "USD",
    }  # fmt: skip


def test_replaces_the_lines_of_a_computed_credit(asker, query):
    (credit,) = asker.rows(query("ARADJUSTMENT", "RECORDNO RECORDID", "<pagesize>1</pagesize>"))
    key = credit["RECORDNO"]
    lines = _lines("ARADJUSTMENTITEM", "-1.5", "-2")
    asker.ask(f"<update><ARADJUSTMENT><RECORDNO>{key}</RECORDNO>{lines}</ARADJUSTMENT></update>")
    sent = asker.rows(query("ARADJUSTMENTITEM", "TRX_AMOUNT", BY.format("RECORDKEY", key)))
    assert sorted(row["TRX_AMOUNT"] for row in sent) == ["-1.5", "-2"]
    (row,) = asker.rows(query("ARADJUSTMENT", "RECORDID TRX_TOTALENTERED", BY.format("RECORDNO", key)))
    assert row == {"RECORDID": credit["RECORDID"], "TRX_TOTALENTERED": "-3.5"}


def test_multiplies_quantity_and_price_of_an_order(asker, query, write):
    recordno = write("SODOCUMENT")
    (order,) = asker.rows(query("SODOCUMENT", "TOTAL TRX_TOTAL STATE", BY.format("RECORDNO", recordno)))
    assert order == {"TOTAL": "7.5", "TRX_TOTAL": "7.5", "STATE": "Pending"}
    (line,) = asker.rows(query("SODOCUMENTENTRY", "TRX_VALUE CUSTOMERID UIQTY", BY.format("DOCHDRNO", recordno)))
    assert line == {"TRX_VALUE": "7.5", "CUSTOMERID": "C-10001", "UIQTY": "3"}


def test_gives_a_rate_to_what_is_in_another_currency(asker, query, write):
    foreign = "<CUSTOMERID>C-10001</CUSTOMERID><CURRENCY>EUR</CURRENCY><EXCHANGE_RATE>1.25</EXCHANGE_RATE>"
    recordno = write("ARADVANCE", foreign + "<TRX_TOTALENTERED>100</TRX_TOTALENTERED>")
    fields = "TRX_TOTALENTERED TOTALENTERED EXCHANGE_RATE CURRENCY BASECURR"
    (row,) = asker.rows(query("ARADVANCE", fields, BY.format("RECORDNO", recordno)))
    assert row == {
        "TRX_TOTALENTERED": "100", "TOTALENTERED": "125", "EXCHANGE_RATE": "1.25", "CURRENCY": "EUR",
        "BASECURR": "USD",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["ARPYMT", "SODOCUMENT", "APADJUSTMENT"])
def test_refuses_a_partner_that_does_not_exist(asker, query, name):
    before = len(asker.rows(query(name, "RECORDNO")))
    inner = TRANSACTIONS[name].replace("C-10001", "C-0").replace("V-10001", "V-0")
    assert asker.ask(f"<create><{name}>{inner}</{name}></create>").find(".//errormessage") is not None
    assert len(asker.rows(query(name, "RECORDNO"))) == before
