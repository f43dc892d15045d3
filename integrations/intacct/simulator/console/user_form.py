"""The form of a user: what it asks, and how it becomes a ``Login`` and back."""

from __future__ import annotations

import re

from integrations.intacct.simulator.console.forms import MAIL, NAME, NAME_ERROR, Choices, Field, Form
from integrations.intacct.simulator.world import Login, Role, SimulatedCompany

USER_TYPES: Choices = (
    ("business user", "Business"),
    ("employee user", "Employee"),
    ("project manager user", "Project manager"),
    ("platform user", "Platform"),
    ("warehouse user", "Warehouse"),
)
ADMIN: Choices = (("false", "Off"), ("true", "Limited"), ("Full", "Full"))
STATUSES: Choices = (("active", "Active"), ("inactive", "Inactive"), ("lockedout", "Locked out"))
USER_ID = re.compile(r"(?=.*[A-Za-z0-9])[A-Za-z0-9_.@-]+")


def user_form(company: SimulatedCompany, *, is_new: bool, is_web_services: bool) -> Form:
    """Make the empty form, with the parts that this company has."""
    return Form(
        Field(name="user_information", label="User information", kind="heading"),
        Field(name="user_id", label="User ID", kind="text" if is_new else "fixed", is_required=is_new, limit=20),
        Field(name="user_name", label="User name", is_required=True),
        Field(
            name="email",
            label="Account email address",
            help="The password is sent here. It must equal the contact's primary email address.",
            is_required=True,
        ),
        Field(name="status", label="Status", kind="select", choices=STATUSES, is_required=True),
        *_contact_fields(is_new),
        Field(name="permissions", label="Sage Intacct permissions", kind="heading"),
        Field(name="user_type", label="User type", kind="select", choices=USER_TYPES, is_required=True),
        Field(name="admin", label="Admin privileges", kind="select", choices=ADMIN, is_required=True),
        *_sign_in_fields(is_web_services),
        *_role_fields(company),
        *_entity_fields(company),
    )


def show(form: Form, login: Login) -> Form:
    """Fill the form with a user as it is stored."""
    return form.fill(
        user_id=login.user_id,
        user_name=login.user_name,
        email=login.email,
        status=login.status,
        contact_name=login.contact_name,
        contact_email=login.email,
        user_type=login.user_type,
        admin=login.admin,
        has_two_step=login.has_two_step,
        roles=list(login.roles),
        entities=list(login.entities),
        may_open_top_level=login.may_open_top_level,
    )


def check(form: Form, company: SimulatedCompany, *, is_new: bool) -> bool:
    """Note what no single field can know; True when the user can be saved."""
    if is_new and not USER_ID.fullmatch(form.text("user_id")):
        form.refuse("user_id", "User ID takes letters, digits and _ . @ - only.")
    if is_new and company.login(form.text("user_id")):
        form.refuse("user_id", "There is a user with this ID already.")
    if not MAIL.fullmatch(form.text("email")):
        form.refuse("email", "Type an e-mail address, such as name@company.example.")
    if form.text("email").lower() != form.text("contact_email").lower():
        form.refuse("contact_email", "This must equal the account email address.")
    if "role_name" in form and (name := form.text("role_name")):
        if not NAME.fullmatch(name):
            form.refuse("role_name", NAME_ERROR)
        elif company.role(name):
            form.refuse("role_name", "There is a role with this name already. Tick it above.")
    return form.is_valid


def apply(form: Form, login: Login, company: SimulatedCompany) -> None:
    """Write the form into a user, making the role that was added on the way."""
    login.user_name = form.text("user_name")
    login.email = form.text("email")
    login.contact_name = form.text("contact_name")
    login.user_type = form.text("user_type")
    login.admin = form.text("admin")
    login.has_two_step = form.is_on("has_two_step")
    if login.status == "lockedout" and form.text("status") != "lockedout":
        login.failed_sign_ins = 0
    login.status = form.text("status")
    if company.is_role_based:
        login.roles = form.texts("roles")
        if name := form.text("role_name"):
            company.roles.append(Role(name=name, description=form.text("role_description")))
            login.roles.append(name)
    if company.is_multi_entity:
        login.entities = form.texts("entities")
        login.may_open_top_level = form.is_on("may_open_top_level") or not login.entities


def _contact_fields(is_new: bool) -> list[Field]:
    """Ask for a new contact as Intacct's contact window does; later only its name and address matter."""
    name = "Suggested contact name" if is_new else "Contact name"
    person = [Field(name="last_name", label="Last name"), Field(name="first_name", label="First name")]
    return [
        Field(name="contact", label="Contact name: Add" if is_new else "Contact", kind="heading"),
        *(person if is_new else []),
        Field(name="contact_name", label=name, is_required=True),
        *([Field(name="print_as", label="Print as", is_required=True)] if is_new else []),
        Field(name="contact_email", label="Primary email address", is_required=True),
    ]


def _sign_in_fields(is_web_services: bool) -> list[Field]:
    if is_web_services:
        return []
    return [Field(name="has_two_step", label="Two-step verification", kind="check")]


def _role_fields(company: SimulatedCompany) -> list[Field]:
    if not company.is_role_based:
        return []
    choices = tuple((role.name, role.name) for role in company.roles)
    return [
        Field(name="roles_information", label="Roles information", kind="heading"),
        Field(name="roles", label="Role", kind="checks", choices=choices, help="" if choices else "No role yet."),
        Field(name="role_name", label="Add a role: Name", help="Leave empty when the role exists already.", limit=40),
        Field(name="role_description", label="Add a role: Description", limit=200),
    ]


def _entity_fields(company: SimulatedCompany) -> list[Field]:
    if not company.is_multi_entity:
        return []
    choices = tuple((each.location_id, f"{each.location_id}--{each.name}") for each in company.entities)
    return [
        Field(name="user_entities", label="User entities", kind="heading"),
        Field(
            name="entities",
            label="Entity",
            kind="checks",
            choices=choices,
            help="Nothing ticked means that the user is not restricted.",
        ),
        Field(
            name="may_open_top_level",
            label="Enable access to top level",
            kind="check",
            help="Matters only for a user who is restricted to entities.",
        ),
    ]
