"""The customers' businesses, and our right to read their books."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Self
from urllib.parse import urlencode

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from companies.models.links import Link
from companies.models.probes import Probe, ProbeCheck, ProbeQuerySet
from companies.naming import NAME_RULE, validate_name
from integrations.models import Integration
from integrations.provider import LONGEST_ACCOUNT, Entity, Owner, Provider
from portal.accounts.models import User
from portal.lib.encrypted import EncryptedJSONField
from portal.lib.names import public_id
from portal.lib.runs import Run
from portal.lib.spoken import SpokenField
from portal.organisations.models import Organisation


class CompanyQuerySet(models.QuerySet["Company"]):
    def with_state(self) -> Self:
        """Fetch what a list shows: connections, when anything was last read, and under which state it is listed.

        ``listed_as`` is the connection's status, ``not_started``, or ``needs_you`` where only the organisation can
        go on, also because a new link was asked for; ``is_reading`` says that books are being read at this moment.
        Of several entities the worst counts: access that was lost to one of them.
        """
        connections = Connection.objects.filter(company=OuterRef("pk"))
        newest = connections.leads().order_by("-pk")
        lost = connections.filter(status=Connection.Status.DEAUTHORISED)
        last_probe = Probe.objects.filter(connection__company=OuterRef("pk")).order_by("-pk")
        asks = ProbeCheck.objects.filter(
            probe=OuterRef("last_probe"), outcome=ProbeCheck.Outcome.FAILED, verdict__owner=Owner.ORGANISATION
        )
        reading = Company.objects.filter(pk=OuterRef("pk"), syncs__status__in=[Run.Status.QUEUED, Run.Status.RUNNING])
        last_read = Company.objects.filter(pk=OuterRef("pk")).values("pk")
        return self.annotate(
            last_read_at=Subquery(last_read.annotate(at=models.Max("datasets__last_read_at")).values("at")),
            newest_status=Case(
                When(Exists(lost.filter(lead__isnull=False)), then=Value(Connection.Status.DEAUTHORISED)),
                default=Subquery(newest.values("status")[:1]),
            ),
            last_probe=Subquery(last_probe.values("pk")[:1]),
            is_reading=Exists(reading),
            listed_as=Case(
                When(
                    ~Q(newest_status=Connection.Status.LINKED) | Q(newest_status=None),
                    asked_anew_at__isnull=False,
                    then=Value("needs_you"),
                ),
                When(newest_status=None, then=Value("not_started")),
                When(newest_status=Connection.Status.DEAUTHORISED, then=Value("needs_you")),
                When(Q(newest_status=Connection.Status.PENDING) & Exists(asks), then=Value("needs_you")),
                default=F("newest_status"),
            ),
        ).prefetch_related(
            models.Prefetch("connections", Connection.objects.select_related("integration").with_last_read())
        )

    def through(self, provider: str) -> Self:
        """Those whose books come through one provider."""
        return self.filter(Exists(Connection.objects.filter(company=OuterRef("pk"), integration__provider=provider)))

    def search(self, text: str) -> Self:
        """Match name, public id, or the account and entity that the books come from."""
        connections = Connection.objects.filter(company=OuterRef("pk"))
        books = connections.filter(Q(account_id__icontains=text) | Q(entity_name__icontains=text))
        words = Q(name__icontains=text) | Q(Exists(books))
        compact = text.replace("-", "").lower()
        if re.fullmatch(r"[0-9a-f]{32}", compact):
            words |= Q(public_id=compact)
        return self.filter(words)


class Company(models.Model):
    """A business whose books an organisation wants to read."""

    public_id = public_id()
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="companies")
    name = models.CharField(_("company name"), max_length=100, validators=[validate_name], help_text=NAME_RULE)
    is_test = models.BooleanField(_("test company"), default=False)
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, editable=False)
    created_at = models.DateTimeField(default=now, editable=False)
    asked_anew_at = models.DateTimeField(
        null=True, editable=False, help_text=_("Since when the customer waits for a new link; empty once it was sent.")
    )
    agreed_kinds = models.JSONField(
        null=True, editable=False, help_text=_("What the customer agreed to have read; empty where nobody was asked.")
    )
    agreed_once = models.BooleanField(default=False, editable=False, help_text=_("The customer agreed to one reading."))

    objects = CompanyQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name_plural = "companies"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("datasets:company", args=[self.organisation.slug, self.public_id])

    @property
    def connection(self) -> Connection | None:
        """The connection that counts: the newest that leads. Uses prefetched rows where there are some."""
        return next(iter(self.books), None)

    @property
    def books(self) -> list[Connection]:
        """The connection that counts and, behind it, its followers: one for each entity that was ever chosen."""
        rows = list(self.connections.all())
        lead = max((row for row in rows if row.lead_id is None), key=lambda row: row.pk, default=None)
        if lead is None:
            return []
        followers = [row for row in rows if row.lead_id == lead.pk]
        return [lead, *sorted(followers, key=lambda row: (row.status == Connection.Status.UNLINKED, row.pk))]

    @property
    def worst(self) -> Connection | None:
        """The connection whose state stands for the company: one whose access was lost, else the one that counts."""
        books = self.books
        lost = (row for row in books if row.status == Connection.Status.DEAUTHORISED)
        return next(lost, books[0] if books else None)

    @property
    def state(self) -> str:
        """The connection's state, or ``not_started``."""
        connection = self.worst
        return connection.status if connection else "not_started"

    @property
    def state_label(self) -> str:
        connection = self.worst
        return connection.get_status_display() if connection else gettext("Not started")

    def has_agreed_to(self, kind: str) -> bool:
        """Whether a kind of data is among those that the customer agreed to have read."""
        return self.agreed_kinds is None or kind in self.agreed_kinds

    def kinds_of(self, provider: type[Provider]) -> tuple[str, ...]:
        """The kinds of data that are wanted of this company through a provider: what the plan does not leave out."""
        rules = self.organisation.rules.of(self)
        return tuple(kind for kind in provider.kinds if kind not in rules or not rules[kind].is_off)

    @property
    def live_link(self) -> Link | None:
        """The link that was issued last and not revoked; it may have expired."""
        return self.links.filter(revoked_at__isnull=True).first()


