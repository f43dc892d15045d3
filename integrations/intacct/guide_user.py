"""The guide's largest step: a Web Services user with the least rights, in companies with roles and without."""

from __future__ import annotations

import unicodedata

from django.utils.translation import gettext_lazy as _

from integrations.intacct import permissions
from integrations.intacct.permissions import ROLE_BASED, ROLES_PATH, USER_BASED, USERS_PATH
from integrations.provider import Branch, GuideContext, GuideStep, Instruction, PasteValue, Sketch, SketchLine

LONGEST_USER_ID = 20
"""What Intacct's form takes is not documented in public; this length is short enough in every guide seen."""
SUFFIX = "WS"


def user_id(organisation: str) -> str:
    """A user ID that says whose it is: ``AcornLendingWS``. Plain letters and digits, as Intacct wants it."""
    plain = unicodedata.normalize("NFKD", organisation).encode("ascii", "ignore").decode()
    name = "".join(char for char in plain if char.isalnum())
    return f"{name[: LONGEST_USER_ID - len(SUFFIX)]}{SUFFIX}"


def web_services_user(context: GuideContext) -> GuideStep:
    names = {"organisation": context.organisation}
    return GuideStep(
        slug="web-services-user",
        cures=frozenset({"two-step", "not-a-web-services-user", "user-locked", "user-inactive", "password-expired"}),
        title=_("Create a Web Services user"),
        summary=_("A user that only reads, and only what %(organisation)s asks for.") % names,
        who=_("A user with **Full** admin privileges"),
        minutes=10,
        intro=(
            _(
                "A **Web Services user** cannot sign in to the screens of Sage Intacct. It reads what you permit it to "
                "read, and you can take that back any time."
            ),
            _("Its password arrives by e-mail. Use an address whose mail you can read."),
        ),
        question=_("Do you see a **Roles information** table on this form?"),
        instructions=_create(context),
        branches=(
            Branch(key=ROLE_BASED, label=_("Yes, there is one"), instructions=_with_role(context)),
            Branch(
                key=USER_BASED,
                label=_("No, rights are given to each user by itself"),
                instructions=_without_role(context),
            ),
        ),
        permissions=permissions.lines(context.kinds),
        notes=(
            _(
                "No e-mail: look among the spam, and compare the two addresses. Then open the user, choose **Edit**, "
                "and **Reset password** at the bottom of the page."
            ),
            _(
                "The password of a Web Services user does not expire. Resetting it stops every connection that uses "
                "the old one."
            ),
            _(
                "**Administration**, row **Company Info**, is on the list because Sage Intacct keeps the base currency "
                "and the financial year there. **View** is enough; **Full** admin privileges are not needed."
            ),
        ),
    )


