"""What the gateway refuses, in its own words, at the level where it refuses it.

    Refusal
    ├── GatewayRefusal          before Intacct looks at the request: HTTP 4xx, a short control block
    ├── ControlFailure          the sender, or XML that does not follow the schema
    ├── AuthenticationFailure   the company, the user, the session, the sender's authorisation
    └── FunctionFailure         a permission, an object, a field, the data

Texts and numbers are those that public sources quote; where a source gives none, the factory says so.

Reference: developer.intacct.com, *Error handling*; responses published with the official SDKs.
"""

from __future__ import annotations

from dataclasses import dataclass

CREDENTIALS = "XL03000006"
SCHEMA = "XL03000003"
DENIED = "PL04000005"
FAILED = "DL02000001"


@dataclass(frozen=True)
class Error:
    """One ``error`` element; an ``errorno`` of None leaves the element out."""

    errorno: str | None
    description2: str
    description: str = ""
    correction: str = ""


class Refusal(Exception):
    """The gateway answers with a failure."""

    def __init__(self, *errors: Error) -> None:
        super().__init__("; ".join(f"{error.errorno}: {error.description2 or error.description}" for error in errors))
        self.errors = errors


class GatewayRefusal(Refusal):
    """Refused with an HTTP status; the control block carries the status only."""

    def __init__(self, status: int, error: Error) -> None:
        super().__init__(error)
        self.status = status


class ControlFailure(Refusal):
    """Refused before anybody signs in."""


class AuthenticationFailure(Refusal):
    """Refused at sign-in."""


class FunctionFailure(Refusal):
    """One function of the request is refused; the others go on."""


def invalid_request(request_id: str) -> GatewayRefusal:
    """The company is unknown or inactive, or the sender is inactive."""
    return GatewayRefusal(400, Error("GW-0011", "", f"Invalid Request [Request ID: {request_id}]"))


def busy() -> GatewayRefusal:
    """Too many requests at once, or no free slot in time."""
    return GatewayRefusal(429, Error("GW-0010", "", "API rate limit exceeded"))


def schema_error(text: str, line: int = 1, column: int = 0, *, code: int = 1871) -> ControlFailure:
    place = f" Line: {line}, column: {column}"
    return ControlFailure(Error(SCHEMA, f"XML Parse schema error: Error {code}: {text}{place}"))


def syntax_error(text: str, line: int, column: int, code: int) -> ControlFailure:
    place = f" Line: {line}, column: {column}"
    return ControlFailure(Error(SCHEMA, f"XML Parse schema error: Fatal Error {code}: {text}{place}"))


def wrong_sender() -> ControlFailure:
    return ControlFailure(Error(CREDENTIALS, "Incorrect Intacct XML Partner ID or password."))


def unknown_policy(policy: str) -> ControlFailure:
    return ControlFailure(Error(CREDENTIALS, f"{policy} is not a valid transport policy."))


def expired_company() -> ControlFailure:
    return ControlFailure(Error("PL04000055", "This company is a demo company and has expired."))


def no_web_services() -> AuthenticationFailure:
    """The text is documented; number and level are assumed."""
    text = "This company is not authorized for XML transactions. Please subscribe to the XML Gateway."
    return AuthenticationFailure(Error(CREDENTIALS, text))


def sender_not_authorized(sender_id: str, company_id: str) -> AuthenticationFailure:
    asked = f"to make Web Services requests to company ID '{company_id}'"
    return AuthenticationFailure(
        Error(
            CREDENTIALS,
            f"The sender ID '{sender_id}' is not authorized {asked}.",
            "Invalid Web Services Authorization",
            "Contact the company administrator to grant Web Services authorization to this sender ID.",
        )
    )


def needs_login(sender_id: str) -> AuthenticationFailure:
    """Assumed: set-up guides name the switch and say that every call fails with it; none quotes the answer."""
    text = f"The sender ID '{sender_id}' needs login for API. Web Services requests of this sender are not accepted."
    return AuthenticationFailure(
        Error(CREDENTIALS, text, "Invalid Web Services Authorization", "Contact Sage Intacct Support.")
    )


