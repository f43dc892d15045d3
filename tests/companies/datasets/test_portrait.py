"""A record in full …"""

from datetime import date
from decimal import Decimal

from companies.datasets.portrait import portrait
from integrations.records import Ref
from integrations.records.banking import (
    BankAccount,
    BankAccountType,
    DirectCost,
    DirectStatus,
    Transfer,
    TransferAccount,
)
from integrations.records.ledger import AccountTransaction, AccountTransactionLine, JournalEntry, JournalLine, Tracking
from integrations.records.orders import InvoicingStatus, OrderStatus, SalesOrder
from integrations.records.parts import (
    AllocatedPayment,
    Allocation,
    CustomerRef,
    DataRef,
    LineItem,
    LinkType,
    Metadata,
    PartyStatus,
    PaymentAllocation,
    PaymentLine,
    PaymentLink,
)
from integrations.records.receivables import Payment
from integrations.records.reference import Item, ItemSide, ItemType
from integrations.records.reports import BalanceSheet, ReportGroup, ReportLine, ReportSection

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


def _section(name, *values):
    lines = tuple(ReportLine(name=f"{name} {value}", value=Decimal(value), account_id=str(value)) for value in values)
    total = Decimal(sum(values))
    items = (ReportGroup(name=f"All {name}", value=total, items=lines),) if lines else ()
    return ReportSection(name=name, value=total, items=items)


SHEET = BalanceSheet(
    id="2026-10-USD", date=date(2026, 10, 31), currency="USD", assets=_section("assets", 70, 30),
    liabilities=_section("liabilities"), equity=_section("equity", 100), net_assets=Decimal(100),
)  # fmt: skip


def test_lays_a_statement_out_account_by_account():
    assert {key: fact.value for key, fact in _facts(SHEET).items() if fact.style == "money"} == {
        "assets": 100,
        "liabilities": 0,
        "equity": 100,
        "netAssets": 100,
    }
    assets, equity = portrait(BalanceSheet, SHEET.to_json()).parts
    assert (assets.label, equity.label, assets.currency) == ("Assets", "Equity", "USD")
    assert [[cell.value for cell in row] for row in assets.rows] == [
        ["70", "assets 70", "All assets", Decimal(70)],
        ["30", "assets 30", "All assets", Decimal(30)],
    ]
    assert assets.sums == [None, None, None, Decimal(100)]


def test_ties_the_accounts_of_a_statement_to_its_section():
    served = SHEET.to_json()
    assert [part.ties for part in portrait(BalanceSheet, served).parts] == [True, True]
    served["assets"]["value"] = "101"
    assert [part.ties for part in portrait(BalanceSheet, served).parts] == [False, True]


def test_says_in_words_what_a_transfer_moved():
    left = TransferAccount(
        account_ref=DataRef(id="OPERATING", data_type="bankAccounts"),
        name="Bank",
        amount=Decimal("9.50"),
        currency="USD",
    )
    moved = Transfer(id="1", date=date(2026, 4, 2), from_=left, to=left)
    assert _facts(moved)["from"].value == "OPERATING · Bank · 9.50 · USD"


def test_says_in_words_how_an_item_is_sold():
    sold = ItemSide(description="Oak table", unit_price=Decimal(140), account_ref=Ref(id="4000", name="Sales"))
    item = Item(
        id="T-1", code="T-1", name="Table", type=ItemType.NON_INVENTORY, item_status=PartyStatus.ACTIVE,
        is_bill_item=False, is_invoice_item=True, invoice_item=sold,
    )  # fmt: skip
    facts = _facts(item)
    assert facts["invoiceItem"].value == "Oak table · 140 · 4000 · Sales"
    assert (facts["type"].value, facts["itemStatus"].style) == ("Not held in stock", "status")


def test_says_in_words_how_a_cost_was_paid():
    payment = AllocatedPayment(
        id="7", account_ref=Ref(id="CREDITCARD-VISA", name="VISA"), paid_on_date=date(2026, 4, 2)
    )
    paid = PaymentAllocation(payment=payment, allocation=Allocation(total_amount=Decimal("18.20")))
    cost = DirectCost(
        id="7", reference=None, issue_date=date(2026, 4, 2), currency="USD", payment_allocations=(paid,),
        sub_total=Decimal("18.20"), tax_amount=Decimal(0), total_amount=Decimal("18.20"), status=DirectStatus.POSTED,
    )  # fmt: skip
    assert _facts(cost)["paymentAllocations"].value == "VISA 2026-04-02 18.20"
    assert not portrait(DirectCost, cost.to_json()).parts


def test_names_a_field_as_its_kind_does():
    line = AccountTransactionLine(amount=Decimal(5), record_ref=DataRef(id="90", data_type="journalEntries"))
    sales = Ref(id="DEPARTMENT-10", name="Sales")
    posted = AccountTransaction(
        id="1", transaction_id="90", date=date(2026, 4, 2), account_ref=Ref(id="1000"), total_amount=Decimal(5),
        tracking_category_refs=(sales,), lines=(line,),
    )  # fmt: skip
    (part,) = portrait(AccountTransaction, posted.to_json()).parts
    assert (part.label, part.ties) == ("In the journal entry", True)
    assert _facts(posted)["trackingCategoryRefs"].value == "Sales"
    bank = BankAccount(
        id="B", account_name="B", account_type=BankAccountType.DEBIT, status=PartyStatus.ACTIVE, nominal_code="1000"
    )
    assert _facts(bank)["nominalCode"].label == "Ledger account"


def test_says_the_dimensions_of_a_line_once():
    sales = Ref(id="DEPARTMENT-10", name="Sales")
    tracking = Tracking(record_refs=(DataRef(id=sales.id, data_type="trackingCategories"),))
    line = JournalLine(net_amount=Decimal(5), tracking_category_refs=(sales,), tracking=tracking)
    entry = JournalEntry(id="1", posted_on=date(2026, 4, 2), journal_lines=(line,), total_debit=Decimal(5))
    (part,) = portrait(JournalEntry, entry.to_json()).parts
    assert [column.label for column in part.columns] == ["Dimensions", "Debit"]
