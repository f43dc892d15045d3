"""Lines of the ledger from GLDETAIL's rows."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from integrations.intacct.formats import BadValue
from integrations.intacct.mapping import transactions
from integrations.intacct.mapping.context import Context
from integrations.records import Ref
from integrations.records.parts import DataRef

BOOKS = Context(company_id="NorthwindCo", base_currency="USD")
ROW = {
    "RECORDNO": "90-1200---accrual",
    "BATCHKEY": "90",
    "BATCH_NO": "1",
    "BATCH_TITLE": "Invoices",
    "SYMBOL": "ARJ",
    "MODULEKEY": "4.AR",
    "ENTRY_STATE": "P",
    "LINE_NO": "2",
    "ENTRY_DATE": "12/03/2024",
    "ACCOUNTNO": "4000",
    "ACCOUNTTITLE": "Product sales",
    "STATISTICAL": "F",
    "AMOUNT": "-125.5",
    "BASECURR": "USD",
    "TRX_AMOUNT": "-100.4",
    "CURRENCY": "EUR",
    "DESCRIPTION": "Oak table",
    "DOCUMENT": "INV-7",
    "RECORDTYPE": "arinvoice",
    "RECORDID": "INV-7",
    "CLEARED": "F",
    "CHILDENTITY": "100",
    "DEPARTMENTID": "10",
    "DEPARTMENTTITLE": "Sales",
    "PROJECTID": "P-1",
    "CUSTOMERID": "C-1",
    "CUSTOMERNAME": "Ada",
    "WHENMODIFIED": "12/03/2024 09:14:29",
}


def test_reads_a_line_with_its_sign_in_both_currencies():
    line = transactions.transaction(ROW, BOOKS)
    assert (line.total_amount, line.currency) == (Decimal("-125.5"), "USD")
    assert (line.transaction_amount, line.transaction_currency) == (Decimal("-100.4"), "EUR")
    assert (line.date, line.source_modified_date) == (date(2024, 12, 3), datetime(2024, 12, 3, 9, 14, 29, tzinfo=UTC))
    assert (line.account_ref, line.journal_ref) == (Ref(id="4000", name="Product sales"), Ref(id="ARJ", name="ARJ"))
    assert line.quantity is None


def test_leads_to_the_entry_of_a_line():
    line = transactions.transaction(ROW, BOOKS)
    (part,) = line.lines
    assert line.transaction_id == "90" and part.record_ref == DataRef(id="90", data_type="journalEntries")
    assert part.amount == line.total_amount


def test_says_what_a_line_is_about():
    line = transactions.transaction(ROW, BOOKS)
    assert line.tracking_category_refs == (Ref(id="DEPARTMENT-10", name="Sales"), Ref(id="PROJECT-P-1"))
    assert line.contact_ref == DataRef(id="C-1", data_type="customers") and line.contact_name == "Ada"
    bought = transactions.transaction({**ROW, "CUSTOMERID": "", "VENDORID": "V-1", "CUSTOMERNAME": ""}, BOOKS)
    assert bought.contact_ref == DataRef(id="V-1", data_type="suppliers")
    nobody = transactions.transaction({**ROW, "CUSTOMERID": ""}, BOOKS)
    assert nobody.contact_ref is None


def test_counts_a_statistical_line_as_no_money():
    line = transactions.transaction({**ROW, "STATISTICAL": "T", "AMOUNT": "12"}, BOOKS)
    assert (line.quantity, line.total_amount, line.transaction_amount) == (Decimal(12), 0, None)


@pytest.mark.parametrize(
    ("cleared", "status"), [("T", "Reconciled"), ("F", "Unreconciled"), ("M", "Unreconciled"), ("", "Unknown")]
)
def test_tells_whether_a_line_is_reconciled(cleared, status):
    assert transactions.transaction({**ROW, "CLEARED": cleared}, BOOKS).status == status


def test_does_without_what_a_company_lacks():
    needed = {"RECORDNO": "1", "BATCHKEY": "9", "ACCOUNTNO": "1000", "AMOUNT": "5"}
    served = transactions.transaction(needed, BOOKS).to_json()
    assert served == {
        "id": "1",
        "transactionId": "9",
        "accountRef": {"id": "1000", "name": ""},
        "totalAmount": "5",
        "currency": "USD",
        "status": "Unknown",
        "trackingCategoryRefs": [],
        "lines": [{"amount": "5", "recordRef": {"id": "9", "dataType": "journalEntries"}}],
    }


@pytest.mark.parametrize(
    "change", [{"RECORDNO": ""}, {"BATCHKEY": " "}, {"ACCOUNTNO": ""}, {"AMOUNT": ""}, {"ENTRY_DATE": "soon"}]
)
def test_names_what_is_wrong_with_a_line(change):
    with pytest.raises(BadValue, match=next(iter(change))):
        transactions.transaction({**ROW, **change}, BOOKS)
