"""Drive the PyPI client ``sageintacctsdk``: ``python with_sageintacctsdk.py SCENE`` with its settings as JSON on stdin.

Prints one JSON object per line. Nothing of the client is changed but the address, which it holds as a private constant.
"""

from __future__ import annotations

import inspect
import json
import sys
import warnings

from sageintacctsdk import SageIntacctSDK
from sageintacctsdk.apis import api_base

SETTINGS = json.load(sys.stdin)
KEYS = ("sender_id", "sender_password", "company_id", "user_id", "user_password", "entity_id", "show_private")

_init = api_base.ApiBase.__init__


def _aimed(self, *args, **options):
    _init(self, *args, **options)
    self._ApiBase__api_url = SETTINGS["endpoint"]


api_base.ApiBase.__init__ = _aimed


def say(**line):
    sys.stdout.write(json.dumps(line, default=str) + "\n")


def connect(**changes):
    return SageIntacctSDK(**{**{key: SETTINGS[key] for key in KEYS if key in SETTINGS}, **changes})


def attempt(what, work):
    """Say what came back, or in which way it failed."""
    try:
        say(what=what, ok=True, answer=work())
    except Exception as error:  # noqa: BLE001 (whatever a client raises is the finding)
        say(what=what, ok=False, error=type(error).__name__, text=str(error), response=getattr(error, "response", None))


def session_of(client):
    return client.api_base._ApiBase__session_id


def sign_in():
    client = connect()
    say(what="login", session=bool(session_of(client)), entities=client.location_entities.count(None))
    again = connect(session_id=session_of(client), user_password="not needed")
    say(what="session", customers=again.customers.count(None))
    if "entity" in SETTINGS:
        inside = connect(entity_id=SETTINGS["entity"])
        say(what="entity", top=client.ar_invoices.count(None), inside=inside.ar_invoices.count(None))


def apis(client):
    """The client's API objects by name, with the object each is for."""
    for name, api in sorted(vars(client).items()):
        if isinstance(api, api_base.ApiBase) and name != "api_base":
            yield name, api, api._ApiBase__dimension


def list_all():
    """List what each API class lists: by its own method where it has one, else by the common one."""
    client = connect(show_private=True)
    for name, api, subject in apis(client):
        if subject is None or name != SETTINGS.get("only", name):
            continue
        try:
            total = api.count(None)
            found = api.get_all() if "get_all" in vars(type(api)) else next(iter(api.get_all_generator()), [])
            rows = found.get(subject.lower(), []) if isinstance(found, dict) else found
            say(what=name, subject=subject, ok=True, total=total, rows=1 if isinstance(rows, dict) else len(rows),
                is_dict=isinstance(rows, dict))  # fmt: skip
        except Exception as error:  # noqa: BLE001 (whatever a client raises is the finding)
            say(what=name, subject=subject, ok=False, error=type(error).__name__, text=str(error),
                response=getattr(error, "response", None))  # fmt: skip


def list_commonly():
    """List with the method that all API classes share."""
    client = connect(show_private=True)
    for name, api, subject in apis(client):
        if subject is not None:
            rows = api_base.ApiBase.get_all_generator
            attempt(name, lambda api=api, rows=rows: len(next(iter(rows(api)), [])))


def list_without_subject():
    client = connect()
    attempt("dimensions", lambda: [each["objectName"] for each in client.dimensions.get_all()])
    attempt("objects", lambda: len(client.dimensions.get_objects()["type"]))
    attempt("attachments", lambda: len(client.attachments.get_all_attachments()))
    attempt("folders", lambda: len(client.attachments.get_all_folders()))
    attempt("ar_aging", lambda: len(client.ar_aging.get_araging(["0-30", "31-60"])))


