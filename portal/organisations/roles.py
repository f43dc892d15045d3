"""Who may do what: one matrix for pages and API alike."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a member is in an organisation, the most powerful first."""

    ADMINISTRATOR = "administrator", _("Administrator")
    DEVELOPER = "developer", _("Developer")
    ANALYST = "analyst", _("Analyst")
    ONBOARDING = "onboarding", _("Onboarding")


class Right(TextChoices):
    """One thing that a role may allow; the label finishes the sentence "may …"."""

    VIEW_COMPANIES = "view_companies", _("see companies")
    ADD_COMPANIES = "add_companies", _("add and rename companies")
    ISSUE_LINKS = "issue_links", _("issue and revoke links")
    VIEW_DATA = "view_data", _("see customers' books")
    REFRESH_DATA = "refresh_data", _("read data anew")
    CHANGE_PLAN = "change_plan", _("change what is read of a company and how often, and pause it")
    DELETE_COMPANIES = "delete_companies", _("delete companies")
    UNLINK = "unlink", _("disconnect companies")
    CHANGE_SETTINGS = "change_settings", _("change integrations and settings")
    MANAGE_KEYS = "manage_keys", _("manage API keys and webhooks")
    VIEW_CONSENTS = "view_consents", _("see and export what customers agreed to")
    VIEW_ACTIVITY = "view_activity", _("see the activity log")
    MANAGE_PEOPLE = "manage_people", _("manage people and roles")


_ONBOARDING = {Right.VIEW_COMPANIES, Right.ADD_COMPANIES, Right.ISSUE_LINKS}
_ANALYST = _ONBOARDING | {
    Right.VIEW_DATA,
    Right.REFRESH_DATA,
    Right.CHANGE_PLAN,
    Right.DELETE_COMPANIES,
    Right.VIEW_CONSENTS,
    Right.VIEW_ACTIVITY,
}
_DEVELOPER = _ANALYST | {Right.UNLINK, Right.CHANGE_SETTINGS, Right.MANAGE_KEYS}

MATRIX: dict[str, frozenset[Right]] = {
    Role.ADMINISTRATOR: frozenset(Right),
    Role.DEVELOPER: frozenset(_DEVELOPER),
    Role.ANALYST: frozenset(_ANALYST),
    Role.ONBOARDING: frozenset(_ONBOARDING),
}


def allows(role: str, right: Right) -> bool:
    """Say whether a role carries a right."""
    return right in MATRIX.get(role, frozenset())


def roles_with(right: Right) -> list[Role]:
    """The roles that carry a right, to say on a page who can."""
    return [role for role in Role if allows(role, right)]
