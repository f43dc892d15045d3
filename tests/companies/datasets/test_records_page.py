"""A table of records …"""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from companies.datasets.models import Dataset, Record
from integrations.records.base import Ref
from integrations.records.parts import CustomerRef, LineItem
from integrations.records.receivables import InvoiceStatus
from tests.companies.datasets.shelf import customer, invoice

CALDER = CustomerRef(id="C001", company_name="Calder Home Supply")


@pytest.fixture
def shown(signed_in, ada, shelf, linked, read):
    """Put invoices on the shelf, read them, and fetch the table."""

    def show(*invoices, kind="invoices", **asked):
        if invoices:
            shelf.books = {kind: [list(invoices)]}
            read(linked)
        company = linked.company
        return signed_in(ada).get(reverse("datasets:records", args=["acorn", company.public_id, kind]), asked)

    return show


def numbers(page):
    return [line.head.value for line in page.context["lines"]]


def test_shows_the_newest_first(shown):
    page = shown(
        invoice(1, issued=date(2026, 1, 1)), invoice(2, issued=date(2026, 9, 1)), invoice(3, issued=date(2026, 5, 1))
    )
    assert numbers(page) == ["INV-2", "INV-3", "INV-1"]


def test_sets_figures_as_bookkeepers_do(shown):
    text = shown(invoice(1, total="-1250", due="0")).content.decode()
    assert '<td data-th="Total" class="num">(1,250.00)</td>' in text
    assert '<td data-th="Amount due" class="num">0.00</td>' in text


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("amount", ["INV-2", "INV-3", "INV-1"]),
        ("-amount", ["INV-1", "INV-3", "INV-2"]),
        ("label", ["INV-1", "INV-2", "INV-3"]),
        ("-date", ["INV-1", "INV-2", "INV-3"]),
        ("password", ["INV-1", "INV-2", "INV-3"]),
    ],
)
def test_is_sorted_by_a_promoted_column(shown, sort, order):
    day = date(2026, 9, 3)
    page = shown(
        invoice(1, total="1000", issued=day),
        invoice(2, total="9", issued=day - timedelta(days=1)),
        invoice(3, total="200.50", issued=day - timedelta(days=2)),
        sort=sort,
    )
    assert numbers(page) == order


def test_marks_the_column_it_is_sorted_by(shown):
    text = shown(invoice(1), sort="-amount").content.decode()
    assert re.search(r'class="num" aria-sort="descending"><a href="\?sort=amount">Total', text)


@pytest.mark.parametrize("text", ["INV-2", "calder", "1250.50", "1,250.50", "eur"])
def test_finds_by_number_customer_amount_and_currency(shown, text):
    page = shown(invoice(1), invoice(2, total="1250.50", currency="EUR", customer_ref=CALDER), invoice(3), q=text)
    assert numbers(page) == ["INV-2"]


def test_finds_nothing_and_says_so(shown):
    text = shown(invoice(1), q="zzz<b>").content.decode()
    assert "Nothing found for “zzz&lt;b&gt;”" in text


def test_looks_for_no_nul(shown):
    page = shown(invoice(1), invoice(2), q="\0inv-\x002", status="\0Submitted")
    assert numbers(page) == ["INV-2"]
    assert (page.context["table"].query, page.context["table"].status) == ("inv-2", "Submitted")


def test_can_be_limited_to_a_status(shown):
    page = shown(invoice(1), invoice(2, status=InvoiceStatus.PAID, due="0"), status="Paid")
    assert numbers(page) == ["INV-2"]


def test_calls_overdue_what_is_open_after_its_day(shown):
    yesterday, tomorrow = now().date() - timedelta(days=1), now().date() + timedelta(days=1)
    page = shown(
        invoice(1, due_date=yesterday),
        invoice(2, due_date=tomorrow),
        invoice(3, due_date=yesterday, status=InvoiceStatus.PAID),
        sort="label",
    )
    assert [line.cells[-1].value for line in page.context["lines"]] == ["Overdue", "Open", "Paid"]