def page():
    client = connect(show_private=True)
    api = getattr(client, SETTINGS["api"])
    ordered = [
        row["RECORDNO"]
        for rows in api.get_all_generator(fields=["RECORDNO"], order_by_field="RECORDNO", order="ascending")
        for row in rows
    ]
    say(what="ordered", total=api.count(None), rows=len(ordered), distinct=len(set(ordered)))
    unordered = [row["RECORDNO"] for row in api.get_all(fields=["RECORDNO"])]
    say(what="unordered", total=api.count(None), rows=len(unordered), distinct=len(set(unordered)))


def look_up():
    client = connect()
    for name, api, subject in apis(client):
        if subject is not None:
            attempt(name, lambda api=api: len(api.get_lookup()["Type"]["Fields"]["Field"]))


def read_more():
    client = connect()
    first = client.customers.read_by_query(["RECORDNO", "CUSTOMERID"])["data"]
    keys = [row["RECORDNO"] for row in first["customer"]]
    pages, data = 1, first
    while int(data["@numremaining"]):
        data = client.customers.format_and_send_request({"readMore": {"resultId": data["@resultId"]}})["data"]
        keys += [row["RECORDNO"] for row in data["customer"]]
        pages += 1
    say(what="readMore", pages=pages, rows=len(keys), distinct=len(set(keys)), total=int(first["@totalcount"]))
    one = client.customers.get("CUSTOMERID", first["customer"][0]["CUSTOMERID"])
    say(what="get", rows=int(one["@count"]), tag=[name for name in one if not name.startswith("@")])


def write():
    """Create, read back, change and delete, with the functions that this client's own users send."""
    client = connect()
    made = []
    for name, payload, changes in SETTINGS["writes"]:
        api = getattr(client, name)
        answer = api.post(payload)
        key = answer.get("key") or answer["data"][api._ApiBase__dimension.lower()]["RECORDNO"]
        made.append((name, api, key, changes))
        attempt(f"{name} created", lambda api=api, key=key: read_back(api, key))
    for name, api, key, changes in made:
        api.update({"RECORDNO": key, **changes})
        attempt(f"{name} changed", lambda api=api, key=key: read_back(api, key))
    for name, api, key, _ in reversed(made):
        api.delete(key)
        attempt(f"{name} deleted", lambda api=api, key=key: read_back(api, key))


def read_back(api, key):
    subject = api._ApiBase__dimension
    data = api.format_and_send_request({"read": {"object": subject, "keys": key, "fields": "*"}})["data"]
    return {"count": int(data["@count"]), "record": (data.get(subject) or [None])[0]}


def fail():
    """One failure of each kind; the settings of each are what makes it fail."""
    for what, changes in SETTINGS["failures"].items():
        attempt(what, lambda changes=changes: connect(**changes).customers.count(None))
    client = connect()
    attempt("session", lambda: connect(session_id="unknown-session..").customers.count(None))
    attempt("function", lambda: client.customers.get_by_query(["NOSUCHFIELD"]))
    attempt("schema", lambda: client.api_base.format_and_send_request({"noSuchFunction": None}))


def batch():
    """Two functions in one request, sent past the methods that write one."""
    client = connect()
    send = client.api_base._ApiBase__post_request
    count = {"query": {"object": "CUSTOMER", "select": {"field": "RECORDNO"}, "pagesize": "1"}}
    control = {"senderid": SETTINGS["sender_id"], "password": SETTINGS["sender_password"], "controlid": "two",
               "uniqueid": False, "dtdversion": 3.0, "includewhitespace": False}  # fmt: skip
    functions = [{"@controlid": "one", **count}, {"@controlid": "two", **count}]
    operation = {"authentication": {"sessionid": session_of(client)}, "content": {"function": functions}}
    body = {"request": {"control": control, "operation": operation}}
    attempt("batch", lambda: bool(send(body, SETTINGS["endpoint"])))


SCENES = {name: scene for name, scene in globals().items() if inspect.isfunction(scene)}
warnings.simplefilter("ignore")
SCENES[sys.argv[1]]()
