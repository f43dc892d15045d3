"""Drive the PyPI client ``pyintacct``: ``python with_pyintacct.py SCENE`` with its settings as JSON on stdin.

Prints one JSON object per line. Its constructor takes an address and does not use it, so the attribute is set after it.
"""

from __future__ import annotations

import inspect
import json
import logging
import sys

from jxmlease import XMLDictNode
from pyintacct import IntacctAPI
from pyintacct.models.accounts_receivable import ARInvoice

SETTINGS = json.load(sys.stdin)
KEYS = {
    "SENDER_ID": "sender_id",
    "SENDER_PW": "sender_password",
    "COMPANY_ID": "company_id",
    "USER_ID": "user_id",
    "USER_PW": "user_password",
    "ENTITY_ID": "entity_id",
}


def say(**line):
    sys.stdout.write(json.dumps(line, default=str) + "\n")


def connect(**changes):
    client = IntacctAPI({theirs: {**SETTINGS, **changes}.get(ours, "") for theirs, ours in KEYS.items()})
    client.url = SETTINGS["endpoint"]
    return client


def attempt(what, work):
    """Say what came back, or in which way it failed."""
    try:
        say(what=what, ok=True, answer=work())
    except Exception as error:  # noqa: BLE001 (whatever a client raises is the finding)
        say(what=what, ok=False, error=type(error).__name__, text=str(error))


def found(answer, tag):
    return list(answer.find_nodes_with_tag(tag))


def sign_in():
    client = connect()
    session, endpoint, until = client.get_session_id()
    say(what="login", session=bool(session), endpoint=endpoint, until=until)
    say(what="session", customers=len(client.read_by_query("CUSTOMER", "", "RECORDNO", 1000)))
    if "entity" in SETTINGS:
        inside = connect(entity_id=SETTINGS["entity"])
        rows = [len(each.read_by_query("ARINVOICE", "", "RECORDNO", 1000)) for each in (client, inside)]
        say(what="entity", top=rows[0], inside=rows[1])


def list_all():
    client = connect()
    for node in found(client.inspect("*"), "type"):
        name = node.get_xml_attr("typename").upper()
        if name != SETTINGS.get("only", name):
            continue
        attempt(name, lambda name=name: {
            "fields": len(found(client.inspect(name, detail=True), "Name")),
            "rows": len(client.read_by_query(name, "", pagesize=1000)),
        })  # fmt: skip


def read_more():
    client = connect()
    rows = client.read_by_query(SETTINGS["subject"], "", "RECORDNO", 1000)
    keys = [str(row["RECORDNO"]) for row in rows]
    say(what="readMore", rows=len(keys), distinct=len(set(keys)))
    filtered = client.read_by_query("CUSTOMER", "STATUS = 'T' AND CUSTOMERID like 'C%'", "CUSTOMERID", 1000)
    say(what="filtered", rows=len(filtered))


def read_back(client, subject, key):
    rows = client.read_by_query(subject, f"RECORDNO = {key}")
    return {"count": len(rows), "record": rows[0] if rows else None}


def write():
    client = connect()
    made = []
    for subject, payload, changes in SETTINGS["writes"]:
        key = str(found(client.create({subject: payload}), "RECORDNO")[0])
        made.append((subject, key, changes))
        attempt(f"{subject} created", lambda subject=subject, key=key: read_back(client, subject, key))
    for subject, key, changes in made:
        client.update({subject: {"RECORDNO": key, **changes}})
        attempt(f"{subject} changed", lambda subject=subject, key=key: read_back(client, subject, key))
    for subject, key, _ in reversed(made[2:]):
        client.delete(subject, [key])
        attempt(f"{subject} deleted", lambda subject=subject, key=key: read_back(client, subject, key))
    invoice = str(found(client.create(ARInvoice(**SETTINGS["invoice"])), "key")[0])
    attempt("model created", lambda: read_back(client, "ARINVOICE", invoice))
    client.delete(ARInvoice, [invoice])
    attempt("model deleted", lambda: read_back(client, "ARINVOICE", invoice))
    for subject, key, _ in made[:2]:
        client.delete(subject, [key])
        attempt(f"{subject} deleted", lambda subject=subject, key=key: read_back(client, subject, key))


def fail():
    for what, changes in SETTINGS["failures"].items():
        attempt(what, lambda changes=changes: bool(connect(**changes).get_session_id()))
        attempt(f"{what}, unseen", lambda changes=changes: connect(**changes).read_by_query("CUSTOMER", ""))
    client = connect()
    attempt("function", lambda: client.read_by_query("CUSTOMER", "", "NOSUCHFIELD"))
    attempt("object", lambda: client.read_by_query("NOSUCHOBJECT", ""))
    attempt("control", lambda: client.create({}))


def batch():
    """Its own parts put together: it has no function for several functions, but its requests have room for them."""
    client = connect()
    payload, _ = client.get_function_base()
    operation = payload["request"]["operation"]
    operation.set_xml_attr("transaction", "true")
    operation["content"] = XMLDictNode({"function": [
        XMLDictNode({"create": {"CUSTOMER": {"CUSTOMERID": "TOGETHER-1", "NAME": "Together"}}},
                    xml_attrs={"controlid": "one"}),
        XMLDictNode({"readByQuery": {"object": "NOSUCHOBJECT", "fields": "*", "query": ""}},
                    xml_attrs={"controlid": "two"}),
    ]})  # fmt: skip
    attempt("transaction", lambda: str(client.execute(payload)))
    say(what="rolled back", left=len(client.read_by_query("CUSTOMER", "CUSTOMERID = 'TOGETHER-1'")))


def limits():
    say(what="limits", **{name: hasattr(IntacctAPI, name) for name in ("lookup", "query", "read")})


SCENES = {name: scene for name, scene in globals().items() if inspect.isfunction(scene)}
logging.disable()
SCENES[sys.argv[1]]()
