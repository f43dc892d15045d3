"""What is typed about people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.organisations.models import Membership
from portal.organisations.roles import Role


class RoleForm(forms.Form):
    """What a member may do."""

    role = forms.ChoiceField(
        label=_("Role"),
        choices=Role.choices,
        help_text=_("What each role may do stands on this page."),
        error_messages={"required": _("Choose a role.")},
    )

    @classmethod
    def of(cls, membership: Membership, data: Any = None) -> RoleForm:
        return cls(data, initial={"role": membership.role})


class InviteForm(RoleForm):
    """Whom to invite, and as what."""

    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("The invitation goes there, and they sign in with it."),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Enter the address of the person to invite.")},
    )
    field_order = ["email", "role"]

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"role": Role.ONBOARDING.value})

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class JoinForm(forms.Form):
    """The account of somebody who has none yet; the address is the one that was invited."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=100,
        help_text=_("As your colleagues know you."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter your name.")},
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=_("At least 12 characters, and none of the passwords everybody uses."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Choose a password.")},
    )

    def __init__(self, data: Any = None, *, email: str) -> None:
        super().__init__(data)
        self.email = email

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if password := cleaned.get("password"):
            try:
                validate_password(password, User(email=self.email, name=cleaned.get("name", "")))
            except forms.ValidationError as faults:
                self.add_error("password", faults)
        return cleaned
