"""The trade of whole books: every row of each object becomes a record that ties."""

from dataclasses import fields
from decimal import Decimal
from enum import Enum
from typing import get_type_hints

import pytest

from integrations.intacct import calls
from integrations.intacct.mapping.context import Context
from integrations.intacct.permissions import probes
from integrations.intacct.simulator.objects.registry import OBJECTS
from integrations.intacct.sources import SOURCES
from integrations.records import KINDS, Kind

CREDITS = (Kind.CREDIT_NOTES, Kind.BILL_CREDIT_NOTES)
PAYMENTS = (Kind.PAYMENTS, Kind.BILL_PAYMENTS)
ORDERS = (Kind.SALES_ORDERS, Kind.PURCHASE_ORDERS)
TRADE = (*CREDITS, *PAYMENTS, *ORDERS, Kind.INVOICES, Kind.BILLS, Kind.CUSTOMERS, Kind.SUPPLIERS)
NEEDED = {
    **dict.fromkeys(CREDITS, {"totalAmount", "totalDiscount", "subTotal", "totalTaxAmount", "discountPercentage",
                              "remainingCredit", "status"}),
    **dict.fromkeys(PAYMENTS, {"date", "totalAmount", "lines"}),
    **dict.fromkeys(ORDERS, {"issueDate", "totalAmount", "status", "lineItems"}),
    Kind.INVOICES: {"issueDate", "totalTaxAmount", "totalAmount", "amountDue", "status"},
    Kind.BILLS: {"issueDate", "status", "subTotal", "taxAmount", "totalAmount"},
    Kind.CUSTOMERS: {"status"},
    Kind.SUPPLIERS: {"status"},
}  # fmt: skip


def _rows(client, subject, names, where=None):
    data = client.ask(calls.query(subject, names, where=where, order_by=("RECORDNO",)))
    assert not data.remaining, subject
    return data.rows


@pytest.fixture
def books(simulator):
    """Return a function that maps all rows of a kind: pairs of a row and its record."""

    def read(kind, key="healthy"):
        client, made = simulator.opens(key).client, []
        for source in SOURCES[kind]:
            lines = {}
            if source.lines:
                for row in _rows(client, source.lines.subject, source.lines.fields):
                    lines.setdefault(row[source.lines.parent], []).append(row)
            for row in _rows(client, source.subject, source.fields, source.where):
                context = Context(company_id="x", base_currency="USD")
                made.append((row, source.to_record(row, context, lines.get(row["RECORDNO"], ()))))
                assert context.dropped == []
        return made

    return read


def _check(value, hint, path):
    """Every value has the type that its field promises, down to the parts."""
    if hasattr(value, "__dataclass_fields__"):
        hints = get_type_hints(type(value))
        for one in fields(value):
            _check(getattr(value, one.name), hints[one.name], f"{path}.{one.name}")
    elif isinstance(value, tuple):
        for each in value:
            _check(each, None, path)
    elif hint is not None:
        assert isinstance(value, hint), f"{path} is {value!r}"
        assert not isinstance(value, Enum) or value in type(value)


@pytest.mark.parametrize("kind", TRADE)
def test_types_every_field_and_leaves_nothing_out_that_is_needed(books, kind):
    made = books(kind)
    assert made
    assert len({record.id for _, record in made}) == len(made)
    for _, record in made:
        assert type(record) is KINDS[kind]
        for one in fields(record):
            hint = get_type_hints(type(record))[one.name]
            if "tuple" not in str(hint):
                _check(getattr(record, one.name), hint, one.name)
            else:
                _check(getattr(record, one.name), None, one.name)
        served = record.to_json()
        assert served.keys() >= NEEDED[kind]
        assert served.get("status") != "Unknown"


@pytest.mark.parametrize("kind", [Kind.INVOICES, Kind.BILLS, *CREDITS, *ORDERS])
def test_adds_lines_up_to_the_total(books, kind):
    for _, record in books(kind):
        tax = record.tax_amount if kind == Kind.BILLS else record.total_tax_amount
        assert sum(line.sub_total for line in record.line_items) == record.sub_total
        assert record.sub_total + tax == record.total_amount


