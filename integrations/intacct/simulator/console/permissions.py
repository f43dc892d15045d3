"""Subscriptions > Permissions: the same windows for a role and, in a user-based company, for a user.

What a window saves is kept only when the list of subscriptions is saved too, as in Intacct.
"""

from __future__ import annotations

import copy
from http import HTTPStatus

from integrations.intacct.simulator.catalogue import PERMISSION_ROWS, READ
from integrations.intacct.simulator.console.desk import Visit
from integrations.intacct.simulator.web import HttpError, Response
from integrations.intacct.simulator.world import Login, Rights, Role

PRESETS = ("none", "read", "all")


def applications(visit: Visit) -> Response:
    """List the applications of the company with what is ticked; opening a window keeps the ticks."""
    holder = _holder(visit)
    draft = _draft(visit, holder)
    if visit.is_post:
        action = visit.request.field("action")
        if action == "cancel":
            visit.desk.rights_drafts.pop(_key(visit), None)
            return visit.go(visit.pieces["kind"], done="dropped")
        ticked = visit.request.form.get("application", [])
        draft = {name: draft.get(name, {}) for name in _offered(visit) if name in ticked}
        if action == "save":
            holder.rights = draft
            visit.desk.rights_drafts.pop(_key(visit), None)
            return visit.go(visit.pieces["kind"], done="rights")
        visit.desk.rights_drafts[_key(visit)] = draft
        return visit.go(*_pieces(visit), visit.request.field("open"))
    rows = [{"name": name, "is_on": name in draft, "boxes": _said(draft.get(name, {}))} for name in _offered(visit)]
    return visit.page("rights.html", rows=rows, is_changed=draft != holder.rights, **_shown(visit))


def window(visit: Visit) -> Response:
    """Show the permission rows of one application; a preset fills the boxes and saves nothing."""
    holder, application = _holder(visit), visit.pieces["application"]
    if application not in _offered(visit):
        raise HttpError(HTTPStatus.NOT_FOUND, "The company is not subscribed to this application.")
    rows = _draft(visit, holder).get(application, {})
    if visit.is_post:
        preset = visit.request.field("preset")
        rows = _preset(application, preset) if preset in PRESETS else _ticked(visit, application)
        if preset not in PRESETS:
            visit.desk.rights_drafts[_key(visit)] = {**_draft(visit, holder), application: rows}
            return visit.go(*_pieces(visit))
    columns = _columns(application)
    table = [
        (name, [(box, box in boxes, box in rows.get(name, ())) for box in columns])
        for name, boxes in PERMISSION_ROWS[application].items()
    ]
    return visit.page("permissions.html", application=application, columns=columns, table=table, **_shown(visit))


def _holder(visit: Visit) -> Role | Login:
    """Find the role or the user whose rights these are; raises ``HttpError`` 404 for the kind that has none."""
    company, name = visit.company, visit.pieces["holder"]
    is_role = visit.pieces["kind"] == "roles"
    holder = company.role(name) if is_role else company.login(name)
    if holder is None or is_role != company.is_role_based:
        raise HttpError(HTTPStatus.NOT_FOUND, "In this company no rights stand here.")
    return holder


def _offered(visit: Visit) -> list[str]:
    return [name for name in PERMISSION_ROWS if name in visit.company.subscriptions]


def _draft(visit: Visit, holder: Role | Login) -> Rights:
    draft = visit.desk.rights_drafts.get(_key(visit))
    return copy.deepcopy(holder.rights) if draft is None else draft


def _key(visit: Visit) -> tuple[str, str, str]:
    return visit.company.company_id, visit.pieces["kind"], visit.pieces["holder"]


def _pieces(visit: Visit) -> tuple[str, ...]:
    return visit.pieces["kind"], "named", visit.pieces["holder"], "subscriptions"


def _shown(visit: Visit) -> dict[str, object]:
    is_role = visit.pieces["kind"] == "roles"
    return {
        "holder": visit.pieces["holder"],
        "is_role": is_role,
        "list_url": visit.address(visit.pieces["kind"]),
        "list_title": "Roles" if is_role else "Web Services users",
        "subscriptions_url": visit.address(*_pieces(visit)),
    }


def _columns(application: str) -> list[str]:
    """List every box that occurs in the application, in the order in which rows name them."""
    return list(dict.fromkeys(box for boxes in PERMISSION_ROWS[application].values() for box in boxes))


def _preset(application: str, preset: str) -> dict[str, list[str]]:
    wanted = {"none": (), "read": READ, "all": None}[preset]
    chosen = {
        name: [box for box in boxes if wanted is None or box in wanted]
        for name, boxes in PERMISSION_ROWS[application].items()
    }
    return {name: boxes for name, boxes in chosen.items() if boxes}


def _ticked(visit: Visit, application: str) -> dict[str, list[str]]:
    ticked = set(visit.request.form.get("box", []))
    rows = PERMISSION_ROWS[application].items()
    chosen = {name: [box for box in boxes if f"{name}|{box}" in ticked] for name, boxes in rows}
    return {name: boxes for name, boxes in chosen.items() if boxes}


def _said(rows: dict[str, list[str]]) -> str:
    boxes = sum(len(each) for each in rows.values())
    if not boxes:
        return "No permission"
    return f"{boxes} box{'' if boxes == 1 else 'es'} in {len(rows)} row{'' if len(rows) == 1 else 's'}"
