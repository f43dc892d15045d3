"""What members type about companies."""

from __future__ import annotations

import unicodedata
import uuid
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from companies.models import Company
from companies.naming import validate_name


class NameField(forms.CharField):
    """A name whose blanks and accents are written in one way, so that what looks the same is the same."""

    def to_python(self, value: Any) -> str:
        composed = unicodedata.normalize("NFC", super().to_python(value) or "")
        return " ".join(composed.split())


class CompanyForm(forms.ModelForm):  # type: ignore[type-arg]
    """Name and test mark. ``notices`` says, after validation, what was tidied."""

    class Meta:
        model = Company
        fields = ("name", "is_test")
        field_classes = {"name": NameField}
        error_messages = {"name": {"required": _("Enter the name of the company.")}}
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.notices: list[str] = []
        name = self.fields["name"]
        name.help_text = _("%(rule)s Up to 100 characters. Your customer reads it in the wizard.") % {
            "rule": name.help_text
        }
        self.fields["is_test"].label = _("This is a test company")

    def clean(self) -> dict[str, Any] | None:
        raw = self.data.get(self.add_prefix("name"), "")
        name = self.cleaned_data.get("name")
        if name is not None and name != raw:
            self.notices.append(
                _("Blanks that nobody sees were taken out of the name. It is “%(name)s” now.") % {"name": name}
            )
        return super().clean()


class NewCompanyForm(CompanyForm):
    """The same for a new company; ``form_id`` becomes its public id, so that twice sent is once done."""

    form_id = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)


class DeleteCompanyForm(forms.Form):
    """The company's name, typed as proof that the right one is meant."""

    typed = forms.CharField(
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Type the name, so that no other company is deleted.")},
    )

    def __init__(self, *args: Any, company: Company, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.company = company
        self.fields["typed"].label = _("Type “%(name)s” to confirm") % {"name": company.name}

    def clean_typed(self) -> str:
        typed = str(self.cleaned_data["typed"])
        if unicodedata.normalize("NFC", typed) != self.company.name:
            raise forms.ValidationError(
                _("This is not the name. It is “%(name)s”."), params={"name": self.company.name}
            )
        return typed


class MailLinkForm(forms.Form):
    """Whom to send the Link URL to, and in which language; without one, in the house's."""

    email = forms.EmailField(
        label=_("Your customer’s e-mail address"),
        max_length=254,
        help_text=_(
            "Of the person who looks after the accounting software. Only members who may issue links see it; it is"
            " used for messages about this link and deleted with the company."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Enter the address to which the link is sent.")},
    )
    name = NameField(
        label=_("Name (optional)"),
        max_length=100,
        required=False,
        validators=[validate_name],
        help_text=_("For the greeting."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    language = forms.ChoiceField(label=_("Language of the e-mail"), choices=settings.LANGUAGES, required=False)
