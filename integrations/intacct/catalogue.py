"""Every way in which the gateway is known to refuse, in the customer's words.

An entry holds where a refusal stands, its numbers and its text, and what that means: cause, owner, cure. The order
matters, the first entry that fits wins. A number alone decides nothing: XL03000006 means at least five things.

Reference: developer.intacct.com, *Error handling*; the numbers were seen in the fixtures of public clients.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from integrations.errors import (
    CredentialsRejected,
    PermissionMissing,
    ProviderUnavailable,
    UnexpectedReply,
)
from integrations.intacct.refusals import Entry, Level, Retry, says
from integrations.provider import Owner

BEFORE_RESULT = frozenset({Level.GATEWAY, Level.CONTROL, Level.AUTHENTICATION})
SIGNING_IN = frozenset({Level.CONTROL, Level.AUTHENTICATION})

WE_TRY_AGAIN = _("You have nothing to do. We try again by ourselves.")
NOTHING_FOR_YOU = _("You have nothing to do. As soon as it is corrected, check again here.")
AUTHORISATIONS_PATH = ("Company", "Setup", "Company", "Security", "Edit", "Web Services authorizations")
SUBSCRIPTIONS_PATH = ("Company", "Admin", "Subscriptions")
WEB_SERVICES_USERS_PATH = ("Company", "Admin", "Web Services users")
ENTITY_PATH = (*SUBSCRIPTIONS_PATH, "Multi-Entity Management", "Configure", "Entity restrictions")

PASSING: tuple[Entry, ...] = (
    Entry(
        key="rate-limited",
        cause=_("Sage Intacct answers only a few questions at a time, and other software is asking as well."),
        owner=Owner.NOBODY,
        fix=(WE_TRY_AGAIN,),
        error=ProviderUnavailable,
        retry=Retry.LATER,
        pattern=says(r"^(?:GW-0010|HTTP 429)\b", r"rate limit exceeded", r"too many (?:requests|operations)"),
    ),
    Entry(
        key="maintenance",
        cause=_("Sage Intacct is being maintained and is off-line for a while."),
        owner=Owner.NOBODY,
        fix=(WE_TRY_AGAIN,),
        error=ProviderUnavailable,
        retry=Retry.LATER,
        pattern=says(r"temporarily off-?line"),
    ),
    Entry(
        key="busy",
        cause=_("Sage Intacct is overloaded at the moment."),
        owner=Owner.NOBODY,
        fix=(WE_TRY_AGAIN,),
        error=ProviderUnavailable,
        retry=Retry.LATER,
        pattern=says(r"try again later"),
    ),
    Entry(
        key="too-slow",
        cause=_("Sage Intacct did not finish its answer in time."),
        owner=Owner.NOBODY,
        fix=(WE_TRY_AGAIN,),
        error=ProviderUnavailable,
        retry=Retry.SMALLER_PAGE,
        numbers=frozenset({"TimedOut", "HTTP 524"}),
    ),
    Entry(
        key="unreachable",
        cause=_("Sage Intacct cannot be reached at the moment."),
        owner=Owner.NOBODY,
        fix=(WE_TRY_AGAIN,),
        error=ProviderUnavailable,
        retry=Retry.LATER,
        numbers=frozenset({"Unreachable"}),
    ),
    Entry(
        key="gateway-failure",
        cause=_("Sage Intacct had trouble on its own side and gave no proper answer."),
        owner=Owner.NOBODY,
        fix=(WE_TRY_AGAIN,),
        error=ProviderUnavailable,
        retry=Retry.LATER,
        numbers=frozenset(
            {"GW-0001", "HTTP 500", "HTTP 502", "HTTP 503", "HTTP 504", "HtmlPage", "NotXml", "EmptyBody", "TooLarge"}
        ),
    ),
)

REFUSED: tuple[Entry, ...] = (
    Entry(
        key="gateway-refused",
        cause=_(
            "Sage Intacct does not know this company ID, or the company is not active. "
            "Less likely: the sender of the organisation that sent you this link is not active."
        ),
        owner=Owner.CUSTOMER,
        fix=(
            _("Compare the **Company ID** with what you type on the sign-in page of Sage Intacct. Correct it here."),
            _("If it is the ID of an accountant's console, use the ID of the company itself."),
            _("If it is right, tell the organisation that sent you this link: their sender may not be active."),
        ),
        menu_path=("Company", "Setup", "Company"),
        error=CredentialsRejected,
        numbers=frozenset({"GW-0011"}),
    ),
    Entry(
        key="company-expired",
        cause=_("This is a demo company of Sage Intacct, and its time is over."),
        owner=Owner.VENDOR,
        fix=(_("Enter the company ID of your live company, or ask Sage to extend the demo company."),),
        error=CredentialsRejected,
        levels=BEFORE_RESULT,
        numbers=frozenset({"PL04000055"}),
    ),
    Entry(
        key="company-trial",
        cause=_("This is a trial company. Trial companies have no Web Services, so they cannot be linked."),
        owner=Owner.VENDOR,
        fix=(_("Enter the company ID of a company that is not a trial."),),
        error=CredentialsRejected,
        levels=BEFORE_RESULT,
        pattern=says(r"\btrial company\b"),
    ),
    Entry(
        key="web-services-off",
        cause=_("The **Web Services** subscription of this company is off."),
        owner=Owner.ADMINISTRATOR,
        fix=(
            _("Sign in to Sage Intacct as a user with **Full** admin privileges."),
            _("Open **Company** › **Admin** › **Subscriptions** and turn on **Web Services**."),
            _("Choose **Subscribe** in the pop-up. Then check again here."),
        ),
        menu_path=(*SUBSCRIPTIONS_PATH, "Web Services", "Subscribe"),
        error=CredentialsRejected,
        levels=BEFORE_RESULT,
        pattern=says(r"not authorized for XML transactions", r"subscribe to the XML gateway"),
    ),
    Entry(
        key="sender-not-authorised",
        cause=_("This company has not authorised the sender of the organisation that sent you this link."),
        owner=Owner.ADMINISTRATOR,
        fix=(
            _("Open **Company** › **Setup** › **Company**, the tab **Security**, and choose **Edit**."),
            _(
                "Look at **Web Services authorizations**. If the sender ID is missing, choose **Add** and paste it. "
                "Upper and lower case matter."
            ),
            _("If it is there, its **Status** must be **Active**."),
            _("Choose **Save** in the form, and **Save** once more on the page. Then check again here."),
        ),
        menu_path=AUTHORISATIONS_PATH,
        error=CredentialsRejected,
        levels=BEFORE_RESULT,
        pattern=says(r"invalid web services authorization", r"not authorized to make web services requests"),
    ),
    Entry(
        key="sender-rejected",
        cause=_(
            "Sage Intacct did not accept the sender ID or the sender password. Both belong to the organisation that "
            "sent you this link, not to you. We have told them."
        ),
        owner=Owner.ORGANISATION,
        fix=(NOTHING_FOR_YOU,),
        error=CredentialsRejected,
        levels=frozenset({Level.GATEWAY, Level.CONTROL}),
        pattern=says(r"XML partner ID or password", r"\bsender(?: id)?\b.*\b(?:inactive|not active|expired|unknown)\b"),
    ),
    Entry(
        key="request-malformed",
        cause=_("Our question to Sage Intacct was malformed. That is our mistake, not yours. We have been told."),
        owner=Owner.ORGANISATION,
        fix=(NOTHING_FOR_YOU,),
        error=UnexpectedReply,
        pattern=says(r"^XL03000003\b", r"not a valid transport policy", r"XML parse (?:schema )?error"),
    ),
    Entry(
        key="session-ended",
        cause=_("The session with Sage Intacct ended."),
        owner=Owner.NOBODY,
        fix=(WE_TRY_AGAIN,),
        error=ProviderUnavailable,
        retry=Retry.SIGN_IN_AGAIN,
        levels=SIGNING_IN,
        pattern=says(r"invalid session"),
    ),
    Entry(
        key="two-step",
        cause=_(
            "This is a person's own user with two-step verification or single sign-on. Software cannot sign in with it."
        ),
        owner=Owner.ADMINISTRATOR,
        fix=(_("Create a **Web Services user** and enter its user ID and password here."),),
        menu_path=(*WEB_SERVICES_USERS_PATH, "Add"),
        error=CredentialsRejected,
        levels=BEFORE_RESULT,
        pattern=says(r"(?:two|2)[- ](?:step|factor)", r"multi-?factor", r"single sign-?on", r"\bSSO\b"),
    ),
    Entry(
        key="not-a-web-services-user",
        cause=_("This user is not a **Web Services user**."),
        owner=Owner.ADMINISTRATOR,
        fix=(_("Create a **Web Services user** and enter its user ID and password here."),),
        menu_path=(*WEB_SERVICES_USERS_PATH, "Add"),
        error=CredentialsRejected,
        pattern=says(r"not a web services user"),
    ),
    Entry(
        key="user-locked",
        cause=_("This user is locked, because the password was refused too often."),
        owner=Owner.ADMINISTRATOR,
        fix=(
            _("Open the user and choose **Edit**."),
            _("Set **Status** to **Active**, or choose **Reset password** and wait for Sage Intacct's e-mail."),
        ),
        menu_path=(*WEB_SERVICES_USERS_PATH, "Edit"),
        error=CredentialsRejected,
        levels=BEFORE_RESULT,
        pattern=says(r"\blocked(?: ?out)?\b"),
    ),
    Entry(
        key="entity-closed",
        cause=_(
            "The chosen entity cannot be opened. Either the company restricts access to the top level only, "
            "or this user is restricted to other entities."
        ),
        owner=Owner.ADMINISTRATOR,
        fix=(
            _("Clear **Restrict access to top level only**, fill **IET credits journal**, and choose **Save**."),
            _("If it is clear already, open the user, tab **User entities**, and add the entity."),
        ),
        menu_path=ENTITY_PATH,
        error=CredentialsRejected,
        levels=SIGNING_IN,
        pattern=says(r"top[- ]level", r"\bentit(?:y|ies)\b", r"\blocation ?id\b"),
    ),
    Entry(
        key="sign-in-refused",
        cause=_(
            "Sage Intacct refused the sign-in. Most likely the password was mistyped or has been replaced since. "
            "It can also be the user ID or the company ID, or the user is locked or inactive: "
            "Sage Intacct tells nobody which."
        ),
        owner=Owner.CUSTOMER,
        fix=(
            _("Copy the password again from Sage Intacct's e-mail and enter it here."),
            _("Compare **User ID** and **Company ID** with that e-mail. The ID of a console is not a company ID."),
            _(
                "If it is refused once more, have your administrator open the user: **Status** must be **Active**. "
                "**Reset password** sends a new password by e-mail."
            ),
            _("We do not try again by ourselves, because Sage Intacct locks a user after several refused passwords."),
        ),
        menu_path=(*WEB_SERVICES_USERS_PATH, "Edit", "Reset password"),
        error=CredentialsRejected,
        levels=BEFORE_RESULT,
        pattern=says(r"sign-?in information is incorrect"),
    ),
    Entry(
        key="sign-in-unknown",
        cause=_(
            "Sage Intacct refused the sign-in for a reason that we have not met before. "
            "Its own words are in the technical details."
        ),
        owner=Owner.CUSTOMER,
        fix=(
            _("Enter **Company ID**, **User ID** and password once more."),
            _("If it is refused again, show the technical details to your administrator."),
        ),
        error=CredentialsRejected,
        levels=frozenset({Level.AUTHENTICATION}),
    ),
    Entry(
        key="sender-rejected",
        cause=_(
            "Sage Intacct did not accept the request of the organisation that sent you this link. "
            "The reason lies with them, not with you. We have told them."
        ),
        owner=Owner.ORGANISATION,
        fix=(NOTHING_FOR_YOU,),
        error=CredentialsRejected,
        levels=frozenset({Level.CONTROL}),
        numbers=frozenset({"XL03000006"}),
    ),
    Entry(
        key="permission-missing",
        cause=_("The user may not read this data."),
        owner=Owner.ADMINISTRATOR,
        fix=(_("Tick **List** and **View** for this data in the permissions of the user or its role."),),
        menu_path=("Company", "Admin", "Roles", "Subscriptions", "Permissions"),
        error=PermissionMissing,
        levels=frozenset({Level.RESULT}),
        pattern=says(
            r"do(?:es)? not have permission", r"permission denied", r"not have (?:sufficient|the required) priv"
        ),
    ),
    Entry(
        key="application-missing",
        cause=_("This company has not subscribed to the application that holds this data, or a feature of it is off."),
        owner=Owner.ADMINISTRATOR,
        fix=(
            _("Open **Company** › **Admin** › **Subscriptions** and look whether the application is on."),
            _("If your company does not use it, leave it off and tell the organisation that sent you this link."),
        ),
        menu_path=SUBSCRIPTIONS_PATH,
        error=PermissionMissing,
        levels=frozenset({Level.RESULT}),
        pattern=says(r"cannot be performed on objects of type", r"not subscribed", r"object definition \S+ not found"),
    ),
    Entry(
        key="fields-refused",
        cause=_("This company does not have a field that we asked for."),
        owner=Owner.NOBODY,
        fix=(_("We leave the field out and read the rest."),),
        error=UnexpectedReply,
        levels=frozenset({Level.RESULT}),
        pattern=says(r"invalid fields?\b", r"fields? .*(?:not found|does not exist|is not valid|cannot be queried)"),
    ),
    Entry(
        key="query-failed",
        cause=_("Sage Intacct could not answer our question. That is not your mistake."),
        owner=Owner.ORGANISATION,
        fix=(NOTHING_FOR_YOU,),
        error=UnexpectedReply,
        retry=Retry.ONCE,
        levels=frozenset({Level.RESULT}),
        numbers=frozenset({"DL02000001"}),
    ),
)

UNKNOWN = Entry(
    key="unknown",
    cause=_("Sage Intacct gave an answer that we have not met before. Its own words are in the technical details."),
    owner=Owner.ORGANISATION,
    fix=(_("Show the technical details to the organisation that sent you this link. They can ask Sage with them."),),
    error=UnexpectedReply,
)

ENTRIES: tuple[Entry, ...] = (*PASSING, *REFUSED)
