"""Dimensions, items and tax rates from Intacct's rows."""

from decimal import Decimal

import pytest

from integrations.intacct.formats import BadValue
from integrations.intacct.mapping import reference
from integrations.intacct.mapping.context import Context
from integrations.records import Ref

BOOKS = Context(company_id="NorthwindCo", base_currency="USD")
ITEM = {
    "ITEMID": "T-1",
    "NAME": "Table",
    "STATUS": "active",
    "ITEMTYPE": "Inventory",
    "EXTENDED_DESCRIPTION": "Oak table",
    "SODESCRIPTION": "Oak table, oiled",
    "BASEPRICE": "140",
    "STANDARD_COST": "77.5",
    "INCOMEACCTKEY": "4000",
    "EXPENSEACCTKEY": "6000",
    "COGSACCTKEY": "5000--Cost of goods sold",
}


@pytest.mark.parametrize(
    ("sort", "named"), [("DEPARTMENT", "TITLE"), ("LOCATION", "NAME"), ("CLASS", "NAME"), ("PROJECT", "NAME")]
)
def test_reads_a_value_of_a_dimension(sort, named):
    row = {f"{sort}ID": "10", named: "Sales", "PARENTID": "1", "STATUS": "inactive"}
    value = reference.tracking_category(sort, sort.capitalize())(row, BOOKS)
    assert (value.id, value.parent_id, value.name, value.status) == (f"{sort}-10", f"{sort}-1", "Sales", "Archived")
    top = reference.tracking_category(sort, sort.capitalize())({f"{sort}ID": "10"}, BOOKS)
    assert (top.parent_id, top.name) == (None, "10")


def test_names_a_dimension_without_a_code():
    with pytest.raises(BadValue, match="CLASSID"):
        reference.tracking_category("CLASS", "Class")({"NAME": "Export"}, BOOKS)


def test_reads_how_an_item_is_bought_and_sold():
    item = reference.item(ITEM, BOOKS)
    assert (item.invoice_item.description, item.invoice_item.unit_price) == ("Oak table, oiled", Decimal(140))
    assert (item.bill_item.description, item.bill_item.unit_price) == ("Oak table", Decimal("77.5"))
    assert item.invoice_item.account_ref == Ref(id="4000")
    assert item.bill_item.account_ref == Ref(id="5000", name="Cost of goods sold")


@pytest.mark.parametrize(
    ("sort", "product", "kind", "sides"),
    [
        ("Inventory", "", "Inventory", (True, True)),
        ("Non-Inventory", "", "NonInventory", (True, True)),
        ("Non-Inventory", "Service", "Service", (True, True)),
        ("Non-Inventory (Purchase only)", "", "NonInventory", (True, False)),
        ("Non-Inventory (Sales only)", "Service", "Service", (False, True)),
        ("Kit", "", "NonInventory", (False, True)),
        ("Stockable Kit", "", "Inventory", (False, True)),
        ("Something new", "", "Unknown", (True, True)),
    ],
)
def test_tells_the_type_of_an_item(sort, product, kind, sides):
    item = reference.item({**ITEM, "ITEMTYPE": sort, "PRODUCTTYPE": product}, BOOKS)
    assert (item.type, (item.is_bill_item, item.is_invoice_item)) == (kind, sides)
    assert (item.bill_item is not None, item.invoice_item is not None) == sides


def test_drops_a_price_that_is_none():
    books = Context(company_id="NorthwindCo")
    assert reference.item({**ITEM, "BASEPRICE": "ask"}, books).invoice_item.unit_price is None
    assert books.dropped == ["BASEPRICE"]


def test_reads_a_tax_rate():
    row = {"DETAILID": "STATE", "DESCRIPTION": "Tax", "TAXTYPE": "Sale", "VALUE": "8.25", "GLACCOUNT": "2200--Tax"}
    rate = reference.tax_rate(row, BOOKS)
    assert (rate.id, rate.code, rate.name, rate.tax_type) == ("STATE", "STATE", "Tax", "Sale")
    assert rate.total_tax_rate == rate.effective_tax_rate == Decimal("8.25")
    assert [part.rate for part in rate.components] == [Decimal("8.25")]
    assert rate.account_ref == Ref(id="2200", name="Tax")
    assert reference.tax_rate({"DETAILID": "FREE"}, BOOKS).components == ()
