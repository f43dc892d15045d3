"""What a client hands over to be written: a header and its lines, from the generic functions or from the old ones.

Names are those of the generic functions in upper case; the old ones are translated. Fields that an object does not have
are left out, as Intacct does (assumed: the documents do not say).

Reference: developer.intacct.com, *Create invoice (legacy)*; what the official JavaScript SDK 2.2.1 sends.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from integrations.intacct.simulator.failures import schema_error
from integrations.intacct.simulator.filters import as_date, as_moment, as_number
from integrations.intacct.simulator.objects.schema import Field, ObjectType
from integrations.intacct.simulator.wire import Element, text_of, truth

HEADERS = {
    "customerid": "CUSTOMERID", "vendorid": "VENDORID", "invoiceno": "RECORDID", "billno": "RECORDID",
    "ponumber": "DOCNUMBER", "description": "DESCRIPTION", "termname": "TERMNAME", "action": "ACTION",
    "currency": "CURRENCY", "basecurr": "BASECURR", "exchrate": "EXCHANGE_RATE", "onhold": "ONHOLD",
    "datecreated": "WHENCREATED", "dateposted": "WHENPOSTED", "datedue": "WHENDUE", "supdocid": "SUPDOCID",
    "journalid": "JOURNAL", "referenceno": "REFERENCENO", "state": "STATE",
}  # fmt: skip
LINES = {
    "glaccountno": "ACCOUNTNO", "accountlabel": "ACCOUNTLABEL", "offsetglaccountno": "OFFSETGLACCOUNTNO",
    "amount": "TRX_AMOUNT", "memo": "ENTRYDESCRIPTION", "locationid": "LOCATIONID", "departmentid": "DEPARTMENTID",
    "projectid": "PROJECTID", "customerid": "CUSTOMERID", "vendorid": "VENDORID", "employeeid": "EMPLOYEEID",
    "itemid": "ITEMID", "classid": "CLASSID", "billable": "BILLABLE", "trtype": "TR_TYPE", "document": "DOCUMENT",
}  # fmt: skip
COLLECTIONS = ("invoiceitems", "billitems", "updateinvoiceitems", "updatebillitems", "gltransactionentries")


@dataclass(frozen=True)
class Given:
    """One record to be written; ``lines`` is None where none were sent."""

    object_name: str
    values: dict[str, str]
    lines: tuple[dict[str, str], ...] | None = None
    key: str = ""

    def text(self, name: str, default: str = "") -> str:
        return self.values.get(name, "") or default


def read_given(element: Element) -> Given:
    """Read a record of ``create`` or ``update``: nested fields get dotted names, a collection becomes lines."""
    values: dict[str, str] = {}
    lines: tuple[dict[str, str], ...] | None = None
    for child in element:
        if len(child) and all(len(inner) and inner.tag.upper() in _line_names(element.tag) for inner in child):
            lines = tuple(flat(inner) for inner in child)
        elif child.tag.upper() in COLLECTION_NAMES and not len(child):
            lines = ()
        else:
            values |= flat(child, f"{child.tag.upper()}.") if len(child) else {child.tag.upper(): _text(child)}
    return Given(element.tag, values, lines)


COLLECTION_NAMES = (
    "ARINVOICEITEMS", "APBILLITEMS", "ARADJUSTMENTITEMS", "APADJUSTMENTITEMS", "ARPYMTDETAILS", "APPYMTDETAILS",
    "ENTRIES",
)  # fmt: skip


def _line_names(name: str) -> tuple[str, ...]:
    return (f"{name.upper()}ITEM", "GLENTRY", f"{name.upper()}ENTRY", f"{name.upper()}DETAIL")


def flat(element: Element, prefix: str = "") -> dict[str, str]:
    """Return nested fields under dotted names."""
    found: dict[str, str] = {}
    for child in element:
        name = f"{prefix}{child.tag.upper()}"
        found |= flat(child, f"{name}.") if len(child) else {name: _text(child)}
    return found


def _text(element: Element) -> str:
    return (element.text or "").strip()


def read_legacy(element: Element, object_name: str) -> Given:
    """Read a record of an old function, where names are in lower case and dates are three elements."""
    values: dict[str, str] = {}
    lines: tuple[dict[str, str], ...] | None = None
    for child in element:
        if child.tag in COLLECTIONS:
            lines = tuple(_legacy_line(line) for line in child)
        elif child.tag in HEADERS:
            values[HEADERS[child.tag]] = _legacy_text(child)
    return Given(object_name, values, lines, element.get("key", ""))


def _legacy_line(element: Element) -> dict[str, str]:
    return {LINES[child.tag]: _legacy_text(child) for child in element if child.tag in LINES}


def _legacy_text(element: Element) -> str:
    if not len(element):
        return _text(element)
    try:
        day = date(*(int(text_of(element, part)) for part in ("year", "month", "day")))
    except ValueError:
        raise schema_error(
            f"Element '{element.tag}': this is not a date.", element.sourceline or 1, code=1824
        ) from None
    return f"{day:%m/%d/%Y}"


def typed(field: Field, text: str) -> Any:
    """Return text in the form in which a record holds it; raise for what cannot be read."""
    if text == "":
        return None
    if field.letter == "d":
        return as_date(text.split(" ")[0])
    if field.letter == "ts":
        return as_moment(text)
    if field.letter == "i":
        return int(as_number(text))
    if field.letter in "ncp":
        return as_number(text) if "RATE" in field.name or "QUANTITY" in field.name else round(as_number(text) * 100)
    return truth(text) if field.letter == "b" else text


def known(kind: ObjectType, given: dict[str, str], *without: str) -> dict[str, Any]:
    """Return the fields of an object that were handed over, as its records hold them."""
    return {
        name: typed(kind.fields[name], text)
        for name, text in given.items()
        if name in kind.fields and name not in without and name != "RECORDNO"
    }
