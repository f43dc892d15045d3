"""Lines of bills, invoices and adjustments; their item objects share one shape."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from integrations.intacct.formats import first_number, flag, text
from integrations.intacct.replies import Row
from integrations.records import Ref
from integrations.records.parts import LineItem

DIMENSION_FIELDS = (
    "DEPARTMENTID",
    "DEPARTMENTNAME",
    "LOCATIONID",
    "LOCATIONNAME",
    "CLASSID",
    "CLASSNAME",
    "PROJECTID",
    "PROJECTNAME",
)
FIELDS = (
    "RECORDNO",
    "RECORDKEY",
    "LINE_NO",
    "ACCOUNTNO",
    "ACCOUNTTITLE",
    "ENTRYDESCRIPTION",
    "AMOUNT",
    "TRX_AMOUNT",
    "ITEMID",
    "ITEMNAME",
    *DIMENSION_FIELDS,
    "LINEITEM",
    "PARENTENTRY",
    "SUBTOTAL",
)
INVOICE_FIELDS = (*FIELDS, "DETAILID")
ADJUSTMENT_FIELDS = (*FIELDS[:-1], "DETAILKEY")
"""Lines of adjustments have no SUBTOTAL; a tax line is known by its tax detail."""
PARENT = "RECORDKEY"


def items(rows: Sequence[Row], *, sign: int = 1) -> tuple[LineItem, ...]:
    """The lines of one document, in order, each with its tax; ``sign`` -1 turns the amounts round.

    A tax line is a row of its own, marked ``SUBTOTAL`` T. It points to its line by ``PARENTENTRY``; without that it
    belongs to the document as a whole.
    Rows that are no line items are the offset to the control account and are left out.
    """
    taxes: dict[str, list[Row]] = {}
    for row in filter(_is_tax, rows):
        taxes.setdefault(row.get("PARENTENTRY", ""), []).append(row)
    own = [row for row in rows if not row.get("SUBTOTAL") and not _is_tax(row) and flag(row, "LINEITEM") is not False]
    own.sort(key=place)
    return tuple(_item(row, taxes.get(row.get("RECORDNO", ""), ()), sign) for row in own)


def _is_tax(row: Row) -> bool:
    return row.get("SUBTOTAL") == "T" or ("SUBTOTAL" not in row and bool(row.get("DETAILKEY")))


def _item(row: Row, taxes: Sequence[Row], sign: int) -> LineItem:
    """Intacct's lines have no quantity: it is one, at the line's amount."""
    amount, tax = sign * _amount(row), sign * sum(map(_amount, taxes), Decimal(0))
    return LineItem(
        unit_amount=amount,
        quantity=Decimal(1),
        description=text(row, "ENTRYDESCRIPTION"),
        sub_total=amount,
        tax_amount=tax,
        total_amount=amount + tax,
        account_ref=reference(row, "ACCOUNTNO", "ACCOUNTTITLE"),
        item_ref=reference(row, "ITEMID", "ITEMNAME"),
        tax_rate_ref=next((found for each in taxes if (found := reference(each, "DETAILID", "DETAILID"))), None),
        tracking_category_refs=dimensions(row),
    )


def tax_total(rows: Sequence[Row], *, sign: int = 1) -> Decimal:
    """The tax of a document, whichever lines it belongs to."""
    return sign * sum(map(_amount, filter(_is_tax, rows)), Decimal(0))


def reference(row: Row, key: str, name: str) -> Ref | None:
    found = text(row, key)
    return Ref(id=found, name=text(row, name) or "") if found else None


_SORTS = (
    ("DEPARTMENT", ("DEPARTMENTID", "DEPARTMENT"), ("DEPARTMENTNAME", "DEPARTMENTTITLE")),
    ("LOCATION", ("LOCATIONID", "LOCATION"), ("LOCATIONNAME",)),
    ("CLASS", ("CLASSID",), ("CLASSNAME",)),
    ("PROJECT", ("PROJECTID",), ("PROJECTNAME",)),
)
"""The dimensions, and the fields that name them: objects differ in that."""


def dimensions(row: Row) -> tuple[Ref, ...]:
    """The dimensions of a line as references to tracking categories; the id says of which sort."""
    return categories(*[(_first(row, keys), _first(row, names)) for _, keys, names in _SORTS])


@lru_cache(maxsize=4096)
def categories(*named: tuple[str, str]) -> tuple[Ref, ...]:
    """References to a department, a location, a class and a project, by code and name; lines share what is the same."""
    sorts = (sort for sort, _, _ in _SORTS)
    coded = ((sort, key.strip(), name.strip()) for sort, (key, name) in zip(sorts, named, strict=True))
    return tuple(Ref(id=f"{sort}-{key}", name=name) for sort, key, name in coded if key)


def _first(row: Row, names: Sequence[str]) -> str:
    for name in names:
        if (value := row.get(name)) and (value := value.strip()):
            return value
    return ""


def _amount(row: Row) -> Decimal:
    return first_number(row, "TRX_AMOUNT", "AMOUNT")


def place(row: Row) -> tuple[int, int]:
    place, key = row.get("LINE_NO", ""), row.get("RECORDNO", "")
    return int(place) if place.isdecimal() else 0, int(key) if key.isdecimal() else 0
