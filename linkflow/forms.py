"""What members fill in about the wizard."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ExportForm(forms.Form):
    """In which form evidence is handed out."""

    JSON, TEXT = "json", "text"
    format = forms.ChoiceField(
        choices=[(JSON, _("JSON")), (TEXT, _("Plain text"))],
        error_messages={
            "required": _("Choose JSON or plain text."),
            "invalid_choice": _("Choose JSON or plain text."),
        },
    )
