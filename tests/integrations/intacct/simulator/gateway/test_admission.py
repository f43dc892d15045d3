"""Requests at once, by the company's service level."""

import threading
import time

import pytest

from integrations.intacct.simulator.admission import TIERS, Limiter
from integrations.intacct.simulator.failures import GatewayRefusal
from integrations.intacct.simulator.plans import Limits

TWO = Limits(is_on=True, tier="XML", patience=0.05)


def test_a_third_request_waits_and_is_refused():
    limiter = Limiter()
    with limiter.slot("A", "s", TWO), limiter.slot("A", "s", TWO):
        begun = time.monotonic()
        with pytest.raises(GatewayRefusal) as refused, limiter.slot("a", "s", TWO):
            pass
        assert time.monotonic() - begun >= 0.05
        assert (refused.value.status, refused.value.errors[0].errorno) == (429, "GW-0010")


def test_a_slot_that_gets_free_is_taken():
    limiter, patient = Limiter(), Limits(is_on=True, tier="XML", patience=5)
    entered, leave = threading.Event(), threading.Event()

    def hold():
        with limiter.slot("A", "s", patient):
            entered.set()
            leave.wait(5)

    thread = threading.Thread(target=hold)
    thread.start()
    assert entered.wait(5)
    with limiter.slot("A", "s", patient):
        threading.Timer(0.1, leave.set).start()
        with limiter.slot("A", "s", patient):
            assert leave.is_set()
    thread.join()


def test_senders_share_the_slots_of_a_company():
    limiter, limits = Limiter(), Limits(is_on=True, tier="T1", patience=0)
    held = [limiter.slot("A", "one", limits) for _ in range(6)] + [limiter.slot("A", "two", limits) for _ in range(2)]
    for slot in held:
        slot.__enter__()
    with pytest.raises(GatewayRefusal), limiter.slot("A", "three", limits):
        pass
    with limiter.slot("B", "three", limits):
        pass
    for slot in held:
        slot.__exit__(None, None, None)
    assert limiter.most["A"] == TIERS["T1"].per_company


def test_is_off_until_it_is_switched_on():
    limiter = Limiter()
    with limiter.slot("A", "s", Limits()), limiter.slot("A", "s", Limits()), limiter.slot("A", "s", Limits()):
        assert limiter.most["A"] == 3


def test_gateway_answers_a_refusal_in_the_short_form(asker, query):
    asker.company("Single").limits = TWO
    with asker.gateway.limiter.slot("Single", "x", TWO), asker.gateway.limiter.slot("Single", "x", TWO):
        assert asker.send(query("VENDOR", "RECORDNO")).status == 429
    assert asker.send(query("VENDOR", "RECORDNO")).status == 200
