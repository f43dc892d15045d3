"""What members type about their organisation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.organisations.models import Membership
from portal.organisations.roles import MATRIX, Role


def roles_within(role: str) -> list[Role]:
    """The roles that allow nothing that ``role`` does not: what a member may hand on to a program."""
    held = MATRIX.get(role, frozenset())
    return [candidate for candidate in Role if MATRIX[candidate] <= held]


class ApiKeyForm(forms.Form):
    """A new key: its name, and what it may do, which is never more than its maker may."""

    name = forms.CharField(
        label=_("Name"),
        max_length=50,
        help_text=_("Which program uses it, so that you know later what a revoked key stops."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label=_("Role"),
        help_text=_("What it may do, as for people. To read books, choose Analyst."),
    )

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = membership.organisation
        role = self.fields["role"]
        if isinstance(role, forms.ChoiceField):
            role.choices = [(one.value, one.label) for one in roles_within(membership.role)]
        self.initial.setdefault("role", Role.ANALYST.value)

    def clean_name(self) -> str:
        """A name is taken once among the keys that work; so a form that is sent twice makes one key."""
        name = str(self.cleaned_data["name"]).strip()
        if self.organisation.api_keys.filter(name__iexact=name, revoked_at__isnull=True).exists():
            raise forms.ValidationError(
                _("There is a key of this name already. Choose another name, or revoke that key first."), code="taken"
            )
        return name
