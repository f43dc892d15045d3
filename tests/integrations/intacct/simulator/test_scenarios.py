"""The companies one can name."""

import dataclasses
import json
import re
from xml.sax.saxutils import escape

import pytest

from integrations.intacct.simulator.blueprint import DEMO_SENDERS, least_rights
from integrations.intacct.simulator.catalogue import PERMISSION_ROWS
from integrations.intacct.simulator.console import readiness
from integrations.intacct.simulator.gateway import SimulatedGateway
from integrations.intacct.simulator.scenarios import SCENARIOS, build_world, fresh_company, listing

SOUND = ("healthy", "single", "empty", "large", "few-modules", "other-formats", "short-session", "user-based-healthy")


def test_keys_and_companies_are_named_once():
    keys = [scenario.key for scenario in SCENARIOS]
    made = [scenario.company_id for scenario in SCENARIOS if scenario.make]
    assert len(set(keys)) == len(keys)
    assert len(set(made)) == len(made) == len(build_world().companies)


def test_listing_says_what_to_type_as_plain_json():
    rows = json.loads(json.dumps(listing()))
    healthy = next(row for row in rows if row["scenario"] == "healthy")
    assert healthy["company_id"] == "demo-healthy"
    assert healthy["user_id"] == "ws_reader"
    assert healthy["sender"] == "AcornLending"
    assert all(row["summary"] for row in rows)


def test_least_rights_name_only_rows_and_boxes_that_the_windows_have():
    for application, rows in least_rights().items():
        for row, boxes in rows.items():
            assert set(boxes) <= set(PERMISSION_ROWS[application][row])


def test_least_rights_change_nothing_in_the_books():
    boxes = {box for rows in least_rights().values() for boxes in rows.values() for box in boxes}
    assert boxes == {"List", "View", "Run"}


@pytest.mark.parametrize("key", SOUND)
def test_sound_companies_lack_nothing(key):
    world = build_world()
    company = world.company(f"demo-{key}")
    assert all(item.is_met for item in readiness.items(world, company))
    assert {row.sender_id for row in company.authorizations} == set(DEMO_SENDERS)


@pytest.mark.parametrize("key", SOUND)
def test_sound_companies_accept_what_is_listed(key):
    row = next(row for row in listing() if row["scenario"] == key)
    assert build_world().company(row["company_id"]).login(row["user_id"]).password == row["password"]


def test_brand_new_company_lacks_every_step_of_the_wizard():
    world = build_world()
    items = readiness.items(world, world.company("demo-new"))
    assert [item.is_met for item in items] == [False, False, False, False]


def test_wrong_letter_case_authorises_nobody():
    company = build_world().company("demo-sender-letter-case")
    assert [company.authorization(sender) for sender in DEMO_SENDERS] == [None, None]
    assert {row.sender_id.lower() for row in company.authorizations} == {sender.lower() for sender in DEMO_SENDERS}


def test_wrong_password_differs_from_the_one_that_is_set():
    row = next(row for row in listing() if row["scenario"] == "password-wrong")
    assert build_world().company(row["company_id"]).login(row["user_id"]).password != row["password"]


def test_missing_payables_are_the_only_gap_of_that_role():
    company = build_world().company("demo-no-payables")
    missing = readiness.missing_rows(company, company.login("ws_reader"))
    assert missing
    assert all(row.startswith("Accounts Payable:") for row in missing)


def test_fresh_company_shares_nothing_with_the_one_before():
    used = fresh_company("demo-user-locked")
    used.logins.clear()
    used.authorizations.clear()
    assert fresh_company("demo-user-locked").login("ws_reader").status == "lockedout"
    assert fresh_company("demo-user-locked").authorizations


def test_unknown_company_is_never_made():
    assert fresh_company("demo-helthy") is None
    assert build_world().company("demo-helthy") is None


def test_kept_state_outlives_a_restart(tmp_path):
    path = tmp_path / "world.json"
    world = build_world(path)
    with world.change():
        world.company("demo-new").has_web_services = True
    assert build_world(path).company("demo-new").has_web_services
    assert dataclasses.asdict(build_world(path).company("demo-healthy")) == dataclasses.asdict(
        fresh_company("demo-healthy")
    )


def test_kept_state_is_readable_by_its_owner_only(tmp_path):
    path = tmp_path / "world.json"
    with build_world(path).change():
        pass
    assert path.stat().st_mode & 0o077 == 0


PAYABLES = ["VENDOR", "APTERM", "APBILL", "APADJUSTMENT", "APPYMT"]
RECEIVABLES = ["CUSTOMER", "ARTERM", "ARINVOICE", "ARADJUSTMENT", "ARPYMT", "ARADVANCE"]
LEDGER = ["GLACCOUNT", "GLJOURNAL", "GLBATCH", "GLENTRY", "GLDETAIL", "REPORTINGPERIOD"]
CASH = ["CHECKINGACCOUNT", "SAVINGSACCOUNT", "CREDITCARD", "CCTRANSACTION", "OTHERRECEIPTS", "FUNDSTRANSFER"]
EXTRAS = ["DEPARTMENT", "CLASS", "PROJECT", "ITEM", "TAXDETAIL", "SODOCUMENT", "PODOCUMENT"]
OBJECTS = [*LEDGER, *PAYABLES, *RECEIVABLES, *CASH, *EXTRAS]


