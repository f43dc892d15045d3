"""What a function answers while the request as a whole went through: rights, subscriptions, fields, the database."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from integrations.errors import PermissionMissing, UnexpectedReply
from integrations.intacct.catalogue.paths import NOTHING_FOR_YOU, SUBSCRIPTIONS_PATH
from integrations.intacct.refusals import Entry, Level, Retry, says
from integrations.provider import Owner

REFUSED: tuple[Entry, ...] = (
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
        key="permission-missing",
        cause=_("The user may not read this data."),
        owner=Owner.ADMINISTRATOR,
        fix=(_("Tick **List** and **View** for this data in the permissions of the user or its role."),),
        menu_path=("Company", "Admin", "Roles", "Subscriptions", "Permissions"),
        error=PermissionMissing,
        levels=frozenset({Level.RESULT}),
        messages=frozenset({"Invalid permission"}),
    ),
    Entry(
        key="fields-refused",
        cause=_(
            "This company does not answer a field that we asked for: it has no such field, or a custom field or a "
            "dimension of its own is hidden from the user."
        ),
        owner=Owner.ADMINISTRATOR,
        fix=(
            _("Nothing is held up: we leave the field out and read the rest."),
            _("If it shall be read, permit the field or the dimension in the permissions of the user or its role."),
        ),
        menu_path=("Company", "Admin", "Roles", "Subscriptions", "Permissions"),
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
