"""The customers' businesses, and our right to read their books."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from companies.naming import NAME_RULE, validate_name
from integrations.models import Integration
from integrations.provider import Entity, Owner, Provider
from integrations.records import Kind
from portal.accounts.models import User
from portal.lib.encrypted import EncryptedJSONField
from portal.lib.names import public_id
from portal.lib.runs import Run, RunQuerySet
from portal.lib.spoken import SpokenField, SpokenJSONField, Text
from portal.organisations.models import Organisation

NOT_ASKED_AGAIN_WITHIN = timedelta(hours=12)
"""How long the holder of a link that ended has to wait before asking for a new one again."""


class CompanyQuerySet(models.QuerySet["Company"]):
    def with_state(self) -> Self:
        """Fetch what a list shows: connections, when anything was last read, and under which state it is listed.

        ``listed_as`` is the connection's status, ``not_started``, or ``needs_you`` where only the organisation can
        go on, also because a new link was asked for; ``is_reading`` says that books are being read at this moment.
        """
        newest = Connection.objects.filter(company=OuterRef("pk")).order_by("-pk")
        last_probe = Probe.objects.filter(connection__company=OuterRef("pk")).order_by("-pk")
        asks = ProbeCheck.objects.filter(
            probe=OuterRef("last_probe"), outcome=ProbeCheck.Outcome.FAILED, verdict__owner=Owner.ORGANISATION
        )
        reading = Company.objects.filter(pk=OuterRef("pk"), syncs__status__in=[Run.Status.QUEUED, Run.Status.RUNNING])
        last_read = Company.objects.filter(pk=OuterRef("pk")).values("pk")
        return self.annotate(
            last_read_at=Subquery(last_read.annotate(at=models.Max("datasets__last_read_at")).values("at")),
            newest_status=Subquery(newest.values("status")[:1]),
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
        ).prefetch_related(models.Prefetch("connections", Connection.objects.select_related("integration")))

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
        """The connection that counts: the newest. Uses prefetched rows where there are some."""
        return max(self.connections.all(), key=lambda connection: connection.pk, default=None)

    @property
    def state(self) -> str:
        """The connection's state, or ``not_started``."""
        connection = self.connection
        return connection.status if connection else "not_started"

    @property
    def state_label(self) -> str:
        connection = self.connection
        return connection.get_status_display() if connection else gettext("Not started")

    def kinds_of(self, provider: type[Provider]) -> tuple[str, ...]:
        """The kinds of data that are read of this company through a provider: what the plan does not leave out."""
        rules = self.organisation.rules.of(self)
        return tuple(kind for kind in provider.kinds if kind not in rules or not rules[kind].is_off)

    @property
    def live_link(self) -> Link | None:
        """The link that was issued last and not revoked; it may have expired."""
        return self.links.filter(revoked_at__isnull=True).first()


class LinkQuerySet(models.QuerySet["Link"]):
    def usable(self) -> Self:
        return self.filter(revoked_at__isnull=True, expires_at__gt=now())


class Link(models.Model):
    """The capability to connect one company: an address that can be sent, ends, and can be taken back.

    What opens it is signed, not stored: see ``companies.tokens``.
    """

    public_id = public_id()
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="links")
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="links")
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, editable=False)
    created_at = models.DateTimeField(default=now, editable=False)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    open_count = models.PositiveIntegerField(default=0, editable=False)
    last_opened_at = models.DateTimeField(null=True, editable=False)
    asked_anew_at = models.DateTimeField(
        null=True, editable=False, help_text=_("When its holder last asked for a new one.")
    )

    objects = LinkQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["company"], condition=Q(revoked_at__isnull=True), name="one_live_link_per_company"
            ),
        ]

    def __str__(self) -> str:
        return f"Link of {self.company}"

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= now()

    @property
    def is_revoked(self) -> bool:
        return self.revoked_at is not None

    @property
    def is_usable(self) -> bool:
        return not self.is_revoked and not self.is_expired

    @property
    def may_ask_anew(self) -> bool:
        """It ended, and its holder has not asked for a new one a short while ago."""
        asked = self.asked_anew_at
        return not self.is_usable and (asked is None or asked <= now() - NOT_ASKED_AGAIN_WITHIN)


class ConnectionQuerySet(models.QuerySet["Connection"]):
    def for_work(self) -> Self:
        """Fetch everything a worker opens the provider with."""
        return self.select_related("organisation", "company", "integration__partner_credential")

    def linked(self) -> Self:
        return self.filter(status=Connection.Status.LINKED)


class ConnectionManager(models.Manager["Connection"].from_queryset(ConnectionQuerySet)):  # type: ignore[misc]
    """Leaves the credentials in the database until somebody opens the provider."""

    def get_queryset(self) -> ConnectionQuerySet:
        queryset: ConnectionQuerySet = super().get_queryset().defer("credentials")
        return queryset


