"""Invented trading names; businesses only, never people."""

from __future__ import annotations

import re

from integrations.intacct.simulator.books.numbers import mix, scatter

FIRST = (
    "Harbour", "Amber", "Northgate", "Willow", "Copper", "Meridian", "Juniper", "Cobalt", "Linden", "Silverbrook",
    "Ashgrove", "Larkspur", "Redwood", "Granite", "Bluebell", "Millrace", "Oakhurst", "Saffron", "Kestrel",
    "Fairview", "Lakeside", "Thistle", "Birchwood", "Summit", "Riverbend", "Cedar", "Highfield", "Marigold",
    "Orchard", "Foxglove", "Stonebridge", "Heron", "Westbrook", "Elmwood", "Maple", "Coral", "Ironbridge", "Hazel",
    "Pinecrest", "Sandpiper", "Clover", "Beacon", "Driftwood", "Greenway", "Osprey", "Tamarind", "Brightwater",
    "Rosewood", "Prairie", "Canyon", "Lantern", "Quarry", "Sterling",
)  # fmt: skip
CUSTOMER_TRADES = (
    "Joinery", "Veterinary Clinic", "Coffee Roasters", "Architects", "Dental Practice", "Cycles", "Bakery", "Hotel",
    "Interiors", "Logistics", "Garden Centre", "Engineering", "Books", "Kitchens", "Film Studio", "Physiotherapy",
    "Fitness", "Nursery", "Brewing", "Marine", "Schools Trust", "Surveyors", "Property", "Museum Shop", "Ceramics",
    "Outdoor", "Solar", "Recruitment", "Foods",
)  # fmt: skip
VENDOR_TRADES = (
    "Paper & Print", "Telecom", "Office Supply", "Cleaning", "Electric", "Water", "Insurance Brokers", "Couriers",
    "Travel", "Cloud Hosting", "Packaging", "Timber Merchants", "Steel", "Security", "Catering", "Vehicle Hire",
    "Software", "Advertising", "Legal", "Accountancy", "Waste Services", "Machine Tools", "Warehousing",
)  # fmt: skip
SUFFIXES = ("Ltd", "LLC", "Inc", "Group", "& Co", "Partners", "Works")
STREETS = (
    "Mill Lane",
    "Station Road",
    "Commerce Way",
    "Harbor Street",
    "Park Avenue",
    "Foundry Square",
    "Canal Street",
)
TOWNS = (
    ("San Jose", "CA", "95113", "408"),
    ("Portland", "OR", "97204", "503"),
    ("Austin", "TX", "78701", "512"),
    ("Columbus", "OH", "43215", "614"),
    ("Denver", "CO", "80202", "303"),
    ("Raleigh", "NC", "27601", "919"),
    ("Madison", "WI", "53703", "608"),
    ("Boise", "ID", "83702", "208"),
)


def trading_name(n: int, trades: tuple[str, ...], seed: int) -> str:
    """Return the *n*-th name; different for different *n*, until the words run out and a number is added."""
    size = len(FIRST) * len(trades) * len(SUFFIXES)
    place = scatter(n % size, size, seed)
    rest, first = divmod(place, len(FIRST))
    suffix, trade = divmod(rest, len(trades))
    again = f" {n // size + 1}" if n >= size else ""
    return f"{FIRST[first]} {trades[trade]} {SUFFIXES[suffix]}{again}"


def web_name(name: str) -> str:
    """Return the name as the host of a web address that can never exist."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") + ".example"


def address(seed: int, n: int) -> tuple[str, str, str, str, str]:
    """Return street, city, state, ZIP code and a telephone number set aside for fiction."""
    bits = mix(seed, 5, n)
    city, state, zip_code, area = TOWNS[bits % len(TOWNS)]
    street = f"{bits // 8 % 890 + 10} {STREETS[bits // 8192 % len(STREETS)]}"
    return street, city, state, zip_code, f"({area}) 555-01{bits // 65536 % 100:02d}"
