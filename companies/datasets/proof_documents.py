"""Documents in themselves: totals and lines, what is open and what was paid."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from companies.datasets.models import ProofLine
from companies.datasets.proof_books import Books, judged
from companies.datasets.proof_rules import DOCUMENTS, OPEN, SETTLED
from companies.datasets.proof_sums import apart_from_lines, apart_from_payments, open_beyond_total
from integrations.records import Kind

LINES: dict[str, tuple[str, str]] = {
    Kind.INVOICES: ("lineItems", "subTotal"),
    Kind.CREDIT_NOTES: ("lineItems", "subTotal"),
    Kind.PAYMENTS: ("lines", "amount"),
    Kind.BILLS: ("lineItems", "subTotal"),
    Kind.BILL_CREDIT_NOTES: ("lineItems", "subTotal"),
    Kind.BILL_PAYMENTS: ("lines", "amount"),
    Kind.DIRECT_INCOMES: ("lineItems", "subTotal"),
    Kind.DIRECT_COSTS: ("lineItems", "subTotal"),
    Kind.SALES_ORDERS: ("lineItems", "subTotal"),
    Kind.PURCHASE_ORDERS: ("lineItems", "subTotal"),
}
"""Where the lines of a kind are, and which of their amounts add up to its total, with the tax that its head names."""
DUE: dict[str, str] = {
    Kind.INVOICES: "amountDue",
    Kind.CREDIT_NOTES: "remainingCredit",
    Kind.BILLS: "amountDue",
    Kind.BILL_CREDIT_NOTES: "remainingCredit",
}
"""What is open of a document."""
PAID: dict[str, tuple[str, str]] = {
    Kind.INVOICES: (Kind.PAYMENTS, "Invoice"),
    Kind.BILLS: (Kind.BILL_PAYMENTS, "Bill"),
}
"""The payments of a kind, and what their links to it are called."""
TOTAL = "totalAmount"


def prove_documents(books: Books) -> Iterator[ProofLine]:
    for kind in LINES:
        yield from books.lines(DOCUMENTS, [kind], lambda kind=kind: [_total(books, kind)])  # type: ignore[misc]
    for kind in DUE:
        yield from books.lines(OPEN, [kind], lambda kind=kind: [_open(books, kind)])  # type: ignore[misc]
    for kind, (payments, _link) in PAID.items():
        yield from books.lines(SETTLED, [kind, payments], lambda kind=kind: [_settled(books, kind)])  # type: ignore[misc]


def _total(books: Books, kind: str) -> ProofLine:
    dataset, (lines, amount) = books.datasets[kind], LINES[kind]
    off = apart_from_lines(dataset.pk, TOTAL, lines, amount)
    return judged(DOCUMENTS, kind, dataset.record_count, off)


def _open(books: Books, kind: str) -> ProofLine:
    dataset = books.datasets[kind]
    return judged(OPEN, kind, dataset.record_count, open_beyond_total(dataset.pk, TOTAL, DUE[kind]))


def _settled(books: Books, kind: str) -> ProofLine:
    dataset, (payments, link) = books.datasets[kind], PAID[kind]
    since = books.datasets[payments].history_from
    off = apart_from_payments(dataset.pk, books.datasets[payments].pk, link, total=TOTAL, due=DUE[kind], since=since)
    remark = ""
    if since:
        remark = _("Only what is dated %(day)s or later: earlier payments are not read.") % {"day": date_format(since)}
    return judged(SETTLED, kind, dataset.record_count, off, remark=remark)
