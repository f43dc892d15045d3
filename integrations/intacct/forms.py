"""What people type: the organisation its sender, the customer a company ID and a sign-in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from integrations.intacct.pasted import IdField, PastedField, PastedForm
from integrations.provider import LONGEST_ACCOUNT

LONGEST = 200
_EXACT = {"autocapitalize": "none", "autocorrect": "off", "spellcheck": "false"}


class SettingsForm(PastedForm):
    """The organisation's sender. ``initial`` holds the stored settings; an empty password keeps the stored one."""

    sender_id = IdField(
        label=_("Sender ID"),
        max_length=LONGEST,
        help_text=_(
            "As in your Web Services agreement with Sage. Upper and lower case matter. "
            "Customers authorise exactly this ID in their own Sage Intacct."
        ),
        widget=forms.TextInput(attrs={**_EXACT, "autocomplete": "off"}),
        error_messages={"required": _("Enter the sender ID.")},
    )
    sender_password = PastedField(
        label=_("Sender Password"),
        max_length=LONGEST,
        required=False,
        help_text=_("The password of the sender ID, not of a user. Never shown. Leave empty to keep the stored one."),
        widget=forms.PasswordInput(attrs={**_EXACT, "autocomplete": "new-password"}),
    )

    def clean_sender_password(self) -> str:
        typed: str = self.cleaned_data["sender_password"]
        kept: str = self.initial.get("sender_password", "")
        if not (typed or kept):
            raise forms.ValidationError(_("Enter the sender password. None is stored yet."), code="required")
        return typed or kept

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        sender_id, kept_id = cleaned.get("sender_id"), self.initial.get("sender_id")
        is_kept = not self.data.get(self.add_prefix("sender_password"), "").strip()
        if sender_id and kept_id and sender_id != kept_id and is_kept and "sender_password" in cleaned:
            self.add_error("sender_password", _("Enter the password of the new sender ID."))
        return cleaned


class CompanyIdForm(PastedForm):
    """The company ID, found in the guide and remembered by the wizard."""

    company_id = IdField(
        label=_("Company ID"),
        max_length=LONGEST_ACCOUNT,
        help_text=_("What you type on the sign-in page of Sage Intacct. It is not the console ID."),
        widget=forms.TextInput(attrs={**_EXACT, "autocomplete": "organization"}),
        error_messages={"required": _("Enter the company ID.")},
    )


class CredentialsForm(CompanyIdForm):
    """The sign-in of the Web Services user. The company ID comes from the guide through ``initial``."""

    user_id = IdField(
        label=_("User ID"),
        max_length=LONGEST,
        help_text=_("The user ID of the Web Services user, as in Sage Intacct's e-mail."),
        widget=forms.TextInput(attrs={**_EXACT, "autocomplete": "username"}),
        error_messages={"required": _("Enter the user ID.")},
    )
    password = PastedField(
        label=_("Password"),
        max_length=LONGEST,
        help_text=_("From Sage Intacct's e-mail. Pasting is fine. It is kept encrypted and never shown again."),
        widget=forms.PasswordInput(attrs={**_EXACT, "autocomplete": "current-password"}),
        error_messages={"required": _("Enter the password.")},
    )

    field_order = ("company_id", "user_id", "password")
