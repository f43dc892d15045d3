"""A record as JSON text …"""

import json
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum, StrEnum

from hypothesis import given
from hypothesis import strategies as st

from integrations.records.text import as_text, camel


class Colour(StrEnum):
    RED = "Red"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    name: str
    unit_amount: Decimal | None = None
    parts: "tuple[Part, ...]" = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole(Part):
    colour: Colour | None = None
    issue_date: date | None = None
    source_modified_date: datetime | None = None
    is_bank_account: bool | None = None
    line_number: int | None = None
    only_part: Part | None = None


def plainly(value):
    """The same, the long way."""
    if is_dataclass(value):
        held = {camel(field.name): plainly(getattr(value, field.name)) for field in fields(value)}
        return {name: item for name, item in held.items() if item is not None}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    return [plainly(item) for item in value] if isinstance(value, tuple) else value


amounts = st.none() | st.decimals(allow_nan=False, allow_infinity=False)
part = st.builds(Part, name=st.text(), unit_amount=amounts)
wholes = st.builds(
    Whole,
    name=st.text(),
    unit_amount=amounts,
    parts=st.lists(part, max_size=3).map(tuple),
    colour=st.sampled_from([None, Colour.RED]),
    issue_date=st.none() | st.dates(),
    source_modified_date=st.none() | st.datetimes(timezones=st.just(UTC)),
    is_bank_account=st.sampled_from([None, True, False]),
    line_number=st.none() | st.integers(),
    only_part=st.none() | part,
)


@given(wholes)
def test_holds_every_field_and_nothing_else(whole):
    assert json.loads(as_text(whole)) == plainly(whole)


@given(amounts.filter(lambda amount: amount is not None))
def test_keeps_amounts_exact_and_without_an_exponent(amount):
    text = json.loads(as_text(amount))
    assert Decimal(text) == amount
    assert "e" not in text.lower()
