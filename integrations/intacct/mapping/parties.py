"""What customers and vendors have in common: the display contact, the status."""

from __future__ import annotations

from integrations.intacct.formats import text
from integrations.intacct.replies import Row
from integrations.records.parts import Address, AddressType, PartyStatus

CONTACT_FIELDS = (
    "DISPLAYCONTACT.PRINTAS",
    "DISPLAYCONTACT.FIRSTNAME",
    "DISPLAYCONTACT.LASTNAME",
    "DISPLAYCONTACT.EMAIL1",
    "DISPLAYCONTACT.PHONE1",
    "DISPLAYCONTACT.MAILADDRESS.ADDRESS1",
    "DISPLAYCONTACT.MAILADDRESS.ADDRESS2",
    "DISPLAYCONTACT.MAILADDRESS.CITY",
    "DISPLAYCONTACT.MAILADDRESS.STATE",
    "DISPLAYCONTACT.MAILADDRESS.ZIP",
    "DISPLAYCONTACT.MAILADDRESS.COUNTRY",
)

_STATUSES = {
    "active": PartyStatus.ACTIVE,
    "active non-posting": PartyStatus.ACTIVE,
    "inactive": PartyStatus.ARCHIVED,
}


def status(row: Row) -> PartyStatus:
    return _STATUSES.get(row.get("STATUS", "").strip().lower(), PartyStatus.UNKNOWN)


def contact_name(row: Row) -> str | None:
    """The person; what is printed only repeats the party's own name where nobody is named."""
    first, last = text(row, "DISPLAYCONTACT.FIRSTNAME"), text(row, "DISPLAYCONTACT.LASTNAME")
    printed = text(row, "DISPLAYCONTACT.PRINTAS")
    return " ".join(filter(None, (first, last))) or (printed if printed != text(row, "NAME") else None)


def addresses(row: Row) -> tuple[Address, ...]:
    """The one address of the display contact, or none."""
    prefix = "DISPLAYCONTACT.MAILADDRESS."
    names = ("ADDRESS1", "ADDRESS2", "CITY", "STATE", "ZIP", "COUNTRY")
    line1, line2, city, region, postal_code, country = (text(row, prefix + name) for name in names)
    if not any((line1, line2, city, region, postal_code, country)):
        return ()
    return (
        Address(
            type=AddressType.BILLING,
            line1=line1,
            line2=line2,
            city=city,
            region=region,
            postal_code=postal_code,
            country=country,
        ),
    )
