"""XML out and in: requests as bytes, answers as plain data. Pure functions, and the only importer of lxml.

An answer is parsed as a stream: every record becomes a small dict and its elements are freed at once, so that memory
does not grow with the tree. Nothing outside the document is ever fetched and no entity is expanded. What no gateway
sends is refused before it costs anything: a document type, a tag of many kilobytes, markup without end in which no
part of an answer is found.

Reference: developer.intacct.com, *Requests*, *Responses*.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from sys import intern
from typing import cast

from lxml import etree

from integrations.intacct.calls import Call, Node
from integrations.intacct.replies import Authentication, Branch, Data, Fault, Reply, Result

NESTED = frozenset({"getUserPermissions", "lookup", "inspect", "get_applications", "getDimensions"})
"""Functions whose answers repeat parts at several depths; they become branches instead of flat rows."""

_STRUCTURE = ("response", "control", "operation", "authentication", "errormessage", "result", "data")
_PROLOG = rb"(?>(?:\s|<\?.*?\?>|<!--.*?-->)*+)"
_HTML = re.compile(_PROLOG + rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_DOCTYPE = re.compile(_PROLOG + rb"<!doctype\b", re.IGNORECASE | re.DOTALL)
_CONTROL_CHARACTERS = bytes(set(range(0x20)) - {0x09, 0x0A, 0x0D})
_CONTROL_REFERENCES = re.compile(rb"&#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01])|x0*(?:[0-8bcef]|1[0-9a-f]));", re.IGNORECASE)
_HEADING = re.compile(rb"<(?:title|h1)[^<>]{0,200}>([^<]{0,200})", re.IGNORECASE)
_BOM = b"\xef\xbb\xbf"
_PIECE = 16 * 1024
_LONGEST_TAG = 8 * 1024
_MOST_UNKNOWN = 384 * 1024
"""Bytes without the end of anything known; the longest description of an object is a third of that."""
_MOST_ROWS = 4_000
"""Rows of one result; a page has 2,000 at most, and what is not paged, such as a trial balance, has some thousands."""
_MOST_RESULTS = 500
_MOST_JUNK = 10_000


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
        ("showadditionalerrorinfo", "true"),
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
    if name.startswith("@") and isinstance(inside, str):
        parent.set(name[1:], inside)
        return
    element = etree.SubElement(parent, name)
    if isinstance(inside, str):
        element.text = inside
        return
    for child in inside:
        _append(element, child)


def parse(body: bytes, subjects: Collection[str] = ()) -> Reply:
    """Read an answer. Records of ``subjects``, the objects that were asked for, are freed one by one.

    Illegal control characters, which do occur in people's texts, are taken out and the answer is read again.

    Raises:
        EmptyBody, HtmlPage, NotXml, ForbiddenDoctype, MissingPart
    """
    body = body.removeprefix(_BOM).lstrip()
    if not body:
        raise EmptyBody("the body is empty")
    if _HTML.match(body):
        raise HtmlPage(f"a web page came back: {_heading(body)}")
    if _DOCTYPE.match(body):
        raise ForbiddenDoctype("the body declares a document type")
    if _has_endless_tag(body):
        raise NotXml("the body holds a tag of many kilobytes")
    try:
        return _parse(body, subjects)
    except etree.XMLSyntaxError as error:
        cleaned = _CONTROL_REFERENCES.sub(b"", body.translate(None, _CONTROL_CHARACTERS), count=_MOST_JUNK)
        if len(cleaned) == len(body):
            raise NotXml(f"the body is cut off or is not XML: {error.msg}") from None
    try:
        return _parse(cleaned, subjects)
    except etree.XMLSyntaxError as error:
        raise NotXml(f"the body is cut off or is not XML: {error.msg}") from None


def _heading(body: bytes) -> str:
    """What a web page says of itself, shortly."""
    found = _HEADING.findall(body[:_LONGEST_TAG])
    return " ".join(dict.fromkeys(part.decode("utf-8", "replace").strip() for part in found))[:160]


def _has_endless_tag(body: bytes) -> bool:
    """Whether a tag fills a whole block: an attack on the parser, which must keep all attributes of a tag."""
    for place in range(0, len(body), _LONGEST_TAG):
        if body.find(b">", place, place + _LONGEST_TAG) < 0:
            opened = body.rfind(b"<", max(place - _LONGEST_TAG, 0), place + 1)
            if opened >= 0 and body[opened + 1 : opened + 2].isalpha() and body.find(b">", opened, place) < 0:
                return True
    return False


def _parse(body: bytes, subjects: Collection[str]) -> Reply:
    named = [subject for subject in subjects if subject.replace(".", "_").isidentifier()]  # not the * of an inspect
    records = {name for subject in named for name in (subject, subject.upper(), subject.lower())}
    reader = _Reader()
    parser = etree.XMLPullParser(
        events=("end",),
        tag=(*_STRUCTURE, *records),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    known_until = -1
    for place in range(0, len(body), _PIECE):
        parser.feed(body[place : place + _PIECE])
        for _event, element in cast("Iterator[tuple[str, etree._Element]]", parser.read_events()):
            if known_until < 0 and element.getroottree().docinfo.internalDTD is not None:
                raise ForbiddenDoctype("the body declares a document type")  # in an encoding that hides it from above
            known_until = place if reader.end(element) else max(known_until, 0)
        if place - known_until > _MOST_UNKNOWN:
            raise NotXml("the body goes on and on without any part of an answer")
    root = parser.close()
    if root.tag != "response":
        raise (HtmlPage if root.tag.lower() == "html" else MissingPart)(f"the root is {root.tag!r}, not 'response'")
    return reader.finish()


RECORD: tuple[str, ...] = ("data", "result", "operation")
"""The parents of a record, the nearest first."""


class _Reader:
    """Collects an answer and frees what it has taken.

    It is told of the ends of structural elements and of records only: to hear of every field would cost more than all
    the rest. What an element is, is decided by its parents, because a field may bear a structural name.
    """

    def __init__(self) -> None:
        self.reply = Reply()
        self.data = Data()
        self.place: etree._Element | None = None
        """The ``data`` whose records are being read."""

    def end(self, element: etree._Element) -> bool:
        """Take an element that has ended; whether it was one to take."""
        parent = element.getparent()
        parents = RECORD if parent is not None and parent is self.place else _parents(element)
        if parents == RECORD:
            self.place = parent
            if len(self.data.rows) >= _MOST_ROWS:
                raise NotXml("the body holds more rows than any answer")
            self.data.rows.append(_row(element))
        elif element.tag == "data" and parents == ("result", "operation", "response"):
            self._data(element)
        elif element.tag == "result" and parents == ("operation", "response"):
            self._result(element)
        elif element.tag == "authentication" and parents == ("operation", "response"):
            self.reply.authentication = _authentication(element)
        elif element.tag == "errormessage" and parents == ("operation", "response"):
            self.reply.authentication_faults = _faults(element)
        elif element.tag == "errormessage" and parents == ("response",):
            self.reply.control_faults = _faults(element)
        elif element.tag == "control" and parents == ("response",):
            self.reply.control_status = _text(element, "status")
        else:
            return False
        _free(element)
        return True

    def _data(self, element: etree._Element) -> None:
        """Take what was not freed as a record: the answers of functions, which name no object."""
        self.data.total = _number(element.get("totalcount"))
        self.data.remaining = _number(element.get("numremaining"))
        parent = element.getparent()
        is_nested = parent is not None and _text(parent, "function") in NESTED
        for child in element:
            if is_nested:
                self.data.branches.append(_branch(child))
            elif len(child):
                self.data.rows.append(_row(child))
            elif child.text:
                self.data.values[intern(child.tag)] = child.text

    def _result(self, element: etree._Element) -> None:
        status = _text(element, "status")
        if not status:
            raise MissingPart("a result has no status")
        if len(self.reply.results) >= _MOST_RESULTS:
            raise NotXml("the body holds more results than anybody asks for")
        listed = element.find("listtype")
        if listed is not None and self.data.total is None:
            total, end = _number(listed.get("total")), _number(listed.get("end"))
            self.data.total = total
            self.data.remaining = None if total is None or end is None else max(total - end - 1, 0)
        errors = element.find("errormessage")
        self.reply.results.append(
            Result(
                status=status,
                function=_text(element, "function"),
                control_id=_text(element, "controlid"),
                data=self.data,
                faults=() if errors is None else _faults(errors),
            )
        )
        self.data = Data()

    def finish(self) -> Reply:
        reply = self.reply
        if not reply.control_status:
            raise MissingPart("the answer has no control status")
        if reply.control_status == "success" and reply.authentication is None:
            raise MissingPart("the answer has no authentication")
        return reply


def _parents(element: etree._Element) -> tuple[str, ...]:
    """The names of up to three elements around one, the nearest first."""
    names: list[str] = []
    parent = element.getparent()
    while parent is not None and len(names) < 3:
        names.append(parent.tag)
        parent = parent.getparent()
    return tuple(names)


def _free(element: etree._Element) -> None:
    """Empty an element that was read. Its shell stays: the parent still needs what stands before it."""
    element.clear()


def _row(element: etree._Element) -> dict[str, str]:
    """A record as a flat dict. Nearly all are flat already, and are read without looking at each field twice."""
    fields = list(element)
    if not any(map(len, fields)):
        return {intern(field.tag): field.text or "" for field in fields}
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
            messages=_messages(error),
        )
        for error in element.iter("error")
    )


def _messages(error: etree._Element) -> tuple[str, ...]:
    """What ``additionalinfo`` names the error by, in no language."""
    info = error.find("additionalinfo")
    if info is None:
        return ()
    named = [_text(info, "errorid"), _text(info, "category"), *(_text(part, "messageid") for part in info)]
    return tuple(dict.fromkeys(filter(None, named)))


def _text(element: etree._Element, name: str) -> str:
    child = element.find(name)
    return "" if child is None else "".join(str(part) for part in child.itertext()).strip()


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
    return int(text) if text and len(text) < 16 and text.isdecimal() else None
