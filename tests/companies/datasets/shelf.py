"""A provider that reads from a shelf in memory: for faults that are about us, such as dying between two pages."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import ClassVar

from django import forms

from integrations.errors import CredentialsRejected, PermissionMissing, UnexpectedReply
from integrations.pages import Page, Span, Stopped, Usage
from integrations.provider import Check, Provider, SignIn, Verdict
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
    credentials_title = "Sign in"
    books: ClassVar[dict] = {}
    unreadable: ClassVar[dict] = {}
    asked: ClassVar[list] = []
    since: ClassVar[dict] = {}
    tops: ClassVar[dict] = {}
    refusal: ClassVar[Verdict | None] = None
    """Why nobody is let in, where nobody is."""
    usage_of_a_page: ClassVar = Usage(requests=1, transactions=1, bytes_in=1000, waited=0.25)

    def __init__(self, **facts):
        super().__init__(**facts)
        self.is_wound_down, self.pages_asked = False, 0

    @classmethod
    def clear(cls):
        cls.books, cls.unreadable, cls.asked, cls.since, cls.tops, cls.refusal = {}, {}, [], {}, {}, None

    @classmethod
    def guide(cls, context):
        return ()

    @classmethod
    def account_id(cls, credentials):
        return "shelf-1"

    def sign_in(self, tell=None):
        if self.refusal is None:
            return SignIn(checks=())
        return SignIn(checks=(Check(name="door", label="Door", outcome="failed", verdict=self.refusal),))

    def probe(self, kinds, only=(), tell=None):
        if self.refusal is not None:
            raise CredentialsRejected("XL03000006", verdict=self.refusal)
        return ()

    def read(self, kind, cursor):
        raise AssertionError("Nobody reads kind by kind.")

    def usage(self):
        pages, self.pages_asked = self.pages_asked, 0
        cost = self.usage_of_a_page
        return Usage(**{name: value * pages for name, value in asdict(cost).items()})

    def wind_down(self):
        self.is_wound_down = True

    def stream(self, wanted, holdings=None):
        """A page of each kind in turn: kinds are read side by side."""
        self.since.update({one.kind: one.since for one in wanted})
        readers = {one.kind: self._pages(one.kind, one.cursor) for one in wanted}
        while readers and not self.is_wound_down:
            for kind in list(readers):
                try:
                    page = next(readers[kind], None)
                except (PermissionMissing, UnexpectedReply) as error:
                    page = Stopped(kind=kind, error=error)
                if page is None or isinstance(page, Stopped) or page.is_last:
                    del readers[kind]
                if page is not None:
                    yield page

    def _pages(self, kind, cursor):
        assert kind in KINDS
        self.asked.append((kind, dict(cursor)))
        pages = self.books.get(kind, [[]])
        total = sum(len(page) for page in pages if isinstance(page, list))
        start = cursor.get("page", 0)
        start = 0 if start >= len(pages) else start
        for number in range(start, len(pages)):
            page = pages[number]
            self.pages_asked += 1
            if isinstance(page, BaseException):
                raise page
            is_last = number + 1 == len(pages)
            if callable(page):
                page = page()
            yield page if isinstance(page, Page) else self._page(kind, number, page, total, is_last, cursor)

    def _page(self, kind, number, records, total, is_last, cursor):
        """A page of the shelf proves what lies between its keys and those of the page before it."""
        keys = [int(record.id.lstrip("C")) for record in records]
        below = self.tops.get((kind, number - 1))
        self.tops[kind, number] = max(keys, default=below)
        span = Span(after=below, upto=None if is_last else self.tops[kind, number])
        return Page(
            kind=kind,
            records=records,
            keys=keys,
            spans=[span] if keys or is_last else [],
            cursor={"page": number + 1},
            total=total,
            is_last=is_last,
            unreadable=self.unreadable.get((kind, number), ()),
        )
