"""What the customer does inside Sage Intacct, step by step, as data.

Menus and labels are Intacct's own words and are never translated. Where published sources disagree on a menu, both are
shown. Steps are drawn, never photographed.

Reference: Sage Intacct help, *Web Services*; the set-up guides of several vendors, compared.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.utils.translation import gettext_lazy as _

from integrations.intacct.catalogue.paths import AUTHORISATIONS_PATH, ENTITY_PATH, SUBSCRIPTIONS_PATH
from integrations.intacct.forms import CompanyIdForm
from integrations.intacct.guide_user import web_services_user
from integrations.provider import GuideContext, GuideStep, Instruction, PasteValue, Sketch, SketchLine, Text

ANY_ADMINISTRATOR: Text = _("Anybody who signs in to Sage Intacct")
FULL_ADMINISTRATOR: Text = _("A user with **Full** admin privileges")


def steps(context: GuideContext) -> Sequence[GuideStep]:
    """The steps for one organisation and the kinds of data that it reads, in the order that makes sense."""
    builders: tuple[Callable[[GuideContext], GuideStep], ...] = (
        _before_you_start,
        _company_id,
        _web_services,
        _authorise_sender,
        web_services_user,
    )
    return [build(context) for build in builders]


def _before_you_start(context: GuideContext) -> GuideStep:
    return GuideStep(
        slug="before-you-start",
        cures=frozenset({"entities-hidden", "entity-closed"}),
        title=_("Before you start"),
        summary=_("What you need, checked before any work is done."),
        who=FULL_ADMINISTRATOR,
        minutes=2,
        intro=(
            _("You switch between this page and Sage Intacct. Keep both open, side by side or in two tabs."),
            _(
                "You need a sign-in to Sage Intacct with **Full** admin privileges. "
                "If yours has less, send the tasks to a colleague."
            ),
            _("**A trial company cannot be linked.** Trial companies of Sage Intacct have no Web Services."),
        ),
        instructions=(
            Instruction(
                text=_(
                    "Look at your own privileges: **Company** › **Admin** › **Users**. "
                    "The column **Admin privileges** must say **Full** beside your name."
                ),
                sketch=Sketch(
                    path=("Company", "Admin", "Users"),
                    lines=(
                        SketchLine(label="User ID", value="your user ID"),
                        SketchLine(label="Admin privileges", value="Full", is_here=True),
                    ),
                    caption=_("The list “Users”, drawn."),
                ),
            ),
            Instruction(
                text=_(
                    "If your company has several entities, choose **Top level** in the drop-down beside the company "
                    "name: **All entities** › **Top level**. One entry under **Company** › **Setup** › **Entities**, "
                    "or none, means one entity: leave out the rest of this page."
                ),
                sketch=Sketch(
                    lines=(
                        SketchLine(label="All entities", value="Top level", is_here=True),
                        SketchLine(label="", value="100"),
                        SketchLine(label="", value="200"),
                    ),
                    caption=_("The entity drop-down beside the company name, drawn."),
                ),
            ),
            Instruction(
                text=_(
                    "Open **Company** › **Admin** › **Subscriptions** and choose **Configure** beside "
                    "**Multi-Entity Management**. Under **Entity restrictions**, "
                    "**Restrict access to top level only** must be clear."
                ),
                sketch=Sketch(
                    path=ENTITY_PATH,
                    lines=(
                        SketchLine(label="Restrict access to top level only", value="☐", is_here=True, note=_("clear")),
                        SketchLine(label="IET credits journal", value="Inter Entity Journal"),
                    ),
                    caption=_("Where to find it. A drawing, not a picture of your screen."),
                ),
            ),
            Instruction(
                text=_(
                    "If you had to clear it, choose **Inter Entity Journal** in **IET credits journal** as well. "
                    "Sage Intacct does not save without it. Then choose **Save**."
                ),
            ),
        ),
        notes=(
            _(
                "A company that was upgraded to several entities has **Restrict access to top level only** ticked "
                "until somebody clears it."
            ),
        ),
    )


def _company_id(context: GuideContext) -> GuideStep:
    return GuideStep(
        slug="company-id",
        cures=frozenset({"gateway-refused", "company-unknown", "company-expired", "company-trial"}),
        title=_("Get your company ID"),
        summary=_("The name by which Sage Intacct knows your company."),
        who=ANY_ADMINISTRATOR,
        minutes=1,
        intro=(
            _("It is what you type as **Company ID** on the sign-in page of Sage Intacct."),
            _("Signed in, you find it in the header, and under **Company** › **Setup** › **Company**."),
        ),
        instructions=(
            Instruction(
                text=_("Copy the **ID** of your company and enter it below."),
                sketch=Sketch(
                    path=("Company", "Setup", "Company"),
                    lines=(
                        SketchLine(label="ID", value="YourCompany", is_here=True),
                        SketchLine(label="Name", value="Your Company Inc"),
                    ),
                    caption=_("The tab “General information”, drawn."),
                ),
            ),
        ),
        notes=(
            _("It is not the ID of an accountant's console. A console holds several companies, each with its own ID."),
            _("Blanks around it are taken out, and you are told."),
        ),
        form=CompanyIdForm,
    )


def _web_services(context: GuideContext) -> GuideStep:
    return GuideStep(
        slug="web-services",
        cures=frozenset({"web-services-off"}),
        title=_("Turn on Web Services"),
        summary=_("The door through which software asks Sage Intacct."),
        who=FULL_ADMINISTRATOR,
        minutes=2,
        intro=(
            _("**Web Services** is a subscription inside Sage Intacct. If it is on already, this task is done."),
            _("Turning it on gives nobody access. That takes the next two tasks."),
        ),
        instructions=(
            Instruction(
                text=_("Open **Company** › **Admin** › **Subscriptions**."),
                sketch=Sketch(path=SUBSCRIPTIONS_PATH, caption=_("Where to find it, drawn.")),
            ),
            Instruction(
                text=_("Turn on the switch beside **Web Services**."),
                sketch=Sketch(
                    path=SUBSCRIPTIONS_PATH,
                    lines=(
                        SketchLine(label="Time & Expenses", value="○"),
                        SketchLine(label="Web Services", value="●", is_here=True),
                    ),
                    caption=_("The list “Subscriptions”, drawn."),
                ),
            ),
            Instruction(
                text=_(
                    "A pop-up of Sage Intacct opens and warns of possible fees. If you are content with what is known "
                    "about them, see below, choose **Subscribe**."
                ),
                sketch=Sketch(
                    lines=(
                        SketchLine(label="Web Services", value="…", note=_("a warning of possible fees")),
                        SketchLine(label="", value="Subscribe", is_here=True),
                    ),
                    caption=_("The pop-up, drawn. Its words are Sage's own."),
                ),
            ),
        ),
        notes=(
            _(
                "**About the fees.** What is known: vendors who publish instructions for it say that "
                "the subscription itself costs nothing. What we do not know: your contract with Sage, and how many "
                "transactions a month it includes. Only Sage can promise that. In doubt, ask whoever looks after your "
                "contract before you choose **Subscribe**."
            ),
            _("There is no **Web Services** in the list: it is a trial company, or your privileges are not **Full**."),
        ),
    )


def _authorise_sender(context: GuideContext) -> GuideStep:
    sender_id = str(context.settings.get("sender_id", ""))
    description = f"Connection to {context.organisation}"
    names = {"organisation": context.organisation}
    return GuideStep(
        slug="authorise-sender",
        cures=frozenset({"sender-not-authorised"}),
        title=_("Configure Web Services"),
        summary=_("Name the sender that may ask: %(organisation)s.") % names,
        who=FULL_ADMINISTRATOR,
        minutes=3,
        intro=(
            _(
                "Sage Intacct only answers senders that you have named. This puts the sender of %(organisation)s on "
                "your list. It gives no access to data; that is the next task."
            )
            % names,
        ),
        instructions=(
            Instruction(
                text=_("Open **Company** › **Setup** › **Company**, choose the tab **Security**, and **Edit**."),
                sketch=Sketch(
                    path=AUTHORISATIONS_PATH[:-1],
                    caption=_("Where to find it. A drawing, not a picture of your screen."),
                ),
            ),
            Instruction(
                text=_("Scroll to **Web Services authorizations** and choose **Add**."),
                sketch=Sketch(
                    path=AUTHORISATIONS_PATH,
                    lines=(
                        SketchLine(label="Web Services authorizations", value="Add", is_here=True),
                        SketchLine(label="Sender ID", value="…"),
                    ),
                    caption=_("The list on the tab “Security”, drawn."),
                ),
            ),
            Instruction(
                text=_(
                    "Copy these two values into the form. Upper and lower case matter. Leave **Status** at **Active**."
                ),
                paste=(
                    PasteValue(name="sender_id", label="Sender ID", value=sender_id),
                    PasteValue(name="description", label="Description", value=description),
                ),
                sketch=Sketch(
                    path=AUTHORISATIONS_PATH,
                    lines=(
                        SketchLine(label="Sender ID", value=sender_id, is_here=True, note=_("no blanks around it")),
                        SketchLine(label="Description", value=description),
                        SketchLine(label="Status", value="Active"),
                    ),
                    caption=_("The form “Web Services sender information”, drawn. Labels as Intacct shows them."),
                ),
            ),
            Instruction(
                text=_(
                    "Choose **Save** in the form, then **Save** once more on the page behind it. "
                    "Without the second one nothing is kept."
                ),
                sketch=Sketch(
                    lines=(
                        SketchLine(
                            label="Web Services sender information", value="Save", is_here=True, note=_("first")
                        ),
                        SketchLine(label="Company information", value="Save", is_here=True, note=_("then this one")),
                    ),
                    caption=_("The form and the page behind it, drawn."),
                ),
            ),
        ),
        notes=(
            _(
                "In some companies the menu is called **Company** › **Admin** › **Web Services Authorizations**, or "
                "**Company** › **Setup** › **Web Services authorizations**. It leads to the same list."
            ),
            _(
                "There is no **Web Services authorizations** on your screen: Web Services is not subscribed yet, or "
                "your privileges are not **Full**."
            ),
        ),
    )
