"""Where a customer is in the wizard, and what the customer agreed to. Secrets are never kept here."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, Self

from django.db import models
from django.utils.timezone import now

from companies.models import Company, Connection, Link, Probe
from integrations.models import Integration
from integrations.provider import GuideContext, GuideStep, Provider
from portal.lib.names import public_id
from portal.organisations.models import Organisation, WordingVersion


class Consent(models.Model):
    """What a customer agreed to: which words, when, from where. Never changed.

    ``text_version`` names the product's version and, behind a slash, that of the organisation's own words, which is
    ``wording``; neither where it had published none.
    """

    public_id = public_id()
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="consents")
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="consents")
    link = models.ForeignKey(Link, on_delete=models.SET_NULL, null=True, related_name="consents")
    text = models.TextField()
    text_version = models.CharField(max_length=20)
    text_hash = models.CharField(max_length=64)
    wording = models.ForeignKey(WordingVersion, on_delete=models.SET_NULL, null=True, related_name="consents")
    language = models.CharField(max_length=10)
    address = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=300, blank=True)
    agreed_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["-agreed_at"]

    def __str__(self) -> str:
        return f"Consent of {self.company}, {self.agreed_at:%Y-%m-%d}"


class LinkSessionQuerySet(models.QuerySet["LinkSession"]):
    def with_everything(self) -> Self:
        """Fetch what a page of the wizard asks for; secrets and pictures stay in the database."""
        related = self.select_related(
            "organisation__face", "company", "link", "consent__wording", "integration", "connection"
        )
        return related.defer("connection__credentials", "organisation__face__logo")


class LinkSession(models.Model):
    """One company's way through the wizard, over days, devices and people.

    ``answers`` holds what the customer told us (a company ID, which form they see); ``done`` the slugs of guide steps
    that the customer confirmed; ``before`` whose books were connected before, when they are connected anew; ``query``
    what the Link URL brought along for the organisation's own names in the address at the end.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="link_sessions")
    company = models.OneToOneField(Company, on_delete=models.CASCADE, related_name="link_session")
    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="sessions")
    consent = models.ForeignKey(Consent, on_delete=models.SET_NULL, null=True, blank=True, related_name="sessions")
    integration = models.ForeignKey(Integration, on_delete=models.SET_NULL, null=True, blank=True)
    connection = models.ForeignKey(Connection, on_delete=models.SET_NULL, null=True, blank=True)
    answers = models.JSONField(default=dict, blank=True)
    done = models.JSONField(default=list, blank=True)
    before = models.JSONField(default=dict, blank=True)
    query = models.JSONField(default=dict, blank=True)
    started_at = models.DateTimeField(default=now)
    last_seen_at = models.DateTimeField(default=now)
    last_step = models.CharField(max_length=60, blank=True)
    last_step_title = models.CharField(max_length=200, blank=True)
    finished_at = models.DateTimeField(null=True)

    objects = LinkSessionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Link session of {self.company}"

    def answer(self, name: str) -> Any:
        return self.answers.get(name, "")

    @property
    def is_linked(self) -> bool:
        return self.connection is not None and self.connection.is_linked

    @cached_property
    def is_asked_again(self) -> bool:
        """What was agreed to holds, but the organisation asks for more since, or in words that it wants agreed to."""
        if self.consent is None:
            return False
        if self.wants_more:
            return True
        agreed_to = self.consent.wording.number if self.consent.wording else 0
        return self.organisation.wording_versions.filter(asks_again=True, number__gt=agreed_to).exists()

    @property
    def wants_more(self) -> bool:
        """Other parts of the books are wanted than were agreed to, or for longer than one reading."""
        if self.integration is None or self.provider is None:
            return False
        kinds = self.company.kinds_of(self.provider)
        is_longer = self.company.agreed_once and self.integration.sync_mode == Integration.SyncMode.CONTINUOUS
        return is_longer or not all(map(self.company.has_agreed_to, kinds))

    @property
    def is_read_once(self) -> bool:
        """Read once, as agreed, and disconnected by ourselves: nobody else gives a reason."""
        connection = self.connection
        return bool(connection and connection.status == Connection.Status.UNLINKED and connection.status_reason)

    @property
    def can_renew(self) -> bool:
        return self.connection is not None and self.connection.can_renew

    @property
    def can_disconnect(self) -> bool:
        """There is something to take back: books that are connected, or a sign-in that we hold."""
        connection = self.connection
        if connection is None or connection.status == Connection.Status.UNLINKED:
            return False
        return connection.has_credentials or connection.status != Connection.Status.PENDING

    @property
    def can_withdraw(self) -> bool:
        """There is something to take back, if only the consent."""
        return self.can_disconnect or self.consent_id is not None

    @property
    def provider(self) -> type[Provider] | None:
        return self.integration.provider_class if self.integration else None

    @property
    def provider_name(self) -> str:
        return self.integration.name if self.integration else ""

    @cached_property
    def guide(self) -> Sequence[GuideStep]:
        """What is to be done inside the provider's product, for this organisation and these answers."""
        if self.integration is None or self.provider is None:
            return ()
        return self.provider.guide(
            GuideContext(
                organisation=self.organisation.name,
                settings=self.integration.public_settings,
                kinds=self.company.kinds_of(self.provider),
                answers=self.answers,
            )
        )

    @cached_property
    def sign_in_probe(self) -> Probe | None:
        """The newest try of the credentials."""
        if self.connection is None:
            return None
        return self.connection.probes.filter(kind=Probe.Kind.SIGN_IN).prefetch_related("checks").first()

    @cached_property
    def permission_probes(self) -> list[Probe]:
        """The checks of rights since the newest sign-in and choice of entities, newest first."""
        if self.connection is None:
            return []
        return list(self.connection.checks_of_rights.prefetch_related("checks"))

    @property
    def is_signed_in(self) -> bool:
        """The provider accepted the credentials that we hold."""
        connection, probe = self.connection, self.sign_in_probe
        if connection is None or probe is None or not connection.has_credentials:
            return False
        return connection.status in (Connection.Status.PENDING, Connection.Status.LINKED) and probe.is_passed

    @property
    def lacks_optional(self) -> bool:
        """All that is required may be read, but there will be one reading only, and a part of it is still closed."""
        connection, probes = self.connection, self.permission_probes
        is_pending = connection is not None and connection.status == Connection.Status.PENDING
        return is_pending and bool(probes) and probes[0].is_passed

    @property
    def has_entity(self) -> bool:
        """It is known whose books are read; a company without parts has nothing to choose."""
        connection = self.connection
        return connection is not None and (connection.entity_id is not None or len(connection.entities) < 2)

    @property
    def may_choose_several(self) -> bool:
        """The organisation lets its customers have several entities read."""
        return self.integration is not None and self.integration.allows_several_entities

    @property
    def has_other_books(self) -> bool:
        """The books behind the new sign-in are not those that were connected before."""
        connection = self.connection
        if connection is None or not self.before or not self.is_signed_in or not self.has_entity:
            return False
        before = {self.before["entity"], *self.before.get("further", ())}
        return not self.is_same_account or set(connection.entity_ids) != before

    @property
    def is_same_account(self) -> bool:
        """The account that is connected anew is the one that was connected before."""
        account = str(self.before.get("account", ""))
        return self.connection is not None and self.connection.account_id.casefold() == account.casefold()