def test_totals_all_that_was_found_for_each_currency(shown):
    many = [invoice(number, total="10.10", due="0.10") for number in range(1, 61)]
    page = shown(*many, invoice(99, total="5", currency="EUR"))
    assert len(page.context["lines"]) == 50
    euro, dollar = page.context["totals"]
    assert (euro.currency, euro.count) == ("EUR", 1)
    assert (dollar.count, float(dollar.sums[3]), float(dollar.sums[4])) == (60, 606.0, 6.0)
    assert '<td data-th="Total" class="num">606.00</td>' in page.content.decode()


def test_goes_on_on_the_next_page(shown):
    page = shown(*[invoice(number) for number in range(1, 61)], page=2)
    assert len(page.context["lines"]) == 10
    assert "51 to 60 of 60" in page.content.decode()


def test_leaves_out_what_is_gone_unless_asked(shown):
    shown(invoice(1), invoice(2))
    shown(invoice(2))
    assert numbers(shown()) == ["INV-2"]
    assert numbers(shown(status="deleted")) == ["INV-1"]


def test_tells_empty_from_unread(shown, read, linked):
    assert "Not read yet" in shown().content.decode()
    read(linked)
    assert "Read, and empty" in shown().content.decode()


def test_of_an_unknown_kind_does_not_exist(signed_in, ada, linked):
    for kind in ("journalEntries", "secrets"):
        address = reverse("datasets:records", args=["acorn", linked.company.public_id, kind])
        assert signed_in(ada).get(address).status_code == 404


def test_comes_as_csv_that_no_spreadsheet_executes(shown, signed_in, ada, linked):
    shown(customer(1, "=HYPERLINK(1)"), customer(2, "Calder, Sons"), kind="customers")
    address = reverse("datasets:download", args=["acorn", linked.company.public_id, "customers"])
    answer = signed_in(ada).get(address)
    lines = answer.getvalue().decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Customer ID,Name")
    assert lines[1].startswith("C001,'=HYPERLINK(1)") and lines[2].startswith('C002,"Calder, Sons"')
    assert answer["Content-Disposition"] == 'attachment; filename="hartwell-joinery-customers.csv"'


def test_comes_as_csv_as_it_was_asked_for(shown, signed_in, ada, linked):
    shown(invoice(1, total="-5.5"), invoice(2))
    address = reverse("datasets:download", args=["acorn", linked.company.public_id, "invoices"])
    lines = signed_in(ada).get(address, {"q": "INV-1"}).getvalue().decode("utf-8-sig").splitlines()
    assert len(lines) == 2 and ",-5.5," in lines[1]


def record_page(client, linked, record):
    address = reverse("datasets:record", args=["acorn", linked.company.public_id, record.dataset.kind, record.pk])
    return client.get(address)


def line(total, **facts):
    return LineItem(unit_amount=total, quantity=1, sub_total=total, total_amount=total, **facts)


def test_leads_to_each_record_in_full(shown, signed_in, ada, linked):
    from_decimal = type(invoice(1).total_amount)
    lines = (
        line(from_decimal("60"), description="Fitting", account_ref=Ref(id="4010", name="Revenue")),
        line(from_decimal("40"), description="Delivery"),
    )
    shown(invoice(1, total="100", customer_ref=CALDER, line_items=lines, note="<script>"))
    page = record_page(signed_in(ada), linked, Record.objects.get())
    text = page.content.decode()
    assert "C001 · Calder Home Supply" in text and "4010 · Revenue" in text
    assert "&lt;script&gt;" in text and "<script>" not in text.split("<main", 1)[1]
    (part,) = page.context["portrait"].parts
    assert part.ties and "The lines add up to the total." in text


def test_says_when_lines_do_not_add_up(shown, signed_in, ada, linked):
    one = line(type(invoice(1).total_amount)("60"))
    shown(invoice(1, total="100", line_items=(one,)))
    assert "do not add up" in record_page(signed_in(ada), linked, Record.objects.get()).content.decode()


def test_does_not_lead_to_another_company_s_record(shown, signed_in, ada, linked):
    shown(invoice(1))
    record = Record.objects.get()
    other = Dataset.objects.get(kind="customers")
    address = reverse("datasets:record", args=["acorn", linked.company.public_id, other.kind, record.pk])
    assert signed_in(ada).get(address).status_code == 404
