import pytest
from django.urls import reverse
from django.utils.timezone import now

from companies.actions import create_company
from companies.models import Connection, Probe, ProbeCheck
from portal.audit.actions import record
from tests.between import just_before_reading
from tests.factories import ConnectionFactory

VERDICT = {
    "cause": "Your company has not named **AcornLending**.",
    "owner": "administrator",
    "fix": ["Save **twice**."],
    "menu_path": ["Company", "Setup"],
    "branches": [{"key": "new", "label": "The new screen", "fix": ["Press Done."], "menu_path": ["Admin"]}],
    "is_retried": False,
    "raw": {"number": "XL03000006", "text": "Invalid Web Services Authorization", "support_id": "s-1"},
}


@pytest.fixture
def company(acorn, ada, intacct):
    return create_company(organisation=acorn, name="Hartwell Joinery", is_test=False, actor=ada)


@pytest.fixture
def connection(company, intacct):
    return ConnectionFactory(
        company=company,
        integration=intacct,
        account_id="HARTWELL",
        credentials={"password": "a password nobody may see"},
        credentials_changed_at=now(),
    )


@pytest.fixture
def read(signed_in, ada, company):
    address = reverse("companies:connection", args=["acorn", company.public_id])
    return lambda user=ada, **headers: signed_in(user).get(address, headers=headers).content.decode()


def probe_of(connection, status, *, kind="sign_in", verdict=None):
    finished = None if status in ("queued", "running") else now()
    values = {"organisation": connection.organisation, "connection": connection, "kind": kind}
    probe = Probe.objects.create(**values, status=status, finished_at=finished)
    if finished:
        of = {"organisation": connection.organisation, "probe": probe}
        ProbeCheck.objects.create(**of, name="gateway", label="Answers", position=0, outcome="passed")
        outcome = "failed" if verdict else "passed"
        ProbeCheck.objects.create(**of, name="sender", label="Sender", position=1, outcome=outcome, verdict=verdict)
    return probe


def test_shows_the_state_that_a_check_left_behind(read, connection):
    probe = probe_of(connection, "running")

    def end():
        Probe.objects.filter(pk=probe.pk).update(status="succeeded", finished_at=now())
        Connection.objects.update(status="linked")

    with just_before_reading(Probe, end):
        page = read()
    assert "Linked since" in page
    assert "hx-trigger" not in page


def test_says_that_nobody_has_begun(read):
    assert "The link has not been opened." in read()


def test_says_that_nothing_was_entered_yet(read, connection):
    page = read()
    assert "Not checked yet" in page
    assert "HARTWELL" in page
    assert "a password nobody may see" not in page


def test_shows_cause_owner_cure_and_retry_of_what_failed(read, connection):
    probe_of(connection, "failed", verdict=VERDICT)
    page = read()
    assert "Your company has not named <strong>AcornLending</strong>." in page
    assert "The Sage Intacct administrator of Hartwell Joinery" in page
    assert "Save <strong>twice</strong>." in page
    assert "Company › Setup" in page
    assert "The new screen" in page and "Press Done." in page
    assert "No. It is tried again when" in page
    assert "1 of 2 passed" in page


def test_folds_what_the_provider_literally_said(read, connection):
    probe_of(connection, "failed", verdict=VERDICT)
    fold = read().split("<summary>Technical details for support")[1].split("</details>")[0]
    assert "XL03000006" in fold and "Invalid Web Services Authorization" in fold and "s-1" in fold


def test_sends_the_organisation_to_its_settings_where_only_it_can_help(read, connection):
    probe_of(connection, "failed", verdict={**VERDICT, "owner": "organisation"})
    page = read()
    assert "You: Acorn Lending" in page
    assert reverse("integrations:integrations", args=["acorn"]) in page.split('class="verdict"')[1]


def test_escapes_what_the_provider_said(read, connection):
    probe_of(connection, "failed", verdict={**VERDICT, "cause": "<script>alert(1)</script>"})
    assert "<script>alert(1)" not in read()


def test_polls_while_a_check_runs_and_stops_after(read, connection):
    probe = probe_of(connection, "running")
    page = read()
    assert 'hx-trigger="every 2s"' in page
    assert '<noscript><meta http-equiv="refresh"' in page
    probe.finish(Probe.Status.SUCCEEDED)
    after = read(hx_request="true")
    assert "hx-trigger" not in after
    assert "<html" not in after
    assert "The check is done." in after


def test_offers_to_check_again_only_what_can_be_checked(read, connection):
    probe_of(connection, "failed", verdict=VERDICT)
    assert "Check again" in read()
    Connection.objects.update(credentials_changed_at=None)
    page = read()
    assert "Check again" not in page
    assert "There is nothing to check again" in page


def test_tells_what_has_happened(read, company, acorn, ada):
    record(organisation=acorn, actor=ada, verb="link.issued", object_label="Another", object_id=acorn.public_id)
    page = read()
    assert page.count("Link issued") == 1
    assert "Company created" in page


def test_of_a_lost_access_says_why(read, connection):
    Connection.objects.update(status=Connection.Status.DEAUTHORISED, status_reason="The password has expired.")
    assert "The password has expired." in read()


def test_shows_others_who_can_unlink(read, connection, ben):
    page = read(ben)
    assert reverse("companies:unlink", args=["acorn", connection.company.public_id]) not in page
    assert "ada@acorn.example" in page.split('id="unlink"')[1]


def test_of_others_is_not_found(signed_in, company, birch, cleo):
    for slug in ("acorn", "birch"):
        assert signed_in(cleo).get(reverse("companies:connection", args=[slug, company.public_id])).status_code == 404
