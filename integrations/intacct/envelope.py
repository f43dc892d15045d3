"""XML out and in: requests as bytes, answers as plain data. Pure functions, and the only importer of lxml.

An answer is parsed as a stream: every record becomes a small dict and its elements are freed at once, so that memory
does not grow with the tree. Nothing outside the document is ever fetched and no entity is expanded.

Reference: developer.intacct.com, *Requests*, *Responses*.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from sys import intern

from lxml import etree

from integrations.intacct.calls import Call, Node
from integrations.intacct.replies import Authentication, Branch, Data, Fault, Reply, Result

NESTED = frozenset({"getUserPermissions", "lookup", "inspect", "get_applications"})
"""Functions whose answers repeat parts at several depths; they become branches instead of flat rows."""

_HTML = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_CONTROL_CHARACTERS = bytes(set(range(0x20)) - {0x09, 0x0A, 0x0D})
_CONTROL_REFERENCES = re.compile(rb"&#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01])|x0*(?:[0-8bcef]|1[0-9a-f]));", re.IGNORECASE)
_BOM = b"\xef\xbb\xbf"


class EnvelopeError(Exception):
    """The body is no answer of the gateway's."""


class EmptyBody(EnvelopeError):
    """Nothing came back."""


class HtmlPage(EnvelopeError):
    """A web page came back: a proxy, a firewall or a maintenance page spoke instead of the gateway."""


class NotXml(EnvelopeError):
    """The body is cut off or is not XML."""


class ForbiddenDoctype(EnvelopeError):
    """The body declares a document type, which the gateway never does."""


