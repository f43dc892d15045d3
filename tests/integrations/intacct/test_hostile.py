"""Answers that mean harm, or nothing: refused by name, at the cost of a good page, and without filling the memory."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integrations.intacct import envelope
from integrations.intacct.envelope import EnvelopeError, parse
from integrations.intacct.replies import Reply
from tests.integrations.intacct.conftest import REPLIES, reply

MEGABYTE = 1 << 20
MOST_PAGES = 2  # what grows faster than the size of the answer costs a hundred good pages of that size
MOST_MEMORY = 20 * MEGABYTE
SHAPES = sorted(path.stem for path in REPLIES.glob("*.xml"))
FUZZ = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
HEAD = (
    b"<response><control><status>success</status></control><operation><authentication><status>success</status>"
    b"</authentication><result><status>success</status><function>query</function><controlid>1</controlid>"
)
TAIL = b"</result></operation></response>"


def data(inside, opening=b"<data>"):
    return HEAD + opening + inside + b"</data>" + TAIL


def many(piece, size=MEGABYTE):
    return piece * (size // len(piece))


HOSTILE = {
    "empty elements": lambda: data(many(b"<a/>")),
    "small records": lambda: data(many(b"<V/>")),
    "one large record": lambda: data(b"<V>" + many(b"<a>x</a>") + b"</V>"),
    "names without end": lambda: data(b"<V>" + b"".join(b"<a%d/>" % n for n in range(MEGABYTE // 9)) + b"</V>"),
    "depth": lambda: data(many(b"<a>")),
    "results": lambda: HEAD + many(TAIL[:9] + b"<result><status>success</status>") + TAIL,
    "attributes": lambda: data(b"<a " + b" ".join(b'b%d=""' % n for n in range(MEGABYTE // 9)) + b"/>"),
    "comments": lambda: many(b"<!---->") + b"x",
    "comments before a page": lambda: many(b"<!---->") + b"<hat>",
    "instructions": lambda: many(b"<?a?>") + b"<response/>",
    "errors": lambda: HEAD + b"<errormessage>" + many(b"<error><errorno>1</errorno></error>") + TAIL,
    "one long text": lambda: data(b"<V><a>" + many(b"x") + b"</a></V>"),
    "a long number": lambda: data(b"", b'<data totalcount="' + many(b"9") + b'">'),
    "references": lambda: data(b"<V><a>" + many(b"&amp;") + b"</a></V>"),
    "forbidden references": lambda: data(b"<V><a>" + many(b"&#1;") + b"</a></V>"),
    "control characters": lambda: data(b"<V><a>" + many(b"\x01") + b"</a></V>"),
    "angles": lambda: many(b"<"),
    "nothing": lambda: many(b"\0"),
    "entities": lambda: b"<!DOCTYPE a [" + many(b'<!ENTITY a "b">') + b"]><response/>",
    "laughter": lambda: b'<!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;">]><response>&b;</response>',
    "namespaces": lambda: data(b"".join(b'<a xmlns:b%d="c"/>' % n for n in range(MEGABYTE // 24))),
    "pieces of text": lambda: data(b"<V><a>" + many(b"<![CDATA[x]]>") + b"</a></V>"),
    "another encoding": lambda: ('<?xml version="1.0" encoding="UTF-16"?><r>' + "<a/>" * 130_000).encode("utf-16"),
    "branches": lambda: data(many(b"<a/>")).replace(b"query", b"lookup"),
    "records in records": lambda: data(many(b"<V>")),
}  # fmt: skip


def refused(body):
    try:
        parse(body, {"V"})
    except EnvelopeError as error:
        return str(error)
    return ""


def cost(body):
    """Seconds of this process."""
    started = time.process_time()
    refused(body)
    return time.process_time() - started


@pytest.mark.parametrize("name", HOSTILE)
def test_costs_little(name):
    hostile, good = HOSTILE[name](), data(many(b"<V>" + b"<a>one</a><b>2.50</b>" * 20 + b"</V>"))
    assert refused(good) == ""
    costs, measures = [], []
    for _ in range(3):  # side by side, so that a busy machine slows both
        costs.append(cost(hostile))
        measures.append(cost(good))
    assert min(costs) < MOST_PAGES * min(measures)
    assert len(refused(hostile)) < 300


def test_fills_no_memory():
    """In a process of its own: the most memory that all of it together took above what parsing needs at all."""
    code = f"""
import resource, sys
sys.path.insert(0, {str(Path(__file__).resolve().parents[3])!r})
from tests.integrations.intacct.test_hostile import HOSTILE, refused, data
from tests.integrations.intacct.test_hostile import MEGABYTE
bodies = [make() for make in HOSTILE.values()]
refused(data(b"<V><a>x</a></V>")); sum(map(len, bodies))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for body in bodies: refused(body)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024)
"""
    settled = {"DJANGO_SETTINGS_MODULE": "tests.settings", "DEBUG": "yes", "PATH": "/usr/bin:/bin"}
    setup = "import django; django.setup()\n"
    run = subprocess.run([sys.executable, "-c", setup + code], capture_output=True, text=True, env=settled, check=False)
    assert run.returncode == 0, run.stderr
    assert int(run.stdout) < MOST_MEMORY


@FUZZ
@given(body=st.binary(max_size=2000))
def test_names_the_error_of_any_bytes(body):
    understood(body)


@FUZZ
@given(data=st.data(), name=st.sampled_from(SHAPES))
def test_names_the_error_of_any_spoilt_answer(data, name):
    body = bytearray(reply(name))
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(body) - 1))
        what = data.draw(st.sampled_from(["cut", "put", "repeat", "drop"]))
        if what == "cut":
            body = body[: place + 1]
        elif what == "put":
            body[place:place] = data.draw(st.binary(max_size=12))
        elif what == "repeat":
            body[place:place] = body[place : place + data.draw(st.integers(1, 200))]
        else:
            del body[place : place + data.draw(st.integers(1, 40))]
        if not body:
            return
    understood(bytes(body))


def tree(names):
    return st.recursive(
        st.text(st.characters(codec="utf-8", exclude_categories=("C",)), max_size=6).map(
            lambda text: re.sub("[<>&]", "", text)
        ),
        lambda inner: st.lists(st.tuples(st.sampled_from(names), inner), max_size=4).map(
            lambda parts: "".join(f"<{name}>{inside}</{name}>" for name, inside in parts)
        ),
        max_leaves=25,
    )


@FUZZ
@given(
    inside=tree(
        ["response", "control", "operation", "authentication", "errormessage", "error", "result", "data", "status", "V"]
    )
)
def test_names_the_error_of_any_arrangement_of_parts(inside):
    understood(f"<response>{inside}</response>".encode())


def understood(body):
    """Parse, or refuse by a name of ours; nothing else may come out."""
    try:
        found = parse(body, {"V", "DEPARTMENT"})
    except EnvelopeError:
        return
    assert isinstance(found, Reply)


def test_uses_no_other_parser():
    """One parser, in one module, with one set of options."""
    folder = Path(envelope.__file__).parent
    users = [
        path.name
        for path in folder.rglob("*.py")
        if "simulator" not in path.parts
        and re.search(r"\b(?:lxml|ElementTree|minidom|expat|xmltodict)\b", path.read_text(encoding="utf-8"))
    ]
    assert users == ["envelope.py"]
