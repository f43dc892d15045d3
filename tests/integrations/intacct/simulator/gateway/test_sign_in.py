import pytest
from lxml import etree

from integrations.intacct.simulator.sessions import LOCK_AFTER


def refusal(root):
    """Return where a refusal stands, its number and its text without the Support ID."""
    level = "control" if root.find("errormessage") is not None else "authentication"
    error = root.find(".//errormessage/error")
    text = error.findtext("description2") or ""
    return level, error.findtext("errorno"), text.partition(" [Support")[0]


WRONG = ("authentication", "XL03000006", "Sign-in information is incorrect")


@pytest.mark.parametrize("wrong", [{"sender": "nobody"}, {"sender_password": "guess"}])
def test_refuses_an_unknown_sender_at_control_level(asker, wrong):
    expected = ("control", "XL03000006", "Incorrect Intacct XML Partner ID or password.")
    assert refusal(asker.ask("<getAPISession/>", **wrong)) == expected


@pytest.mark.parametrize("case", ["unknown company", "inactive company", "inactive sender"])
def test_refuses_at_the_gateway_in_the_short_form(asker, case):
    asker.company("Single").is_active = case != "inactive company"
    asker.world.senders["acornSender"].is_active = case != "inactive sender"
    reply = asker.send("<getAPISession/>", company="Nobody" if case == "unknown company" else "Single")
    root = etree.fromstring(reply.body)
    assert (reply.status, reply.headers["Content-Type"]) == (400, 'text/xml; encoding="UTF-8"')
    assert [child.tag for child in root.find("control")] == ["status"]
    assert root.findtext(".//errorno") == "GW-0011"


def test_compares_company_and_user_without_regard_to_case(asker):
    root = asker.ask("<getAPISession/>", company="SINGLE", user="Reader")
    assert root.findtext("operation/authentication/companyid") == "Single"


@pytest.mark.parametrize("wrong", [{"user": "nobody"}, {"password": "Right"}])
def test_tells_nobody_what_of_a_sign_in_is_wrong(asker, wrong):
    root = asker.ask("<getAPISession/>", **wrong)
    assert refusal(root) == WRONG
    assert root.find("operation/authentication/userid") is not None


@pytest.mark.parametrize("change", [{"status": "inactive"}, {"status": "lockedout"}, {"has_two_step": True}])
def test_refuses_a_user_who_may_not_sign_in_with_the_same_words(asker, change):
    for name, value in change.items():
        setattr(asker.company("Single").login("reader"), name, value)
    assert refusal(asker.ask("<getAPISession/>")) == WRONG


def test_locks_a_user_after_repeated_wrong_passwords(asker):
    for _ in range(LOCK_AFTER):
        asker.ask("<getAPISession/>", password="guess")
    assert asker.company("Single").login("reader").status == "lockedout"
    assert refusal(asker.ask("<getAPISession/>")) == WRONG


def test_forgets_wrong_passwords_after_a_right_one(asker):
    for _ in range(LOCK_AFTER - 1):
        asker.ask("<getAPISession/>", password="guess")
    asker.ask("<getAPISession/>")
    asker.ask("<getAPISession/>", password="guess")
    assert asker.company("Single").login("reader").status == "active"


@pytest.mark.parametrize("active", [None, False])
def test_refuses_a_sender_that_the_company_did_not_authorise(asker, active):
    if active is None:
        asker.company("Single").authorizations.clear()
    else:
        asker.company("Single").authorizations[0].is_active = False
    error = asker.ask("<getAPISession/>", password="wrong").find(".//error")
    assert error.findtext("description") == "Invalid Web Services Authorization"
    assert "The sender ID 'acornSender' is not authorized" in error.findtext("description2")
    assert asker.company("Single").login("reader").failed_sign_ins == 0


@pytest.mark.parametrize("change", [{"has_web_services": False}, {"kind": "trial"}])
def test_refuses_a_company_without_web_services(asker, change):
    for name, value in change.items():
        setattr(asker.company("Single"), name, value)
    assert refusal(asker.ask("<getAPISession/>"))[2].startswith("This company is not authorized for XML transactions.")


def test_refuses_an_expired_company_at_control_level(asker):
    asker.company("Single").kind = "expired"
    expected = ("control", "PL04000055", "This company is a demo company and has expired.")
    assert refusal(asker.ask("<getAPISession/>")) == expected
