"""What the headers of documents, payments and orders have in common: day, currency, whose they are."""

from __future__ import annotations

from datetime import date

from integrations.intacct.formats import BadValue, text
from integrations.intacct.mapping.context import Context
from integrations.intacct.replies import Row
from integrations.records.parts import CustomerRef, SupplierRef


def day(row: Row, context: Context, *names: str) -> date:
    """The first of several dates that is there.

    Raises:
        BadValue: none is, or it is no date.
    """
    for name in names:
        found = context.formats.day(row, name)
        if found is not None:
            return found
    raise BadValue(" and ".join(names), "")


def currency(row: Row, context: Context) -> str | None:
    """The currency that the ``TRX_`` amounts are in; a company with one currency may leave it empty."""
    return text(row, "CURRENCY") or text(row, "BASECURR") or context.base_currency or None


def customer(row: Row, prefix: str = "CUSTOMER") -> CustomerRef | None:
    found = text(row, f"{prefix}ID")
    return CustomerRef(id=found, company_name=text(row, f"{prefix}NAME")) if found else None


def supplier(row: Row, prefix: str = "VENDOR") -> SupplierRef | None:
    found = text(row, f"{prefix}ID")
    return SupplierRef(id=found, supplier_name=text(row, f"{prefix}NAME")) if found else None
