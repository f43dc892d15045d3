"""The tenant: all queries start from an organisation."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.lib.names import public_id
from portal.organisations import accents, redirects
from portal.organisations.roles import Right, Role, allows


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def of(self, user: User) -> Self:
        """The organisations a user belongs to, by name."""
        return self.filter(memberships__user=user).order_by("name")


class Organisation(models.Model):
    """A lender or software house that asks its customers for their books."""

    public_id = public_id()
    name = models.CharField(_("name"), max_length=100)
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    support_email = models.EmailField(_("support e-mail"), blank=True)
    purpose = models.CharField(
        _("purpose"), max_length=300, blank=True, help_text=_("What the books are needed for, told to customers.")
    )
    link_lifetime_days = models.PositiveSmallIntegerField(
        _("days a link is valid"), default=30, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    created_at = models.DateTimeField(default=now)
    members: models.ManyToManyField[User, Membership] = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="Membership", related_name="organisations"
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("companies:companies", args=[self.slug])

    @property
    def initials(self) -> str:
        """Two letters that stand for the organisation where it has no logo."""
        words = self.name.split()
        return "".join(word[0] for word in words[:2]).upper() if len(words) > 1 else self.name[:2].upper()

    @property
    def shown_face(self) -> Face:
        """How its customers see it; a plain one that is not saved as long as nobody chose anything."""
        try:
            return self.face
        except Face.DoesNotExist:
            return Face(organisation=self)


class FaceManager(models.Manager["Face"]):
    """Leaves the picture in the database until somebody asks for it."""

    def get_queryset(self) -> models.QuerySet[Face]:
        return super().get_queryset().defer("logo")


class Face(models.Model):
    """How an organisation's customers see it: logo, colour, a word of welcome, and where they go when finished.

    ``logo`` is a PNG that we drew, ``logo_digest`` its SHA-256 and its address; ``accent`` is the colour as it was
    chosen, of which ``portal.organisations.accents`` makes what is shown. ``hosts`` are those that customers may be
    sent back to.
    """

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="face")
    logo = models.BinaryField(default=b"", editable=False)
    logo_digest = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    logo_width = models.PositiveSmallIntegerField(default=0, editable=False)
    logo_height = models.PositiveSmallIntegerField(default=0, editable=False)
    accent = models.CharField(_("colour"), max_length=7, blank=True)
    welcome = models.TextField(_("welcome text"), max_length=1000, blank=True)
    return_url = models.CharField(_("address at the end"), max_length=500, blank=True)
    hosts = models.JSONField(_("allowed hosts"), default=list, blank=True)

    objects = FaceManager()

    class Meta:
        base_manager_name = "objects"

    def __str__(self) -> str:
        return f"Face of {self.organisation}"

    @property
    def logo_url(self) -> str:
        """Where the logo is, or nothing. The address changes with the picture."""
        return reverse("organisations:logo", args=[self.logo_digest]) if self.logo_digest else ""

    @property
    def stylesheet_url(self) -> str:
        """The stylesheet of the colour, or nothing while it is ours."""
        return reverse("organisations:accent", args=[accents.name_of(self.accent)]) if self.accent else ""

    @property
    def return_host(self) -> str:
        return redirects.host_of(self.return_url)

    @property
    def can_return(self) -> bool:
        """There is an address at the end, and the allow-list still holds its host."""
        return bool(self.return_url) and not redirects.fault_of(self.return_url, self.hosts)


class Membership(models.Model):
    """A user in an organisation, with a role."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role.choices, default=Role.ONBOARDING)
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "user"], name="membership_once_per_user"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"

    def may(self, right: Right) -> bool:
        return allows(self.role, right)


class ApiKey(models.Model):
    """A key that programs of an organisation present; only its hash is kept."""

    public_id = public_id()
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(_("name"), max_length=50)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    role = models.CharField(max_length=16, choices=Role.choices, default=Role.ANALYST)
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True)
    created_at = models.DateTimeField(default=now)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("API key")

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    def may(self, right: Right) -> bool:
        return allows(self.role, right)
