"""The tenant: all queries start from an organisation."""

from __future__ import annotations

from typing import Any, NoReturn, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.lib.names import public_id
from portal.organisations import accents, embedding, redirects
from portal.organisations.roles import Right, Role, allows
from portal.organisations.wording import Language, Words, base_of, digest_of, faults_of


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

    @property
    def wording(self) -> WordingVersion | None:
        """Its own words in the consent, as they were published last."""
        return self.wording_versions.first()

    @property
    def purpose(self) -> str:
        """What it needs the books for, for who reads now; empty as long as it has published nothing."""
        wording = self.wording
        return wording.words_in(get_language()).purpose if wording else ""

    @property
    def unasked_count(self) -> int:
        """How many companies agreed to words that are not enough any more, and have not been asked again yet."""
        asking = self.wording_versions.filter(asks_again=True).first()
        if asking is None:
            return 0
        agreed = self.link_sessions.filter(consent__isnull=False)
        return agreed.exclude(consent__wording__number__gte=asking.number).count()

    @property
    def draft(self) -> WordingDraft:
        """What its members are writing; until that is saved, what was published last."""
        return WordingDraft.objects.filter(organisation=self).first() or WordingDraft.of(self, self.wording)


class FaceManager(models.Manager["Face"]):
    """Leaves the picture in the database until somebody asks for it."""

    def get_queryset(self) -> models.QuerySet[Face]:
        return super().get_queryset().defer("logo")


class Face(models.Model):
    """How an organisation's customers see it: logo, colour, a word of welcome, and where they go when finished.

    ``logo`` is a PNG that we drew, ``logo_digest`` its SHA-256 and its address; ``accent`` is the colour as it was
    chosen, of which ``portal.organisations.accents`` makes what is shown. ``hosts`` are those that customers may be
    sent back to, ``origins`` the sites of the organisation that may show its customers' pages within their own.
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
    origins = models.JSONField(_("own sites"), default=list, blank=True)

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
    def own_names(self) -> list[str]:
        """The names in the address at the end that the query of a Link URL fills."""
        return redirects.own_names(self.return_url)

    @property
    def can_return(self) -> bool:
        """There is an address at the end, and the allow-list still holds its host."""
        return bool(self.return_url) and not redirects.fault_of(self.return_url, self.hosts)

    @property
    def embedding_origins(self) -> list[str]:
        """The listed origins that may still be listed: on a production machine this machine itself is none."""
        return [origin for origin in self.origins if not embedding.fault_of(origin)]


class Wording(models.Model):
    """What an organisation says in the consent in its own words, by language.

    ``main_language`` is what customers read who read none of the others.
    """

    main_language = models.CharField(_("main language"), max_length=5, choices=Language, default=Language.ENGLISH)
    texts = models.JSONField(default=dict)

    class Meta:
        abstract = True

    def written_in(self, language: str) -> Words:
        """The words in exactly this language; empty ones if there are none."""
        return Words.read(language, self.texts.get(language, {}))

    def words_in(self, language: str | None) -> Words:
        """The words for a reader of a language: in it, or in the main one."""
        found = self.written_in(base_of(language or ""))
        return found or self.written_in(self.main_language)

    @property
    def everything(self) -> list[Words]:
        """The words in each language that has some, the main one first."""
        others = [self.written_in(code) for code in Language.values if code != self.main_language]
        return [self.written_in(self.main_language), *filter(None, others)]

    @property
    def digest(self) -> str:
        return digest_of([self.main_language, [[words.language, words.stored] for words in self.everything]])


class WordingDraft(Wording):
    """Words that are being written, one draft for an organisation. ``made_from`` is the version it began with."""

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="wording_draft")
    made_from = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(default=now)
    changed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True)

    def __str__(self) -> str:
        return f"Draft of {self.organisation}"

    @classmethod
    def of(cls, organisation: Organisation, version: WordingVersion | None) -> WordingDraft:
        """A draft that says what a version says; not saved yet."""
        if version is None:
            return cls(organisation=organisation)
        return cls(
            organisation=organisation,
            main_language=version.main_language,
            texts=version.texts,
            made_from=version.number,
        )

    @property
    def number(self) -> int:
        """The one it gets when it is published."""
        newest = self.organisation.wording
        return newest.number + 1 if newest else 1

    @property
    def faults(self) -> list[str]:
        """What keeps it from being published."""
        main, *others = self.everything
        return faults_of(main, others)


class WordingVersionQuerySet(models.QuerySet["WordingVersion"]):
    """Refuses to change what was published, for many rows as for one."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("A published version is never changed.")

    def delete(self) -> NoReturn:
        raise TypeError("A published version is never deleted.")

    def with_customers(self) -> Self:
        """Count the companies that ever agreed to each (``agreed_count``), and those for which it is in force.

        Newest first: a query that counts forgets the order of its table.
        """
        counted = self.annotate(
            agreed_count=models.Count("consents__company", distinct=True),
            in_force_count=models.Count("consents__sessions", distinct=True),
        )
        return counted.order_by("-number")


class WordingVersion(Wording):
    """Words as they were published: numbered from 1 in each organisation, and never changed.

    ``asks_again`` says that customers who agreed to earlier ones are asked for these when they next open their link.
    ``publisher`` stays readable when the user is gone; it is empty for what no member published.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="wording_versions")
    number = models.PositiveIntegerField()
    asks_again = models.BooleanField(default=False)
    published_at = models.DateTimeField(default=now)
    published_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True)
    publisher = models.CharField(max_length=254, blank=True)

    objects = WordingVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="wording_version_once"),
        ]

    def __str__(self) -> str:
        return f"Version {self.number} of {self.organisation}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("A published version is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("A published version is never deleted.")


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

    NAME_TAKEN = _("There is a key of this name already. Choose another name, or revoke that key first.")

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
        constraints = [
            models.UniqueConstraint(
                "organisation", Upper("name"), condition=models.Q(revoked_at=None), name="api_key_once_per_name"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    def may(self, right: Right) -> bool:
        return allows(self.role, right)