class ConnectionQuerySet(models.QuerySet["Connection"]):
    def for_work(self) -> Self:
        """Fetch everything a worker opens the provider with."""
        return self.select_related("organisation", "company", "integration__partner_credential")

    def linked(self) -> Self:
        return self.filter(status=Connection.Status.LINKED)

    def leads(self) -> Self:
        """Those that the wizard leads, one for each integration of a company."""
        return self.filter(lead=None)

    def family_of(self, connection: Connection) -> Self:
        """A connection's lead with all its followers, the lead first."""
        lead = connection.lead_id or connection.pk
        return self.filter(Q(pk=lead) | Q(lead=lead)).order_by(F("lead").asc(nulls_first=True), "pk")

    def with_last_read(self) -> Self:
        """Add when anything of these books was read last."""
        read = Connection.objects.filter(pk=OuterRef("pk")).order_by().values("pk")
        return self.annotate(last_read_at=Subquery(read.annotate(at=models.Max("datasets__last_read_at")).values("at")))


class ConnectionManager(models.Manager["Connection"].from_queryset(ConnectionQuerySet)):  # type: ignore[misc]
    """Leaves the credentials in the database until somebody opens the provider."""

    def get_queryset(self) -> ConnectionQuerySet:
        queryset: ConnectionQuerySet = super().get_queryset().defer("credentials")
        return queryset


