"""The console's pages that no company of Sage's has: faults, behaviour, log, clock."""

import pytest

from integrations.intacct.simulator.__main__ import read_order
from integrations.intacct.simulator.faults import Fault

BASE = "/console/companies/demo-single/"


def test_faults_are_ordered_shown_and_cleared(browser):
    fields = {
        "kind": "busy",
        "times": "2",
        "after": "1",
        "function": "query",
        "seconds": "0",
        "lasts": "0",
        "action": "save",
    }
    browser.post(BASE + "faults/", fields)
    assert "The trouble is ordered." in browser.page
    assert "0 of 2" in browser.page
    (fault,) = browser.world.company("demo-single").faults
    assert fault == Fault("busy", times=2, after=1, function="query")
    browser.post(BASE + "faults/", {"action": "clear"})
    assert browser.world.company("demo-single").faults == []
    assert "No trouble is ordered." in browser.page


@pytest.mark.parametrize(
    ("name", "value"), [("times", "-1"), ("after", "many"), ("kind", "gremlins"), ("function", "hop")]
)
def test_faults_that_cannot_be_are_refused(browser, name, value):
    fields = {"kind": "busy", "times": "1", "after": "0", "function": "", "action": "save", name: value}
    browser.post(BASE + "faults/", fields)
    assert browser.world.company("demo-single").faults == []
    assert "Error: Faults" in browser.page


def test_behaviour_is_changed_and_shown_again(browser):
    fields = {"tier": "XML", "is_on": "yes", "patience": "2.5", "used": "9", "lag_hours": "2",
              "first_byte_seconds": "0",
              "endpoints": "https://a.example/ https://b.example/", "action": "save"}  # fmt: skip
    browser.post(BASE + "behaviour/", fields)
    company = browser.world.company("demo-single")
    assert (company.limits.is_on, company.limits.tier, company.limits.patience, company.limits.used) == (
        True,
        "XML",
        2.5,
        9,
    )
    assert (company.habits.is_strict, company.habits.lag_hours) == (False, 2)
    assert company.habits.endpoints == ["https://a.example/", "https://b.example/"]
    assert 'value="2.5"' in browser.page


def test_log_of_a_company_nobody_asked_is_empty(browser):
    assert "Nobody has asked for this company" in browser.get(BASE + "log/").page


def test_clock_is_turned_for_the_whole_world(browser):
    browser.post(BASE + "clock/", {"days": "7"})
    assert browser.world.ahead == 7 * 86400
    assert "The clock is turned." in browser.page
    assert browser.post(BASE + "clock/", {"days": "-3"}).status == 400


def test_order_on_the_command_line_is_read():
    assert read_order("demo-single:slots taken:lasts=600:function=query") == Fault(
        "slots taken", company_id="demo-single", lasts=600, function="query"
    )


@pytest.mark.parametrize(
    "text", ["demo-single", "demo-single:gremlins", "demo-helthy:busy", "demo-single:busy:often=yes"]
)
def test_order_that_cannot_be_is_refused(text):
    with pytest.raises(Exception, match="choose|no company|says nothing"):
        read_order(text)