def ask(key, *functions):
    """Send what the listing says to type for a scenario; returns the whole reply as text."""
    row = next(row for row in listing() if row["scenario"] == key)
    typed = {name: escape(value) for name, value in row.items()}
    numbered = "".join(f'<function controlid="{number}">{each}</function>' for number, each in enumerate(functions))
    body = f"""<request><control><senderid>{typed["sender"]}</senderid><password>{typed["sender_password"]}</password>
        <controlid>1</controlid><uniqueid>false</uniqueid><dtdversion>3.0</dtdversion></control><operation>
        <authentication><login><userid>{typed["user_id"]}</userid><companyid>{typed["company_id"]}</companyid>
        <password>{typed["password"]}</password></login></authentication>
        <content>{numbered}</content></operation></request>"""
    return SimulatedGateway(build_world()).handle(body.encode(), "application/xml").body.decode()


def refused(key, objects):
    """Name the objects that a scenario's user cannot query, with the words of the refusal."""
    one = "<query><object>{}</object><select><field>RECORDNO</field></select><pagesize>1</pagesize></query>"
    results = re.findall(r"<result>.*?</result>", ask(key, *map(one.format, objects)), re.DOTALL)
    assert len(results) == len(objects)
    said = zip(objects, results, strict=True)
    return {name: re.findall(r"<description2>([^\[<]*)", result)[0] for name, result in said if "failure" in result}


@pytest.mark.parametrize("key", [*SOUND, "top-level-only", "personal-login", "some-entities", "no-payables"])
def test_scenario_signs_in(key):
    assert "<sessionid>" in ask(key, "<getAPISession/>")


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("new", "Please subscribe to the XML Gateway."),
        ("trial", "Please subscribe to the XML Gateway."),
        ("no-subscription", "Please subscribe to the XML Gateway."),
        ("expired", "This company is a demo company and has expired."),
        ("closed", "GW-0011"),
        ("company-unknown", "GW-0011"),
        ("console-id", "GW-0011"),
        ("sender-retired", "GW-0011"),
        ("sender-missing", "Invalid Web Services Authorization"),
        ("sender-letter-case", "Invalid Web Services Authorization"),
        ("sender-switched-off", "Invalid Web Services Authorization"),
        ("many-at-once", "Invalid Web Services Authorization"),
        ("sender-password-wrong", "Incorrect Intacct XML Partner ID or password."),
        ("sender-unknown", "Incorrect Intacct XML Partner ID or password."),
        ("password-wrong", "Sign-in information is incorrect"),
        ("user-locked", "Sign-in information is incorrect"),
        ("user-inactive", "Sign-in information is incorrect"),
        ("user-unknown", "Sign-in information is incorrect"),
        ("two-step", "Sign-in information is incorrect"),
    ],
)
def test_scenario_is_refused_with_the_words_of_its_cause(key, words):
    reply = ask(key, "<getAPISession/>")
    assert words in reply
    assert "<sessionid>" not in reply


@pytest.mark.parametrize("key", ["healthy", "single", "empty", "user-based-healthy"])
def test_least_rights_read_every_object(key):
    assert refused(key, OBJECTS) == {}


@pytest.mark.parametrize(
    ("key", "objects"),
    [
        ("no-payables", PAYABLES),
        ("user-based", ["CUSTOMER", "GLBATCH", "GLENTRY", "GLDETAIL"]),
        ("list-without-view", ["CUSTOMER", "ARINVOICE"]),
        ("view-without-list", ["VENDOR", "APBILL"]),
        ("no-reports", ["GLDETAIL"]),
        ("role-empty", OBJECTS),
        ("role-none", OBJECTS),
        ("user-type-low", [name for name in OBJECTS if name not in ("DEPARTMENT", "CLASS", "PROJECT")]),
    ],
)
def test_missing_right_is_refused_and_nothing_else(key, objects):
    found = refused(key, OBJECTS)
    assert sorted(found) == sorted(objects)
    assert all("You do not have permission for API operation QUERY" in words for words in found.values())


@pytest.mark.parametrize(
    ("key", "objects"),
    [("no-payables-module", PAYABLES), ("few-modules", ["ITEM", "TAXDETAIL", "SODOCUMENT", "PODOCUMENT", "PROJECT"])],
)
def test_missing_subscription_is_refused_and_nothing_else(key, objects):
    found = refused(key, OBJECTS)
    assert sorted(found) == sorted(objects)
    assert all("cannot be performed on objects of type" in words for words in found.values())


@pytest.mark.parametrize(
    ("key", "entities"),
    [
        ("healthy", ["100", "200", "300"]),
        ("some-entities", ["100", "300"]),
        ("one-entity", ["200"]),
        ("top-level-only", []),
        ("single", []),
    ],
)
def test_user_sees_only_the_entities_it_may_open(key, entities):
    reply = ask(key, "<readEntityDetails/>")
    assert re.findall(r"<entity><id>([^<]*)", reply) == entities


def test_empty_company_has_no_transactions():
    one = "<query><object>{}</object><select><field>RECORDNO</field></select></query>"
    reply = ask("empty", *map(one.format, ["ARINVOICE", "APBILL", "CUSTOMER", "VENDOR", "GLBATCH"]))
    assert re.findall(r'totalcount="(\d+)"', reply) == ["0"] * 5
