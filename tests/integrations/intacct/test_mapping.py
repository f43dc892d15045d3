from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from integrations.intacct.formats import BadValue, Formats, flag, number
from integrations.intacct.mapping import ledger, lines, payables, receivables
from integrations.intacct.mapping.context import Context

BOOKS = Context(company_id="NorthwindCo", base_currency="USD")
BILL = {
    "RECORDNO": "1350",
    "RECORDID": "INV-77",
    "STATE": "Posted",
    "VENDORID": "VEN-000010",
    "VENDORNAME": "Paper & Co",
    "WHENCREATED": "04/01/2012",
    "WHENDUE": "05/01/2012",
    "CURRENCY": "EUR",
    "BASECURR": "USD",
    "EXCHANGE_RATE": "1.25",
    "TOTALENTERED": "7375",
    "TRX_TOTALENTERED": "5900",
    "TRX_TOTALDUE": "5900",
    "WHENMODIFIED": "04/02/2012 15:50:21",
}
LINE = {
    "RECORDNO": "1",
    "LINE_NO": "1",
    "ACCOUNTNO": "50300",
    "ACCOUNTTITLE": "Paper",
    "TRX_AMOUNT": "5000",
    "LINEITEM": "T",
}
TAX = {"RECORDNO": "2", "LINE_NO": "2", "TRX_AMOUNT": "900", "SUBTOTAL": "T", "PARENTENTRY": "1", "LINEITEM": "F"}
OFFSET = {"RECORDNO": "3", "LINE_NO": "1", "ACCOUNTNO": "20000", "TRX_AMOUNT": "-5900", "LINEITEM": "F"}


def test_reads_a_bill_in_its_own_currency():
    bill = payables.bill(BILL, BOOKS, [TAX, LINE, OFFSET])
    assert (bill.total_amount, bill.sub_total, bill.tax_amount) == (Decimal(5900), Decimal(5000), Decimal(900))
    assert (bill.currency, bill.currency_rate, bill.status) == ("EUR", Decimal("1.25"), "Open")
    assert (bill.issue_date, bill.due_date) == (date(2012, 4, 1), date(2012, 5, 1))
    assert bill.source_modified_date == datetime(2012, 4, 2, 15, 50, 21, tzinfo=UTC)
    (line,) = bill.line_items
    assert (line.sub_total, line.tax_amount, line.total_amount) == (Decimal(5000), Decimal(900), Decimal(5900))
    assert line.account_ref.id == "50300"


def test_serves_a_bill_as_the_api_names_it():
    served = payables.bill(BILL, BOOKS, [LINE]).to_json()
    assert served["supplierRef"] == {"id": "VEN-000010", "supplierName": "Paper & Co"}
    assert served["totalAmount"] == "5900" and served["issueDate"] == "2012-04-01"
    assert {"issueDate", "status", "subTotal", "taxAmount", "totalAmount"} <= served.keys()
    assert {"unitAmount", "quantity"} <= served["lineItems"][0].keys()


@pytest.mark.parametrize(
    ("state", "due", "status"),
    [
        ("Posted", "5900", "Open"),
        ("Posted", "100", "PartiallyPaid"),
        ("Posted", "0", "Paid"),
        ("Paid", "0", "Paid"),
        ("Selected", "5900", "Open"),
        ("Draft", "5900", "Draft"),
        ("Submitted", "5900", "Draft"),
        ("Reversed", "0", "Void"),
        ("No Value", "5900", "Unknown"),
    ],
)
def test_tells_the_status_of_a_bill(state, due, status):
    assert payables.bill({**BILL, "STATE": state, "TRX_TOTALDUE": due}, BOOKS, []).status == status


def test_falls_back_to_base_amounts_where_there_is_one_currency():
    row = {**BILL, "TRX_TOTALENTERED": "", "TRX_TOTALDUE": "", "TOTALDUE": "10.10", "CURRENCY": "", "BASECURR": ""}
    bill = payables.bill(row, BOOKS, [])
    assert (bill.total_amount, bill.amount_due, bill.currency) == (Decimal(7375), Decimal("10.10"), "USD")


@pytest.mark.parametrize(
    "change", [{"WHENCREATED": ""}, {"WHENCREATED": "13/45/2020"}, {"TRX_TOTALENTERED": "abc"}, {"RECORDNO": ""}]
)
def test_names_what_is_wrong_with_a_row(change):
    with pytest.raises(BadValue, match=next(iter(change))):
        payables.bill({**BILL, **change}, BOOKS, [])


INVOICE = {
    "RECORDNO": "43743",
    "RECORDID": "103729",
    "STATE": "Posted",
    "CUSTOMERID": "C-000095",
    "CUSTOMERNAME": "Customer",
    "WHENCREATED": "02/18/2021",
    "WHENDUE": "03/20/2021",
    "TRX_TOTALENTERED": "20399.09",
    "TRX_TOTALDUE": "399.09",
    "CURRENCY": "USD",
}


def test_reads_an_invoice():
    invoice = receivables.invoice(INVOICE, BOOKS, [])
    assert (invoice.total_amount, invoice.amount_due, invoice.status) == (
        Decimal("20399.09"),
        Decimal("399.09"),
        "PartiallyPaid",
    )
    assert {"issueDate", "totalTaxAmount", "totalAmount", "amountDue", "status"} <= invoice.to_json().keys()


def test_drops_a_due_date_that_is_none():
    books = Context(company_id="NorthwindCo")
    assert receivables.invoice({**INVOICE, "WHENDUE": "soon"}, books, []).due_date is None
    assert books.dropped == ["WHENDUE"]


