"""Requests in, replies out: the XML of the gateway's envelope.

Rows never pass through here as trees; functions hand over finished text.

Reference: developer.intacct.com, *Requests* and *Responses*.
"""

from __future__ import annotations

import gzip
import hashlib
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, quote

from lxml import etree

from integrations.intacct.simulator.failures import ControlFailure, Error, schema_error, syntax_error
from integrations.intacct.simulator.objects.schema import escape

XML = 'text/xml; encoding="UTF-8"'
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
Element = Any
serials = itertools.count(1)


@dataclass(frozen=True)
class Reply:
    """What goes back over HTTP."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Control:
    sender_id: str = ""
    password: str = field(default="", repr=False)
    control_id: str = ""
    is_unique: bool = True
    version: str = ""
    policy_id: str = ""
    has_whitespace: bool = True
    wants_details: bool = False


@dataclass(frozen=True)
class SignIn:
    """Login, or session if ``session_id`` is set. A ``location_id`` of None was not sent."""

    session_id: str = field(default="", repr=False)
    user_id: str = ""
    company_id: str = ""
    password: str = field(default="", repr=False)
    location_id: str | None = None


@dataclass(frozen=True)
class Function:
    name: str
    control_id: str
    element: Element


@dataclass(frozen=True)
class Request:
    control: Control
    sign_in: SignIn
    is_transaction: bool
    functions: tuple[Function, ...]


@dataclass(frozen=True)
class Authenticated:
    """What the ``authentication`` block of the answer says."""

    user_id: str
    company_id: str
    location_id: str
    started: str
    ends: str


@dataclass(frozen=True)
class Result:
    """One ``result``; ``payload`` is finished XML. ``document`` replaces the whole answer (JSON, CSV)."""

    status: str
    function: str
    control_id: str
    payload: str = ""
    errors: tuple[Error, ...] = ()
    document: tuple[str, str] | None = None
    rows: int = 0
    written: int = 0


def text_of(element: Element, path: str, default: str = "") -> str:
    found = element.find(path)
    return default if found is None else (found.text or "").strip()


def truth(text: str) -> bool:
    """Read a boolean as the public clients write it: true, True, 1."""
    return text.strip().lower() in {"true", "1"}


def document_of(body: bytes, content_type: str) -> bytes:
    """Return the XML document of a request: the body, or the form field ``xmlrequest``."""
    if content_type.lower().startswith("application/x-www-form-urlencoded"):
        fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
        return fields.get("xmlrequest", [""])[0].encode()
    return body


def parse(body: bytes, content_type: str) -> Element:
    """Return the root of a request, without entities, network or document type."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(document_of(body, content_type), parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        text = re.sub(r", line \d+, column \d+.*$", "", error.msg or "Document is empty")
        raise syntax_error(text, line, column, getattr(error, "code", 76)) from error
    if root.getroottree().docinfo.internalDTD is not None or b"<!DOCTYPE" in document_of(body, content_type)[:4096]:
        raise syntax_error("A document type declaration is not allowed.", 1, 1, 3)
    return root


def unexpected(element: Element, expected: Sequence[str] = ()) -> ControlFailure:
    """Return the schema error of an element that may not stand where it stands."""
    hint = f" Expected is ( {', '.join(expected)} )." if expected else ""
    return schema_error(f"Element '{element.tag}': This element is not expected.{hint}", element.sourceline or 1)


def missing(element: Element, expected: str) -> ControlFailure:
    text = f"Element '{element.tag}': Missing child element(s). Expected is ( {expected} )."
    return schema_error(text, element.sourceline or 1)


def read_control(root: Element) -> Control:
    if root.tag != "request":
        raise unexpected(root, ["request"])
    control = root.find("control")
    if control is None:
        raise missing(root, "control")
    return Control(
        sender_id=text_of(control, "senderid"),
        password=text_of(control, "password"),
        control_id=text_of(control, "controlid"),
        is_unique=truth(text_of(control, "uniqueid", "true") or "true"),
        version=text_of(control, "dtdversion"),
        policy_id=text_of(control, "policyid"),
        has_whitespace=truth(text_of(control, "includewhitespace", "true")),
        wants_details=truth(text_of(control, "showadditionalerrorinfo")),
    )


def read_request(root: Element, control: Control) -> Request:
    """Check the shape of a request and read it; raise the schema's errors."""
    block = root.find("control")
    for name in ("senderid", "password", "controlid", "dtdversion"):
        if block.find(name) is None:
            raise missing(block, name)
    if not 1 <= len(control.control_id) <= 256:
        raise schema_error("Element 'controlid': The value has a length outside 1 to 256.", block.sourceline, code=1830)
    if control.version not in {"3.0", "2.1"}:
        raise schema_error(f"Element 'dtdversion': '{control.version}' is not an element of the set.", code=1840)
    operation = root.find("operation")
    if operation is None:
        raise missing(root, "operation")
    authentication, content = operation.find("authentication"), operation.find("content")
    if authentication is None:
        raise missing(operation, "authentication")
    if content is None:
        raise missing(operation, "content")
    return Request(
        control,
        _sign_in(authentication),
        truth(operation.get("transaction", "false")),
        tuple(_function(element) for element in content) or _no_function(content),
    )


def _no_function(content: Element) -> tuple[Function, ...]:
    raise missing(content, "function")