class Connection(models.Model):
    """A company's access through an integration: ``pending → linked → deauthorised / unlinked``.

    Where a customer chose several entities there is one for each of them, with books of its own. The wizard leads the
    one that was chosen first; the others follow it: whatever becomes of the lead becomes of them. An entity keeps its
    connection for good, also after it was taken away.
    """

    class Status(models.TextChoices):
        PENDING = "pending", _("Pending")
        LINKED = "linked", _("Linked")
        DEAUTHORISED = "deauthorised", _("Access lost")
        UNLINKED = "unlinked", _("Unlinked")

    public_id = public_id()
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="connections")
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="connections")
    integration = models.ForeignKey(Integration, on_delete=models.PROTECT, related_name="connections")
    lead = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="followers",
        help_text=_("Whose sign-in and fate it shares; empty for the one that the wizard leads."),
    )
    status = models.CharField(max_length=14, choices=Status.choices, default=Status.PENDING)
    status_reason = SpokenField(blank=True)
    status_owner = models.CharField(
        max_length=20, choices=Owner, blank=True, help_text=_("Who must act where access was lost.")
    )
    status_changed_at = models.DateTimeField(default=now)
    account_id = models.CharField(
        max_length=LONGEST_ACCOUNT, blank=True, help_text=_("The account at the provider, not a secret.")
    )
    credentials = EncryptedJSONField(null=True, editable=False)
    credentials_changed_at = models.DateTimeField(null=True, editable=False)
    entities = models.JSONField(default=list, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    is_multi_entity = models.BooleanField(null=True)
    entity_id = models.CharField(max_length=60, null=True, blank=True)  # noqa: DJ001  None: not chosen; "": top level
    entity_name = models.CharField(max_length=200, blank=True)
    further_ids = models.JSONField(
        default=list, blank=True, help_text=_("Of a lead: the entities that were chosen beside its own.")
    )
    chosen_at = models.DateTimeField(null=True, editable=False, help_text=_("When the customer chose the entities."))
    held = models.JSONField(
        default=dict, blank=True, editable=False, help_text=_("Of a lead: whose books were read through it until now.")
    )
    created_at = models.DateTimeField(default=now, editable=False)
    linked_at = models.DateTimeField(null=True, editable=False)
    paused_at = models.DateTimeField(null=True, editable=False)
    failure_count = models.PositiveSmallIntegerField(default=0, editable=False)
    retry_at = models.DateTimeField(null=True, editable=False, help_text=_("Not read by itself before this moment."))
    retry_reason = SpokenField(blank=True, editable=False)

    objects = ConnectionManager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "integration"], condition=Q(lead=None), name="connection_once_per_integration"
            ),
            models.UniqueConstraint(
                fields=["company", "integration", "account_id", "entity_id"], name="connection_once_per_entity"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.company} through {self.integration.name}"

    @property
    def is_linked(self) -> bool:
        return self.status == self.Status.LINKED

    @property
    def waits_for_organisation(self) -> bool:
        """Access was lost through the organisation's own settings: its customer can do nothing about it."""
        return self.status == self.Status.DEAUTHORISED and self.status_owner == Owner.ORGANISATION

    @property
    def is_paused(self) -> bool:
        return self.paused_at is not None

    @property
    def is_backing_off(self) -> bool:
        """Reading failed as a whole, and the next try by itself is still to come."""
        return self.retry_at is not None and self.retry_at > now()

    @property
    def has_credentials(self) -> bool:
        return self.credentials_changed_at is not None

    @property
    def can_sync(self) -> bool:
        return self.is_linked and self.has_credentials

    @property
    def can_renew(self) -> bool:
        """A new sign-in for the same books may be tried: they are connected, or were until the old one was refused."""
        return self.has_credentials and self.status in (self.Status.LINKED, self.Status.DEAUTHORISED)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of data that are read through this connection: of those that are wanted, what was agreed to."""
        wanted = self.company.kinds_of(self.integration.provider_class)
        return tuple(kind for kind in wanted if self.company.has_agreed_to(kind))

    @property
    def unagreed_kinds(self) -> tuple[str, ...]:
        """The kinds of data that are wanted, and not read before the customer has agreed to them, too."""
        wanted = self.company.kinds_of(self.integration.provider_class)
        return tuple(kind for kind in wanted if not self.company.has_agreed_to(kind))

    @property
    def is_for_one_reading(self) -> bool:
        """Read once, and the sign-in is erased: because the integration says so, or the customer agreed to no more."""
        return self.integration.sync_mode == Integration.SyncMode.ONE_TIME or self.company.agreed_once

    def open(self, credentials: Mapping[str, Any] | None = None, *, entity: str | None = None) -> Provider:
        """Open a conversation with these books, to be used as a context manager; with others where it is said."""
        return self.integration.provider_class(
            settings=self.integration.effective_settings,
            credentials=(self.credentials if credentials is None else credentials) or {},
            entity=(self.entity_id if entity is None else entity) or "",
        )

    @property
    def checks_of_rights(self) -> ProbeQuerySet:
        """The probes of rights that count: since the newest sign-in and choice of entities. The newest first."""
        signed_in = self.probes.filter(kind=Probe.Kind.SIGN_IN).order_by("-created_at").values("created_at")[:1]
        probes: ProbeQuerySet = self.probes.filter(
            kind=Probe.Kind.PERMISSIONS, created_at__gte=Subquery(signed_in)
        ).exclude(status=Probe.Status.SKIPPED)
        return probes.filter(created_at__gte=self.chosen_at) if self.chosen_at else probes

    def reread(self) -> None:
        """Read its own columns anew, behind the work that changes them.

        A worker ends a check or a reading and changes the connection at one moment, but a page reads row after row. If
        it read the connection first, it would show it as it was before, and with no work under way never look again.
        """
        held = (field for field in self._meta.concrete_fields if not field.is_relation)
        self.refresh_from_db(fields=[field.attname for field in held if field.attname in self.__dict__])

    @property
    def entity_choices(self) -> list[Entity]:
        return [Entity(**row) for row in self.entities]

    @property
    def held_entity(self) -> str | None:
        """Of a lead: the entity whose books it holds; ``None`` if those are of another account than it reads now."""
        is_same = self.held.get("account", "").casefold() == self.account_id.casefold()
        return self.held.get("entity") if is_same else None

    @property
    def entity_ids(self) -> list[str]:
        """Of a lead: the ids of all entities that are read, its own first; the top level's is empty."""
        return [self.entity_id or "", *self.further_ids]

    @property
    def further_entities(self) -> list[Entity]:
        """Of a lead: the entities that were chosen beside its own."""
        known = {entity.id: entity for entity in self.entity_choices}
        return [known[one] for one in self.further_ids if one in known]

    @property
    def entity_names(self) -> str:
        """Of a lead: what the entities that are read are called, in one line."""
        return ", ".join(filter(None, [self.entity_name, *(entity.name for entity in self.further_entities)]))

    @property
    def books_label(self) -> str:
        """What these books are called beside those of other entities."""
        if not self.entity_id:
            return gettext("Top level (all entities)") if self.is_multi_entity else gettext("The whole company")
        return f"{self.entity_id} · {self.entity_name}" if self.entity_name else self.entity_id

    @property
    def query(self) -> str:
        """How addresses of pages name these books: by their entity, empty for the lead's, which need no naming."""
        return f"?{urlencode({'entity': self.entity_id or ''})}" if self.lead_id else ""
