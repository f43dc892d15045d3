"""The plan as a form: a rule for each kind of data, and the time zone of all their times, saved together."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator, Mapping
from copy import copy
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from companies.datasets.models import Rule
from integrations.records import KINDS, Kind

ZONES = sorted(
    name
    for name in zoneinfo.available_timezones()
    if name == "UTC" or ("/" in name and not name.startswith(("Etc/", "SystemV/", "US/", "posix/", "right/")))
)


class RuleForm(forms.ModelForm):  # type: ignore[type-arg]
    """How one kind is read. A kind whose records bear no date has no history to cut."""

    class Meta:
        model = Rule
        fields = ("is_read_on_link", "frequency", "at", "history_months")
        widgets: ClassVar = {
            "at": forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
            "history_months": forms.NumberInput(attrs={"min": 1, "max": 600, "inputmode": "numeric"}),
        }
        error_messages: ClassVar = {
            "at": {"invalid": _("Write a time as 02:30.")},
            "frequency": {"required": _("Choose how often."), "invalid_choice": _("Choose one of the list.")},
            "history_months": {
                "invalid": _("Write a whole number of months, or leave it empty for all."),
                "min_value": _("At least 1 month; empty for all."),
                "max_value": _("At most 600 months; empty for all."),
            },
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = self.instance.kind
        label = Kind(self.kind).label
        if not is_dated(self.kind):
            del self.fields["history_months"]
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"{label}: {field.label}"
            field.help_text = ""

    @property
    def label(self) -> Any:
        return Kind(self.kind).label


class ZoneForm(forms.Form):
    """The zone of all times of a page."""

    zone = forms.CharField(
        label=_("Time zone of all times"),
        required=False,
        help_text=_("Such as Europe/London or America/New_York. Empty: UTC."),
        widget=forms.TextInput(attrs={"list": "zones", "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_zone(self) -> str:
        typed = str(self.cleaned_data["zone"]).strip().replace(" ", "_")
        if not typed:
            return ""
        found = next((zone for zone in zoneinfo.available_timezones() if zone.lower() == typed.lower()), None)
        if found is None:
            raise forms.ValidationError(_("There is no such time zone. Choose one of the list."))
        return found


class PlanForm:
    """All rules of a page. ``rules`` hold now; ``zone`` is where the reader is, until a rule names another."""

    def __init__(self, data: QueryDict | None, *, rules: Mapping[str, Rule], zone: str) -> None:
        known = next((rule.zone for rule in rules.values() if rule.at and rule.zone), zone)
        self.zone = ZoneForm(data, initial={"zone": known})
        self.rows = [RuleForm(data, prefix=kind, instance=copy(rule)) for kind, rule in rules.items()]

    def is_valid(self) -> bool:
        return all([self.zone.is_valid(), *(row.is_valid() for row in self.rows)])

    def errors(self) -> Iterator[tuple[str, str]]:
        """What is wrong, each with the id of its field: for the summary above the form."""
        for error in self.zone["zone"].errors:
            yield self.zone["zone"].auto_id, f"{self.zone['zone'].label}: {error}"
        for row in self.rows:
            for field in row:
                yield from ((field.auto_id, f"{row.label}, {field.label}: {error}") for error in field.errors)

    def rules(self) -> dict[str, Rule]:
        """The rules as they were filled in, after validation."""
        for row in self.rows:
            row.instance.zone = self.zone.cleaned_data["zone"] if row.instance.at else ""
        return {row.kind: row.instance for row in self.rows}


def is_dated(kind: str) -> bool:
    """Whether records of a kind bear a date, so that a history window can be asked for."""
    record = KINDS.get(kind)
    return record is not None and any(column.sort == "date" for column in record.columns)
