"""The form by which support staff keep a partner credential: the provider's own settings form, secrets write-only."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms

from integrations import registry
from integrations.models import PartnerCredential
from integrations.provider import Provider
from portal.lib.encrypted import UnreadableSecret

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[PartnerCredential]
else:
    ModelForm = forms.ModelForm


class PartnerCredentialForm(ModelForm):
    """Label and state, and below them the fields of the provider. Only its public settings are ever prefilled."""

    provider_class: ClassVar[type[Provider]]

    class Meta:
        model = PartnerCredential
        fields = ("label", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept = self._kept_settings()
        for name in self.provider_class.settings_form.base_fields:
            if name in self.provider_class.public_settings:
                self.initial[name] = self.kept.get(name, "")
        self.settings: dict[str, Any] = {}

    def _kept_settings(self) -> dict[str, Any]:
        if self.instance.pk is None:
            return {}
        try:
            return dict(self.instance.settings or {})
        except UnreadableSecret:
            return {}  # typed anew, since nobody can read them any more

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        inner = self.provider_class.settings_form(self.data, initial=self.kept)
        if inner.is_valid():
            self.settings = dict(inner.cleaned_data)
        for name, problems in inner.errors.as_data().items():
            if name not in self.errors:
                self.add_error(None if name == "__all__" else name, problems)
        return cleaned


def form_for(provider: str) -> type[PartnerCredentialForm]:
    """The form for one provider's partner credentials."""
    provider_class = registry.get(provider)
    fields = {name: deepcopy(field) for name, field in provider_class.settings_form.base_fields.items()}
    return type("PartnerCredentialForm", (PartnerCredentialForm,), {**fields, "provider_class": provider_class})
