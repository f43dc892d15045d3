import pytest

from integrations.intacct.simulator.catalogue import GUARDS, PERMISSION_ROWS
from integrations.intacct.simulator.objects.custom import DIMENSIONS
from integrations.intacct.simulator.objects.registry import OBJECTS


def error(root):
    found = root.find(".//result/errormessage/error")
    return found.findtext("errorno"), found.findtext("description2").partition(" [Support")[0]


def test_name_only_rows_and_boxes_that_the_windows_offer():
    for guard in GUARDS.values():
        for grant in guard.grants:
            assert set(grant.boxes) <= set(PERMISSION_ROWS[grant.application][grant.row])


def test_guard_every_object():
    assert set(GUARDS) == {*OBJECTS, *DIMENSIONS}


@pytest.mark.parametrize("boxes", [None, ["List"], ["View"]])
def test_are_asked_before_anything_is_read(asker, query, boxes):
    rights = {"General Ledger": {"Accounts": boxes}} if boxes else {}
    asker.company("Single").roles[0].rights = rights
    text = "You do not have permission for API operation QUERY on objects of type GLACCOUNT"
    assert error(asker.ask(query("GLACCOUNT", "NOPE"))) == ("PL04000005", text)


def test_admit_with_list_and_view(asker, query):
    asker.company("Single").roles[0].rights = {"General Ledger": {"Accounts": ["List", "View"]}}
    assert asker.ask(query("GLACCOUNT", "RECORDNO")).findtext(".//result/status") == "success"
    assert asker.ask(query("VENDOR", "RECORDNO")).findtext(".//result/status") == "failure"


def test_do_not_matter_in_an_application_that_is_off(asker, query):
    asker.company("Single").subscriptions.remove("Taxes")
    text = "API operation 'QUERY' cannot be performed on objects of type TAXDETAIL"
    assert error(asker.ask(query("TAXDETAIL", "RECORDNO"))) == ("PL04000005", text)


def test_let_any_of_several_applications_open_an_object(asker, query):
    asker.company("Single").subscriptions.remove("Inventory Control")
    assert asker.ask(query("ITEM", "ITEMID")).findtext(".//result/status") == "success"


def test_do_not_open_entities_where_there_are_none(asker, query):
    assert "cannot be performed" in error(asker.ask(query("LOCATIONENTITY", "RECORDNO")))[1]


def test_refuse_the_audit_history_without_a_number(asker, query):
    del asker.company("Single").roles[0].rights["Customization Services"]
    number, text = error(asker.ask(query("AUDITHISTORY", "ID")))
    assert number is None
    assert "do not have permission to view audit history" in text


def test_are_ignored_by_lookup_and_inspect(asker):
    asker.company("Single").roles[0].rights = {}
    assert asker.ask("<lookup><object>GLACCOUNT</object></lookup>").find(".//Field/ID") is not None
    assert asker.ask("<inspect><object>*</object></inspect>").find(".//type") is not None


def test_are_told_by_application(asker):
    root = asker.ask("<getUserPermissions><userId>reader</userId></getUserPermissions>")
    rights = {
        policy.findtext("policyName"): policy.findtext("rights")
        for subscription in root.iter("appSubscription")
        if subscription.findtext("applicationName") == "General Ledger"
        for policy in subscription.iter("policy")
    }
    assert rights["Accounts"] == "List|View|Add|Edit|Delete"


def test_come_from_the_user_where_the_company_has_no_roles(asker, query):
    company = asker.company("Single")
    company.is_role_based = False
    assert asker.ask(query("GLACCOUNT", "RECORDNO")).findtext(".//result/status") == "failure"
    company.login("reader").rights = {"General Ledger": {"Accounts": ["List", "View"]}}
    assert asker.ask(query("GLACCOUNT", "RECORDNO")).findtext(".//result/status") == "success"
