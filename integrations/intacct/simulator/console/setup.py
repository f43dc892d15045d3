"""Company > Setup > Company: the general information, and which senders may send requests."""

from __future__ import annotations

import copy
from http import HTTPStatus

from integrations.intacct.simulator.console.desk import Visit
from integrations.intacct.simulator.console.forms import Choices, Field, Form
from integrations.intacct.simulator.web import HttpError, Response
from integrations.intacct.simulator.world import Authorization

DATE_FORMATS: Choices = (
    ("/mdY", "mm/dd/yyyy"),
    ("/dmY", "dd/mm/yyyy"),
    ("-Ymd", "yyyy-mm-dd"),
    (".dmY", "dd.mm.yyyy"),
)
CLOCKS: Choices = (("24", "24 hour"), ("12", "12 hour"))
OFFSETS: Choices = tuple((offset, f"GMT {offset}") for offset in ("-08:00", "-05:00", "+00:00", "+01:00", "+05:30"))
PERMISSION_TYPES: Choices = (("role", "Role-based"), ("user", "User-based"))
STATUSES: Choices = (("active", "Active"), ("inactive", "Inactive"))


def general(visit: Visit) -> Response:
    """Show the company ID, the permission type and the formats."""
    company = visit.company
    return visit.page(
        "general.html",
        tab="general",
        permission_type="Role-based" if company.is_role_based else "User-based",
        date_format=dict(DATE_FORMATS).get(company.date_format, company.date_format),
        clock=dict(CLOCKS).get(company.clock, company.clock),
    )


def edit_general(visit: Visit) -> Response:
    """Change them; the company ID is Sage's to change."""
    company = visit.company
    form = _general_form().fill(
        title=company.title,
        permission_type="role" if company.is_role_based else "user",
        date_format=company.date_format,
        clock=company.clock,
        gmt_offset=company.gmt_offset,
    )
    if visit.is_post and form.read(visit.request).is_valid:
        company.title = form.text("title")
        company.is_role_based = form.text("permission_type") == "role"
        company.date_format = form.text("date_format")
        company.clock = form.text("clock")
        company.gmt_offset = form.text("gmt_offset")
        return visit.go("company", done="company")
    return visit.page("form.html", title="Company information", form=form, back=visit.address("company"))


def security(visit: Visit) -> Response:
    """Show the Web Services authorizations, and whether an edit was begun and not saved."""
    has_draft = visit.company.company_id in visit.desk.authorization_drafts
    return visit.page("security.html", tab="security", rows=visit.company.authorizations, has_draft=has_draft)


def edit_security(visit: Visit) -> Response:
    """Edit the list; nothing is kept until the page itself is saved."""
    company = visit.company
    match visit.request.field("action") if visit.is_post else "":
        case "save":
            company.authorizations = visit.desk.authorization_drafts.pop(company.company_id, company.authorizations)
            return visit.go("security", done="authorizations")
        case "cancel":
            visit.desk.authorization_drafts.pop(company.company_id, None)
            return visit.go("security", done="dropped")
    rows = visit.desk.authorization_drafts.get(company.company_id, company.authorizations)
    return visit.page("security_edit.html", tab="security", rows=rows, is_changed=rows != company.authorizations)


def add_authorization(visit: Visit) -> Response:
    """Add a sender in the window *Web Services sender information*."""
    form = _authorization_form().fill(status="active")
    if visit.is_post:
        form.read(visit.request)
        if any(row.sender_id == form.text("sender_id") for row in _draft(visit)):
            form.refuse("sender_id", "This sender is authorised already. Edit its row.")
        if form.is_valid:
            _draft(visit).append(_authorization(form))
            return visit.go("security", "edit")
    return _authorization_window(visit, form, may_delete=False)


def edit_authorization(visit: Visit) -> Response:
    """Change a row of the list, or take it away."""
    index = visit.pieces["index"]
    if not index.isdecimal() or int(index) >= len(_draft(visit)):
        raise HttpError(HTTPStatus.NOT_FOUND, "This authorization is no longer in the list.")
    row = _draft(visit)[int(index)]
    form = _authorization_form().fill(
        sender_id=row.sender_id, description=row.description, status="active" if row.is_active else "inactive"
    )
    if visit.is_post and visit.request.field("action") == "delete":
        del _draft(visit)[int(index)]
        return visit.go("security", "edit")
    if visit.is_post and form.read(visit.request).is_valid:
        _draft(visit)[int(index)] = _authorization(form)
        return visit.go("security", "edit")
    return _authorization_window(visit, form, may_delete=True)


def _draft(visit: Visit) -> list[Authorization]:
    company = visit.company
    if company.company_id not in visit.desk.authorization_drafts:
        if not visit.is_post:
            return company.authorizations
        visit.desk.authorization_drafts[company.company_id] = copy.deepcopy(company.authorizations)
    return visit.desk.authorization_drafts[company.company_id]


def _authorization_window(visit: Visit, form: Form, *, may_delete: bool) -> Response:
    return visit.page(
        "form.html",
        title="Web Services sender information",
        form=form,
        back=visit.address("security", "edit"),
        may_delete=may_delete,
        after_save="This closes the window. Then save the page itself, or nothing is kept.",
    )


def _authorization(form: Form) -> Authorization:
    return Authorization(
        sender_id=form.text("sender_id"),
        description=form.text("description"),
        is_active=form.text("status") == "active",
    )


def _authorization_form() -> Form:
    return Form(
        Field(name="sender_id", label="Sender ID", help="Upper and lower case letters differ.", is_required=True),
        Field(name="description", label="Description", limit=200),
        Field(name="status", label="Status", kind="select", choices=STATUSES, is_required=True),
    )


def _general_form() -> Form:
    return Form(
        Field(name="title", label="Company name", is_required=True),
        Field(
            name="permission_type",
            label="Permission type",
            kind="select",
            choices=PERMISSION_TYPES,
            help="Global settings. Role-based: rights stand in roles. User-based: rights stand beside each user.",
            is_required=True,
        ),
        Field(name="date_format", label="Date format", kind="select", choices=DATE_FORMATS, is_required=True),
        Field(name="clock", label="Time format", kind="select", choices=CLOCKS, is_required=True),
        Field(name="gmt_offset", label="Time zone", kind="select", choices=OFFSETS, is_required=True),
    )
