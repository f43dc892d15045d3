import re

import pytest

from integrations.intacct.catalogue import BY_KEY
from integrations.intacct.guide import steps
from integrations.intacct.guide_user import user_id
from integrations.intacct.permissions import NEEDS, lines, probes
from integrations.intacct.reading import KINDS
from integrations.provider import GuideContext
from integrations.records import Kind


@pytest.fixture
def guide():
    context = GuideContext(
        organisation="Acorn Lending", settings={"sender_id": "AcornLending", "sender_password": "s3cret"}, kinds=KINDS
    )
    return {step.slug: step for step in steps(context)}


def pasted(step):
    ways = [step.instructions, *(branch.instructions for branch in step.branches)]
    return {value.name: value.value for way in ways for instruction in way for value in instruction.paste}


def sentences(step):
    ways = [step.instructions, *(branch.instructions for branch in step.branches)]
    yield from map(str, (step.title, step.summary, step.who, step.question, *step.intro, *step.notes))
    for way in ways:
        for instruction in way:
            yield str(instruction.text)
            if instruction.sketch:
                yield str(instruction.sketch.caption)


def test_leads_through_intacct_in_order(guide):
    assert list(guide) == ["before-you-start", "company-id", "web-services", "authorise-sender", "web-services-user"]


def test_gives_the_sender_to_copy_exactly(guide):
    assert pasted(guide["authorise-sender"]) == {
        "sender_id": "AcornLending",
        "description": "Connection to Acorn Lending",
    }


def test_names_the_user_after_the_organisation(guide):
    assert pasted(guide["web-services-user"]) == {
        "user_id": "AcornLendingWS",
        "user_name": "Acorn Lending Web Services",
        "contact_name": "Acorn Lending Web Services",
        "role_name": "Acorn Lending",
        "role_description": "Acorn Lending Role",
    }


@pytest.mark.parametrize(
    ("organisation", "expected"),
    [("Ähren & Co. KG", "AhrenCoKGWS"), ("株式会社", "WS"), ("x" * 90, "x" * 18 + "WS")],
)
def test_makes_user_ids_of_plain_letters(organisation, expected):
    assert user_id(organisation) == expected


def test_asks_for_the_company_id_once(guide):
    assert [slug for slug, step in guide.items() if step.form] == ["company-id"]


def test_shows_both_ways_to_give_rights(guide):
    step = guide["web-services-user"]
    assert "Roles information" in str(step.question)
    assert [branch.key for branch in step.branches] == ["role-based", "user-based"]


def test_never_asks_for_full_rights_of_the_new_user(guide):
    form = next(i.sketch for i in guide["web-services-user"].instructions if i.sketch and len(i.sketch.lines) > 5)
    assert {line.label: line.value for line in form.lines}["Admin privileges"] == "Off"


def test_lists_the_rights_of_the_chosen_kinds_only():
    chosen = lines(["suppliers"])
    assert {(line.application, line.row) for line in chosen} == {
        ("Accounts Payable", "Vendors"),
        ("Accounts Payable", "AP terms"),
        ("Administration", "Audit log"),
        ("Customization Services", "Custom reports"),
        ("Company", "Users"),
    }
    assert {line.row for line in chosen if line.is_required} == {"Vendors"}


def test_lists_each_right_once_and_keeps_applications_together():
    every = [(line.application, line.row) for line in lines(Kind.values)]
    assert len(every) == len(set(every))
    applications = [application for application, _ in every]
    assert applications == sorted(applications, key=applications.index)


def test_takes_a_right_for_required_when_any_kind_requires_it():
    found = {line.row: line.is_required for line in lines(["accountTransactions", "journalEntries"])}
    assert found["Journal entries"]


def test_knows_what_every_kind_needs():
    assert {need.kind for need in NEEDS} == set(Kind.values)


def test_names_checks_stably_and_once():
    names = [probe.name for probe in probes(Kind.values)]
    assert "bills:APBILL" in names
    assert len(names) == len(set(names))


def test_warns_of_trial_companies_before_any_work(guide):
    assert any("trial company" in sentence for sentence in sentences(guide["before-you-start"]))


def test_draws_where_to_go_and_what_to_fill_in_every_task(guide):
    for step in guide.values():
        ways = [step.instructions, *(branch.instructions for branch in step.branches)]
        sketches = [instruction.sketch for way in ways for instruction in way if instruction.sketch]
        assert any(sketch.path for sketch in sketches), step.slug
        assert any(line.is_here for sketch in sketches for line in sketch.lines), step.slug
        for sketch in sketches:
            assert re.search(r"\bdraw", str(sketch.caption)), sketch.caption
            assert not sketch.lines or any(line.is_here for line in sketch.lines), sketch.caption


def test_names_the_fees_where_the_pop_up_appears(guide):
    subscribe = guide["web-services"].instructions[-1]
    assert "possible fees" in str(subscribe.text) and "Subscribe" in str(subscribe.text)


def test_promises_nothing_about_fees(guide):
    said = " ".join(sentences(guide["web-services"]))
    assert "possible fees" in said and "Only Sage can promise that" in said


def test_speaks_calmly_and_shows_no_secret(guide):
    for step in guide.values():
        for sentence in sentences(step):
            assert not re.search(r"!|oops|please|simply|\bjust\b", sentence, re.IGNORECASE), sentence
            assert "s3cret" not in sentence


def test_closes_every_bold_name(guide):
    for step in guide.values():
        for sentence in sentences(step):
            assert sentence.count("**") % 2 == 0, sentence


def test_says_which_refusals_each_step_cures(guide):
    known = {*BY_KEY, "entities-hidden"}
    claimed = [key for step in guide.values() for key in step.cures]
    assert set(claimed) <= known
    assert len(claimed) == len(set(claimed))
