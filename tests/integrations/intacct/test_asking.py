"""Single functions, asked over the simulator."""

from datetime import date
from decimal import Decimal

import pytest

from integrations.errors import PermissionMissing, ProviderUnavailable
from integrations.intacct import calls, company
from portal.lib.slots import FileSlots


@pytest.fixture
def client(simulator):
    return simulator.opens("single").client


def test_reads_rows_by_key(client):
    (page,) = client.pages("VENDOR", ["VENDORID", "NAME"], page_size=2000)
    first = page.rows[0]
    by_key = client.ask(calls.read("VENDOR", [first["RECORDNO"]], ["VENDORID", "NAME"])).single
    assert by_key["NAME"] == first["NAME"]


def test_describes_an_object(client):
    (described,) = client.ask(calls.lookup("DEPARTMENT")).branches
    fields = [field.value("ID") for group in described.all("Fields") for field in group.all("Field")]
    assert "DEPARTMENTID" in fields


def test_tells_what_the_user_may_do(client):
    held = company.rights(client.ask(calls.user_permissions("ws_reader")))
    assert {"List", "View"} <= held["Accounts Payable"]["Bills"]


def test_lists_the_applications(client):
    assert client.ask(calls.APPLICATIONS).branches


def test_moves_between_entities_and_back(simulator):
    client = simulator.opens("healthy").client
    client.open()
    assert client.switch("200").location_id == "200"
    assert client.switch("").location_id == ""


def test_keeps_each_fate_apart(simulator):
    client = simulator.opens("no-payables").client
    questions = [calls.query(name, ["RECORDNO"], page_size=1) for name in ("GLACCOUNT", "APBILL", "NOSUCHTHING")]
    assert [result.is_success for result in client.call(*questions)] == [True, False, False]
    with pytest.raises(PermissionMissing):
        client.ask(questions[1])


def test_leaves_out_fields_that_lookup_promises_and_query_refuses(client):
    rows = [row for page in client.pages("PROJECT", ["NAME", "CFDA", "FUNDEDNAME"]) for row in page.rows]
    assert rows and "CFDA" not in rows[0] and rows[0]["NAME"]
    assert client.refused_fields["PROJECT"] == {"CFDA", "FUNDEDNAME"}


def test_reads_a_trial_balance_that_balances(client):
    rows = client.ask(calls.trial_balance(date(2026, 1, 1), date(2026, 6, 30))).rows
    assert rows and sum(Decimal(row["debits"]) for row in rows) == sum(Decimal(row["credits"]) for row in rows)


def test_lists_every_object_there_is(client):
    names = {each.text.upper() for each in client.ask(calls.inspect()).branches}
    assert "GLACCOUNT" in names


def test_hears_keys_that_are_the_same_in_every_language(simulator):
    client = simulator.opens("no-payables").client
    question = calls.query("APBILL", ["RECORDNO"], page_size=1)
    (result,) = client.call(question)
    assert "Invalid permission" in result.faults[0].messages
    assert client.diagnose(question, result).verdict.raw["message"]


def test_keeps_to_few_requests_at_once(simulator, tmp_path):
    client = simulator.opens("single").client
    client.slots, client.at_once = FileSlots(tmp_path), 1
    taken = client.slots.take("intacct:demo-single", 1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("integrations.intacct.client.PATIENCE", 0.1)
        with pytest.raises(ProviderUnavailable) as caught:
            client.open()
    assert caught.value.verdict.key == "in-our-own-queue"
    client.slots.give_back(taken)
    assert client.open().session_id
