import pytest

from integrations.errors import ProviderUnavailable
from integrations.intacct import probe
from integrations.provider import FORECAST
from tests.integrations.intacct.conftest import reply
from tests.integrations.intacct.test_probe import DENIED, NOT_SUBSCRIBED

NAMES = ["gateway", "sender", "company", "subscription", "authorisation", "user", "entities"]


def looks(setup="setup", entities="entities", roles=DENIED):
    """The answer to the questions of a look around, made of recorded ones; the user may not ask about itself."""
    answers = [result_of(setup), result_of(entities), FORMATTING, NO_DIMENSIONS, SEEN, roles, DENIED, DENIED]
    head, tail = reply("setup").decode().split("<result>")[0], "</operation></response>"
    return (head + "".join(answers) + tail).encode()


def result_of(name):
    text = reply(name).decode() if len(name) < 40 else name
    return text[text.index("<result>") : text.rindex("</result>") + len("</result>")]


FORMATTING = (
    "<result><status>success</status><function>readUserFormatting</function><controlid>3</controlid><data>"
    "<userformatting><locale>en_US</locale><dateformat>/dmY</dateformat><gmtoffset>+05:30</gmtoffset><clock>12</clock>"
    "</userformatting></data></result>"
)
NO_DIMENSIONS = "<result><status>success</status><function>getDimensions</function><controlid>4</controlid></result>"
SEEN = "<result><status>success</status><function>query</function><controlid>5</controlid><data/></result>"
NO_ENTITIES = (
    "<result><status>success</status><function>readEntityDetails</function><controlid>2</controlid><data/></result>"
)


def outcomes(found):
    return {check.name: check.outcome for check in found.checks if check.kind != FORECAST}


def test_passes_all_checks_in_order(northwind, script):
    script.says("session", looks())
    found = probe.sign_in(northwind)
    assert list(outcomes(found)) == NAMES
    assert found.is_passed
    assert [(entity.id, entity.currency) for entity in found.entities] == [
        ("", "USD"),
        ("100-US", "USD"),
        ("200-DE", "EUR"),
    ]
    assert found.facts["base_currency"] == "USD" and found.facts["utc_offset_minutes"] == "330"


def test_asks_twice_in_all(northwind, script):
    script.says("session", looks())
    probe.sign_in(northwind)
    assert len(script.requests) == 2


def test_offers_no_entities_of_a_company_without(northwind, script):
    single = reply("setup").decode().replace("<multiEntityShared>true", "<multiEntityShared>false")
    script.says("session", looks(setup=single, entities=NO_ENTITIES))
    found = probe.sign_in(northwind)
    assert found.is_passed and not found.is_multi_entity and found.entities == ()


def test_fails_when_no_entity_is_visible(northwind, script):
    script.says("session", looks(entities=NO_ENTITIES))
    found = probe.sign_in(northwind)
    assert outcomes(found)["entities"] == "failed"
    (verdict,) = [check.verdict for check in found.checks if check.name == "entities"]
    assert verdict.key == "entities-hidden"
    assert verdict.menu_path[-1] == "Entity restrictions"


def test_leaves_out_the_top_level_for_a_user_who_lands_in_an_entity(northwind, script):
    inside = reply("session").replace(b"<locationid></locationid></api>", b"<locationid>100-US</locationid></api>")
    script.says(inside, looks())
    assert [entity.id for entity in probe.sign_in(northwind).entities] == ["100-US", "200-DE"]


@pytest.mark.parametrize(
    ("line", "failed", "passed"),
    [
        ("sender-refused", "sender", ["gateway"]),
        ("expired", "company", ["gateway", "sender"]),
        ("web-services-off", "subscription", ["gateway", "sender", "company"]),
        ("sender-not-authorised", "authorisation", ["gateway", "sender", "company"]),
        ("sign-in-refused", "user", ["gateway", "sender"]),
        ((401, "gateway-sign-in"), "user", ["gateway"]),
        ("schema-error", "sender", ["gateway"]),
    ],
)
def test_says_what_passed_what_failed_and_what_could_not_run(northwind, script, line, failed, passed):
    script.says(line)
    found = probe.sign_in(northwind)
    assert not found.is_passed
    by_outcome = outcomes(found)
    assert [name for name in NAMES if by_outcome[name] == "failed"] == [failed]
    assert [name for name in NAMES if by_outcome[name] == "passed"] == passed
    assert [check.name for check in found.checks if check.verdict] == [failed]


@pytest.mark.parametrize(
    ("second", "failed", "passed", "key"),
    [
        ("session-ended", "company", ["gateway", "sender"], "company-unknown"),
        ((400, "gateway-refused"), "sender", ["gateway"], "sender-inactive"),
        ("sender-refused", "sender", ["gateway"], "sender-inactive"),
        ((503, "html"), "company", ["gateway"], "gateway-refused"),
    ],
)
def test_asks_once_more_without_a_company_whose_fault_a_refusal_is(northwind, script, second, failed, passed, key):
    script.says((400, "gateway-refused"), second)
    found = probe.sign_in(northwind)
    by_outcome = outcomes(found)
    assert [name for name in NAMES if by_outcome[name] == "failed"] == [failed]
    assert [name for name in NAMES if by_outcome[name] == "passed"] == passed
    assert [check.verdict.key for check in found.checks if check.name == failed] == [key]
    assert "hunter2" not in script.bodies[1] and "NorthwindCo" not in script.bodies[1]


def test_knows_nothing_when_the_gateway_is_away(northwind, script):
    script.says(*[(503, "html")] * 5)
    with pytest.raises(ProviderUnavailable):
        probe.sign_in(northwind)


def test_signs_in_once_only_after_a_refusal(northwind, script):
    script.says("sign-in-refused")
    probe.sign_in(northwind)
    assert len(script.requests) == 1


@pytest.mark.parametrize(
    ("roles", "granted_by"),
    [
        (SEEN.replace("<data/>", "<data><ROLES><RECORDNO>1</RECORDNO></ROLES></data>"), "role-based"),
        (SEEN, "user-based"),
        (NOT_SUBSCRIBED, "user-based"),
        (DENIED, ""),
    ],
)
def test_tells_how_the_company_grants_rights_where_the_user_may_know(northwind, script, roles, granted_by):
    script.says("session", looks(roles=roles))
    assert probe.sign_in(northwind).facts["grants_rights_by"] == granted_by
