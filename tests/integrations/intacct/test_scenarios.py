"""Companies of the simulator, met by the provider. What is broken in them is the exam's, see ``test_exam``."""

import pytest


@pytest.mark.parametrize(
    ("key", "entities"),
    [
        ("healthy", ["", "100", "200", "300"]),
        ("other-formats", ["", "100", "200", "300"]),
        ("single", []),
        ("one-entity", ["200"]),
        ("some-entities", ["", "100", "300"]),
    ],
)
def test_offers_the_entities_that_the_user_may_open(simulator, key, entities):
    found = simulator.opens(key).sign_in()
    assert found.is_passed
    assert [entity.id for entity in found.entities] == entities


def test_may_do_without_what_a_company_has_not_subscribed_to(simulator):
    provider = simulator.opens("few-modules")
    missing = [check for check in provider.probe(provider.kinds) if check.outcome != "passed"]
    assert {check.kind for check in missing} == {
        "trackingCategories",
        "items",
        "taxRates",
        "salesOrders",
        "purchaseOrders",
    }
    assert {check.verdict.key for check in missing} == {"application-missing"}
    assert not any(check.is_required for check in missing)


@pytest.mark.parametrize("key", ["single", "user-based-healthy"])
def test_misses_no_right_where_none_is_missing(simulator, key):
    provider = simulator.opens(key)
    assert {check.outcome for check in provider.probe(provider.kinds)} == {"passed"}


def test_checks_every_right_in_one_request(simulator):
    provider = simulator.opens("single")
    provider.probe(provider.kinds)
    assert [call.functions[0] for call in simulator.adapter.calls] == [
        "getAPISession",
        simulator.adapter.calls[1].functions[0],
    ]


def test_sees_a_right_that_was_just_granted(simulator):
    provider = simulator.opens("no-payables")
    (before,) = provider.probe(["bills"], only=["bills:APBILL"])
    company = simulator.gateway.world.company("demo-no-payables")
    company.roles[0].rights["Accounts Payable"] = {"Bills": ["List", "View"]}
    (after,) = provider.probe(["bills"], only=["bills:APBILL"])
    assert (before.outcome, after.outcome) == ("failed", "passed")


def test_locks_nobody_by_checking(simulator):
    for _ in range(3):
        simulator.opens("single", password="wrong").sign_in()
    assert simulator.adapter.functions() == ["getAPISession"] * 3