@pytest.mark.parametrize("kind", [Kind.INVOICES, Kind.BILLS, *CREDITS])
def test_finds_what_is_open_where_paid_and_total_leave_it(simulator, books, kind):
    paid = {
        row["RECORDNO"]: Decimal(row["TRX_TOTALPAID"])
        for source in SOURCES[kind]
        for row in _rows(simulator.opens("healthy").client, source.subject, ("RECORDNO", "TRX_TOTALPAID"))
    }
    for row, record in books(kind):
        left = record.remaining_credit if kind in CREDITS else record.amount_due
        assert left + abs(paid[row["RECORDNO"]]) == record.total_amount


@pytest.mark.parametrize("kind", PAYMENTS)
def test_adds_what_a_payment_settles_up_to_its_money(books, kind):
    for _, record in books(kind):
        assert sum(line.amount for line in record.lines) == record.total_amount
        assert all(line.amount + line.links[0].amount == 0 for line in record.lines)


@pytest.mark.parametrize(
    ("kind", "documents"), [(Kind.PAYMENTS, Kind.INVOICES), (Kind.BILL_PAYMENTS, Kind.BILLS)]
)  # fmt: skip
def test_settles_documents_that_were_read(books, kind, documents):
    known = {record.id: record for _, record in books(documents)}
    settled = {}
    for _, record in books(kind):
        for link in (link for line in record.lines for link in line.links if link.type in ("Invoice", "Bill")):
            settled[link.id] = settled.get(link.id, Decimal(0)) + link.amount
    assert settled.keys() <= known.keys()
    assert all(known[key].total_amount + change == known[key].amount_due for key, change in settled.items())


@pytest.mark.parametrize("kind", [*CREDITS, *PAYMENTS, *ORDERS, Kind.INVOICES, Kind.BILLS])
def test_dates_a_record_by_the_field_that_is_filtered(books, kind):
    for row, record in books(kind):
        stamps = {source.dated for source in SOURCES[kind]}
        assert f"{record.promoted().date:%m/%d/%Y}" in {row.get(name) for name in stamps}


def test_reads_advances_beside_receipts(books):
    keys = [record.id.partition("-")[0] for _, record in books(Kind.PAYMENTS)]
    assert 0 < keys.count("ARADVANCE") < len(keys)


def test_gives_a_negative_invoice_to_the_credit_notes(simulator, books):
    before = len(books(Kind.INVOICES)), len(books(Kind.CREDIT_NOTES))
    client = simulator.opens("healthy").client
    company = simulator.gateway.world.company(client.login.company_id)
    for granted in company.roles:
        for boxes in granted.rights.get("Accounts Receivable", {}).values():
            boxes.append("Add")
    line = ("ARINVOICEITEM", (("ACCOUNTNO", "4000"), ("TRX_AMOUNT", "-25"), ("LOCATIONID", "100")))
    customer = _rows(client, "CUSTOMER", ("CUSTOMERID",))[0]["CUSTOMERID"]
    values = (("CUSTOMERID", customer), ("WHENCREATED", "11/02/2026"), ("ARINVOICEITEMS", (line,)))
    client.ask(calls.call("create", ("ARINVOICE", values)))
    assert (len(books(Kind.INVOICES)), len(books(Kind.CREDIT_NOTES))) == (before[0], before[1] + 1)
    last = books(Kind.CREDIT_NOTES)[-1][1]
    assert last.id.startswith("ARINVOICE-") and last.total_amount == last.remaining_credit == 25


@pytest.mark.parametrize("kind", TRADE)
def test_asks_for_no_field_that_lookup_does_not_know(kind):
    for source in SOURCES[kind]:
        known = set(OBJECTS[source.subject].fields)
        assert set(source.fields) <= known, source.subject
        if source.lines:
            assert {*source.lines.fields, source.lines.parent} <= set(OBJECTS[source.lines.subject].fields)


@pytest.mark.parametrize("kind", TRADE)
def test_reads_nothing_that_the_probe_does_not_try(kind):
    tried = {subject for probe in probes((kind,)) for subject in probe.right.objects}
    for source in SOURCES[kind]:
        assert {source.subject, *([source.lines.subject] if source.lines else [])} <= tried