def wrong_sign_in() -> AuthenticationFailure:
    """One text for an unknown user, a wrong password, a locked or inactive user, two-step verification."""
    return AuthenticationFailure(Error(CREDENTIALS, "Sign-in information is incorrect"))


def invalid_session(session_id: str) -> AuthenticationFailure:
    """The session is quoted in part only, as in the published answer ``Invalid session q....``."""
    return AuthenticationFailure(Error(CREDENTIALS, f"Invalid session {session_id[:1]}...."))


def wrong_location(location_id: str) -> Error:
    """Assumed: no public source quotes the refusal of an entity that does not exist or is not the user's."""
    return Error(CREDENTIALS, f"The location ID '{location_id}' is not valid for this user.")


def top_level_only() -> Error:
    """Assumed: the setting is documented, the refusal is not."""
    return Error(CREDENTIALS, "Access to entities is restricted. This company allows access at the top level only.")


def no_top_level() -> Error:
    """Assumed, as above."""
    return Error(CREDENTIALS, "This user is restricted to an entity and cannot access the top level.")


def api_session_failed(error: Error) -> FunctionFailure:
    """Reference: ``Get API Session Failed`` stands where a number is expected, in published answers."""
    return FunctionFailure(Error("Get API Session Failed", error.description2))


def no_permission(operation: str, kind: str) -> FunctionFailure:
    text = f"You do not have permission for API operation {operation} on objects of type {kind}"
    return FunctionFailure(Error(DENIED, text))


def not_available(operation: str, kind: str) -> FunctionFailure:
    return FunctionFailure(Error(DENIED, f"API operation '{operation}' cannot be performed on objects of type {kind}"))


def no_audit_history() -> FunctionFailure:
    return FunctionFailure(Error(None, "You do not have permission to view audit history"))


def unknown_object(kind: str) -> FunctionFailure:
    return FunctionFailure(Error("Query Failed", f"Object definition {kind} not found"))


def invalid_fields(fields: list[str]) -> FunctionFailure:
    """The shape (a colon, then the names) is what public clients parse; the words are assumed."""
    text = f"There was an error processing the request. Invalid fields: {', '.join(fields)}"
    return FunctionFailure(Error(FAILED, text))


def processing_error() -> FunctionFailure:
    return FunctionFailure(Error(FAILED, "There was an error processing the request."))


def rolled_back() -> Error:
    return Error("XL03000009", "The entire transaction in this operation has been rolled back due to an error.")


def already_processed(control_id: str) -> FunctionFailure:
    """Assumed words: the documents describe the refusal and quote none."""
    text = f"The function with controlid '{control_id}' has already been processed and uniqueid is true."
    return FunctionFailure(Error(None, text))


def business_error(kind: str, text: str, *, number: str = "BL34000061", verb: str = "create") -> FunctionFailure:
    """A write that the rules of the object refuse; two errors, as Intacct sends them."""
    return FunctionFailure(Error(number, text), Error("BL01001973", f"Could not {verb} {kind} record!"))


def not_found(kind: str, key: str, verb: str) -> FunctionFailure:
    """Assumed words."""
    return FunctionFailure(
        Error("BL01001973", f"Could not {verb} {kind} record!", correction=f"There is no {kind} record {key}.")
    )


def missing_location(kind: str, account: str) -> FunctionFailure:
    """Reference: BL03000018 as a public troubleshooting guide quotes it."""
    return business_error(kind, f"Missing the Location dimension for Account {account}", number="BL03000018")


def unbalanced(debits: str, credits: str) -> FunctionFailure:
    """The rule is documented, number and words are assumed."""
    text = f"Transactions do not balance: the debits are {debits} and the credits are {credits}"
    return business_error("GLBATCH", text, number="BL03000030")