class MissingPart(EnvelopeError):
    """The body is XML, but a part that every answer has is not there."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """What surrounds the functions of a request. ``authentication`` is a ``login`` or a ``sessionid`` element."""

    sender_id: str
    sender_password: str = field(repr=False)
    control_id: str
    authentication: Node = field(repr=False)


def request(envelope: Envelope, calls: Sequence[Call]) -> bytes:
    """Write a request. Functions get the control IDs ``1``, ``2``, … in order."""
    root = etree.Element("request")
    control = (
        ("senderid", envelope.sender_id),
        ("password", envelope.sender_password),
        ("controlid", envelope.control_id),
        ("uniqueid", "false"),
        ("dtdversion", "3.0"),
        ("includewhitespace", "false"),
    )
    _append(root, ("control", control))
    operation = etree.SubElement(root, "operation", transaction="false")
    _append(operation, ("authentication", (envelope.authentication,)))
    content = etree.SubElement(operation, "content")
    for number, call in enumerate(calls, start=1):
        _append(etree.SubElement(content, "function", controlid=str(number)), call.body)
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True))


def _append(parent: etree._Element, node: Node) -> None:
    name, inside = node
    element = etree.SubElement(parent, name)
    if isinstance(inside, str):
        element.text = inside
        return
    for child in inside:
        _append(element, child)


def parse(body: bytes) -> Reply:
    """Read an answer.

    Illegal control characters, which do occur in people's texts, are taken out and the answer is read again.

    Raises:
        EmptyBody, HtmlPage, NotXml, ForbiddenDoctype, MissingPart
    """
    body = body.removeprefix(_BOM).lstrip()
    if not body:
        raise EmptyBody("the body is empty")
    if _HTML.match(body):
        raise HtmlPage("the body is a web page")
    try:
        return _parse(body)
    except etree.XMLSyntaxError as error:
        cleaned = _CONTROL_REFERENCES.sub(b"", body.translate(None, _CONTROL_CHARACTERS))
        if len(cleaned) == len(body):
            raise NotXml(f"the body is cut off or is not XML: {error.msg}") from None
    try:
        return _parse(cleaned)
    except etree.XMLSyntaxError as error:
        raise NotXml(f"the body is cut off or is not XML: {error.msg}") from None


def _parse(body: bytes) -> Reply:
    reader = _Reader()
    events = etree.iterparse(
        BytesIO(body),
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    for event, element in events:
        if event == "end":
            reader.end(element)
        else:
            reader.start(element)
    return reader.finish()


class _Reader:
    """Collects an answer, element by element, and frees what it has taken."""

    def __init__(self) -> None:
        self.path: list[str] = []
        self.reply = Reply()
        self.result: dict[str, str] = {}
        self.data = Data()
        self.result_faults: tuple[Fault, ...] = ()

    def start(self, element: etree._Element) -> None:
        if not self.path:
            if element.getroottree().docinfo.doctype:
                raise ForbiddenDoctype("the body declares a document type")
            if element.tag.lower() == "html":
                raise HtmlPage("the body is a web page")
            if element.tag != "response":
                raise MissingPart(f"the root is {element.tag!r}, not 'response'")
        self.path.append(element.tag)
        if len(self.path) == 3 and element.tag == "result":
            self.result, self.data, self.result_faults = {}, Data(), ()
        elif len(self.path) == 4 and element.tag == "data" and self.path[2] == "result":
            self.data.total = _number(element.get("totalcount"))
            self.data.remaining = _number(element.get("numremaining"))

    def end(self, element: etree._Element) -> None:
        depth, place = len(self.path), self.path[1:]
        self.path.pop()
        if depth == 5 and place[:3] == ["operation", "result", "data"]:
            self._record(element)
            _free(element)
        elif depth == 4 and place[:2] == ["operation", "result"]:
            self._part(element)
            _free(element)
        elif depth == 3 and place[0] == "operation":
            self._operation_part(element)
            _free(element)
        elif depth == 2:
            self._outer_part(element)
            _free(element)

    def _record(self, element: etree._Element) -> None:
        if self.result.get("function") in NESTED:
            self.data.branches.append(_branch(element))
        elif len(element):
            self.data.rows.append(_row(element))
        else:
            self.data.values[intern(element.tag)] = element.text or ""

    def _part(self, element: etree._Element) -> None:
        if element.tag == "errormessage":
            self.result_faults = _faults(element)
        elif element.tag in {"status", "function", "controlid"}:
            self.result[element.tag] = element.text or ""

    def _operation_part(self, element: etree._Element) -> None:
        if element.tag == "authentication":
            self.reply.authentication = _authentication(element)
        elif element.tag == "errormessage":
            self.reply.authentication_faults = _faults(element)
        elif element.tag == "result":
            if "status" not in self.result:
                raise MissingPart("a result has no status")
            self.reply.results.append(
                Result(
                    status=self.result["status"],
                    function=self.result.get("function", ""),
                    control_id=self.result.get("controlid", ""),
                    data=self.data,
                    faults=self.result_faults,
                )
            )

    def _outer_part(self, element: etree._Element) -> None:
        if element.tag == "control":
            self.reply.control_status = element.findtext("status") or ""
        elif element.tag == "errormessage":
            self.reply.control_faults = _faults(element)

    def finish(self) -> Reply:
        reply = self.reply
        if not reply.control_status:
            raise MissingPart("the answer has no control status")
        if reply.control_status == "success" and reply.authentication is None:
            raise MissingPart("the answer has no authentication")
        return reply


def _free(element: etree._Element) -> None:
    """Drop an element that was read; the shell that stays with its parent goes with the next one."""
    element.clear(keep_tail=False)
    parent = element.getparent()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]


def _row(element: etree._Element) -> dict[str, str]:
    row: dict[str, str] = {}
    _flatten(element, "", row)
    return row


def _flatten(element: etree._Element, prefix: str, row: dict[str, str]) -> None:
    for child in element:
        name = intern(f"{prefix}{child.tag}")
        if len(child):
            _flatten(child, f"{name}.", row)
        else:
            row[name] = child.text or ""


def _branch(element: etree._Element) -> Branch:
    return Branch(element.tag, (element.text or "").strip(), tuple(_branch(child) for child in element))


def _faults(element: etree._Element) -> tuple[Fault, ...]:
    return tuple(
        Fault(
            number=_text(error, "errorno"),
            description=_text(error, "description"),
            description2=_text(error, "description2"),
            correction=_text(error, "correction"),
        )
        for error in element.iter("error")
    )


def _text(element: etree._Element, name: str) -> str:
    child = element.find(name)
    return "" if child is None else "".join(child.itertext()).strip()


def _authentication(element: etree._Element) -> Authentication:
    status = _text(element, "status")
    if not status:
        raise MissingPart("the authentication has no status")
    return Authentication(
        status=status,
        user_id=_text(element, "userid"),
        company_id=_text(element, "companyid"),
        location_id=_text(element, "locationid"),
        expires_at=_moment(_text(element, "sessiontimeout")),
    )


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() else None
