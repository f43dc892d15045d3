"""``readReport``, ``readView`` and ``getAuditTrail``, as far as a reader meets them.

A company here has one custom report and one view. Reference: developer.intacct.com, *readReport*: pages of up to 1,000
rows, waitTime 0 to 30. The shape of ``getAuditTrail`` is assumed.
"""

from __future__ import annotations

from dataclasses import dataclass

from integrations.intacct.simulator.calls import Answer, Call, Handler
from integrations.intacct.simulator.failures import Error, FunctionFailure, schema_error
from integrations.intacct.simulator.filters import Group, Test
from integrations.intacct.simulator.functions.reading import Read, chosen_columns, run_query, write_rows
from integrations.intacct.simulator.selecting import positions
from integrations.intacct.simulator.wire import Element, missing, text_of

REPORTS = {
    "Open invoices": ("ARINVOICE", ("RECORDID", "CUSTOMERID", "CUSTOMERNAME", "WHENDUE", "TOTALDUE"), "TOTALDUE > 0"),
}
VIEWS = {"Vendor list": ("VENDOR", ("VENDORID", "NAME", "STATUS", "TOTALDUE"), "")}
MOST_ROWS, LONGEST_WAIT = 1000, 30


@dataclass(frozen=True)
class Report:
    name: str
    size: int


def _read(element: Element, name: str) -> Report:
    if element.find(name) is None:
        raise missing(element, name)
    size, wait = text_of(element, "pagesize") or "100", text_of(element, "waitTime") or "0"
    if not (size.isdigit() and 1 <= int(size) <= MOST_ROWS and wait.isdigit() and int(wait) <= LONGEST_WAIT):
        raise schema_error(f"Element '{element.tag}': pagesize or waitTime is not valid.", element.sourceline or 1)
    return Report(text_of(element, name), int(size))


def run_report(call: Call, plan: Report) -> Answer:
    if plan.name not in REPORTS:
        raise FunctionFailure(Error("readReport Failed", f"Report {plan.name} not found"))
    name, fields, query = REPORTS[plan.name]
    return run_query(call, Read(name, fields, "xml", query, plan.size))


def run_view(call: Call, plan: Report) -> Answer:
    if plan.name not in VIEWS:
        raise FunctionFailure(Error("readView Failed", f"View {plan.name} not found"))
    name, fields, query = VIEWS[plan.name]
    return run_query(call, Read(name, fields, "xml", query, plan.size))


@dataclass(frozen=True)
class Trail:
    object_name: str
    key: str


def read_trail(element: Element) -> Trail:
    for name in ("object", "key"):
        if element.find(name) is None:
            raise missing(element, name)
    return Trail(text_of(element, "object"), text_of(element, "key"))


def run_trail(call: Call, plan: Trail) -> Answer:
    kind = call.check_object("AUDITHISTORY", "GETAUDITTRAIL")
    view = call.view(kind, shows_private=True)
    keys = (plan.key, f"{plan.key}--REC")
    wanted = (Test("equalto", "OBJECTTYPE", (plan.object_name.lower(),)), Test("in", "OBJECTKEY", keys))
    rows = positions(view, call.desk.memory, Group("and", wanted))
    body = write_rows("audittrail", chosen_columns(kind, ()), view, rows)
    return Answer(f'<data listtype="audittrail" count="{len(rows)}">{body}</data>', rows=len(rows))


READ_REPORT = Handler(lambda element: _read(element, "report"), run_report)
READ_VIEW = Handler(lambda element: _read(element, "view"), run_view)
GET_AUDIT_TRAIL = Handler(read_trail, run_trail)
