"""What of a company is read, and how often: an organisation's rule for each kind of data, and a company's own."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterable
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from companies.models import Company
from portal.accounts.models import User
from portal.organisations.models import Organisation


class RuleQuerySet(models.QuerySet["Rule"]):
    def of(self, company: Company) -> dict[str, Rule]:
        """The rules that hold for a company, by kind: its own before its organisation's. It need not be saved."""
        rules = self.filter(Q(company=company.pk) | Q(company=None), organisation=company.organisation_id)
        rules = rules.order_by(models.F("company").asc(nulls_first=True))
        return {rule.kind: rule for rule in rules}

    def of_organisation(self) -> Self:
        """Those that hold where a company has none of its own."""
        return self.filter(company=None)


class Rule(models.Model):
    """How one kind of data is read. Where there is no row, the defaults of this class hold."""

    class Frequency(models.TextChoices):
        OFF = "off", _("Off")
        HOURLY = "hourly", _("Hourly")
        DAILY = "daily", _("Daily")
        WEEKLY = "weekly", _("Weekly")
        MONTHLY = "monthly", _("Monthly")

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="rules")
    company = models.ForeignKey(Company, on_delete=models.CASCADE, null=True, blank=True, related_name="rules")
    kind = models.CharField(max_length=40)
    is_read_on_link = models.BooleanField(_("read on first link"), default=True)
    frequency = models.CharField(_("frequency"), max_length=8, choices=Frequency.choices, default=Frequency.DAILY)
    at = models.TimeField(_("time of day"), null=True, blank=True)
    zone = models.CharField(_("time zone"), max_length=64, blank=True, help_text=_("Empty: UTC."))
    history_months = models.PositiveSmallIntegerField(
        _("history"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(600)],
        help_text=_("Months of history to read; empty: all of it."),
    )
    updated_at = models.DateTimeField(default=now, editable=False)
    updated_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, editable=False)

    objects = RuleQuerySet.as_manager()

    class Meta:
        ordering = ["kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind"], condition=Q(company=None), name="rule_once_per_organisation"
            ),
            models.UniqueConstraint(
                fields=["company", "kind"], condition=Q(company__isnull=False), name="rule_once_per_company"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.get_frequency_display()}"

    def clean(self) -> None:
        if self.zone and self.zone not in zoneinfo.available_timezones():
            raise ValidationError({"zone": _("There is no such time zone.")})

    @property
    def is_off(self) -> bool:
        """Never read by itself: neither asked for in the wizard nor probed."""
        return not self.is_read_on_link and self.frequency == self.Frequency.OFF

    @property
    def facts(self) -> tuple[Any, ...]:
        """What it says, to compare two rules by; a zone says nothing where there is no time of day."""
        zone = self.zone if self.at else ""
        return (self.is_read_on_link, self.frequency, self.at, zone, self.history_months)

    @classmethod
    def filled(cls, rules: dict[str, Rule], kinds: Iterable[str]) -> dict[str, Rule]:
        """One rule for each of ``kinds``: the given one, else an unsaved one with the defaults."""
        return {kind: rules.get(kind) or cls(kind=kind) for kind in kinds}
