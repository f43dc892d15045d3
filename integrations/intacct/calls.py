"""Functions of the gateway as plain data: what is asked for, before it becomes XML.

Reference: developer.intacct.com, *Queries*, *API session functions*, *Entities*, *Subscriptions*.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

Node = tuple[str, "str | tuple[Node, ...]"]
"""An element: its name, and its text or its children. A child whose name begins with ``@`` is an attribute."""

MOST_ROWS = 2000
MOST_VALUES = 500
MOST_KEYS = 100


@dataclass(frozen=True, slots=True)
class Call:
    """One function of a request."""

    body: Node
    record: str = ""
    """What a record of the answer is called, where the function names no object."""

    @property
    def name(self) -> str:
        return self.body[0]

    @property
    def subject(self) -> str:
        """The object that is asked for, if any."""
        children = () if isinstance(self.body[1], str) else self.body[1]
        named = (text for name, text in children if name in ("object", "@object") and isinstance(text, str))
        return next(named, self.record)


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
    order_by: Sequence[str] = (),
    page_size: int = MOST_ROWS,
    folds: bool = False,
    offset: int = 0,
) -> Call:
    """Read a page of an object's rows, those private to entities included; ``folds`` makes letter case no matter.

    A field of ``order_by`` with a minus before it is ordered downwards.
    ``offset`` leaves out so many rows, for the few objects that cannot be walked through by key.
    """
    children: list[Node] = [("object", subject), ("select", tuple(("field", name) for name in fields))]
    if where is not None:
        children.append(("filter", (where,)))
    if order_by:
        children.append(("orderby", tuple(map(_order, order_by))))
    options: tuple[Node, ...] = (("caseinsensitive", "true"),) if folds else ()
    children += [("options", (*options, ("showprivate", "true"))), ("pagesize", str(page_size))]
    if offset:
        children.append(("offset", str(offset)))
    return call("query", *children)


def _order(name: str) -> Node:
    direction = "descending" if name.startswith("-") else "ascending"
    return "order", (("field", name.removeprefix("-")), (direction, ()))


def tally(subject: str, key: str, *, sums: bool, where: Node | None = None, by: str = "", offset: int = 0) -> Call:
    """Count rows, and sum their keys where these are numbers; for each value of ``by``, where it is given."""
    chosen: list[Node] = [("field", by)] if by else []
    chosen += [("count", key), ("sum", key)] if sums else [("count", key)]
    condition: tuple[Node, ...] = (("filter", (where,)),) if where is not None else ()
    size: tuple[Node, ...] = (("pagesize", str(MOST_ROWS)), ("offset", str(offset))) if by else ()
    options: Node = ("options", (("showprivate", "true"),))
    return call("query", ("object", subject), ("select", tuple(chosen)), *condition, options, *size)


def read(subject: str, keys: Iterable[str], fields: Sequence[str] = ("*",)) -> Call:
    """Read rows by RECORDNO, up to ``MOST_KEYS``."""
    return call("read", ("object", subject), ("keys", ",".join(keys)), ("fields", ",".join(fields)))


def trial_balance(first: date, last: date, *, location_id: str = "") -> Call:
    """Balances and movements by account; ``location_id`` is a must where entities differ in base currency."""
    place: tuple[Node, ...] = (("locationid", location_id),) if location_id else ()
    dates = (_day("startdate", first), _day("enddate", last))
    return Call(("get_trialbalance", (*dates, ("showzerobalances", "false"), *place)), record="trialbalance")


def _day(name: str, day: date) -> Node:
    return name, (("year", f"{day:%Y}"), ("month", f"{day:%m}"), ("day", f"{day:%d}"))


def inspect(subject: str = "*") -> Call:
    """List the objects there are, or the fields of one, whatever the user may read."""
    return call("inspect", ("object", subject))


def lookup(subject: str) -> Call:
    """Describe an object. Proves nothing about rights: the gateway answers it to everybody."""
    return call("lookup", ("object", subject))


def user_permissions(user_id: str) -> Call:
    return call("getUserPermissions", ("userId", user_id))


READ_ENTITIES = call("readEntityDetails")
FINANCIAL_SETUP = call("getFinancialSetup")
USER_FORMATTING = call("readUserFormatting")
APPLICATIONS = call("get_applications")
DIMENSIONS = call("getDimensions")


def equal_to(field: str, value: str) -> Node:
    return "equalto", (("field", field), ("value", value))


def greater_than(field: str, value: str) -> Node:
    return "greaterthan", (("field", field), ("value", value))


def less_than(field: str, value: str) -> Node:
    return "lessthan", (("field", field), ("value", value))


def not_less_than(field: str, value: str) -> Node:
    return "greaterthanorequalto", (("field", field), ("value", value))


def is_empty(field: str) -> Node:
    return "isnull", (("field", field),)


def any_of(*conditions: Node) -> Node:
    return "or", conditions


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
