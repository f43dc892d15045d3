"""What the demo prints is all that is needed to try it, for people and for programs alike."""

import json

import pytest

from portal.demo import welcome
from portal.demo.cast import CONSULTANT, OWN_SENDER, STAFF, TENANTS
from portal.demo.programs import simulated_companies


@pytest.fixture
def told():
    return welcome.facts(simulated_companies())


def test_the_block_names_everybody_who_can_sign_in(told):
    block = welcome.block(told)
    people = [CONSULTANT, STAFF, *(sign_in for tenant in TENANTS for sign_in in tenant.people.values())]
    assert all(f"{sign_in.email} " in block and sign_in.password in block for sign_in in people)
    assert all(value in block for value in OWN_SENDER.values())


def test_the_block_begins_with_companies_that_exist(told):
    block = welcome.block(told)
    assert all(f"demo-{name}" in block for name in welcome.SHOWN)


def test_the_line_is_one_line_with_everything_in_it(told):
    line = json.dumps(told)
    assert "\n" not in line
    assert set(told["sign_ins"]) == {tenant.slug for tenant in TENANTS}
    assert len(told["simulator"]["companies"]) > 30
