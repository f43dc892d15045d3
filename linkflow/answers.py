"""Which of the values that a customer typed may be remembered: everything but what was typed into a password field."""

from __future__ import annotations

from typing import Any

from django import forms


def is_secret(field: forms.Field) -> bool:
    return isinstance(field.widget, forms.PasswordInput)


def without_secrets(form: forms.Form) -> dict[str, Any]:
    """The cleaned values of a valid form, secrets left out."""
    return {name: value for name, value in form.cleaned_data.items() if not is_secret(form.fields[name])}
