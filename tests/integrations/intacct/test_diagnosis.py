import pytest

from integrations.errors import CredentialsRejected, PermissionMissing, ProviderUnavailable, UnexpectedReply
from integrations.intacct.catalogue import ENTRIES
from integrations.intacct.diagnosis import Failure, diagnose, diagnose_faults
from integrations.intacct.refusals import Level, Retry
from integrations.intacct.replies import Fault
from integrations.provider import Owner

SAME_NUMBER = [
    (Level.CONTROL, "Incorrect Intacct XML Partner ID or password.", "sender-rejected", Owner.ORGANISATION),
    (Level.CONTROL, "test is not a valid transport policy.", "request-malformed", Owner.ORGANISATION),
    (Level.AUTHENTICATION, "Sign-in information is incorrect", "sign-in-refused", Owner.CUSTOMER),
    (Level.AUTHENTICATION, "Invalid session abc....", "session-ended", Owner.NOBODY),
    (
        Level.AUTHENTICATION,
        "Invalid Web Services Authorization The sender ID 'x' is not authorized to make Web Services requests",
        "sender-not-authorised",
        Owner.ADMINISTRATOR,
    ),
    (
        Level.AUTHENTICATION,
        "This company is not authorized for XML transactions. Please subscribe to the XML Gateway.",
        "web-services-off",
        Owner.ADMINISTRATOR,
    ),
    (Level.AUTHENTICATION, "Something nobody has seen", "sign-in-unknown", Owner.CUSTOMER),
    (Level.CONTROL, "Something nobody has seen", "sender-rejected", Owner.ORGANISATION),
]


@pytest.mark.parametrize(("level", "text", "key", "owner"), SAME_NUMBER)
def test_tells_one_number_apart_by_place_and_text(level, text, key, owner):
    found = diagnose(Failure(level=level, number="XL03000006", text=text))
    assert (found.key, found.verdict.owner) == (key, owner)


@pytest.mark.parametrize(
    ("number", "text", "key", "error"),
    [
        (
            "PL04000005",
            "You do not have permission for API operation QUERY on objects of type GLACCOUNT",
            "permission-missing",
            PermissionMissing,
        ),
        (
            "PL04000005",
            "API operation 'READ_BY_QUERY' cannot be performed on objects of type SAVINGSACCOUNT",
            "application-missing",
            PermissionMissing,
        ),
        ("Query Failed", "Object definition VENDOR9 not found", "application-missing", PermissionMissing),
        ("", "Account allocation module is not subscribed", "application-missing", PermissionMissing),
        ("", "You do not have permission to view audit history", "permission-missing", PermissionMissing),
        ("Invalid fields list CFDA", "", "fields-refused", UnexpectedReply),
        ("DL02000001", "There was an error processing the request.", "query-failed", UnexpectedReply),
        ("", "The Service is Temporarily Off-line", "maintenance", ProviderUnavailable),
        ("XL1", "Overloaded. Please Try Again Later", "busy", ProviderUnavailable),
        ("XX99999999", "Entirely new", "unknown", UnexpectedReply),
    ],
)
def test_knows_the_refusals_of_a_function(number, text, key, error):
    found = diagnose(Failure(level=Level.RESULT, number=number, text=text))
    assert found.key == key
    assert type(found.error) is error


@pytest.mark.parametrize("number", ["HTTP 429", "GW-0010"])
def test_waits_when_the_gateway_is_busy(number):
    found = diagnose(Failure(level=Level.GATEWAY, number=number, text="", status=429))
    assert (found.key, found.retry, found.verdict.is_retried) == ("rate-limited", Retry.LATER, True)


@pytest.mark.parametrize("number", ["HTTP 500", "HTTP 502", "HTTP 503", "HTTP 504", "HtmlPage", "NotXml", "EmptyBody"])
def test_takes_what_is_no_answer_for_trouble_that_passes(number):
    assert isinstance(diagnose(Failure(level=Level.GATEWAY, number=number)).error, ProviderUnavailable)


def test_says_both_causes_where_they_cannot_be_told_apart():
    verdict = diagnose(Failure(level=Level.GATEWAY, number="GW-0011", text="Invalid Request", status=400)).verdict
    cause = str(verdict.cause)
    assert cause.index("company ID") < cause.index("sender")


def test_never_blames_the_customer_for_the_sender():
    verdict = diagnose(
        Failure(level=Level.CONTROL, number="XL03000006", text="Incorrect Intacct XML Partner ID")
    ).verdict
    assert verdict.owner == Owner.ORGANISATION
    assert "not to you" in str(verdict.cause) or "not with you" in str(verdict.cause)


def test_never_tries_a_refused_credential_again():
    assert all(entry.retry is Retry.NEVER for entry in ENTRIES if entry.error is CredentialsRejected)


def test_prefers_the_error_that_matters_to_its_companions():
    faults = [
        Fault(number="XL03000009", description2="rolled back"),
        Fault(number="PL04000005", description2="You do not have permission"),
    ]
    assert diagnose_faults(faults, Failure(level=Level.RESULT)).key == "permission-missing"


def test_keeps_the_raw_words_and_the_support_id():
    fault = Fault(number="XX1", description2="New trouble [Support ID: AbC%7Ed]")
    verdict = diagnose_faults([fault], Failure(level=Level.RESULT, function="query", subject="APBILL")).verdict
    assert verdict.raw == {
        "level": "result",
        "number": "XX1",
        "text": "New trouble",
        "supportId": "AbC~d",
        "httpStatus": "200",
        "function": "query",
        "object": "APBILL",
    }


def test_survives_a_failure_without_any_error():
    assert diagnose_faults([], Failure(level=Level.RESULT)).key == "unknown"


def test_gives_every_refusal_a_cause_an_owner_and_a_cure():
    for entry in ENTRIES:
        assert str(entry.cause) and entry.owner and entry.fix, entry.key


def test_speaks_calmly():
    for entry in ENTRIES:
        said = " ".join([str(entry.cause), *map(str, entry.fix)]).lower()
        assert not any(word in said for word in ("!", "oops", "please", "simply")), entry.key
