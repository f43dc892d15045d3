"""Where things are in Sage Intacct's menus, and sentences that several entries share."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

WE_TRY_AGAIN = _("You have nothing to do. We try again by ourselves.")
NOTHING_FOR_YOU = _("You have nothing to do. As soon as it is corrected, check again here.")

AUTHORISATIONS_PATH = ("Company", "Setup", "Company", "Security", "Edit", "Web Services authorizations")
SUBSCRIPTIONS_PATH = ("Company", "Admin", "Subscriptions")
WEB_SERVICES_USERS_PATH = ("Company", "Admin", "Web Services users")
ENTITY_PATH = (*SUBSCRIPTIONS_PATH, "Multi-Entity Management", "Configure", "Entity restrictions")
COMPANY_PATH = ("Company", "Setup", "Company")