class Connection(models.Model):
    """A company's access through an integration: ``pending → linked → deauthorised / unlinked``."""

    class Status(models.TextChoices):
        PENDING = "pending", _("Pending")
        LINKED = "linked", _("Linked")
        DEAUTHORISED = "deauthorised", _("Access lost")
        UNLINKED = "unlinked", _("Unlinked")

    public_id = public_id()
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="connections")
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="connections")
    integration = models.ForeignKey(Integration, on_delete=models.PROTECT, related_name="connections")
    status = models.CharField(max_length=14, choices=Status.choices, default=Status.PENDING)
    status_reason = SpokenField(blank=True)
    status_changed_at = models.DateTimeField(default=now)
    account_id = models.CharField(max_length=100, blank=True, help_text=_("The account at the provider, not a secret."))
    credentials = EncryptedJSONField(null=True, editable=False)
    credentials_changed_at = models.DateTimeField(null=True, editable=False)
    entities = models.JSONField(default=list, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    is_multi_entity = models.BooleanField(null=True)
    entity_id = models.CharField(max_length=60, null=True, blank=True)  # noqa: DJ001  None: not chosen; "": top level
    entity_name = models.CharField(max_length=200, blank=True)
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
            models.UniqueConstraint(fields=["company", "integration"], name="connection_once_per_integration"),
        ]

    def __str__(self) -> str:
        return f"{self.company} through {self.integration.name}"

    @property
    def is_linked(self) -> bool:
        return self.status == self.Status.LINKED

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
        """The kinds of data that are read through this connection."""
        return self.company.kinds_of(self.integration.provider_class)

    def open(self) -> Provider:
        """Open a conversation with these books, to be used as a context manager."""
        return self.integration.provider_class(
            settings=self.integration.effective_settings,
            credentials=self.credentials or {},
            entity=self.entity_id or "",
        )

    @property
    def entity_choices(self) -> list[Entity]:
        return [Entity(**row) for row in self.entities]


class ProbeQuerySet(RunQuerySet):
    def newest(self) -> Self:
        """The newest finished probe of each connection, with its checks."""
        ended = Probe.objects.finished().filter(connection=models.OuterRef("connection_id"))
        newest = ended.order_by("-created_at").values("pk")[:1]
        return self.filter(pk=models.Subquery(newest)).prefetch_related("checks")


class Probe(Run):
    """One run of checks on a connection."""

    class Kind(models.TextChoices):
        SIGN_IN = "sign_in", _("Sign-in")
        PERMISSIONS = "permissions", _("Permissions")

    public_id = public_id()
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="probes")
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="probes")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    only = models.JSONField(default=list, blank=True, help_text=_("Names of the checks to run; empty for all."))
    account_id = models.CharField(max_length=100, blank=True)

    objects = ProbeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        get_latest_by = "created_at"
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "kind"],
                condition=Q(status__in=["queued", "running"]),
                name="one_unfinished_probe_per_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} probe of {self.connection_id}"

    @property
    def is_passed(self) -> bool:
        """Finished, and every required check passed."""
        return self.status == self.Status.SUCCEEDED and not any(check.blocks for check in self.checks.all())


class ProbeCheck(models.Model):
    """One check of a probe with cause, owner and cure."""

    class Outcome(models.TextChoices):
        PASSED = "passed", _("Passed")
        FAILED = "failed", _("Missing")
        WAITING = "waiting", _("Not checked yet")

    probe = models.ForeignKey(Probe, on_delete=models.CASCADE, related_name="checks")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="probe_checks")
    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(default=0)
    label = SpokenField()
    kind = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    is_required = models.BooleanField(default=True)
    verdict = SpokenJSONField(null=True, help_text=_("Cause, owner, cure, and what the provider said."))
    checked_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["probe", "name"], name="check_once_per_probe")]

    def __str__(self) -> str:
        return f"{self.label}: {self.outcome}"

    @property
    def is_passed(self) -> bool:
        return self.outcome == self.Outcome.PASSED

    @property
    def kind_label(self) -> str:
        """The kind of data that the check is about, unless its own label says so already."""
        label = str(Kind(self.kind).label) if self.kind in Kind.values else ""
        return "" if label == self.label else label

    @property
    def blocks(self) -> bool:
        """This check keeps the connection from being linked."""
        return self.is_required and not self.is_passed


class Renewal(Run):
    """A new sign-in, tried while the old one goes on working; it is erased when the try ends, however it ends."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="renewals")
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="renewals")
    credentials = EncryptedJSONField(null=True, editable=False)
    verdict = SpokenJSONField(null=True, help_text=_("As of a check: why the old sign-in stayed."))

    objects = RunQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        get_latest_by = "created_at"
        constraints = [
            models.UniqueConstraint(
                fields=["connection"], condition=Q(status__in=["queued", "running"]), name="one_unfinished_renewal"
            )
        ]

    def __str__(self) -> str:
        return f"Renewal of {self.connection_id}"

    def finish(self, status: Run.Status, *, failure: Text = "", detail: str = "") -> None:
        self._rows.update(credentials=None)
        super().finish(status, failure=failure, detail=detail)