def _create(context: GuideContext) -> tuple[Instruction, ...]:
    identifier, name = user_id(context.organisation), f"{context.organisation} Web Services"
    return (
        Instruction(
            text=_("Open **Company** › **Admin** › **Web Services users** and choose **Add**."),
            sketch=Sketch(
                path=(*USERS_PATH, "Add"),
                caption=_(
                    "In newer menus: Company › Admin › Users, roles, and groups › Web Services users. "
                    "A drawing, not a picture of your screen."
                ),
            ),
        ),
        Instruction(
            text=_("Copy these values into the tab **User information**."),
            paste=(
                PasteValue(name="user_id", label="User ID", value=identifier),
                PasteValue(name="user_name", label="User name", value=name),
            ),
            sketch=Sketch(
                path=(*USERS_PATH, "Add"),
                lines=(
                    SketchLine(label="User ID", value=identifier, is_here=True),
                    SketchLine(label="User name", value=name, is_here=True),
                    SketchLine(label="Account email address", value="", note=_("an inbox that you can read")),
                    SketchLine(label="Contact name", value=name),
                    SketchLine(label="User type", value="Business"),
                    SketchLine(label="Admin privileges", value="Off"),
                    SketchLine(label="Status", value="Active"),
                ),
                caption=_("The form “Web Services user information”, drawn. Labels as Intacct shows them."),
            ),
        ),
        Instruction(
            text=_(
                "In **Account email address**, enter an address whose inbox you can read. The password is sent there."
            ),
            sketch=Sketch(
                lines=(
                    SketchLine(label="User name", value=name),
                    SketchLine(label="Account email address", is_here=True, note=_("an inbox that you can read")),
                ),
                caption=_("The same form, drawn."),
            ),
        ),
        Instruction(
            text=_(
                "Beside **Contact name** choose **Add**. Paste this value into **First name**, **Last name**, "
                "**Suggested contact name** and **Print as**. **Primary email address** must be the same address as "
                "**Account email address**. Choose **Save**."
            ),
            paste=(PasteValue(name="contact_name", label="Contact name", value=name),),
            sketch=Sketch(
                lines=(
                    SketchLine(label="Last name", value=name, is_here=True),
                    SketchLine(label="First name", value=name, is_here=True),
                    SketchLine(label="Suggested contact name", value=name, is_here=True),
                    SketchLine(label="Print as", value=name, is_here=True),
                    SketchLine(label="Primary email address", is_here=True, note=_("the same address")),
                ),
                caption=_("The form “Contact information”, drawn."),
            ),
        ),
        Instruction(
            text=_(
                "Choose **User type** **Business**, **Admin privileges** **Off**, and **Status** **Active**. "
                "Reading needs no admin privileges."
            ),
            sketch=Sketch(
                lines=(
                    SketchLine(label="User type", value="Business", is_here=True),
                    SketchLine(label="Admin privileges", value="Off", is_here=True),
                    SketchLine(label="Status", value="Active", is_here=True),
                ),
                caption=_("The same form, drawn."),
            ),
        ),
    )


def _with_role(context: GuideContext) -> tuple[Instruction, ...]:
    role, description = context.organisation, f"{context.organisation} Role"
    return (
        Instruction(
            text=_(
                "In the **Roles information** table choose **Add** and make a role with these values. Choose **Save**, "
                "and see that the role stands in the table."
            ),
            paste=(
                PasteValue(name="role_name", label="Name", value=role),
                PasteValue(name="role_description", label="Description", value=description),
            ),
            sketch=Sketch(
                lines=(
                    SketchLine(label="Name", value=role, is_here=True),
                    SketchLine(label="Description", value=description, is_here=True),
                ),
                caption=_("The form “Roles information”, drawn."),
            ),
        ),
        Instruction(
            text=_("Save the user: **Save**, then **Create**, and confirm with your own password."),
        ),
        Instruction(
            text=_(
                "Open **Company** › **Admin** › **Roles** and choose **Subscriptions** beside the role. Opened for "
                "viewing, the role shows the same as **View subscriptions**."
            ),
            sketch=Sketch(path=(*ROLES_PATH, "Subscriptions"), caption=_("Where to find it, drawn.")),
        ),
        _tick(),
        Instruction(
            text=_("Choose **Save**, then **Save** once more on the role. Without the second one nothing is kept."),
        ),
    )


def _without_role(context: GuideContext) -> tuple[Instruction, ...]:
    return (
        Instruction(
            text=_("Save the user: **Save**, then **Create**, and confirm with your own password."),
        ),
        Instruction(
            text=_(
                "Back in **Company** › **Admin** › **Web Services users**, choose **Subscriptions** beside the new "
                "user. The page is called **User application subscriptions**."
            ),
            sketch=Sketch(path=(*USERS_PATH, "Subscriptions"), caption=_("Where to find it, drawn.")),
        ),
        _tick(),
        Instruction(text=_("Choose **Save**, then **Save** once more on the user's subscriptions.")),
    )


def _tick() -> Instruction:
    return Instruction(
        text=_(
            "For each application in the list below: tick it, open **Permissions**, choose **Read only**, or tick the "
            "boxes of each row. **Read only** permits a little more than the list; it changes nothing in your books. "
            "Choose **Save** in each window."
        ),
        sketch=Sketch(
            lines=(
                SketchLine(label="None", value="○"),
                SketchLine(label="Read only", value="●", is_here=True),
                SketchLine(label="All", value="○"),
            ),
            caption=_("The choice at the top of a permission window, drawn."),
        ),
    )