def _function(element: Element) -> Function:
    if element.tag != "function":
        raise unexpected(element, ["function"])
    control_id = element.get("controlid")
    if control_id is None:
        raise schema_error("Element 'function': The attribute 'controlid' is required but missing.", code=1868)
    if len(element) != 1:
        raise unexpected(element[1]) if len(element) else missing(element, "a function")
    return Function(element[0].tag, control_id, element[0])


def _sign_in(authentication: Element) -> SignIn:
    session, login = authentication.find("sessionid"), authentication.find("login")
    if session is not None:
        return SignIn(session_id=(session.text or "").strip())
    if login is None:
        raise missing(authentication, "login, sessionid")
    for name in ("userid", "companyid", "password"):
        if login.find(name) is None:
            raise missing(login, name)
    company, *console = text_of(login, "companyid").split("|")
    location = login.find("locationid")
    location_id = None if location is None else (location.text or "").strip()
    return SignIn(
        user_id=text_of(login, "userid"),
        company_id=company,
        password=login.find("password").text or "",
        location_id=console[1] if len(console) > 1 else location_id,
    )


def support_id(seed: str) -> str:
    """Return a Support ID as Intacct writes it: URL-encoded, different every time."""
    digest = hashlib.blake2b(f"{seed}{next(serials)}".encode(), digest_size=18).hexdigest()
    return quote(f"{digest[:5]}WEB000~{digest[5:]}", safe="").replace("~", "%7E")


def write_errors(errors: Sequence[Error], control: Control) -> str:
    """Return ``errormessage``; every ``description2`` ends with the Support ID of this request."""
    number = support_id(control.control_id)
    return "<errormessage>" + "".join(_error(error, number, control) for error in errors) + "</errormessage>"


def _error(error: Error, number: str, control: Control) -> str:
    errorno = "" if error.errorno is None else f"<errorno>{escape(error.errorno)}</errorno>"
    said = f"{error.description2} [Support ID: {number}]" if error.description2 else ""
    return (
        f"<error>{errorno}<description>{escape(error.description)}</description>"
        f"<description2>{escape(said)}</description2><correction>{escape(error.correction)}</correction>"
        f"{_details(error) if control.wants_details else ''}</error>"
    )


def _details(error: Error) -> str:
    category = "Invalid permission" if error.errorno == "PL04000005" else ""
    return (
        f"<additionalinfo><errorid>{escape(error.errorno or '')}</errorid><category>{category}</category>"
        f"<target/><description><messageid/><target/><placeholders/></description></additionalinfo>"
    )


def write_control(control: Control, status: str) -> str:
    return (
        f"<control><status>{status}</status><senderid>{escape(control.sender_id)}</senderid>"
        f"<controlid>{escape(control.control_id)}</controlid>"
        f"<uniqueid>{'true' if control.is_unique else 'false'}</uniqueid>"
        f"<dtdversion>{escape(control.version)}</dtdversion></control>"
    )


def write_control_failure(control: Control, errors: Sequence[Error]) -> str:
    return f"<response>{write_control(control, 'failure')}{write_errors(errors, control)}</response>"


def write_authentication_failure(control: Control, user_id: str, company_id: str, errors: Sequence[Error]) -> str:
    return (
        f"<response>{write_control(control, 'success')}<operation><authentication><status>failure</status>"
        f"<userid>{escape(user_id)}</userid><companyid>{escape(company_id)}</companyid></authentication>"
        f"{write_errors(errors, control)}</operation></response>"
    )


def write_response(control: Control, who: Authenticated, results: Sequence[Result]) -> str:
    line = "\n" if control.has_whitespace else ""
    parts = [
        f"<response>{line}{write_control(control, 'success')}{line}<operation>{line}<authentication>"
        f"<status>success</status><userid>{escape(who.user_id)}</userid><companyid>{escape(who.company_id)}</companyid>"
        f"<locationid>{escape(who.location_id)}</locationid><sessiontimestamp>{who.started}</sessiontimestamp>"
        f"<sessiontimeout>{who.ends}</sessiontimeout></authentication>"
    ]
    for result in results:
        errors = write_errors(result.errors, control) if result.errors else ""
        parts.append(
            f"{line}<result>{line}<status>{result.status}</status><function>{escape(result.function)}</function>"
            f"<controlid>{escape(result.control_id)}</controlid>{line}{result.payload}{errors}</result>"
        )
    parts.append(f"{line}</operation>{line}</response>")
    return "".join(parts)


def short_form(error: Error) -> str:
    """Return the refusal of the gateway itself: only a status, a number and a text."""
    return (
        f"<response><control><status>failure</status></control><errormessage><error><errorno>{error.errorno}</errorno>"
        f"<description>{escape(error.description)}</description></error></errormessage></response>"
    )


def reply(text: str, *, status: int = 200, content_type: str = XML, accept_encoding: str = "") -> Reply:
    """Encode an answer; compress it when the client asked for that and it is worth the while."""
    body = ((DECLARATION if content_type == XML else "") + text).encode()
    headers = {"Content-Type": content_type}
    if "gzip" in accept_encoding.lower() and len(body) > 1024:
        body = gzip.compress(body, compresslevel=1, mtime=0)
        headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    headers["Content-Length"] = str(len(body))
    return Reply(status, headers, body)
