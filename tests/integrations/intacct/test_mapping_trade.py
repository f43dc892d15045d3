"""Credit notes, payments and orders from Intacct's rows."""

from datetime import date
from decimal import Decimal

import pytest

from integrations.intacct.formats import BadValue
from integrations.intacct.mapping import orders, payables, receivables
from integrations.intacct.mapping.context import Context

BOOKS = Context(company_id="NorthwindCo", base_currency="USD")
CREDIT = {
    "RECORDNO": "71",
    "RECORDID": "CM-7",
    "STATE": "Posted",
    "CUSTOMERID": "C-1",
    "CUSTOMERNAME": "Ada",
    "VENDORID": "V-1",
    "VENDORNAME": "Ben",
    "WHENCREATED": "04/01/2026",
    "CURRENCY": "EUR",
    "EXCHANGE_RATE": "1.25",
    "TOTALENTERED": "-137.5",
    "TRX_TOTALENTERED": "-110",
    "TRX_TOTALDUE": "-60",
}
LINE = {"RECORDNO": "1", "LINE_NO": "1", "ACCOUNTNO": "4810", "TRX_AMOUNT": "-100", "LINEITEM": "T"}
TAX = {"RECORDNO": "2", "LINE_NO": "2", "TRX_AMOUNT": "-10", "PARENTENTRY": "1", "DETAILKEY": "15", "LINEITEM": "F"}
CREDITS = [(receivables.credit_memo, "71"), (receivables.negative_invoice, "ARINVOICE-71"), (payables.debit_memo, "71")]


@pytest.mark.parametrize(("mapping", "key"), CREDITS)
def test_turns_the_signs_of_a_credit_round(mapping, key):
    note = mapping(CREDIT, BOOKS, [LINE, TAX])
    assert (note.id, note.total_amount, note.remaining_credit) == (key, Decimal(110), Decimal(60))
    assert (note.sub_total, note.total_tax_amount) == (Decimal(100), Decimal(10))
    (line,) = note.line_items
    assert (line.sub_total, line.tax_amount, line.total_amount) == (Decimal(100), Decimal(10), Decimal(110))
    assert (note.currency, note.currency_rate, note.issue_date) == ("EUR", Decimal("1.25"), date(2026, 4, 1))


@pytest.mark.parametrize(("mapping", "key"), CREDITS)
def test_serves_a_credit_with_all_that_must_be_there(mapping, key):
    served = mapping(CREDIT, BOOKS, []).to_json()
    needed = {"totalAmount", "totalDiscount", "subTotal", "totalTaxAmount", "discountPercentage", "remainingCredit"}
    assert needed | {"status", "id"} <= served.keys()
    assert (served["totalDiscount"], served["discountPercentage"]) == ("0", "0")


@pytest.mark.parametrize(
    ("state", "due", "status"),
    [
        ("Posted", "-110", "Submitted"),
        ("Posted", "-60", "PartiallyPaid"),
        ("Paid", "0", "Paid"),
        ("Draft", "-110", "Draft"),
        ("Reversed", "0", "Void"),
        ("No Value", "-110", "Unknown"),
    ],
)
@pytest.mark.parametrize("mapping", [receivables.credit_memo, payables.debit_memo])
def test_tells_how_much_of_a_credit_is_used(mapping, state, due, status):
    assert mapping({**CREDIT, "STATE": state, "TRX_TOTALDUE": due}, BOOKS, []).status == status


PAYMENT = {
    "RECORDNO": "90",
    "DOCNUMBER": "R-90",
    "STATE": "C",
    "CUSTOMERID": "C-1",
    "VENDORID": "V-1",
    "FINANCIALENTITY": "OPERATING",
    "PAYMENTMETHOD": "EFT",
    "RECEIPTDATE": "04/02/2026",
    "WHENCREATED": "04/02/2026",
    "CURRENCY": "USD",
    "TRX_TOTALENTERED": "150",
}
CASH = {"RECORDNO": "1", "RECORDKEY": "500", "TRX_PAYMENTAMOUNT": "100", "CURRENCY": "USD", "PAYMENTDATE": "04/02/2026"}
SECOND = {**CASH, "RECORDNO": "2", "TRX_PAYMENTAMOUNT": "30"}
OTHER = {**CASH, "RECORDNO": "3", "RECORDKEY": "501", "TRX_PAYMENTAMOUNT": "20"}


def _links(line):
    return [(link.type, link.id, link.amount) for link in line.links]


def test_gathers_the_details_of_one_document():
    payment = receivables.payment(PAYMENT, BOOKS, [OTHER, SECOND, CASH])
    assert [(line.amount, _links(line)) for line in payment.lines] == [
        (Decimal(130), [("Invoice", "500", Decimal(-130))]),
        (Decimal(20), [("Invoice", "501", Decimal(-20))]),
    ]
    assert sum(line.amount for line in payment.lines) == payment.total_amount == Decimal(150)
    assert payment.lines[0].allocated_on_date == payment.date == date(2026, 4, 2)
    assert payment.lines[0].links[0].currency_rate == 1


def test_settles_bills_with_payments_to_suppliers():
    payment = payables.payment(PAYMENT, BOOKS, [CASH])
    assert _links(payment.lines[0]) == [("Bill", "500", Decimal(-100))]
    assert payment.supplier_ref.id == "V-1" and payment.account_ref.id == "OPERATING"


