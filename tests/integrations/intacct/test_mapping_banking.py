"""Bank accounts, receipts, card charges and transfers from Intacct's rows."""

from datetime import date
from decimal import Decimal

import pytest

from integrations.intacct.formats import BadValue
from integrations.intacct.mapping import banking
from integrations.intacct.mapping.context import Context
from integrations.records import Ref
from integrations.records.parts import DataRef

BOOKS = Context(company_id="NorthwindCo", base_currency="USD")
DOCUMENT = {
    "RECORDNO": "703",
    "DOCNUMBER": "OR-7",
    "RECORDID": "CC-7",
    "STATE": "Approved",
    "DESCRIPTION": "Cash sales",
    "DESCRIPTION2": "Ada",
    "WHENCREATED": "12/26/2024",
    "WHENPAID": "12/27/2024",
    "BASECURR": "USD",
    "CURRENCY": "EUR",
    "EXCHANGE_RATE": "1.25",
    "TOTALENTERED": "137.5",
    "TRX_TOTALENTERED": "110",
    "BANKACCOUNTID": "OPERATING",
    "BANKACCOUNTNAME": "Operating bank account",
    "FINANCIALENTITY": "VISA",
}
LINE = {"RECORDNO": "1", "LINE_NO": "1", "ACCOUNTNO": "4040", "TRX_AMOUNT": "100", "LINEITEM": "T", "CUSTOMERID": "C-1"}
TAX = {"RECORDNO": "2", "LINE_NO": "2", "TRX_AMOUNT": "10", "ISTAX": "true", "PARENTENTRY": "1"}
OFFSET = {"RECORDNO": "3", "LINE_NO": "1", "ACCOUNTNO": "1000", "TRX_AMOUNT": "-110", "LINEITEM": "F"}
BOTH = [
    (banking.receipt, "OR-7", Ref(id="OPERATING", name="Operating bank account")),
    (banking.charge, "CC-7", Ref(id="CREDITCARD-VISA", name="VISA")),
]
TRANSFER = {
    "RECORDNO": "723",
    "RECORDID": "FT-7",
    "STATE": "Complete",
    "CLEARED": "F",
    "WHENCREATED": "02/07/2025",
    "FROMACCOUNTID": "OPERATING",
    "FROMACCOUNTNAME": "Operating bank account",
    "FROMACCOUNTTYPE": "bank",
    "FROMACCOUNTCURR": "USD",
    "FROM_ACCOUNT_TRX_AMOUNT": "125",
    "TOACCOUNTID": "VISA",
    "TOACCOUNTTYPE": "credit",
    "TOACCOUNTCURR": "EUR",
    "TRX_TOTALENTERED": "100",
    "TOTALENTERED": "125",
}


@pytest.mark.parametrize(("mapping", "number", "account"), BOTH)
def test_reads_money_without_a_document(mapping, number, account):
    made = mapping(DOCUMENT, BOOKS, [TAX, OFFSET, LINE])
    assert (made.id, made.reference, made.payee, made.issue_date) == ("703", number, "Ada", date(2024, 12, 26))
    assert (made.sub_total, made.tax_amount, made.total_amount) == (Decimal(100), Decimal(10), Decimal(110))
    assert (made.currency, made.currency_rate, made.status) == ("EUR", Decimal("1.25"), "Posted")
    (line,) = made.line_items
    assert (line.sub_total, line.tax_amount, line.total_amount) == (Decimal(100), Decimal(10), Decimal(110))
    (paid,) = made.payment_allocations
    assert (paid.payment.account_ref, paid.allocation.total_amount) == (account, Decimal(110))


@pytest.mark.parametrize(("mapping", "number", "account"), BOTH)
def test_serves_with_all_that_must_be_there(mapping, number, account):
    served = mapping(DOCUMENT, BOOKS, [LINE]).to_json()
    assert {
        "issueDate",
        "currency",
        "lineItems",
        "paymentAllocations",
        "subTotal",
        "taxAmount",
        "totalAmount",
    } <= served.keys()


def test_knows_the_contact_where_all_lines_agree():
    assert banking.receipt(DOCUMENT, BOOKS, [LINE, LINE]).contact_ref == DataRef(id="C-1", data_type="customers")
    assert banking.receipt(DOCUMENT, BOOKS, [LINE, {**LINE, "CUSTOMERID": "C-2"}]).contact_ref is None


@pytest.mark.parametrize(
    ("state", "status"),
    [("Draft", "Draft"), ("Approved", "Posted"), ("Paid", "Posted"), ("Reversed", "Void"), ("No Value", "Unknown")],
)
def test_tells_the_status_of_money(state, status):
    assert banking.charge({**DOCUMENT, "STATE": state}, BOOKS, []).status == status


def test_names_what_is_wrong_with_money():
    with pytest.raises(BadValue, match="WHENCREATED"):
        banking.charge({**DOCUMENT, "WHENCREATED": "", "WHENPAID": ""}, BOOKS, [])
    with pytest.raises(BadValue, match="TOTALENTERED"):
        banking.charge({**DOCUMENT, "TRX_TOTALENTERED": "", "TOTALENTERED": ""}, BOOKS, [])


@pytest.mark.parametrize(
    ("number", "shown"), [("000123450033", "••••0033"), ("123456", "••••"), ("12", "••••"), ("", None)]
)
def test_hides_the_number_of_a_bank_account(number, shown):
    row = {"BANKACCOUNTID": "B", "BANKACCOUNTNO": number, "STATUS": "active"}
    assert banking.bank_account(row, BOOKS).account_number == shown
    assert banking.card({"CARDID": "V", "CARDNUM": number}, BOOKS).account_number == shown


def test_reads_a_bank_account():
    row = {"BANKACCOUNTID": "OPERATING", "GLACCOUNTNO": "1000", "GLACCOUNTTITLE": "Bank", "STATUS": "inactive"}
    account = banking.bank_account(row, BOOKS)
    assert (account.id, account.account_name, account.account_type) == ("OPERATING", "Bank", "Debit")
    assert (account.nominal_code, account.currency, account.status) == ("1000", "USD", "Archived")


@pytest.mark.parametrize(("sort", "kind"), [("Credit", "Credit"), ("Debit", "Debit"), ("", "Unknown")])
def test_tells_whose_money_a_card_spends(sort, kind):
    card = banking.card({"CARDID": "VISA", "LIABILITYTYPE": sort}, BOOKS)
    assert (card.id, card.account_type) == ("CREDITCARD-VISA", kind)


def test_reads_a_transfer_between_currencies():
    moved = banking.transfer(TRANSFER, BOOKS)
    assert (moved.from_.amount, moved.from_.currency) == (Decimal(125), "USD")
    assert (moved.to.amount, moved.to.currency) == (Decimal(100), "EUR")
    assert moved.from_.account_ref == DataRef(id="OPERATING", data_type="bankAccounts")
    assert moved.to.account_ref == DataRef(id="CREDITCARD-VISA", data_type="bankAccounts")
    assert moved.status == "Unreconciled"
    assert {"from", "to", "date", "status"} <= moved.to_json().keys()


@pytest.mark.parametrize("state", ["Reversed", "Reversal"])
def test_voids_a_reversed_transfer_at_a_positive_amount(state):
    row = {**TRANSFER, "STATE": state, "TRX_TOTALENTERED": "-100", "FROM_ACCOUNT_TRX_AMOUNT": "-125", "CLEARED": "T"}
    moved = banking.transfer(row, BOOKS)
    assert (moved.status, moved.from_.amount, moved.to.amount) == ("Void", Decimal(125), Decimal(100))
