"""What keeps us from signing in: the sender, the company, its subscription, the user, the entity."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from integrations.errors import CredentialsRejected, ProviderUnavailable, UnexpectedReply
from integrations.intacct.catalogue.paths import (
    AUTHORISATIONS_PATH,
    COMPANY_PATH,
    ENTITY_PATH,
    NOTHING_FOR_YOU,
    SUBSCRIPTIONS_PATH,
    WE_TRY_AGAIN,
    WEB_SERVICES_USERS_PATH,
)
from integrations.intacct.refusals import Entry, Level, Retry, says
from integrations.provider import Owner

BEFORE_RESULT = frozenset({Level.GATEWAY, Level.CONTROL, Level.AUTHENTICATION})
SIGNING_IN = frozenset({Level.CONTROL, Level.AUTHENTICATION})

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
        menu_path=COMPANY_PATH,
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
            _("If **Web Services** is not in the list, this is a trial company. Trial companies cannot be linked."),
        ),
        menu_path=(*SUBSCRIPTIONS_PATH, "Web Services", "Subscribe"),
        error=CredentialsRejected,
        levels=BEFORE_RESULT,
        pattern=says(r"not authorized for XML transactions", r"subscribe to the XML gateway"),
    ),
    Entry(
        key="sender-needs-login",
        cause=_(
            "Sage has set **Needs login for API** on the sender of the organisation that sent you this link. "
            "Software cannot work with it, whatever you do. We have told the organisation."
        ),
        owner=Owner.VENDOR,
        fix=(
            _("The organisation asks Sage's support to clear **Needs login for API** on its sender ID."),
            NOTHING_FOR_YOU,
        ),
        is_told=True,
        error=CredentialsRejected,
        levels=BEFORE_RESULT,
        pattern=says(r"needs? (?:a )?log-?in for (?:the )?api", r"log-?in is (?:required|needed) for (?:the )?api"),
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
        key="user-inactive",
        cause=_("This user is not active, or its login is disabled."),
        owner=Owner.ADMINISTRATOR,
        fix=(_("Open the user, choose **Edit**, set **Status** to **Active**, and choose **Save**."),),
        menu_path=(*WEB_SERVICES_USERS_PATH, "Edit"),
        error=CredentialsRejected,
        levels=BEFORE_RESULT,
        pattern=says(r"user.{0,60}(?:inactive|not active|disabled)", r"(?:inactive|disabled) (?:user|login)"),
    ),
    Entry(
        key="password-expired",
        cause=_(
            "The password of this user has expired. It is a person's login: "
            "the password of a **Web Services user** does not expire."
        ),
        owner=Owner.ADMINISTRATOR,
        fix=(_("Create a **Web Services user** and enter its user ID and password here."),),
        menu_path=(*WEB_SERVICES_USERS_PATH, "Add"),
        error=CredentialsRejected,
        levels=BEFORE_RESULT,
        pattern=says(r"password.{0,40}(?:expired|must be changed)", r"must change (?:your|the) password"),
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
            "It can also be the user ID or the company ID, or the user is locked or inactive, or it is a person's own "
            "login with two-step verification or single sign-on: Sage Intacct tells nobody which."
        ),
        owner=Owner.CUSTOMER,
        fix=(
            _("Copy the password again from Sage Intacct's e-mail and enter it here."),
            _("Compare **User ID** and **Company ID** with that e-mail. The ID of a console is not a company ID."),
            _(
                "If it is refused once more, have your administrator open the user: **Status** must be **Active**. "
                "**Reset password** sends a new password by e-mail."
            ),
            _("If it is a person's own login, have a **Web Services user** created and sign in with that."),
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
        is_guess=True,
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
        is_guess=True,
    ),
)

TOLD_APART: tuple[Entry, ...] = (
    Entry(
        key="company-unknown",
        cause=_(
            "Sage Intacct does not know this company ID, or the company is not active. "
            "The sender of the organisation that sent you this link is in order."
        ),
        owner=Owner.CUSTOMER,
        fix=(
            _("Compare the **Company ID** with what you type on the sign-in page of Sage Intacct. Correct it here."),
            _("If it is the ID of an accountant's console, use the ID of the company itself."),
            _("If it is right, ask Sage whether the company has been closed."),
        ),
        menu_path=COMPANY_PATH,
        error=CredentialsRejected,
    ),
    Entry(
        key="sender-inactive",
        cause=_(
            "Sage Intacct refuses every request of the organisation that sent you this link: most likely its sender is "
            "not active, or its licence has ended. Less likely, the company ID is wrong. We have told the organisation."
        ),
        owner=Owner.ORGANISATION,
        fix=(
            _("The organisation asks Sage whether its sender ID is active and its Web Services licence is paid for."),
            _("You can compare the **Company ID** meanwhile; the rest of what you entered stays."),
        ),
        error=CredentialsRejected,
    ),
    Entry(
        key="company-trial",
        cause=_(
            "The **Web Services** subscription of this company is off. Its company ID reads like that of a trial "
            "company; in those, Web Services cannot be turned on."
        ),
        owner=Owner.ADMINISTRATOR,
        fix=(
            _("If it is a trial, enter the company ID of your live company here. A trial cannot be linked."),
            _("If it is not, open **Company** › **Admin** › **Subscriptions** and turn on **Web Services**."),
            _("Choose **Subscribe** in the pop-up. Then check again here."),
        ),
        menu_path=(*SUBSCRIPTIONS_PATH, "Web Services", "Subscribe"),
        error=CredentialsRejected,
    ),
)
"""What no single answer says: known only after a second look, see ``second_look``."""