@pytest.mark.parametrize(
    ("detail", "link"),
    [
        ({"ADJUSTMENTKEY": "71", "TRX_ADJUSTMENTAMOUNT": "25"}, ("CreditNote", "71", Decimal(25))),
        ({"INLINEKEY": "72", "TRX_INLINEAMOUNT": "25"}, ("CreditNote", "ARINVOICE-72", Decimal(25))),
        ({"POSTEDADVANCEKEY": "73", "TRX_POSTEDADVANCEAMOUNT": "25"},
         ("PaymentOnAccount", "ARADVANCE-73", Decimal(25))),
        ({"TRX_DISCOUNTAMOUNT": "25"}, ("Discount", None, Decimal(25))),
    ],
)  # fmt: skip
def test_settles_with_what_is_no_money(detail, link):
    payment = receivables.payment({**PAYMENT, "TRX_TOTALENTERED": "100"}, BOOKS, [{**CASH, **detail}])
    (line,) = payment.lines
    assert (line.amount, _links(line)) == (Decimal(100), [("Invoice", "500", Decimal(-125)), link])


def test_settles_with_a_credit_alone():
    detail = {"RECORDNO": "1", "RECORDKEY": "500", "ADJUSTMENTKEY": "71", "TRX_ADJUSTMENTAMOUNT": "25"}
    (line,) = receivables.payment({**PAYMENT, "TRX_TOTALENTERED": "0"}, BOOKS, [detail]).lines
    assert (line.amount, line.links[0].amount) == (Decimal(0), Decimal(-25))


def test_leaves_a_negative_line_of_the_same_document_alone():
    (line, _) = receivables.payment(PAYMENT, BOOKS, [{**CASH, "INLINEKEY": "500", "TRX_INLINEAMOUNT": "5"}]).lines
    assert _links(line) == [("Invoice", "500", Decimal(-100))]


def test_puts_the_rest_on_account():
    payment = receivables.payment(PAYMENT, BOOKS, [CASH])
    assert (payment.lines[1].amount, _links(payment.lines[1])) == (
        Decimal(50),
        [("PaymentOnAccount", None, Decimal(-50))],
    )
    assert sum(line.amount for line in payment.lines) == payment.total_amount


def test_names_an_adjustment_that_was_paid():
    (line, _) = receivables.payment(PAYMENT, BOOKS, [{**CASH, "RECORDKEY": "", "POSADJKEY": "9"}]).lines
    assert _links(line) == [("Other", "9", Decimal(-100))]


@pytest.mark.parametrize(
    ("states", "is_void"), [({"STATE": "V"}, True), ({"DISPLAYSTATE": "Reversed"}, True), ({"STATE": "C"}, False)]
)
def test_marks_what_was_voided(states, is_void):
    payment = receivables.payment({**PAYMENT, **states}, BOOKS, [CASH, OTHER])
    assert (payment.metadata is not None) is is_void
    assert payment.promoted().status == ("Void" if is_void else "")


def test_reads_an_advance_as_money_on_account():
    advance = receivables.advance(PAYMENT, BOOKS)
    assert (advance.id, advance.total_amount) == ("ARADVANCE-90", Decimal(150))
    assert _links(advance.lines[0]) == [("PaymentOnAccount", "ARADVANCE-90", Decimal(-150))]


@pytest.mark.parametrize("change", [{"RECORDNO": ""}, {"RECEIPTDATE": "x"}, {"TRX_TOTALENTERED": "abc"}])
def test_refuses_a_payment_that_lacks_what_it_needs(change):
    with pytest.raises(BadValue, match=next(iter(change))):
        receivables.payment({**PAYMENT, **change}, BOOKS, [])


ORDER = {
    "RECORDNO": "11",
    "DOCNO": "SO-11",
    "STATE": "Pending",
    "CUSTVENDID": "C-1",
    "CUSTVENDNAME": "Ada",
    "WHENCREATED": "05/01/2026",
    "WHENDUE": "06/01/2026",
    "CURRENCY": "USD",
    "EXCHRATE": "1",
    "TRX_TOTAL": "8",
}
ORDERED = {
    "RECORDNO": "5", "LINE_NO": "0", "ITEMID": "I-1", "ITEMNAME": "Lamp", "UIQTY": "3", "TRX_PRICE": "2.5",
    "TRX_VALUE": "7.5", "TAXABSVAL": "0.5", "MEMO": "Lamps",
}  # fmt: skip


def test_reads_a_sales_order_with_quantities():
    order = orders.sales_order(ORDER, BOOKS, [ORDERED])
    assert (order.sub_total, order.total_tax_amount, order.total_amount) == (Decimal("7.5"), Decimal("0.5"), Decimal(8))
    (line,) = order.line_items
    assert (line.quantity, line.unit_amount, line.sub_total) == (Decimal(3), Decimal("2.5"), Decimal("7.5"))
    assert (line.item_ref.id, order.customer_ref.company_name, order.due_date) == ("I-1", "Ada", date(2026, 6, 1))


def test_reads_a_purchase_order():
    order = orders.purchase_order(ORDER, BOOKS, [ORDERED])
    assert (order.supplier_ref.supplier_name, order.payment_due_date) == ("Ada", date(2026, 6, 1))
    assert order.to_json()["purchaseOrderNumber"] == "SO-11"


@pytest.mark.parametrize(
    ("state", "status", "invoicing"),
    [
        ("Draft", "Draft", "NotInvoiced"),
        ("Submitted", "Draft", "NotInvoiced"),
        ("Pending", "Open", "NotInvoiced"),
        ("Partially Converted By Line", "Open", "PartiallyInvoiced"),
        ("Converted", "Closed", "Invoiced"),
        ("Closed", "Closed", "Unknown"),
        ("Something new", "Unknown", "Unknown"),
    ],
)
def test_tells_how_far_an_order_is(state, status, invoicing):
    order = orders.sales_order({**ORDER, "STATE": state}, BOOKS, [])
    assert (order.status, order.invoicing_status) == (status, invoicing)
