"""The exam of the diagnosis. ``python -m benchmarks.exam`` prints its score line."""

import pytest

from integrations.intacct.simulator.scenarios import SCENARIOS
from tests.integrations.intacct.exam.expected import EXPECTED, NOT_XML, ROWS
from tests.integrations.intacct.exam.marking import faults, scenarios_of
from tests.integrations.intacct.exam.sitting import LOCALES, sit

PAIRS = [(row, locale) for row in range(1, 28) for locale in LOCALES]


@pytest.mark.parametrize("row", [row for row in ROWS if row not in NOT_XML])
def test_names_what_is_broken(row):
    keys = scenarios_of(row)
    assert keys, f"no scenario shows row {row}"
    assert not [fault for key in keys for fault in faults(key)]


@pytest.mark.parametrize(("row", "locale"), PAIRS)
def test_is_not_misled_by_an_odd_locale(row, locale):
    assert not [fault for key in scenarios_of(row) for fault in faults(key, locale=locale)]


def test_says_why_a_row_does_not_apply():
    assert set(NOT_XML) == {42, 43} and all(NOT_XML.values())
    assert not [scenario.key for scenario in SCENARIOS if scenario.row in NOT_XML]


def test_expects_something_of_every_scenario_of_a_row():
    assert {scenario.key for scenario in SCENARIOS if scenario.row} == set(EXPECTED)


def test_reports_all_that_can_be_known_when_many_things_are_broken():
    first = sit("many-at-once")
    assert {name: verdict.key for name, verdict in first.refused.items()} == {"authorisation": "sender-not-authorised"}
    assert {"user", "entities", "forecast:user", "forecast:entities", "forecast:date-format"} <= set(first.waiting)
    assert [name for name in ("gateway", "sender", "company") if first.outcome(name) != "passed"] == []


def test_reports_the_rest_as_soon_as_it_can_be_known():
    def authorise(company):
        company.authorizations = [type(row)(sender_id=row.sender_id) for row in sit_world("single").authorizations]

    then = sit("many-at-once", change=authorise)
    assert not then.refused and not then.waiting
    assert {verdict.key for verdict in then.warned.values()} == {"entities-restricted", "date-format"}
    assert {name: verdict.key for name, verdict in then.missing.items()} == {
        "suppliers:VENDOR": "application-closed",
        "suppliers:APTERM": "application-closed",
        "bills:APBILL": "application-closed",
        "billCreditNotes:APADJUSTMENT": "application-closed",
        "billPayments:APPYMT": "application-closed",
    }


def sit_world(key):
    return sit(key).adapter.gateway.world.company(f"demo-{key}")
