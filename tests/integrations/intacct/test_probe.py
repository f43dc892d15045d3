import pytest

from integrations.errors import CredentialsRejected
from integrations.intacct import probe
from integrations.provider import Owner
from tests.integrations.intacct.conftest import reply

ROW = "<result><status>success</status><function>query</function><controlid>1</controlid><data/></result>"
DENIED = (
    "<result><status>failure</status><function>query</function><controlid>1</controlid><errormessage><error>"
    "<errorno>PL04000005</errorno><description2>You do not have permission for API operation QUERY on objects of type "
    "X [Support ID: kT9xE%7EY3w]</description2></error></errormessage></result>"
)
NOT_SUBSCRIBED = DENIED.replace(
    "You do not have permission for API operation QUERY on objects of type X",
    "API operation 'QUERY' cannot be performed on objects of type X",
)


ABOUT_USER = (DENIED, DENIED)
"""What most users are told who ask about themselves."""


def answers(*results):
    """An answer to a probe whose last two questions are about the user."""
    head, tail = reply("setup").decode().split("<result>")[0], "</operation></response>"
    return (head + "".join((*results, *ABOUT_USER)) + tail).encode()


def test_checks_each_right_once_in_one_request(northwind, script):
    script.says("session", answers(ROW, ROW, ROW, ROW))
    checks = probe.permissions_held(northwind, ["suppliers", "bills"])
    assert [(check.name, check.label, check.outcome) for check in checks] == [
        ("suppliers:VENDOR", "Vendors", "passed"),
        ("suppliers:APTERM", "AP terms", "passed"),
        ("bills:APBILL", "Bills", "passed"),
    ]
    assert len(script.requests) == 2
    assert script.bodies[1].count("<pagesize>1</pagesize>") == 5  # four objects, and the user itself


def test_looks_only_at_what_failed_before(northwind, script):
    script.says("session", answers(ROW, ROW))
    (check,) = probe.permissions_held(northwind, ["suppliers", "bills"], only=["bills:APBILL"])
    assert check.name == "bills:APBILL"
    assert "VENDOR" not in script.bodies[1]


def test_fails_a_right_when_only_the_lines_are_denied(northwind, script):
    script.says("session", answers(ROW, DENIED))
    (check,) = probe.permissions_held(northwind, ["bills"])
    assert check.outcome == "failed" and check.verdict.raw["object"] == "APBILLITEM"


def test_tells_where_to_tick_what_in_both_kinds_of_company(northwind, script):
    script.says("session", answers(DENIED, ROW))
    (check,) = probe.permissions_held(northwind, ["bills"])
    verdict = check.verdict
    assert check.is_required and verdict.owner == Owner.ADMINISTRATOR
    assert verdict.cause == "The user may not read **Bills** in **Accounts Payable**."
    assert [branch.key for branch in verdict.branches] == ["role-based", "user-based"]
    assert verdict.branches[0].menu_path == (
        "Company",
        "Admin",
        "Roles",
        "Subscriptions",
        "Accounts Payable",
        "Permissions",
    )
    assert verdict.branches[1].menu_path[2] == "Web Services users"
    for branch in verdict.branches:
        assert "In the row **Bills**, tick **List** + **View**." in branch.fix
    assert verdict.raw["supportId"] == "kT9xE~Y3w"


def test_tells_a_missing_application_from_a_missing_right(northwind, script):
    script.says("session", answers(NOT_SUBSCRIBED))
    (check,) = probe.permissions_held(northwind, ["items"])
    assert check.verdict.key == "application-missing"
    assert "**Inventory Control**" in check.verdict.cause
    assert not check.is_required


def test_asks_for_functions_where_there_is_no_object(northwind, script):
    script.says("session", answers(ROW, DENIED))
    checks = probe.permissions_held(northwind, ["company"])
    assert "<readEntityDetails/>" in script.bodies[1] and "<getFinancialSetup/>" in script.bodies[1]
    assert [check.outcome for check in checks] == ["passed", "failed"]


def test_raises_when_the_sign_in_stopped_working(northwind, script):
    script.says("sign-in-refused")
    with pytest.raises(CredentialsRejected):
        probe.permissions_held(northwind, ["bills"])


def test_splits_very_many_questions(northwind, script):
    script.says("session", answers(*[ROW] * 48), answers(*[ROW] * 3))
    assert len(northwind.call(*[probe._question("APBILL")] * 55)) == 55
