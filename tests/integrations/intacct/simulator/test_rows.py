"""Every row of the table of misconfigurations is a scenario that one can name, and the gateway plays it."""

import pytest
from lxml import etree

from integrations.intacct.simulator.gateway import SimulatedGateway
from integrations.intacct.simulator.scenarios import SCENARIOS, build_world

REST_ONLY = {42, 43}
BY_KEY = {scenario.key: scenario for scenario in SCENARIOS}


def ask(gateway, key, *functions):
    """Ask what a scenario's listing says to type; return the reply."""
    typed = BY_KEY[key]
    calls = "".join(f'<function controlid="{n}">{body}</function>' for n, body in enumerate(functions))
    body = etree.fromstring(
        "<request><control><senderid/><password/><controlid>1</controlid><uniqueid>false</uniqueid>"
        "<dtdversion>3.0</dtdversion></control><operation><authentication><login><userid/><companyid/><password/>"
        f"<locationid/></login></authentication><content>{calls}</content></operation></request>"
    )
    for path, text in (
        ("control/senderid", typed.sender), ("control/password", typed.sender_password),
        (".//login/userid", typed.user_id), (".//login/companyid", typed.company_id),
        (".//login/password", typed.password), (".//login/locationid", typed.entity),
    ):  # fmt: skip
        body.find(path).text = text
    return gateway.handle(etree.tostring(body))


def query(name, field="RECORDNO"):
    return f"<query><object>{name}</object><select><field>{field}</field></select><pagesize>1</pagesize></query>"


@pytest.fixture
def gateway():
    return SimulatedGateway(build_world())


def test_every_row_has_a_scenario():
    assert {scenario.row for scenario in SCENARIOS} - {None} == set(range(1, 44)) - REST_ONLY


def test_a_sender_that_needs_login_is_refused_whatever_it_asks(gateway):
    root = etree.fromstring(ask(gateway, "sender-needs-login", "<getAPISession/>").body)
    assert root.findtext(".//errorno") == "XL03000006"
    assert "needs login for API" in root.findtext(".//description2")


@pytest.mark.parametrize("name", ["GLACCOUNT", "CUSTOMER", "VENDOR", "ARINVOICE", "CHECKINGACCOUNT"])
def test_a_low_user_type_is_a_ceiling_over_the_role(gateway, name):
    root = etree.fromstring(ask(gateway, "user-type-low", query(name), query("DEPARTMENT")).body)
    assert [cell.text for cell in root.findall(".//result/status")] == ["failure", "success"]
    assert root.findtext(".//errorno") == "PL04000005"


@pytest.mark.parametrize(
    ("key", "name", "field", "said"),
    [
        ("custom-field-hidden", "ARINVOICE", "COST_CENTRE", "Invalid fields: COST_CENTRE"),
        ("dimension-denied", "REGION", "RECORDNO", "You do not have permission"),
        ("no-api-usage", "APIUSAGESUMMARY", "RECORDNO", "You do not have permission"),
        ("no-audit-log", "AUDITHISTORY", "ID", "do not have permission to view audit history"),
    ],
)
def test_refuses_what_the_row_says(gateway, key, name, field, said):
    root = etree.fromstring(ask(gateway, key, query(name, field), query("GLACCOUNT")).body)
    assert [cell.text for cell in root.findall(".//result/status")] == ["failure", "success"]
    assert said in root.findtext(".//description2")


@pytest.mark.parametrize("key", ["entity-unknown", "entity-denied"])
def test_refuses_an_entity(gateway, key):
    root = etree.fromstring(ask(gateway, key, query("GLACCOUNT")).body)
    assert root.findtext(".//authentication/status") == "failure"


@pytest.mark.parametrize(
    ("key", "statuses"),
    [
        ("busy-once", [429, 200]),
        ("slots-taken", [429, 429]),
        ("volume-exhausted", [200, 200]),
        ("edge-pages", [502, 503]),
        ("maintenance", [200, 200]),
    ],
)
def test_answers_with_the_status_of_the_row(gateway, key, statuses):
    replies = [ask(gateway, key, query("GLACCOUNT")) for _ in range(2)]
    assert [reply.status for reply in replies] == statuses


@pytest.mark.parametrize("key", ["cut-off", "control-characters", "malformed"])
def test_spoils_the_answer(gateway, key):
    with pytest.raises(etree.XMLSyntaxError):
        etree.fromstring(ask(gateway, key, query("GLACCOUNT")).body)


def test_used_up_volume_stands_in_the_usage_and_blocks_nothing(gateway):
    root = etree.fromstring(ask(gateway, "volume-exhausted", query("APIUSAGESUMMARY", "TRANSACTIONS")).body)
    assert int(root.findtext(".//TRANSACTIONS")) > 100_000


def test_one_application_is_one_element(gateway):
    body = "<getUserPermissions><userId>ws_reader</userId></getUserPermissions>"
    root = etree.fromstring(ask(gateway, "one-application", body).body)
    assert len(root.findall(".//appSubscription")) == 1


def test_two_base_currencies_need_an_entity(gateway):
    period = "<reportingperiodname>Current Month</reportingperiodname>"
    trial = f"<get_trialbalance>{period}</get_trialbalance>"
    placed = f"<get_trialbalance>{period}<locationid>20</locationid></get_trialbalance>"
    root = etree.fromstring(ask(gateway, "two-bases", "<getFinancialSetup/>", trial, placed).body)
    assert [cell.text for cell in root.findall(".//result/status")] == ["success", "failure", "success"]
    assert root.findtext(".//multiBaseCurrency") == "true"
    assert {cell.text for cell in root.iter("currency")} == {"GBP"}