def test_reads_a_customer_with_its_display_contact_only():
    customer = receivables.customer(
        {
            "CUSTOMERID": "C1",
            "NAME": "Blue",
            "STATUS": "active non-posting",
            "DISPLAYCONTACT.FIRSTNAME": "Ada",
            "DISPLAYCONTACT.MAILADDRESS.CITY": "Oslo",
        },
        BOOKS,
    )
    assert (customer.status, customer.contact_name) == ("Active", "Ada")
    assert customer.to_json()["addresses"] == [{"type": "Billing", "city": "Oslo"}]


@pytest.mark.parametrize(
    ("statement", "side", "more", "kind"),
    [
        ("balancesheet", "debit", {}, "Asset"),
        ("balancesheet", "credit", {}, "Liability"),
        ("balancesheet", "credit", {"CLOSINGTYPE": "closed to account"}, "Equity"),
        ("balancesheet", "credit", {"CATEGORY": "Shareholders' Equity"}, "Equity"),
        ("balancesheet", "credit", {"TITLE": "Home equity loan"}, "Liability"),
        ("incomestatement", "credit", {}, "Income"),
        ("incomestatement", "debit", {}, "Expense"),
        ("", "", {}, "Unknown"),
    ],
)
def test_tells_the_type_of_an_account(statement, side, more, kind):
    row = {"ACCOUNTNO": "1", "TITLE": "x", "ACCOUNTTYPE": statement, "NORMALBALANCE": side, **more}
    assert ledger.account(row, BOOKS).type == kind


ENTRY = {
    "RECORDNO": "93",
    "BATCHNO": "29",
    "JOURNAL": "GJ",
    "BATCH_DATE": "01/25/2008",
    "BATCH_TITLE": "Rent",
    "STATE": "Posted",
}
DEBIT = {
    "RECORDNO": "1",
    "LINE_NO": "1",
    "TR_TYPE": "1",
    "AMOUNT": "10.50",
    "TRX_AMOUNT": "9",
    "CURRENCY": "EUR",
    "ACCOUNTNO": "6000",
}
CREDIT = {
    "RECORDNO": "2",
    "LINE_NO": "2",
    "TR_TYPE": "-1",
    "AMOUNT": "10.50",
    "TRX_AMOUNT": "9",
    "DEPARTMENT": "10",
    "DEPARTMENTTITLE": "Sales",
}


def test_signs_the_lines_of_an_entry():
    entry = ledger.entry(ENTRY, BOOKS, [CREDIT, DEBIT])
    assert [line.net_amount for line in entry.journal_lines] == [Decimal("10.50"), Decimal("-10.50")]
    assert [line.transaction_amount for line in entry.journal_lines] == [Decimal(9), Decimal(-9)]
    assert (entry.total_debit, entry.currency) == (Decimal("10.50"), "USD")
    assert entry.journal_lines[1].tracking_category_refs[0].id == "DEPARTMENT-10"


def test_refuses_an_entry_that_does_not_balance():
    with pytest.raises(BadValue, match="sum of the lines"):
        ledger.entry(ENTRY, BOOKS, [DEBIT])


def test_keeps_a_statistical_entry_without_lines():
    entry = ledger.entry({**ENTRY, "STATISTICAL": "true"}, BOOKS, [DEBIT])
    assert (entry.is_statistical, entry.journal_lines, entry.total_debit) == (True, (), Decimal(0))


def test_orders_lines_by_their_number():
    rows = [{**LINE, "RECORDNO": "9", "LINE_NO": "10"}, {**LINE, "RECORDNO": "8", "LINE_NO": "2", "ACCOUNTNO": "1"}]
    assert [line.account_ref.id for line in lines.items(rows)] == ["1", "50300"]


@pytest.mark.parametrize(
    ("formatting", "value", "moment"),
    [
        ({}, "11/22/2026 13:05:09", datetime(2026, 11, 22, 13, 5, 9, tzinfo=UTC)),
        (
            {"gmtoffset": "+05:30", "dateformat": "/dmY"},
            "11/22/2026 13:05:09",
            datetime(2026, 11, 22, 7, 35, 9, tzinfo=UTC),
        ),
        ({"gmtoffset": "-08:00"}, "11/22/2026", datetime(2026, 11, 22, 8, tzinfo=UTC)),
        ({"dateformat": ".dmY", "clock": "12"}, "22.11.2026 01:05:09 PM", datetime(2026, 11, 22, 13, 5, 9, tzinfo=UTC)),
        ({"dateformat": "-Ymd"}, "2026-11-22 00:00:00", datetime(2026, 11, 22, tzinfo=UTC)),
        ({"gmtoffset": "nonsense"}, "11/22/2026 12:00:00 AM", datetime(2026, 11, 22, tzinfo=UTC)),
    ],
)
def test_reads_moments_in_the_users_zone(formatting, value, moment):
    assert Formats.of_user(formatting).moment({"X": value}, "X") == moment


def test_reads_an_offset():
    assert Formats.of_user({"gmtoffset": "-09:30"}).offset == -timedelta(hours=9, minutes=30)


@pytest.mark.parametrize("value", ["11/22/26x", "11-22", "25:00", "11/22/2026 25:00:00"])
def test_refuses_moments_that_are_none(value):
    with pytest.raises(BadValue):
        Formats().moment({"X": value}, "X")


def test_reads_numbers_exactly():
    assert number({"X": "0.1"}, "X") + number({"X": "0.2"}, "X") == Decimal("0.3")
    assert number({"X": ""}, "X") is None


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1,000", "1e999999999x"])
def test_refuses_numbers_that_are_none(value):
    with pytest.raises(BadValue):
        number({"X": value}, "X")


def test_reads_flags_in_both_spellings():
    assert [flag({"X": value}, "X") for value in ("T", "true", "F", "false", "")] == [True, True, False, False, None]
