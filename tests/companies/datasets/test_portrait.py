"""A record in full …"""

from datetime import date
from decimal import Decimal

from companies.datasets.portrait import portrait
from integrations.records.orders import InvoicingStatus, OrderStatus, SalesOrder
from integrations.records.parts import CustomerRef, LineItem, LinkType, Metadata, PaymentLine, PaymentLink
from integrations.records.receivables import Payment

RECEIPT = Payment(
    id="90",
    reference="R-90",
    customer_ref=CustomerRef(id="C-1", company_name="Ada"),
    date=date(2026, 4, 2),
    currency="USD",
    total_amount=Decimal(100),
    lines=(
        PaymentLine(
            amount=Decimal(100),
            links=(
                PaymentLink(type=LinkType.INVOICE, id="500", amount=Decimal(-105)),
                PaymentLink(type=LinkType.DISCOUNT, amount=Decimal(5)),
            ),
        ),
    ),
)


def _facts(record):
    return {fact.key: fact for fact in portrait(type(record), record.to_json()).facts}


def test_spells_out_what_a_payment_settles():
    (part,) = portrait(Payment, RECEIPT.to_json()).parts
    (row,) = part.rows
    assert [cell.value for cell in row] == ["Invoice 500 -105; Discount 5", Decimal(100)]
    assert part.label == "What it settles"


def test_ties_the_lines_of_a_payment_to_its_total():
    (part,) = portrait(Payment, RECEIPT.to_json()).parts
    assert part.ties is True
    (part,) = portrait(Payment, {**RECEIPT.to_json(), "totalAmount": "101"}).parts
    assert part.ties is False


def test_says_that_a_payment_was_voided():
    voided = Payment(id="1", reference=None, customer_ref=None, date=date(2026, 4, 2), total_amount=Decimal(1),
                     metadata=Metadata(is_deleted=True))  # fmt: skip
    fact = _facts(voided)["isDeleted"]
    assert (fact.label, fact.value, fact.style) == ("Voided at the source", True, "flag")
    assert _facts(RECEIPT)["isDeleted"].value is None


def test_says_in_words_how_much_of_an_order_was_invoiced():
    line = LineItem(unit_amount=Decimal(1), quantity=Decimal(2), sub_total=Decimal(2), total_amount=Decimal(2))
    order = SalesOrder(
        id="1", sales_order_number="SO-1", customer_ref=None, issue_date=date(2026, 4, 2), line_items=(line,),
        sub_total=Decimal(2), total_tax_amount=Decimal(0), total_amount=Decimal(2), status=OrderStatus.OPEN,
        invoicing_status=InvoicingStatus.PARTIALLY_INVOICED,
    )  # fmt: skip
    assert _facts(order)["invoicingStatus"].value == "Partly invoiced"
    assert portrait(SalesOrder, order.to_json()).parts[0].ties is True
