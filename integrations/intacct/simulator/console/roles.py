"""Company > Admin > Roles: what a role is called, who has it; what it permits is in ``permissions``."""

from __future__ import annotations

from http import HTTPStatus

from integrations.intacct.simulator.console.desk import Visit
from integrations.intacct.simulator.console.forms import NAME, NAME_ERROR, Field, Form
from integrations.intacct.simulator.web import HttpError, Response
from integrations.intacct.simulator.world import Role


def index(visit: Visit) -> Response:
    """List the roles and their holders."""
    company = visit.company
    rows = [
        {
            "role": role,
            "url": visit.address("roles", "named", role.name),
            "subscriptions": visit.address("roles", "named", role.name, "subscriptions"),
            "holders": [login.user_id for login in company.logins if role.name in login.roles],
        }
        for role in company.roles
    ]
    return visit.page("roles.html", rows=rows)


def add(visit: Visit) -> Response:
    """Add a role, and lead on to what it permits."""
    form = _form(visit)
    if visit.is_post and _check(form.read(visit.request), visit):
        role = Role(name=form.text("name"), description=form.text("description"))
        visit.company.roles.append(role)
        _assign(visit, role.name, form.texts("holders"))
        return visit.go("roles", done="role")
    return visit.page("form.html", title="Roles information", form=form, back=visit.address("roles"), crumb="Roles")


def edit(visit: Visit) -> Response:
    """Change a role's name, description and holders."""
    role = _role(visit)
    holders = [login.user_id for login in visit.company.logins if role.name in login.roles]
    form = _form(visit).fill(name=role.name, description=role.description, holders=holders)
    if visit.is_post and _check(form.read(visit.request), visit, role):
        _assign(visit, role.name, [])
        visit.desk.forget_rights(visit.company.company_id, role.name)
        role.name, role.description = form.text("name"), form.text("description")
        _assign(visit, role.name, form.texts("holders"))
        return visit.go("roles", done="role")
    return visit.page(
        "form.html",
        title="Roles information",
        form=form,
        back=visit.address("roles"),
        crumb="Roles",
        links=[("View subscriptions", visit.address("roles", "named", role.name, "subscriptions"))],
        delete_url=visit.address("roles", "named", role.name, "delete"),
    )


def delete(visit: Visit) -> Response:
    """Delete a role and take it from its holders, after asking."""
    role = _role(visit)
    if not visit.is_post:
        return visit.page(
            "confirm.html",
            title=f"Delete the role {role.name}?",
            warning="Its holders lose what it permits.",
            verb="Delete role",
            back=visit.address("roles", "named", role.name),
        )
    _assign(visit, role.name, [])
    visit.company.roles.remove(role)
    visit.desk.forget_rights(visit.company.company_id, role.name)
    return visit.go("roles", done="deleted-role")


def _assign(visit: Visit, name: str, holders: list[str]) -> None:
    for login in visit.company.logins:
        login.roles = [each for each in login.roles if each != name]
        if login.user_id in holders:
            login.roles.append(name)


def _check(form: Form, visit: Visit, current: Role | None = None) -> bool:
    name = form.text("name")
    if not NAME.fullmatch(name):
        form.refuse("name", NAME_ERROR)
    if visit.company.role(name) not in (None, current):
        form.refuse("name", "There is a role with this name already.")
    return form.is_valid


def _role(visit: Visit) -> Role:
    role = visit.company.role(visit.pieces["holder"])
    if role is None:
        raise HttpError(HTTPStatus.NOT_FOUND, "There is no such role in this company.")
    return role


def _form(visit: Visit) -> Form:
    holders = tuple((login.user_id, login.user_id) for login in visit.company.logins)
    return Form(
        Field(name="name", label="Name", is_required=True, limit=40),
        Field(name="description", label="Description", limit=200),
        Field(name="holders", label="Users with this role", kind="checks", choices=holders),
    )
