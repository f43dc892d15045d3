"""A provider that reads from a shelf in memory: for faults that are about us, such as dying between two pages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar

from django import forms

from integrations.pages import Page
from integrations.provider import Provider, SignIn
from integrations.records import KINDS
from integrations.records.parts import PartyStatus
from integrations.records.receivables import Customer, Invoice, InvoiceStatus


class Killed(BaseException):
    """What a SIGKILL looks like from inside: nothing of ours catches it."""


def customer(number, name="", **facts):
    named = name or f"Customer {number}"
    return Customer(id=f"C{number:03}", customer_name=named, status=PartyStatus.ACTIVE, **facts)


def invoice(number, total="100.00", due=None, currency="USD", issued=date(2026, 10, 1), **facts):
    total = Decimal(total)
    return Invoice(
        **{
            "id": str(number),
            "invoice_number": f"INV-{number}",
            "customer_ref": None,
            "issue_date": issued,
            "currency": currency,
            "sub_total": total,
            "total_tax_amount": Decimal(0),
            "total_amount": total,
            "amount_due": total if due is None else Decimal(due),
            "status": InvoiceStatus.SUBMITTED,
            **facts,
        }
    )


class Shelf(Provider):
    """Yields what a test puts on ``books``: for each kind a list of pages, each a list of records or an exception."""

    key = "shelf"
    name = "Shelf"
    mark = "SH"
    tagline = "Reads from memory."
    kinds: ClassVar = ("customers", "invoices")
    settings_form = forms.Form
    credentials_form = forms.Form
    books: ClassVar[dict] = {}
    unreadable: ClassVar[dict] = {}
    asked: ClassVar[list] = []

    @classmethod
    def clear(cls):
        cls.books, cls.unreadable, cls.asked = {}, {}, []

    @classmethod
    def guide(cls, context):
        return ()

    @classmethod
    def account_id(cls, credentials):
        return "shelf-1"

    def sign_in(self):
        return SignIn(checks=())

    def probe(self, kinds, only=()):
        return ()

    def read(self, kind, cursor):
        assert kind in KINDS
        self.asked.append((kind, dict(cursor)))
        pages = self.books.get(kind, [[]])
        total = sum(len(page) for page in pages if isinstance(page, list))
        for number in range(cursor.get("page", 0), len(pages)):
            page = pages[number]
            if isinstance(page, BaseException):
                raise page
            yield Page(
                records=page,
                cursor={"page": number + 1},
                total=total,
                is_last=number + 1 == len(pages),
                unreadable=self.unreadable.get((kind, number), ()),
            )
