"""What people do with integrations."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from integrations.models import Integration, PartnerCredential
from portal.accounts.models import User
from portal.audit.actions import record
from portal.organisations.models import Organisation


class NotReady(Exception):
    """An integration cannot be switched on; ``str()`` is the reason, for the person who tried."""


def integration_of(*, organisation: Organisation, provider: str) -> Integration:
    """The organisation's integration with a provider, saved only once something is set."""
    found = Integration.objects.select_related("partner_credential", "organisation")
    found = found.defer("partner_credential__settings").filter(organisation=organisation, provider=provider)
    return found.first() or Integration(organisation=organisation, provider=provider)


def _hold(integration: Integration) -> None:
    """See a row that was read earlier as it stands now, and hold it against others until the transaction ends.

    Its settings are read anew only where somebody asks for them, and written only where they were set.
    """
    if integration.pk is None:
        row, _is_new = Integration.objects.get_or_create(
            organisation=integration.organisation, provider=integration.provider
        )
        integration.pk = row.pk
    if "settings" not in integration.get_deferred_fields():
        del integration.settings
    integration.refresh_from_db(from_queryset=Integration.objects.select_for_update())
    lent = PartnerCredential.objects.defer("settings").filter(integrations=integration)
    integration.partner_credential = lent.first()


@transaction.atomic
def save_settings(
    *,
    integration: Integration,
    source: str,
    sync_mode: str,
    settings: dict[str, Any],
    allows_several_entities: bool = False,
    actor: User,
) -> Integration:
    """Keep where the credentials come from, how often and of how many entities is read, and own settings that changed.

    What is allowed of entities holds for choices to come; nothing that is connected changes.
    """
    _hold(integration)
    _choose(integration, source, integration.partner_credential)
    integration.sync_mode = sync_mode
    integration.allows_several_entities = allows_several_entities and integration.provider_class.has_entities
    if settings and settings != integration.kept_settings:
        integration.settings = settings
        integration.settings_changed_at = now()
    integration.updated_by = actor
    if not integration.has_credentials:
        integration.is_enabled = False
    integration.save()
    record(
        organisation=integration.organisation,
        actor=actor,
        verb="integration.saved",
        object_label=integration.name,
        object_id=integration.public_id,
        source=source,
        sync_mode=sync_mode,
        several_entities=integration.allows_several_entities,
    )
    return integration


def _choose(integration: Integration, source: str, partner_credential: PartnerCredential | None) -> None:
    is_lent = source == Integration.Source.PARTNER
    if source != integration.source or (is_lent and partner_credential != integration.partner_credential):
        integration.source_changed_at = now()
    integration.source, integration.partner_credential = source, partner_credential


@transaction.atomic
def enable(*, integration: Integration, actor: User) -> Integration:
    """Offer the integration to customers.

    Raises:
        NotReady: it has no credentials, or was lent some that are withdrawn.
    """
    _hold(integration)
    if not integration.has_credentials:
        raise NotReady(
            _("%(name)s cannot be switched on yet: it has no credentials. Set it up first, then switch it on.")
            % {"name": integration.name}
        )
    return _switch(integration, actor, is_enabled=True)


@transaction.atomic
def disable(*, integration: Integration, actor: User) -> Integration:
    """Stop offering the integration; connections that exist go on."""
    _hold(integration)
    return _switch(integration, actor, is_enabled=False)


def _switch(integration: Integration, actor: User, *, is_enabled: bool) -> Integration:
    if integration.is_enabled != is_enabled:
        integration.is_enabled = is_enabled
        integration.updated_by = actor
        integration.save()
        record(
            organisation=integration.organisation,
            actor=actor,
            verb="integration.enabled" if is_enabled else "integration.disabled",
            object_label=integration.name,
            object_id=integration.public_id,
        )
    return integration


@transaction.atomic
def grant_partner_credential(
    *, organisation: Organisation, partner_credential: PartnerCredential, actor: User
) -> Integration:
    """Lend the operator's credentials to an organisation, which may then choose them."""
    integration = integration_of(organisation=organisation, provider=partner_credential.provider)
    _hold(integration)
    has_own = integration.settings_changed_at is not None
    _choose(integration, integration.source if has_own else Integration.Source.PARTNER, partner_credential)
    integration.save()
    record(
        organisation=organisation,
        actor=actor,
        verb="partner_credential.granted",
        object_label=partner_credential.label,
        object_id=integration.public_id,
    )
    return integration


@transaction.atomic
def withdraw_partner_credential(*, integration: Integration, actor: User) -> Integration:
    """Take lent credentials back; without credentials of its own the integration is switched off."""
    _hold(integration)
    label = str(integration.partner_credential or "")
    _choose(integration, Integration.Source.OWN, None)
    if not integration.has_credentials:
        integration.is_enabled = False
    integration.save()
    record(
        organisation=integration.organisation,
        actor=actor,
        verb="partner_credential.withdrawn",
        object_label=label,
        object_id=integration.public_id,
    )
    return integration


@transaction.atomic
def set_partner_settings(*, partner_credential: PartnerCredential, settings: dict[str, Any]) -> PartnerCredential:
    """Keep the operator's own sender; written by support staff, shown to nobody."""
    partner_credential.settings = settings
    partner_credential.settings_changed_at = now()
    partner_credential.save()
    return partner_credential
