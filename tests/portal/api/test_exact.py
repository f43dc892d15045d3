"""Amounts leave as JSON numbers with the digits that the books have."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from portal.api.exact import dumps


@pytest.mark.parametrize("text", ["0.10", "12345678901234567890.123456", "-0.01", "100", "0.1", "1200.00"])
def test_every_digit_stays(text):
    assert dumps({"amount": Decimal(text)}) == f'{{"amount":{text}}}'
    assert json.loads(dumps([Decimal(text)]), parse_float=str, parse_int=str) == [text]


def test_large_and_small_exponents_are_written_out():
    assert dumps([Decimal("1E+3"), Decimal("1E-6")]) == "[1000,0.000001]"


def test_a_text_that_looks_like_a_number_stays_a_text():
    assert dumps({"a": "12.50", "b": Decimal("12.50")}) == '{"a":"12.50","b":12.50}'


def test_names_of_people_survive():
    assert json.loads(dumps({"name": 'Åse "Quote" & Söner \u2028'})) == {"name": 'Åse "Quote" & Söner \u2028'}
