"""Where an integration's credentials come from, and how often is read. The credentials' fields are the provider's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from integrations.models import Integration


class IntegrationForm(forms.Form):
    """The choices of an integration. Partner credentials can be chosen only by whom they were lent to."""

    source = forms.ChoiceField(label=_("Where the credentials come from"), choices=Integration.Source.choices)
    sync_mode = forms.ChoiceField(label=_("How often books are read"), choices=Integration.SyncMode.choices)
    allows_several_entities = forms.BooleanField(label=_("Customers may choose several entities"), required=False)

    def __init__(self, data: Mapping[str, Any] | None, *, integration: Integration) -> None:
        names = ("source", "sync_mode", "allows_several_entities")
        super().__init__(data, initial={name: getattr(integration, name) for name in names})
        if not integration.is_lent:
            self.fields["source"] = forms.ChoiceField(
                label=_("Where the credentials come from"),
                choices=[(Integration.Source.OWN, Integration.Source.OWN.label)],
            )

    @property
    def chosen_source(self) -> str:
        """What is ticked when the page is drawn."""
        return str(self["source"].value() or Integration.Source.OWN)

    @property
    def chosen_mode(self) -> str:
        return str(self["sync_mode"].value() or Integration.SyncMode.CONTINUOUS)
