"""Functions of the gateway as plain data: what is asked for, before it becomes XML.

Reference: developer.intacct.com, *Queries*, *API session functions*, *Entities*, *Subscriptions*.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Node = tuple[str, "str | tuple[Node, ...]"]
"""An element: its name, and its text or its children."""

MOST_ROWS = 2000
MOST_VALUES = 500
MOST_KEYS = 100


@dataclass(frozen=True, slots=True)
class Call:
    """One function of a request."""

    body: Node

    @property
    def name(self) -> str:
        return self.body[0]

    @property
    def subject(self) -> str:
        """The object that is asked for, if any."""
        children = self.body[1]
        if isinstance(children, str):
            return ""
        return next((text for name, text in children if name == "object" and isinstance(text, str)), "")


def call(name: str, *children: Node) -> Call:
    return Call((name, children))


def get_api_session(entity: str | None = None) -> Call:
    """Open a session; ``""`` asks for the top level, ``None`` stays where the sign-in leads."""
    return call("getAPISession") if entity is None else call("getAPISession", ("locationid", entity))


def query(
    subject: str,
    fields: Sequence[str],
    *,
    where: Node | None = None,
    order_by: str = "",
    page_size: int = MOST_ROWS,
) -> Call:
    """Read a page of an object's rows, those private to entities included."""
    children: list[Node] = [("object", subject), ("select", tuple(("field", name) for name in fields))]
    if where is not None:
        children.append(("filter", (where,)))
    if order_by:
        children.append(("orderby", (("order", (("field", order_by), ("ascending", ()))),)))
    children += [("options", (("showprivate", "true"),)), ("pagesize", str(page_size))]
    return call("query", *children)


def read(subject: str, keys: Iterable[str], fields: Sequence[str] = ("*",)) -> Call:
    """Read rows by RECORDNO, up to ``MOST_KEYS``."""
    return call("read", ("object", subject), ("keys", ",".join(keys)), ("fields", ",".join(fields)))


def read_by_name(subject: str, names: Iterable[str], fields: Sequence[str] = ("*",)) -> Call:
    """Read rows by natural id, up to ``MOST_KEYS``."""
    return call("readByName", ("object", subject), ("keys", ",".join(names)), ("fields", ",".join(fields)))


def lookup(subject: str) -> Call:
    """Describe an object. Proves nothing about rights: the gateway answers it to everybody."""
    return call("lookup", ("object", subject))


def user_permissions(user_id: str) -> Call:
    return call("getUserPermissions", ("userId", user_id))


READ_ENTITIES = call("readEntityDetails")
FINANCIAL_SETUP = call("getFinancialSetup")
USER_FORMATTING = call("readUserFormatting")
APPLICATIONS = call("get_applications")


def equal_to(field: str, value: str) -> Node:
    return "equalto", (("field", field), ("value", value))


def greater_than(field: str, value: str) -> Node:
    return "greaterthan", (("field", field), ("value", value))


def is_in(field: str, values: Iterable[str]) -> Node:
    return "in", (("field", field), *(("value", value) for value in values))


def is_not_in(field: str, values: Iterable[str]) -> Node:
    return "notin", (("field", field), *(("value", value) for value in values))


def all_of(*conditions: Node | None) -> Node | None:
    """Join conditions; Intacct takes exactly one child in a filter, and two or more in ``and``."""
    given = tuple(condition for condition in conditions if condition is not None)
    if len(given) > 1:
        return "and", given
    return given[0] if given else None
